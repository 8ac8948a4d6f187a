"""What holds of every optimiser: purity, shapes, runs on their own, states, schedules, pickling, refusals."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    adadelta,
    adagrad,
    adam,
    adamw,
    clip_by_norm,
    clip_by_value,
    constant,
    dampening,
    decoupled_weight_decay,
    descend,
    gradient_descent,
    inverse_time,
    linear_data,
    lion,
    momentum,
    nadam,
    nesterov,
    rmsprop,
    rosenbrock,
    sgd,
    sign_descent,
    warmup,
    weight_decay,
)

LOSS = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
STARTS = np.random.default_rng(1).normal(size=(7, 3)) * 4
MAKE = {
    "gradient_descent": gradient_descent,
    "momentum": lambda a: momentum(a, 0.9),
    "nesterov": lambda a: nesterov(a, 0.9),
    "sgd": sgd,
    "sgd_momentum": lambda a: sgd(a, 0.9),
    "sgd_nesterov": lambda a: sgd(a, 0.9, nesterov=True),
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "rmsprop_centered": lambda a: rmsprop(a, centered=True),
    "rmsprop_momentum": lambda a: rmsprop(a, momentum=0.5),
    "rmsprop_both": lambda a: rmsprop(a, centered=True, momentum=0.5),
    "adadelta": adadelta,
    "adam": adam,
    "adamw": adamw,
    "nadam": nadam,
    "lion": lion,
    "lion_decayed": lambda a: lion(a, weight_decay=0.1),
    "sign_descent": sign_descent,
    "weight_decay": lambda a: weight_decay(adam(a), 0.1),
    "decoupled_weight_decay": lambda a: decoupled_weight_decay(sgd(a, 0.5), a, 0.1),
    "dampening": lambda a: dampening(sgd(a, 0.9), 0.5),
    "clip_by_norm": lambda a: clip_by_norm(sgd(a, 0.9), 0.5),
    "clip_by_value": lambda a: clip_by_value(adam(a), 0.5),
    "several": lambda a: clip_by_norm(weight_decay(dampening(rmsprop(a), 0.1), 0.1), 2),
}
STATE_ARRAYS = {
    "gradient_descent": 0,
    "sgd": 0,
    "sign_descent": 0,
    "rmsprop_centered": 2,
    "rmsprop_momentum": 2,
    "rmsprop_both": 3,
    "adadelta": 2,
    "adam": 2,
    "adamw": 2,
    "weight_decay": 2,
    "clip_by_value": 2,
    "nadam": 3,
}
COMBINED = {
    "weight_decay": lambda optimizer: weight_decay(optimizer, 0.1),
    "decoupled_weight_decay": lambda optimizer: decoupled_weight_decay(optimizer, 0.1, 0.1),
    "dampening": lambda optimizer: dampening(optimizer, 0.1),
    "clip_by_norm": lambda optimizer: clip_by_norm(optimizer, 1),
    "clip_by_value": lambda optimizer: clip_by_value(optimizer, 1),
}
EACH = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)


def arrays(state):
    return [] if state is None else [state] if isinstance(state, np.ndarray) else [*state]


@EACH
@pytest.mark.parametrize("shape", [(3,), (5, 3), (1,), (4, 1)])
def test_updates_are_pure(make, shape):
    """The same arguments give the same bits, and stay as they were: they can't even be written to."""
    optimizer, rng = make(0.1), np.random.default_rng(0)
    point, state = rng.normal(size=shape), optimizer.init(np.zeros(shape))
    point.flags.writeable = False
    for step in range(4):
        gradient = rng.normal(size=shape)
        for array in (gradient, *arrays(state)):
            array.flags.writeable = False
        (first, state), (again, other) = (optimizer.update(gradient, state, point, step) for _ in range(2))
        np.testing.assert_array_equal(first, again)
        for one, same in zip(arrays(state), arrays(other), strict=True):
            np.testing.assert_array_equal(one, same)
        assert (first.shape, first.dtype) == (shape, np.float64)


@pytest.mark.parametrize("name", MAKE)
def test_states_are_arrays_of_the_points_shape(name):
    optimizer = MAKE[name](0.1)
    for point in (STARTS, STARTS[0]):
        state = optimizer.init(point)
        for step in range(2):
            assert state is None or isinstance(state, np.ndarray | tuple)
            assert [array.shape for array in arrays(state)] == [point.shape] * STATE_ARRAYS.get(name, 1)
            _, state = optimizer.update(LOSS.gradient(point), state, point, step)


@EACH
def test_many_runs_are_each_alone_to_the_bit(make):
    optimizer = make(inverse_time(0.1, 0.01))
    rng = np.random.default_rng(2)
    gradients, point = rng.normal(size=(30, 7, 3)), STARTS
    state, states = optimizer.init(point), [optimizer.init(start) for start in STARTS]
    for step, gradient in enumerate(gradients):
        move, state = optimizer.update(gradient, state, point, step)
        for run, one in enumerate(states):
            alone, states[run] = optimizer.update(gradient[run], one, point[run], step)
            np.testing.assert_array_equal(move[run], alone)
        point = point + move


@EACH
def test_one_pair_serves_runs_in_between(make):
    """Nothing is kept from run to run."""
    optimizer = make(0.05)
    first, _, again = (descend(LOSS, optimizer, start, 20).points for start in (STARTS[0], STARTS, STARTS[0]))
    np.testing.assert_array_equal(first, again)


@EACH
def test_a_number_is_a_constant_schedule(make):
    paths = [descend(LOSS, make(rate), STARTS, 40).points for rate in (0.1, constant(0.1), lambda t: 0.1)]
    np.testing.assert_array_equal(paths[0], paths[1])
    np.testing.assert_array_equal(paths[0], paths[2])


@pytest.mark.parametrize("name", sorted({*MAKE} - {"momentum", "nesterov"}))
def test_a_move_is_the_rate_of_its_step_times_what_the_rates_before_do_not_change(name):
    """So it is as if the rate were set anew before each step; the notebook's velocities keep older rates."""
    plain, scheduled = MAKE[name](1.0), MAKE[name](inverse_time(0.3, 0.5))
    point, states = STARTS, [plain.init(STARTS), scheduled.init(STARTS)]
    for step, gradient in enumerate(np.random.default_rng(3).normal(size=(5, 7, 3))):
        one, states[0] = plain.update(gradient, states[0], point, step)
        move, states[1] = scheduled.update(gradient, states[1], point, step)
        np.testing.assert_allclose(move, 0.3 / (1 + 0.5 * step) * one, rtol=1e-14, atol=1e-16)


@EACH
def test_descends(make):
    run = descend(LOSS, make(0.02), STARTS, 300)
    assert np.all(run.losses[-1] < run.losses[0])


@EACH
def test_pairs_are_frozen(make):
    with pytest.raises(FrozenInstanceError):
        make(0.1).init = None


@EACH
def test_what_a_process_hands_to_another_survives(make):
    optimizer = make(warmup(0.02, 5))
    copy = pickle.loads(pickle.dumps(optimizer))
    paths = [descend(rosenbrock, one, [-1.2, 1], 20).points for one in (optimizer, copy)]
    np.testing.assert_array_equal(*paths)


@EACH
def test_infinite_and_nan_runs_leave_the_others(make):
    run = descend(rosenbrock, make(0.1), np.array([[-1.2, 1.0], [1e60, 1e60], [-1.2, 1.0]]), 5)
    assert np.isfinite(run.points).all()
    np.testing.assert_array_equal(run.points[:, 0], run.points[:, 2])


@EACH
@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf, "0.1", None, True, [0.1]])
def test_refuses_rates(make, rate):
    with pytest.raises(
        ValueError, match=r"rate is .*, but expected a finite number above 0 or a schedule"
    ) as caught:
        make(rate)
    assert f"rate is {rate!r}," in str(caught.value)


@pytest.mark.parametrize("combine", COMBINED.values(), ids=COMBINED)
@pytest.mark.parametrize("optimizer", [None, 0.1, "adam"])
def test_combinators_refuse_what_is_no_optimizer(combine, optimizer):
    with pytest.raises(ValueError, match=r"optimizer is .*, but expected one, as sgd\(0.1\) is"):
        combine(optimizer)
    with pytest.raises(ValueError, match=r"optimizer is the function sgd, but expected what it makes: sgd\("):
        combine(sgd)
