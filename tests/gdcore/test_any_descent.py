"""Any optimiser or method on any loss, from anywhere at any rate: finite, locked, pure, the same again."""

import os
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import gdcore

RNG = np.random.default_rng(0)
DATA = gdcore.linear_data(30, [6, 5], 2, noise=3, rng=RNG)
LABELS = gdcore.Samples(RNG.standard_normal((20, 2)), [0, 1] * 10)


class Flat:
    """A loss that says 0 everywhere."""

    dim = 2

    def value(self, w):
        return np.zeros(np.shape(w)[:-1])

    def gradient(self, w):
        return np.zeros(np.shape(w))

    def hessian(self, w):
        return np.zeros((*np.shape(w), 2))


LOSSES = {
    "one weight": gdcore.quadratic([2.0]),
    "wide": gdcore.quadratic([1e-8, 1e8], angle=0.3),
    "tiny": gdcore.quadratic([1e-300, 1e-300]),
    "huge": gdcore.quadratic([1e300, 1e300]),
    "indefinite": gdcore.quadratic([1, -1]),
    "many": gdcore.quadratic(np.logspace(-8, 8, 200)),
    "flat": Flat(),
    "least squares": gdcore.LeastSquares(DATA),
    "ridge": gdcore.Ridge(DATA, 1.0),
    "lasso": gdcore.Lasso(DATA, 1.0),
    "huber": gdcore.HuberRegression(DATA),
    "logistic": gdcore.LogisticRegression(LABELS),
    "softmax": gdcore.SoftmaxRegression(LABELS, 0.1),
}
LOSSES |= {
    name: getattr(gdcore, name) for name in ("rosenbrock", "beale", "booth", "himmelblau", "rastrigin")
}
LOSSES |= {name: getattr(gdcore, name) for name in ("saddle", "plateau", "neuron")}

ZEROS = {"betas": (0.0, 0.0), "eps": 0.0}
OPTIMIZERS = {
    "gradient_descent": gdcore.gradient_descent,
    "momentum": partial(gdcore.momentum, beta=0.9),
    "no momentum": partial(gdcore.momentum, beta=0.0),
    "nesterov": partial(gdcore.nesterov, beta=0.9),
    "sgd": partial(gdcore.sgd, momentum=0.9, nesterov=True),
    "adagrad": gdcore.adagrad,
    "rmsprop": partial(gdcore.rmsprop, centered=True, momentum=0.9),
    "rmsprop of zeros": partial(gdcore.rmsprop, alpha=0.0, eps=0.0),
    "adadelta": gdcore.adadelta,
    "adam": gdcore.adam,
    "adam of zeros": partial(gdcore.adam, **ZEROS),
    "adamw": gdcore.adamw,
    "nadam": gdcore.nadam,
    "nadam of zeros": partial(gdcore.nadam, **ZEROS),
    "lion": gdcore.lion,
    "sign_descent": gdcore.sign_descent,
    "clipped": lambda rate: gdcore.clip_by_norm(gdcore.adam(rate), 1),
    "decayed": lambda rate: gdcore.weight_decay(gdcore.dampening(gdcore.sgd(rate, 0.9), 0.5), 0.1),
}
METHODS = {
    "newton": gdcore.newton,
    "damped newton": partial(gdcore.newton, damping=1.0),
    "exact_line_search": lambda rate: gdcore.exact_line_search(),
    "armijo": gdcore.armijo,
    "barzilai_borwein": gdcore.barzilai_borwein,
    "short": partial(gdcore.barzilai_borwein, kind="short"),
    "hestenes-stiefel": lambda rate: gdcore.nonlinear_conjugate_gradient("hestenes-stiefel"),
    "dai-yuan": lambda rate: gdcore.nonlinear_conjugate_gradient("dai-yuan", restart=2),
    "lbfgs": gdcore.lbfgs,
    "lbfgs of one pair": partial(gdcore.lbfgs, history_size=1),
}
RATES = st.floats(-6, 1).map(lambda power: 10.0**power) | st.sampled_from([1e-300, 1e300])
WEIGHTS = st.floats(-10, 10) | st.sampled_from([0.0, 1.0, 5e-324, 1e-300, 1e100, -1e300])
ARRAYS = "points", "losses", "gradients", "velocities", "diverged_at"


def run(kind, rate, loss, start, steps):
    if kind in METHODS:
        return gdcore.minimize(loss, METHODS[kind](rate), start, steps)
    return gdcore.descend(loss, OPTIMIZERS[kind](rate), start, steps)


@st.composite
def starts(draw, loss):
    """Points of finite loss, the minimiser among them."""
    known = getattr(loss, "minimizer", None)
    some = draw(st.lists(WEIGHTS, min_size=min(loss.dim, 3), max_size=min(loss.dim, 3)))
    point = np.resize(some, loss.dim)
    points = [point, point if known is None or draw(st.booleans()) else known, np.ones(loss.dim)]
    with np.errstate(all="ignore"):
        return np.array([each for each in points if np.isfinite(loss.value(each))])


@settings(max_examples=300)
@given(
    st.sampled_from([*OPTIMIZERS, *METHODS]), st.sampled_from([*LOSSES]), RATES, st.integers(0, 6), st.data()
)
def test_any_descent(kind, name, rate, steps, data):
    loss = LOSSES[name]
    if "newton" in kind and not hasattr(loss, "hessian"):
        return
    start = data.draw(starts(loss))
    kept = start.copy()
    found = run(kind, rate, loss, start, 2 * steps)
    np.testing.assert_array_equal(start, kept)
    for array in (getattr(found, each) for each in ARRAYS):
        assert np.isfinite(array).all()
        assert not array.flags.writeable
    again = run(kind, rate, loss, start, 2 * steps)
    for each in ARRAYS:
        np.testing.assert_array_equal(getattr(again, each), getattr(found, each))
    going = found.diverged_at == -1
    half = run(kind, rate, loss, start, steps)
    np.testing.assert_array_equal(half.points[:, going], found.points[: steps + 1, going])


@settings(max_examples=100)
@given(st.sampled_from([*OPTIMIZERS]), st.sampled_from([*LOSSES]), RATES, st.integers(1, 6), st.data())
def test_a_descent_is_its_updates_by_hand(kind, name, rate, steps, data):
    loss, optimizer = LOSSES[name], OPTIMIZERS[kind](rate)
    point = data.draw(starts(loss))
    found = gdcore.descend(loss, optimizer, point, steps)
    state = optimizer.init(point)
    with np.errstate(all="ignore"):
        for step in range(steps):
            gradient = np.asarray(loss.gradient(point))
            given = pickle.dumps((gradient, state, point))
            move, following = optimizer.update(gradient, state, point, step)
            assert pickle.dumps((gradient, state, point)) == given
            point, state = point + move, following
    going = found.diverged_at == -1
    np.testing.assert_array_equal(found.points[-1, going], point[going])


SEVERAL = """
import hashlib
from test_any_descent import LOSSES, METHODS, OPTIMIZERS, np, run
for kind in (*OPTIMIZERS, *METHODS):
    for name in ("many", "least squares", "huber", "softmax", "neuron"):
        loss = LOSSES[name]
        start = np.linspace(-1, 1.3, 3 * loss.dim).reshape(3, loss.dim)
        found = run(kind, 1e-3, loss, start, 20)
        print(kind, name, hashlib.sha256(found.points.tobytes() + found.losses.tobytes()).hexdigest())
"""


def test_every_process_finds_the_same_to_the_bit():
    def told(seed, threads, *flags):
        folders = os.pathsep.join([str(Path(__file__).parent), str(Path(gdcore.__file__).parents[1])])
        names = {"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": folders}
        command = [sys.executable, "-P", "-W", "error", *flags, "-c", SEVERAL]
        return subprocess.run(
            command, env=os.environ | names, capture_output=True, text=True, check=True
        ).stdout

    first = told("1", "1")
    assert len(first.splitlines()) == 5 * len(OPTIMIZERS | METHODS)
    assert told("2", "2", "-O") == first
