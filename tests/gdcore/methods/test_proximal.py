"""The proximal gradient method: descent, exact zeros, the bounds of ISTA and FISTA, other losses."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from gdcore import (
    Lasso,
    LeastSquares,
    Samples,
    constant,
    descend,
    gradient_descent,
    inverse_time,
    minimize,
    proximal_gradient,
    rosenbrock,
)


def lasso(n=40, d=8, penalty=0.3, seed=0, spread=1.0):
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((n, d))
    x = x[:, :1] + spread * x
    return Lasso(Samples(x, 1 + x[:, :2] @ [3, -2] + draw.standard_normal(n)), penalty)


def largest(loss):
    return float(np.linalg.eigvalsh(loss.smooth.hessian)[-1])


CASES = {"many rows": lasso(), "few rows": lasso(10, 30, 0.1), "correlated": lasso(spread=0.1, penalty=0.01)}
EACH = pytest.mark.parametrize("loss", CASES.values(), ids=CASES)
STARTS = np.random.default_rng(1).standard_normal((5, 40)) * 3


@EACH
def test_at_the_rate_1_over_l_each_step_descends(loss):
    run = minimize(loss, proximal_gradient(1 / largest(loss)), STARTS[:, : loss.dim], 200)
    assert (np.diff(loss.value(run.points), axis=0) <= 1e-14 * loss.value(run.points[:-1])).all()


@EACH
@pytest.mark.parametrize("accelerated", [False, True])
def test_the_loss_keeps_its_bound(loss, accelerated):
    """Beck and Teboulle (2009), theorems 3.1 and 4.4."""
    curvature, steps = largest(loss), 400
    run = minimize(loss, proximal_gradient(1 / curvature, accelerated), STARTS[:, : loss.dim], steps)
    above = loss.value(run.points) - loss.value(loss.minimizer)
    away = np.square(run.points[0] - loss.minimizer).sum(axis=-1)
    k = np.arange(1, steps + 1)[:, np.newaxis]
    bound = 2 * curvature * away / (k + 1) ** 2 if accelerated else curvature * away / (2 * k)
    assert (above[1:] <= bound + 1e-13).all()


@EACH
def test_acceleration_pays(loss):
    rate, start = 1 / largest(loss), STARTS[:, : loss.dim]
    plain, ahead = (minimize(loss, proximal_gradient(rate, fast), start, 60) for fast in (False, True))
    assert (loss.value(ahead.points[-1]) < loss.value(plain.points[-1])).all()


@pytest.mark.parametrize("accelerated", [False, True])
def test_it_reaches_exact_zeros_and_the_minimiser(accelerated):
    loss = CASES["many rows"]
    run = minimize(loss, proximal_gradient(1 / largest(loss), accelerated), STARTS[:, :9], 3000)
    zero = loss.minimizer == 0
    assert 0 < zero.sum() < 8
    assert (run.points[-1][:, zero] == 0).all()
    np.testing.assert_allclose(run.points[-1], np.tile(loss.minimizer, (5, 1)), atol=1e-10)
    subgradient = descend(loss, gradient_descent(1 / largest(loss)), STARTS[:, :9], 3000)
    assert (subgradient.points[-1][:, zero] != 0).any()


def test_fista_by_hand():
    """The recursion as Beck and Teboulle write it, with its own names."""
    loss, schedule = CASES["many rows"], inverse_time(0.2, 0.01)
    points = minimize(loss, proximal_gradient(schedule, accelerated=True), STARTS[0, :9], 20).points
    x = [STARTS[0, :9]]
    y, t = x[0], 1.0
    for k in range(20):
        x.append(loss.prox(y - schedule(k) * loss.smooth.gradient(y), schedule(k)))
        following = (1 + np.sqrt(1 + 4 * t**2)) / 2
        y, t = x[-1] + (t - 1) / following * (x[-1] - x[-2]), following
    np.testing.assert_allclose(points, x, atol=1e-13)


def test_without_a_penalty_it_is_gradient_descent():
    loss = lasso(penalty=0)
    ours = minimize(loss, proximal_gradient(0.1), STARTS[:, :9], 50).points
    theirs = descend(LeastSquares(loss.samples), gradient_descent(constant(0.1)), STARTS[:, :9], 50).points
    np.testing.assert_allclose(ours, theirs, atol=1e-11)


def test_a_constraint_is_a_prox_too():
    """Of a loss that is infinite beyond a box, the prox is the projection onto it."""
    least = LeastSquares(CASES["many rows"].samples)
    boxed = SimpleNamespace(
        value=least.value, gradient=least.gradient, smooth=least, prox=lambda w, rate: np.clip(w, 0, 1)
    )
    point = minimize(boxed, proximal_gradient(0.05), np.zeros(9), 3000).points[-1]
    slope = least.gradient(point)
    inside = (point > 0) & (point < 1)
    assert inside.any()
    np.testing.assert_allclose(slope[inside], 0, atol=1e-10)
    assert (slope[point == 0] > 0).all()
    assert (slope[point == 1] < 0).all()


@pytest.mark.parametrize("accelerated", [False, True])
def test_each_run_is_on_its_own(accelerated):
    loss, method = CASES["many rows"], proximal_gradient(inverse_time(0.1, 0.1), accelerated)
    together = minimize(loss, method, STARTS[:, :9], 15)
    np.testing.assert_array_equal(together.points[1:], together.points[:-1] + together.velocities)
    for run, start in enumerate(STARTS[:, :9]):
        np.testing.assert_allclose(
            together.points[:, run], minimize(loss, method, start, 15).points, atol=1e-12
        )
    lost = np.array([STARTS[0, :9], np.full(9, np.nan)])
    state = method.init(loss, lost)
    with np.errstate(all="ignore"):
        for step in range(3):
            move, state = method.update(loss, loss.gradient(lost), state, lost, step)
            lost = lost + move
    np.testing.assert_allclose(lost[0], together.points[3, 0], atol=1e-12)


@pytest.mark.parametrize("accelerated", [False, True])
def test_updates_are_pure_and_survive_pickling(accelerated):
    loss, method = pickle.loads(pickle.dumps((CASES["few rows"], proximal_gradient(0.1, accelerated))))
    point = STARTS[:, :31]
    state = method.init(loss, point)
    for step in range(4):
        point = np.array(point)
        point.flags.writeable = False
        (move, following), (again, _) = (
            method.update(loss, loss.gradient(point), state, point, step) for _ in range(2)
        )
        np.testing.assert_array_equal(move, again)
        point, state = point + move, following
    expected = minimize(CASES["few rows"], proximal_gradient(0.1, accelerated), STARTS[:, :31], 4).points[-1]
    np.testing.assert_array_equal(point, expected)


@pytest.mark.parametrize("rate", [0, -1, np.nan, "1"])
def test_rates_that_are_none(rate):
    with pytest.raises(ValueError, match=r"rate is .*, but expected a finite number above 0 or a schedule"):
        proximal_gradient(rate)


def test_a_loss_without_a_prox():
    with pytest.raises(
        ValueError, match="loss is rosenbrock, which has no `smooth`, but expected one that has"
    ):
        minimize(rosenbrock, proximal_gradient(0.1), [1, 1], 5)


def test_accelerated_is_a_truth_value():
    with pytest.raises(ValueError, match="accelerated is 'no', but expected True or False"):
        proximal_gradient(0.1, accelerated="no")
