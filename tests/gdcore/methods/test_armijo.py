"""Backtracking: steps in exact fractions, the largest trial that will do, and that it ends."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import armijo, beale, descend, gradient_descent, himmelblau, minimize, quadratic, rosenbrock

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=60)
COORDINATES = st.integers(-5000, 5000).map(lambda n: n / 1000)
SHARES = st.integers(1, 99).map(lambda n: n / 100)


def by_fractions(curvatures, start, c1, shrink, steps):
    """Backtracking from the rate 1 on sum c w^2 / 2, in rational numbers, and the numbers of its trials."""
    w, path, trials = [Fraction(x) for x in start], [], []
    for _ in range(steps):
        g = [c * x for c, x in zip(curvatures, w, strict=True)]

        def value(t, w=w, g=g):
            return sum(c * (x - t * s) ** 2 for c, x, s in zip(curvatures, w, g, strict=True)) / 2

        t, k = Fraction(1), 1
        while value(t) > value(0) - c1 * t * sum(s * s for s in g):
            t, k = t * shrink, k + 1
        w = [x - t * s for x, s in zip(w, g, strict=True)]
        path.append([float(x) for x in w])
        trials.append(k)
    return path, trials


@pytest.mark.parametrize("c1", [1e-4, 0.25, 0.5])
@pytest.mark.parametrize(("curvatures", "start"), [([1, 10], [8, 4]), ([2, 3], [1, -1]), ([5, 100], [3, 1])])
def test_steps_in_exact_fractions(curvatures, start, c1):
    expected, trials = by_fractions(curvatures, start, Fraction(c1), Fraction(1, 2), 8)
    assert max(trials) > 1
    points = minimize(quadratic(curvatures), armijo(1, c1, 0.5), start, 8).points
    np.testing.assert_allclose(points[1:], expected, rtol=1e-12)


def test_a_step_by_hand():
    """On x^2 from 1, 1 - t leads to (1 - 2 t)^2 <= 1 - 4 c1 t, that is t <= 1 - c1."""
    square = quadratic([2])
    for c1, length in [(0.3, 0.6), (0.4, 0.6), (0.41, 0.36), (0.65, 0.216)]:
        velocity = minimize(square, armijo(1, c1, 0.6), [1.0], 1).velocities
        np.testing.assert_allclose(velocity, [[-2 * length]], rtol=1e-14)


@EXAMPLES
@given(
    x=COORDINATES,
    y=COORDINATES,
    loss=st.sampled_from([rosenbrock, himmelblau, beale]),
    rate=st.sampled_from([1e-3, 0.1, 1.0, 50.0]),
    c1=SHARES,
    shrink=SHARES,
)
def test_it_takes_the_largest_trial_that_lowers_the_loss_enough(x, y, loss, rate, c1, shrink):
    t = minimize(loss, armijo(rate, c1, shrink), [x, y], 1)
    gradient, start = t.gradients[0], t.points[0]
    squared = gradient @ gradient
    if squared == 0:
        np.testing.assert_array_equal(t.velocities, 0)
        return
    length = -t.velocities[0] @ gradient / squared
    k = round(np.log(length / rate) / np.log(shrink))
    np.testing.assert_allclose(length, rate * shrink**k, rtol=1e-9)
    enough = [
        loss.value(start - rate * shrink**i * gradient) <= t.losses[0] - c1 * rate * shrink**i * squared
        for i in range(k + 1)
    ]
    assert enough == [False] * k + [True]


def test_small_rates_are_gradient_descent():
    points = minimize(himmelblau, armijo(1e-3), [0, 0], 50).points
    np.testing.assert_array_equal(points, descend(himmelblau, gradient_descent(1e-3), [0, 0], 50).points)


def test_the_rate_may_be_a_schedule():
    velocities = minimize(quadratic([1]), armijo(lambda t: [0.5, 0.25, 0, 1][t]), [1.0], 4).velocities
    np.testing.assert_array_equal(velocities[:, 0], [-0.5, -0.125, 0, -0.375])


def test_what_has_no_finite_loss_is_too_far():
    barrier = SimpleNamespace(
        value=lambda w: (w - np.log(w))[..., 0], gradient=lambda w: 1 - 1 / w
    )  # NaN where w < 0, and infinity at 0
    t = minimize(barrier, armijo(4), [[2.0], [0.01], [8.0]], 60)
    np.testing.assert_array_equal(t.diverged_at, -1)
    np.testing.assert_allclose(t.points[-1], np.ones((3, 1)), rtol=1e-6)
    np.testing.assert_allclose(t.points[1, :, 0], [1.0, 0.01 + 4 * 99 / 64, 8 - 3.5])


@pytest.mark.parametrize("shrink", [0.1, 0.5, 0.9])
def test_it_ends_where_nothing_decreases(shrink):
    uphill = SimpleNamespace(value=lambda w: (w**2).sum(-1), gradient=lambda w: -2 * w)
    t = minimize(uphill, armijo(1.0, shrink=shrink), [[3.0, 0.0], [1e-300, 1e100]], 3)
    np.testing.assert_allclose(t.points, np.broadcast_to(t.points[0], (4, 2, 2)), rtol=1e-14)
    assert np.all(np.diff(t.losses, axis=0) <= 0)
    flat = SimpleNamespace(value=lambda w: np.abs(w).sum(-1), gradient=np.ones_like)
    np.testing.assert_array_equal(minimize(flat, armijo(1.0, shrink=shrink), [0.0, 0.0], 2).points, 0)


def test_it_stays_at_the_minimum_to_within_rounding():
    t = minimize(rosenbrock, armijo(), [[1.0, 1.0], [1 + 1e-15, 1.0]], 100)
    np.testing.assert_allclose(t.points, np.ones((101, 2, 2)), rtol=1e-14)


@pytest.mark.parametrize("name", ["c1", "shrink"])
@pytest.mark.parametrize("value", [0, 1, -0.1, 1.5, np.nan, "0.5", None, True])
def test_refuses_shares(name, value):
    with pytest.raises(ValueError, match=rf"{name} is .*, but expected a number above 0 and below 1"):
        armijo(**{name: value})
