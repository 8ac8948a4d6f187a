"""What full-batch methods have in common: runs on their own, purity, pickling, standing at a minimiser."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from gdcore import (
    Method,
    armijo,
    barzilai_borwein,
    conjugate_gradient,
    exact_line_search,
    himmelblau,
    inverse_time,
    lbfgs,
    minimize,
    newton,
    nonlinear_conjugate_gradient,
    quadratic_bowl,
    rosenbrock,
)

BOWL = quadratic_bowl(30, 0.4)
GENERAL = {
    "newton": newton(0.8, 0.1),
    "newton, schedule": newton(inverse_time(1, 0.1)),
    "exact line search": exact_line_search(),
    "armijo": armijo(0.5),
    "armijo, schedule": armijo(inverse_time(1, 0.1), 0.3, 0.7),
    "barzilai-borwein, long": barzilai_borwein(0.01),
    "barzilai-borwein, short": barzilai_borwein(inverse_time(0.01, 0.1), "short"),
    "polak-ribiere": nonlinear_conjugate_gradient(),
    "fletcher-reeves": nonlinear_conjugate_gradient("fletcher-reeves"),
    "hestenes-stiefel": nonlinear_conjugate_gradient("hestenes-stiefel", restart=5),
    "dai-yuan": nonlinear_conjugate_gradient("dai-yuan"),
    "lbfgs": lbfgs(0.1),
    "lbfgs, schedule": lbfgs(inverse_time(0.5, 0.1), history_size=3),
}
CASES = [(name, method, himmelblau) for name, method in GENERAL.items()]
CASES += [(f"{name} on a bowl", method, BOWL) for name, method in GENERAL.items()]
CASES += [("conjugate gradient", conjugate_gradient(), BOWL)]
METHODS = pytest.mark.parametrize(
    ("method", "loss"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
STARTS = np.array([[0.5, -1.0], [3.0, 2.0], [4.0, 4.0], [-3.0, 0.5], [0.0, 0.0]])


@METHODS
def test_a_trajectory_is_consistent(method, loss):
    assert isinstance(method, Method)
    t = minimize(loss, method, STARTS, 15)
    assert t.points.shape == (16, 5, 2)
    assert t.velocities.shape == t.gradients.shape == (15, 5, 2)
    np.testing.assert_array_equal(t.points[1:], t.points[:-1] + t.velocities)
    np.testing.assert_array_equal(t.diverged_at, -1)


@METHODS
def test_each_run_is_on_its_own(method, loss):
    together = minimize(loss, method, STARTS, 15).points
    for run, start in enumerate(STARTS):
        for alone in (minimize(loss, method, start, 15), minimize(loss, method, [start], 15)):
            expected = alone.points.reshape(16, 2)
            if loss is himmelblau:  # whose arithmetic is the same for one point as for many
                np.testing.assert_array_equal(together[:, run], expected)
            np.testing.assert_allclose(together[:, run], expected, rtol=1e-9, atol=1e-9)


@METHODS
def test_a_run_that_is_lost_leaves_the_others_alone(method, loss):
    with_nan = np.array([[np.nan, 1], [0.5, -1], [np.inf, 0]])
    single = np.array([[0.5, -1]])
    state, alone = method.init(loss, with_nan), method.init(loss, single)
    with np.errstate(all="ignore"):
        for step in range(4):
            move, state = method.update(loss, loss.gradient(with_nan), state, with_nan, step)
            expected, alone = method.update(loss, loss.gradient(single), alone, single, step)
            with_nan, single = with_nan + move, single + expected
            assert not np.isfinite(with_nan[[0, 2]]).all(axis=-1).any()
            np.testing.assert_allclose(with_nan[[1]], single, rtol=0, atol=1e-12)


@METHODS
@pytest.mark.parametrize("shape", [(2,), (1, 2), (4, 2)])
def test_updates_are_pure(method, loss, shape):
    point = np.random.default_rng(0).standard_normal(shape)
    state = method.init(loss, point)
    for step in range(4):
        point = np.array(point)
        gradient = np.array(loss.gradient(point))
        point.flags.writeable = gradient.flags.writeable = False
        with np.errstate(all="raise"):
            first, again = (method.update(loss, gradient, state, point, step) for _ in range(2))
        assert first[0].shape == shape
        for a, b in zip(_arrays(first), _arrays(again), strict=True):
            np.testing.assert_array_equal(a, b)
        state, point = first[1], point + first[0]


def _arrays(nested):
    """All arrays of a move and a state."""
    if isinstance(nested, tuple):
        return [array for part in nested for array in _arrays(part)]
    return [np.array(nested, dtype=float)]


@METHODS
def test_it_survives_pickling(method, loss):
    copy, same_loss = pickle.loads(pickle.dumps((method, loss)))
    here, there = minimize(loss, method, STARTS, 5).points, minimize(same_loss, copy, STARTS, 5).points
    np.testing.assert_array_equal(here, there)


@METHODS
def test_a_run_stays_at_a_minimiser(method, loss):
    point = loss.minimizer
    state = method.init(loss, point)
    for step in range(3):
        with np.errstate(all="raise"):  # no 0 / 0
            move, state = method.update(loss, loss.gradient(point), state, point, step)
        np.testing.assert_array_equal(move, [0, 0])


@METHODS
def test_a_run_that_has_come_stays(method, loss):
    t = minimize(loss, method, [2.5, 2.5], 600)
    assert t.diverged_at == -1
    assert np.abs(t.velocities[-1]).max() < 1e-7


@pytest.mark.parametrize("name", ["exact line search", "armijo", "polak-ribiere", "dai-yuan"])
def test_line_searches_never_raise_the_loss(name):
    for loss in (himmelblau, rosenbrock, BOWL):
        losses = minimize(loss, GENERAL[name], STARTS, 60).losses
        assert np.all(np.diff(losses, axis=0) <= 1e-14 * losses[:-1] + 1e-27 * losses[0])


@pytest.mark.parametrize("name", ["exact line search", "armijo", "polak-ribiere"])
def test_refuses_a_value_of_another_shape_than_the_points(name):
    loss = SimpleNamespace(
        name="mine", plotted=himmelblau.value, value=lambda w: np.sum(w), gradient=himmelblau.gradient
    )
    with pytest.raises(
        ValueError, match=r"loss is mine, whose `value` has shape \(\) at w of shape \(5, 2\)"
    ):
        minimize(loss, GENERAL[name], STARTS, 1)


@pytest.mark.parametrize("method", [exact_line_search(), conjugate_gradient(), GENERAL["dai-yuan"]])
def test_refuses_a_root_of_another_shape_than_the_weights(method):
    loss = SimpleNamespace(
        name="mine", value=BOWL.value, gradient=BOWL.gradient, root=np.eye(3), minimizer=np.zeros(2)
    )
    with pytest.raises(
        ValueError, match=r"loss is mine, whose `root` has shape \(3, 3\), but expected \(2, 2\)"
    ):
        minimize(loss, method, STARTS, 1)


@pytest.mark.parametrize("make", [newton, armijo, barzilai_borwein, lbfgs])
@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf, "0.1", None, True, [0.1]])
def test_refuses_rates(make, rate):
    with pytest.raises(ValueError, match=r"rate is .*, but expected a finite number above 0 or a schedule"):
        make(rate)
