"""Runs that diverge: when it is said, what is held, and that nobody else is touched."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    Samples,
    adamw,
    descend,
    gradient_descent,
    linear_data,
    lion,
    momentum,
    nesterov,
    recorded,
    rosenbrock,
    sample_batches,
    sgd,
    sign_descent,
    theory,
    weight_decay,
)

NOISY = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
START = np.array([2.0, 2.0, 8.0])


def rng(seed=0):
    return np.random.default_rng(seed)


def held(t, run=()):
    """That from `diverged_at` on a run stands still; gives that index."""
    points, losses, gradients, velocities = (
        a[(slice(None), *run)] for a in (t.points, t.losses, t.gradients, t.velocities)
    )
    at = int(t.diverged_at[run])
    for array in (points, losses, gradients, velocities):
        assert np.isfinite(array).all()
    assert (points[at:] == points[at]).all()
    assert (losses[at:] == losses[at]).all()
    assert (velocities[at:] == 0).all()
    assert (gradients[at:] == gradients[at - 1 : at + 1][-1]).all() if at < len(gradients) else True
    np.testing.assert_array_equal(points[1:], points[:-1] + velocities)
    return at


@pytest.mark.parametrize("make", [gradient_descent, lambda a: momentum(a, 0.9), lambda a: nesterov(a, 0.9)])
@pytest.mark.parametrize("factor", [2.2, 5, 1e3, 1e150, 1e300])
def test_far_too_high_a_rate(make, factor):
    t = descend(NOISY, make(factor * theory.max_rate(NOISY)), START, 1000)
    at = held(t)
    assert at > 0
    assert (t.losses[: at - 1] <= 1e12 * t.losses[0]).all()


def test_it_is_said_at_the_first_loss_above_the_limit():
    rate = 1.5 * theory.max_rate(NOISY)
    t, w, losses = descend(NOISY, gradient_descent(rate), START, 400), START, [NOISY.mse(START)]
    while losses[-1] <= 1e12 * losses[0]:
        w = w - rate * NOISY.gradient(w)
        losses.append(NOISY.mse(w))
    at = held(t)
    assert at == len(losses) - 1
    np.testing.assert_allclose(t.points[at], w, rtol=1e-12)
    np.testing.assert_allclose(t.losses[: at + 1], losses, rtol=1e-10)
    np.testing.assert_allclose(t.gradients[at], NOISY.gradient(w), rtol=1e-10)


def test_a_point_that_is_not_finite_is_left_out():
    t = descend(rosenbrock, gradient_descent(1.0), [1e60, 1.0], 3)
    assert t.diverged_at == 1
    np.testing.assert_array_equal(t.points, np.tile([1e60, 1.0], (4, 1)))
    np.testing.assert_array_equal(t.velocities, np.zeros((3, 2)))
    np.testing.assert_array_equal(t.gradients, np.tile(rosenbrock.gradient([1e60, 1.0]), (3, 1)))


class Cliff:
    """Finite at the start, infinitely steep there; or not a number beyond 1."""

    def __init__(self, steep):
        self.steep = steep

    def value(self, w):
        return np.where(np.abs(w[..., 0]) <= 1, np.square(w[..., 0]), np.nan)

    plotted = value

    def gradient(self, w):
        return np.full_like(w, np.inf) if self.steep else np.where(np.abs(w) <= 1, -np.ones_like(w), np.nan)


def test_an_infinite_gradient_at_the_start():
    t = descend(Cliff(steep=True), gradient_descent(0.1), [0.5], 3)
    assert held(t) == 1
    np.testing.assert_array_equal(t.points, np.full((4, 1), 0.5))
    np.testing.assert_array_equal(t.gradients, np.zeros((3, 1)))


def test_a_gradient_at_the_start_that_is_not_a_number():
    t = descend(Cliff(steep=False), gradient_descent(0.1), [[0.5], [1.0]], 3)
    assert t.diverged_at.tolist() == [-1, 1]
    nowhere = SimpleNamespace(
        value=lambda w: np.square(w[..., 0]), gradient=lambda w: np.full_like(w, np.nan)
    )
    assert held(descend(nowhere, momentum(0.1, 0.5), [0.5], 3)) == 1


class Brink(Cliff):
    """Infinitely steep from 1 on, where the loss is finite still."""

    def gradient(self, w):
        return np.where(np.abs(w) < 1, -np.ones_like(w), np.inf)


def test_an_infinite_gradient_at_the_last_finite_point():
    t = descend(Brink(steep=False), gradient_descent(0.25), [0.5], 6)
    assert t.diverged_at == 3
    np.testing.assert_array_equal(t.points[:, 0], [0.5, 0.75, 1, 1, 1, 1, 1])
    np.testing.assert_array_equal(t.gradients, np.full((6, 1), -1.0))


def test_a_loss_that_is_not_a_number():
    t = descend(Cliff(steep=False), gradient_descent(0.25), [0.5], 6)
    assert held(t) == 3
    np.testing.assert_array_equal(t.points[:, 0], [0.5, 0.75, 1, 1, 1, 1, 1])
    np.testing.assert_array_equal(t.gradients, np.full((6, 1), -1.0))


def test_at_the_last_step():
    t = descend(Cliff(steep=False), gradient_descent(0.25), [0.5], 3)
    assert t.diverged_at == 3
    np.testing.assert_array_equal(t.velocities[:, 0], [0.25, 0.25, 0])


def expected(start, rate, steps):
    """One run on Rosenbrock's valley, stopped as the trajectory's docstring says."""
    points, losses, gradients, at = [start], [rosenbrock.value(start)], [], -1
    for step in range(1, steps + 1):
        gradients.append(rosenbrock.gradient(points[-1]))
        with np.errstate(all="ignore"):
            point = points[-1] - rate * gradients[-1]
        loss = rosenbrock.value(point)
        finite = bool(np.isfinite(point).all() and np.isfinite(loss))
        if finite:
            points.append(point)
            losses.append(loss)
        if not finite or loss > 1e12 * losses[0]:
            at = step
            break
    return points, losses, gradients, at


@settings(deadline=None, derandomize=True, max_examples=80)
@given(
    seed=st.integers(0, 10**6), power=st.floats(-4.5, 1), spread=st.floats(-2, 3), steps=st.integers(1, 60)
)
def test_any_mixture_of_runs(seed, power, spread, steps):
    starts, rate = rng(seed).standard_normal((6, 2)) * 10.0**spread, 10.0**power
    t = descend(rosenbrock, gradient_descent(rate), starts, steps)
    for run, start in enumerate(starts):
        points, losses, gradients, at = expected(start, rate, steps)
        assert t.diverged_at[run] == at
        np.testing.assert_allclose(t.points[: len(points), run], points, rtol=1e-12)
        np.testing.assert_allclose(t.losses[: len(losses), run], losses, rtol=1e-9)
        moved = len(points) - 1
        np.testing.assert_allclose(t.gradients[:moved, run], gradients[:moved], rtol=1e-9)
        if at >= 0:
            held(t, (run,))
            assert (t.points[moved:, run] == t.points[moved, run]).all()


@pytest.mark.parametrize("optimizer", [gradient_descent(1.1e-3), momentum(1.1e-3, 0.5)])
def test_other_runs_are_untouched(optimizer):
    calm = np.array([-1.2, 1.0]) + 0.05 * rng().standard_normal((4, 2))
    wild = np.array([[40.0, -30.0], [1e70, 0]])
    t = descend(rosenbrock, optimizer, np.concatenate([calm[:2], wild, calm[2:]]), 300)
    assert (t.diverged_at[[2, 3]] > 0).all()
    assert (t.diverged_at[[0, 1, 4, 5]] == -1).all()
    alone = descend(rosenbrock, optimizer, calm, 300)
    for name in ("points", "losses", "gradients", "velocities"):
        np.testing.assert_array_equal(getattr(t, name)[:, [0, 1, 4, 5]], getattr(alone, name))
    for run in (2, 3):
        held(t, (run,))


def test_other_runs_of_sgd_are_untouched():
    x = np.concatenate([rng().standard_normal((40, 1)), [[1e6]]])
    loss = LeastSquares(Samples(x, x[:, 0]))
    rows = sample_batches(40, 1, 500, rng=rng(), runs=3)
    spoilt = rows.copy()
    spoilt[10:, 1] = 40
    quiet, loud = (descend(loss, gradient_descent(0.05), [1.0, 2.0], 500, batches=r) for r in (rows, spoilt))
    assert quiet.diverged_at.tolist() == [-1, -1, -1]
    assert loud.diverged_at[0] == loud.diverged_at[2] == -1
    assert held(loud, (1,)) > 10
    np.testing.assert_array_equal(loud.points[:, [0, 2]], quiet.points[:, [0, 2]])


def noise_free(seed):
    return LeastSquares(linear_data(50, [6, 5], 2, rng=rng(seed)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("optimizer", [gradient_descent(0.3), momentum(0.1, 0.9), nesterov(0.1, 0.9)])
def test_a_start_at_the_minimum_is_no_divergence(seed, optimizer):
    loss = noise_free(seed)
    for start in ([2, 6, 5], loss.minimizer):
        t = descend(loss, optimizer, start, 2000)
        assert t.diverged_at == -1
        assert t.losses.max() < 1e-25


@pytest.mark.parametrize("seed", range(5))
def test_nor_is_it_for_sgd(seed):
    loss = noise_free(seed)
    rows = sample_batches(50, 1, 2000, rng=rng(seed), runs=10)
    for start in ([2, 6, 5], loss.minimizer):
        t = descend(loss, gradient_descent(0.9 * theory.max_rate(loss, batch=1)), start, 2000, batches=rows)
        assert (t.diverged_at == -1).all()
        assert t.losses.max() < 1e-20


class Rough:
    """A parabola whose gradient is a rounding off."""

    def value(self, w):
        return np.square(np.asarray(w) - 0.1).sum(axis=-1)

    plotted = value

    def gradient(self, w):
        return 2 * (np.asarray(w) - 0.1) + 1e-16


def test_roundings_about_a_first_loss_of_exactly_0():
    t = descend(Rough(), gradient_descent(0.25), [0.1], 20)
    assert t.losses[0] == 0 < t.losses[-1]
    assert t.diverged_at == -1


def test_a_first_loss_of_exactly_0():
    loss = LeastSquares(Samples([[0.0], [1.0], [2.0]], [0.0, 0.0, 0.0]))
    assert descend(loss, gradient_descent(0.1), [0, 0], 50).diverged_at == -1
    assert descend(rosenbrock, gradient_descent(1e-3), [1, 1], 50).diverged_at == -1


@pytest.mark.parametrize(
    "optimizer", [adamw(0.1), sign_descent(0.1), lion(0.01), weight_decay(sgd(1e-3), 0.1)]
)
def test_leaving_a_minimum_of_0_is_no_divergence(optimizer):
    loss = noise_free(0)
    for start in ([2, 6, 5], [[2, 6, 5], [1, 1, 1]]):  # where the gradient is a rounding
        t = descend(loss, optimizer, start, 20)
        assert (t.diverged_at == -1).all()
        assert (t.losses.max(axis=0) > 1e-10).all()
    assert recorded(t.points, loss=loss).diverged_at.max() == -1


def test_a_run_may_diverge_from_a_minimum_of_0_too():
    t = descend(Rough(), gradient_descent(1e7), [0.1], 20)
    assert t.losses[0] == 0
    assert t.diverged_at > 0


def test_a_run_may_diverge_from_next_to_the_minimum():
    loss = noise_free(0)
    t = descend(loss, gradient_descent(3 * theory.max_rate(loss)), loss.minimizer + 1e-9, 200)
    assert held(t) > 0


def test_growth_that_stays_below_the_limit_is_no_divergence():
    rate = 1.05 * theory.max_rate(NOISY)
    t = descend(NOISY, gradient_descent(rate), START, 60)
    assert t.diverged_at == -1
    assert t.losses[-1] > 10 * t.losses[0]
