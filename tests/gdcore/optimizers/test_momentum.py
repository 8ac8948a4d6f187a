"""Gradient descent and momentum: the published forms, schedules, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    descend,
    gradient_descent,
    inverse_time,
    linear_data,
    momentum,
    nesterov,
    rosenbrock,
)

LOSS = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
START = np.array([2.0, 2.0, 8.0])
EXAMPLES = settings(deadline=None, derandomize=True, max_examples=40)
RATES, BETAS = st.floats(1e-4, 0.9), st.floats(0, 0.99)


def torch_path(loss, start, rate, beta, steps, nesterov):
    """u <- beta u + g; w <- w - a u, or with Nesterov's momentum w <- w - a (g + beta u): as PyTorch does."""
    path, buffer = [np.asarray(start, dtype=float)], np.zeros(len(start))
    for _ in range(steps):
        gradient = loss.gradient(path[-1])
        buffer = beta * buffer + gradient
        path.append(path[-1] - rate * (gradient + beta * buffer if nesterov else buffer))
    return np.array(path)


@EXAMPLES
@given(rate=RATES, beta=BETAS, ahead=st.booleans())
def test_momentum_is_torch_and_optax(rate, beta, ahead):
    trajectory = descend(LOSS, (nesterov if ahead else momentum)(rate, beta), START, 300)
    expected = torch_path(LOSS, START, rate, beta, 300, ahead)
    if trajectory.diverged_at < 0:
        np.testing.assert_allclose(trajectory.points, expected, rtol=0, atol=1e-11 * np.abs(expected).max())


@EXAMPLES
@given(rate=RATES, beta=BETAS)
def test_momentum_is_polyaks_three_term_recursion(rate, beta):
    points = descend(LOSS, momentum(rate, beta), START, 100).points
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        expected = here - rate * LOSS.gradient(here) + beta * (here - before)
        np.testing.assert_allclose(after, expected, rtol=0, atol=1e-12 * np.abs(points).max())


@EXAMPLES
@given(rate=st.floats(1e-4, 0.5), beta=BETAS)
def test_nesterov_is_sutskevers_look_ahead(rate, beta):
    theta, velocity, ahead = START.copy(), np.zeros(3), []
    for _ in range(101):
        ahead.append(theta + beta * velocity)
        velocity = beta * velocity - rate * LOSS.gradient(ahead[-1])
        theta = theta + velocity
    points = descend(LOSS, nesterov(rate, beta), START, 100).points
    np.testing.assert_allclose(points, ahead, rtol=0, atol=1e-12 * np.abs(ahead).max())


def test_torch_forms_on_a_curved_valley():
    for ahead, optimizer in [(False, momentum(2e-4, 0.9)), (True, nesterov(2e-4, 0.9))]:
        points = descend(rosenbrock, optimizer, [-1.2, 1], 500).points
        expected = torch_path(rosenbrock, [-1.2, 1], 2e-4, 0.9, 500, ahead)
        np.testing.assert_allclose(points, expected, atol=1e-11)


@pytest.mark.parametrize("make", [momentum, nesterov])
def test_without_beta_it_is_gradient_descent(make):
    plain = descend(LOSS, gradient_descent(0.3), START, 50)
    np.testing.assert_array_equal(descend(LOSS, make(0.3, 0), START, 50).points, plain.points)


def test_the_rate_stands_inside_the_velocity_under_a_schedule():
    schedule, w, velocity = inverse_time(0.2, 0.1), START, np.zeros(3)
    trajectory = descend(LOSS, momentum(schedule, 0.8), START, 30)
    for step in range(30):
        velocity = 0.8 * velocity - 0.2 / (1 + 0.1 * step) * LOSS.gradient(w)
        w = w + velocity
        np.testing.assert_allclose(trajectory.velocities[step], velocity, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(trajectory.points[step + 1], w, rtol=1e-13)


def test_the_notebooks_decaying_rate():
    w = START
    for step in range(30):
        w = w - 0.5 / (1 + 0.2 * step) * LOSS.gradient(w)
    points = descend(LOSS, gradient_descent(inverse_time(0.5, 0.2)), START, 30).points
    np.testing.assert_allclose(points[-1], w, rtol=1e-13)


@pytest.mark.parametrize("make", [momentum, nesterov])
@pytest.mark.parametrize("beta", [-0.1, 1, 1.5, np.nan, "0.9", None])
def test_refuses_betas(make, beta):
    with pytest.raises(
        ValueError, match=f"beta is {beta!r}, but expected a number of at least 0 and below 1"
    ):
        make(0.1, beta)
