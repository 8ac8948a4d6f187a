"""Paths of 200 steps, as PyTorch and Optax have recorded them, and live where they are importable.

`record_optimizers.py` says how: 23 optimisers, each on three losses, at a constant rate and under two
schedules. A sign tells nothing of an argument that is rounding alone, so there paths are compared up to the
first step at which one falls below 1e-12.
"""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    Samples,
    adadelta,
    adagrad,
    adam,
    adamw,
    clip_by_norm,
    clip_by_value,
    dampening,
    descend,
    lion,
    nadam,
    quadratic_bowl,
    rmsprop,
    rosenbrock,
    sgd,
    sign_descent,
    weight_decay,
)

FOLDER = Path(__file__).parents[1] / "recorded"
STEPS = 200
SAME = 1e-10  # of the greatest distance from the start
ROUNDING = 1e-12  # a sign's argument below this

OURS = {
    "sgd": sgd,
    "sgd_momentum": lambda a: sgd(a, 0.9),
    "sgd_nesterov": lambda a: sgd(a, 0.9, nesterov=True),
    "sgd_dampening": lambda a: dampening(sgd(a, 0.8), 0.7),
    "sgd_weight_decay": lambda a: weight_decay(sgd(a, 0.9, nesterov=True), 0.03),
    "sgd_all": lambda a: clip_by_norm(weight_decay(dampening(sgd(a, 0.8), 0.5), 0.03), 1.5, eps=1e-6),
    "sgd_clip_by_norm": lambda a: clip_by_norm(sgd(a, 0.5), 1.5, eps=1e-6),
    "sgd_clip_by_value": lambda a: clip_by_value(sgd(a, 0.5), 0.8),
    "adagrad": adagrad,
    "adagrad_begun": lambda a: adagrad(a, initial_accumulator_value=0.1, eps=1e-7),
    "rmsprop": rmsprop,
    "rmsprop_centered": lambda a: rmsprop(a, centered=True, eps=0.03),
    "rmsprop_momentum": lambda a: rmsprop(a, alpha=0.95, momentum=0.8, eps=0.1),
    "rmsprop_all": lambda a: weight_decay(rmsprop(a, centered=True, momentum=0.8), 0.03),
    "adadelta": adadelta,
    "adam": adam,
    "adam_betas": lambda a: adam(a, betas=(0.8, 0.95), eps=0.01),
    "adam_weight_decay": lambda a: clip_by_value(weight_decay(adam(a), 0.03), 0.8),
    "adamw": lambda a: adamw(a, weight_decay=0.1),
    "nadam": nadam,
    "lion": lion,
    "lion_weight_decay": lambda a: lion(a, betas=(0.8, 0.99), weight_decay=0.1),
    "sign_descent": sign_descent,
}
LION_BETAS = {"lion": (0.9, 0.99), "lion_weight_decay": (0.8, 0.99), "sign_descent": (0.0, 0.0)}
SCHEDULES = {  # a -> the rate
    "constant": lambda a: a,
    "inverse_time": lambda a: lambda t: a / (1 + 0.02 * t),
    "cosine": lambda a: lambda t: a * (0.1 + 0.9 * np.cos(0.5 * np.pi * min(t, 150) / 150) ** 2),
}
LOSSES = ["least_squares", "logistic", "rosenbrock"]


class Logistic:
    def __init__(self, x, labels):
        self.design, self.labels = np.column_stack([np.ones(len(x)), x]), labels

    def value(self, w):
        margin = w @ self.design.T
        return np.mean(np.logaddexp(0, margin) - self.labels * margin, axis=-1)

    def gradient(self, w):
        chance = 1 / (1 + np.exp(-(w @ self.design.T)))
        return (chance - self.labels) @ self.design / len(self.labels)


@pytest.fixture(scope="module")
def recorded():
    with np.load(FOLDER / "optimizers.npz") as file:
        return SimpleNamespace(**file)


@pytest.fixture(scope="module")
def runs(recorded):
    """Our run of a case on a loss under a schedule."""
    losses = {
        "least_squares": LeastSquares(Samples(recorded.x, recorded.y)),
        "logistic": Logistic(recorded.x, recorded.labels),
        "rosenbrock": rosenbrock,
    }

    def run(case, loss, schedule):
        first = recorded.rates[[*OURS].index(case), LOSSES.index(loss)]
        rate, start = SCHEDULES[schedule](first), getattr(recorded, f"{loss}_start")
        return descend(losses[loss], OURS[case](rate), start, STEPS)

    return run


def comparable(case, run):
    """How many steps of a run can be compared: all, or with a sign those before one of rounding alone."""
    if case not in LION_BETAS:
        return STEPS
    (beta1, beta2), mean = LION_BETAS[case], 0.0
    for step, gradient in enumerate(run.gradients):
        if np.abs(beta1 * mean + (1 - beta1) * gradient).min() < ROUNDING:
            return step
        mean = beta2 * mean + (1 - beta2) * gradient
    return STEPS


def apart(run, steps, points):
    """The greatest distance of a run's points from others, as a share of that from its start."""
    size = np.linalg.norm(run.points - run.points[0], axis=-1).max()
    return np.linalg.norm(run.points[steps] - points, axis=-1).max() / size


def test_the_file_has_what_is_compared(recorded):
    assert recorded.cases.tolist() == [*OURS]
    assert recorded.schedules.tolist() == [*SCHEDULES]
    assert {text.split()[0] for text in recorded.versions} == {"torch", "optax", "jax", "numpy", "python"}
    assert recorded.kept[-1] == STEPS
    assert (FOLDER / "optimizers.npz").stat().st_size < 90_000


def test_a_sign_of_rounding_alone_ends_a_comparison():
    """From (0.3, 5) in steps of 0.1 the first weight is 0, but for rounding, at step 3."""
    bowl = quadratic_bowl(1, angle=0)
    assert comparable("sign_descent", descend(bowl, sign_descent(0.1), [0.3, 5.0], 20)) == 3
    assert comparable("sign_descent", descend(bowl, sign_descent(0.1), [0.37, 5.0], 20)) == STEPS


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", OURS)
def test_agrees_with_the_recorded_path(recorded, runs, case, loss, schedule):
    run = runs(case, loss, schedule)
    until = recorded.kept <= comparable(case, run)
    path = getattr(recorded, loss)[[*OURS].index(case), [*SCHEDULES].index(schedule)]
    assert recorded.kept[until][-1] >= 100
    assert apart(run, recorded.kept[until], path[until]) < SAME
    assert run.losses[-1] < 0.9 * run.losses[0]  # the path leads somewhere


def test_agrees_with_the_libraries_over_all_steps(recorded, runs):
    for library in ("torch", "optax"):
        pytest.importorskip(library)
    file = importlib.util.spec_from_file_location("record_optimizers", FOLDER / "record_optimizers.py")
    recorder = importlib.util.module_from_spec(file)
    file.loader.exec_module(recorder)
    paths = recorder.make_paths(recorder.make_data())
    far = {}
    for loss in LOSSES:
        for case, of_case in zip(OURS, paths[loss], strict=True):
            for schedule, path in zip(SCHEDULES, of_case, strict=True):
                run = runs(case, loss, schedule)
                last = comparable(case, run)
                found = apart(run, slice(1, last + 1), path[:last])
                if last < 100 or not found < SAME:
                    far[case, loss, schedule] = found, last
    assert far == {}
