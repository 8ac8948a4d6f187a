"""Where Optax's conventions agree with ours and where they differ, as the docstrings tell; live."""

import numpy as np
import pytest

from gdcore import (
    adadelta,
    adagrad,
    adam,
    adamw,
    clip_by_norm,
    clip_by_value,
    inverse_time,
    lion,
    nadam,
    rmsprop,
    sgd,
    weight_decay,
)

optax = pytest.importorskip("optax")
jax = pytest.importorskip("jax")

GRADIENTS = np.random.default_rng(0).normal(size=(60, 3)) + 0.3
START = np.array([1.0, -2.0, 3.0])
RATE = inverse_time(0.1, 0.1)
SAME = {
    "sgd": (lambda: optax.sgd(RATE, 0.9, nesterov=True), sgd(RATE, 0.9, nesterov=True)),
    "adam": (lambda: optax.adam(RATE), adam(RATE)),
    "adamw": (lambda: optax.adamw(RATE, weight_decay=0.1), adamw(RATE, weight_decay=0.1)),
    "nadam": (lambda: optax.nadam(RATE), nadam(RATE, momentum_decay=1e9)),
    "rmsprop": (lambda: optax.rmsprop(RATE, decay=0.99, eps_in_sqrt=False), rmsprop(RATE)),
    "rmsprop_momentum": (
        lambda: optax.rmsprop(0.1, decay=0.99, eps_in_sqrt=False, momentum=0.9, centered=True),
        rmsprop(0.1, momentum=0.9, centered=True),
    ),
    "adadelta": (lambda: optax.adadelta(RATE), adadelta(RATE)),
    "adagrad": (lambda: optax.adagrad(RATE, eps=0.0), adagrad(RATE, eps=0, initial_accumulator_value=0.1)),
    "lion": (lambda: optax.lion(RATE), lion(RATE, weight_decay=1e-3)),
    "clip_by_norm": (
        lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(RATE)),
        clip_by_norm(sgd(RATE), 1.0),
    ),
    "clip_by_value": (lambda: optax.chain(optax.clip(0.3), optax.sgd(RATE)), clip_by_value(sgd(RATE), 0.3)),
    "weight_decay": (
        lambda: optax.chain(optax.add_decayed_weights(0.3), optax.adam(RATE)),
        weight_decay(adam(RATE), 0.3),
    ),
}
OTHER = {
    "eps_inside_of_rmsprops_root": (lambda: optax.rmsprop(0.1, decay=0.99, eps=0.1), rmsprop(0.1, eps=0.1)),
    "eps_inside_of_adagrads_root": (lambda: optax.adagrad(0.1, 0.0, eps=0.1), adagrad(0.1, eps=0.1)),
    "a_schedule_inside_of_rmsprops_velocity": (
        lambda: optax.rmsprop(RATE, decay=0.99, eps_in_sqrt=False, momentum=0.9),
        rmsprop(RATE, momentum=0.9),
    ),
    "no_rise_of_nadams_momentum": (lambda: optax.nadam(0.1), nadam(0.1)),
}


@pytest.fixture(autouse=True)
def double_precision():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def apart(theirs, ours, fed):
    """The greatest distance of the two paths, as a share of that from the start."""
    point, path = jax.numpy.array(START), []
    state, update = theirs.init(point), jax.jit(theirs.update)
    for gradient in GRADIENTS:
        move, state = update(jax.numpy.array(gradient), state, point)
        point = point + move
        path.append(np.array(point))
    own = START + np.cumsum(fed(ours, GRADIENTS, START), axis=0)
    return np.abs(own - path).max() / np.abs(own - START).max()


@pytest.mark.parametrize("name", SAME)
def test_is_optaxs(name, fed):
    theirs, ours = SAME[name]
    assert apart(theirs(), ours, fed) < 1e-12


@pytest.mark.parametrize("name", OTHER)
def test_is_not_optaxs(name, fed):
    theirs, ours = OTHER[name]
    assert apart(theirs(), ours, fed) > 1e-3
