"""Newton's method: one step on quadratics, quadratic convergence, saddles, singular Hessians, damping."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    LogisticRegression,
    Samples,
    constant,
    descend,
    gradient_descent,
    himmelblau,
    inverse_time,
    linear_data,
    minimize,
    newton,
    quadratic_bowl,
    rosenbrock,
)

SQUARES = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
EXAMPLES = settings(deadline=None, derandomize=True, max_examples=40)
COORDINATES = st.floats(-50, 50)


def function(value, gradient, hessian):
    """A loss of formulas in w."""
    return SimpleNamespace(value=value, gradient=gradient, hessian=hessian)


SADDLE = function(
    lambda w: w[..., 0] ** 2 - w[..., 1] ** 2, lambda w: w * [2, -2], np.diag([2.0, -2.0])
)  # x^2 - y^2
QUARTIC = function(
    lambda w: (w**4).sum(axis=-1), lambda w: 4 * w**3, lambda w: 12 * w[..., np.newaxis] ** 2
)  # x^4, of one weight
ROOT = function(
    lambda w: np.sqrt(1 + w**2)[..., 0],
    lambda w: w / np.sqrt(1 + w**2),
    lambda w: ((1 + w**2) ** -1.5)[..., np.newaxis],
)  # sqrt(1 + x^2)


@EXAMPLES
@given(x=COORDINATES, y=COORDINATES, z=COORDINATES)
def test_a_quadratic_takes_one_step(x, y, z):
    points = minimize(SQUARES, newton(), [x, y, z], 2).points
    np.testing.assert_allclose(points[1:], [SQUARES.minimizer] * 2, rtol=1e-12)


@EXAMPLES
@given(x=COORDINATES, y=COORDINATES, rate=st.floats(0.01, 1.9))
def test_the_rate_scales_the_step(x, y, rate):
    bowl = quadratic_bowl(30, 0.4)
    points = minimize(bowl, newton(rate), [x, y], 20).points
    expected = (1 - rate) ** np.arange(21)[:, np.newaxis] * [x, y]
    np.testing.assert_allclose(points, expected, rtol=0, atol=1e-12 * max(abs(x), abs(y)))


def test_the_distance_to_a_minimiser_is_squared():
    errors = np.abs(minimize(himmelblau, newton(), [3.4, 2.3], 5).points - [3, 2]).max(axis=-1)
    constants = errors[1:4] / errors[:3] ** 2
    assert errors[5] < 1e-14 < 1e-9 < errors[3]
    assert np.all((constants > 0.1) & (constants < 0.6))


def test_it_fits_logistic_regression():
    x = np.random.default_rng(0).standard_normal((40, 2))
    loss = LogisticRegression(Samples(x, 1.0 * (x @ [1, -2] + x[::-1, 0] > 0.3)), penalty=1e-3)
    t = minimize(loss, newton(), [0, 0, 0], 8)
    np.testing.assert_allclose(t.points[-1], loss.minimizer, rtol=1e-10)


def test_on_one_over_two_roots_it_is_minus_the_cube():
    points = minimize(ROOT, newton(), [[0.5], [-0.9], [1.0], [1.25]], 3).points
    expected = np.array([[0.5], [-0.9], [1.0], [1.25]]) ** [[[1]], [[3]], [[9]], [[27]]]
    np.testing.assert_allclose(points, expected * [[[1]], [[-1]], [[1]], [[-1]]], rtol=1e-11)


def test_on_a_quartic_a_third_goes():
    points = minimize(QUARTIC, newton(), [3.0], 30).points
    np.testing.assert_allclose(points[:, 0], 3 * (2 / 3) ** np.arange(31), rtol=1e-13)


def test_it_goes_to_saddles_and_maximisers():
    np.testing.assert_array_equal(minimize(SADDLE, newton(), [3, 1], 1).points[-1], [0, 0])
    top, saddle = [-0.27084459, -0.92303856], [-3.07302575, -0.08135304]
    ends = minimize(himmelblau, newton(), [[-0.2, -0.8], [-3.0, -0.2]], 8).points[-1]
    np.testing.assert_allclose(ends, [top, saddle], atol=1e-8)


def test_damping_beyond_the_least_eigenvalue_descends():
    loss = minimize(SADDLE, newton(damping=2.5), [3, 1e-3], 20).losses
    assert np.all(np.diff(loss) < 0)


def test_damping_is_added_to_the_hessian():
    points = minimize(SQUARES, newton(damping=0.7), [1, 2, 3], 1).points
    move = np.linalg.solve(SQUARES.hessian + 0.7 * np.eye(3), -SQUARES.gradient([1, 2, 3]))
    np.testing.assert_allclose(points[1], move + [1, 2, 3], rtol=1e-13)


def test_with_much_damping_it_is_gradient_descent():
    damped = minimize(rosenbrock, newton(1e9, 1e12), [-1.2, 1], 50).points
    plain = descend(rosenbrock, gradient_descent(1e-3), [-1.2, 1], 50).points
    np.testing.assert_allclose(damped, plain, rtol=1e-7)


def test_the_rate_may_be_a_schedule():
    points = minimize(quadratic_bowl(), newton(inverse_time(1, 1)), [3, 1], 4).points
    np.testing.assert_allclose(points[1:], np.zeros((4, 2)), atol=1e-15)
    points = minimize(quadratic_bowl(), newton(lambda t: [0.5, 0.75, 0][t]), [3.0, 1.0], 3).points
    np.testing.assert_allclose(points[1:, 0], [1.5, 0.375, 0.375])
    paths = [minimize(rosenbrock, newton(rate), [-1.2, 1], 9).points for rate in (0.5, constant(0.5))]
    np.testing.assert_array_equal(*paths)


@pytest.mark.parametrize("start", [[0.0], [[0.0], [2.0]]])
def test_with_a_singular_hessian_a_run_stays_where_the_gradient_is_0(start):
    t = minimize(QUARTIC, newton(), start, 3)
    assert np.all(t.diverged_at == -1)
    np.testing.assert_array_equal(np.ravel(t.points)[0], 0)


def test_with_a_singular_hessian_a_run_has_diverged_elsewhere():
    lines = function(lambda w: w.sum(axis=-1) ** 2, lambda w: 2 * w.sum(-1, keepdims=True) * [1, 1], None)
    lines.hessian = np.full((2, 2), 2.0)
    t = minimize(lines, newton(), [[1, 2], [1, -1]], 5)
    np.testing.assert_array_equal(t.diverged_at, [1, -1])
    np.testing.assert_array_equal(t.points[-1], [[1, 2], [1, -1]])
    np.testing.assert_allclose(minimize(lines, newton(damping=1e-9), [1, 2], 2).losses[-1], 0, atol=1e-9)


def test_a_diverged_run_leaves_the_others_alone():
    t = minimize(ROOT, newton(), [[1.5], [0.5]], 12)
    assert t.diverged_at[0] > 0
    assert t.diverged_at[1] == -1
    np.testing.assert_array_equal(t.points[:, 1], minimize(ROOT, newton(), [0.5], 12).points)


@pytest.mark.parametrize("damping", [-0.1, np.nan, np.inf, "1", None, True])
def test_refuses_damping(damping):
    with pytest.raises(ValueError, match=r"damping is .*, but expected a finite number of at least 0"):
        newton(damping=damping)


def test_refuses_a_loss_without_a_hessian():
    loss = SimpleNamespace(value=lambda w: np.sum(w, axis=-1), gradient=np.ones_like, name="mine")
    with pytest.raises(ValueError, match="loss is mine, which has no `hessian`, but expected one that has"):
        minimize(loss, newton(), [1.0], 1)
