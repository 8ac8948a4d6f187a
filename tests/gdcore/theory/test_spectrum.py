"""The spectrum of a Hessian: its condition number, and coordinates along its eigenvectors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, correlated_data, quadratic_bowl, rosenbrock, theory
from tests.gdcore.theory.regressions import NARROW


@settings(deadline=None, derandomize=True, max_examples=40)
@given(seed=st.integers(0, 10**6), features=st.integers(1, 5))
def test_the_loss_is_a_sum_of_squares_in_them(seed, features):
    draw = np.random.default_rng(seed)
    x, y = draw.standard_normal((features + 4, features)), draw.standard_normal(features + 4)
    loss, points = LeastSquares(Samples(x, y)), draw.standard_normal((2, 3, features + 1))
    h, rows = theory.curvatures(loss), theory.eigenvectors(loss)
    np.testing.assert_allclose(rows @ rows.T, np.eye(features + 1), atol=1e-12)
    np.testing.assert_allclose(rows @ loss.hessian, h[:, np.newaxis] * rows, atol=1e-12 * h[0])
    assert (np.diff(h) <= 0).all()
    along = theory.eigen_coordinates(loss, points)
    assert along.shape == points.shape
    np.testing.assert_allclose(loss.minimum + np.square(along) @ h, loss.mse(points), rtol=1e-10)
    np.testing.assert_allclose(loss.minimizer + along @ rows, points, atol=1e-8)


def test_their_signs_do_not_hang_on_the_last_digit():
    """Of equally large entries the first is positive: here (1, 1) and (1, -1)."""
    x, y = np.array([[2.0, 2.0], [-2.0, -2.0], [0.4, -0.4], [-0.4, 0.4]]), [1.0, 2.0, 3.0, 4.0]
    expected = np.array([[0, 1, 1], [np.sqrt(2), 0, 0], [0, 1, -1]]) / np.sqrt(2)
    for sign in (1, -1):
        rows = theory.eigenvectors(LeastSquares(Samples(sign * x, y)))
        np.testing.assert_allclose(rows, expected, atol=1e-12)


def test_where_eigenvalues_are_equal_they_are_the_axes_that_lie_there():
    draw = np.random.default_rng(3)
    turned = np.linalg.qr(draw.normal(size=(4, 4)))[0]
    design = np.array([[1, a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], dtype=float)
    for stretch, expected in ((1.0, np.eye(4)), (2.0, np.roll(np.eye(4), -1, axis=0))):
        x = stretch * design[:, 1:]
        rows = theory.eigenvectors(LeastSquares(Samples(x, design @ turned[0])))
        np.testing.assert_allclose(rows, expected, atol=1e-12)
    skew = LeastSquares(Samples(2 * design[:, 1:] @ turned[:3, :3], np.arange(8.0)))
    rows = theory.eigenvectors(skew)
    np.testing.assert_allclose(rows @ rows.T, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(rows @ skew.hessian, theory.curvatures(skew)[:, np.newaxis] * rows, atol=1e-12)


def test_a_turned_bowl():
    bowl = quadratic_bowl(9, angle=0.3)
    np.testing.assert_allclose(theory.curvatures(bowl), [9, 1])
    across, along = theory.eigenvectors(bowl)
    np.testing.assert_allclose(np.abs(along), [np.cos(0.3), np.sin(0.3)])
    np.testing.assert_allclose(theory.eigen_coordinates(bowl, 2 * across), [2, 0], atol=1e-14)


def test_the_known_condition_of_the_notebooks_correlated_data():
    large = LeastSquares(
        correlated_data(100_000, [5, 4], 2, spread=0.2, noise=1, rng=np.random.default_rng(0))
    )
    expected = np.linalg.eigvalsh([[1, 1], [1, 1.04]])
    assert theory.condition_number(large) == pytest.approx(expected[1] / expected[0], rel=0.02)


def test_condition_numbers_beyond_what_the_hessian_can_hold(longley):
    scale = np.linalg.svd(np.column_stack([np.ones(16), longley.x]), compute_uv=False)
    assert theory.condition_number(LeastSquares(longley)) == pytest.approx(
        (scale[0] / scale[-1]) ** 2, rel=1e-5
    )


@pytest.mark.parametrize("power", range(2, 23, 4))
def test_the_condition_number_is_as_exact_as_is_said(power):
    loss = quadratic_bowl(10.0**power, 0.3)
    off = abs(theory.condition_number(loss) / 10.0**power - 1)
    assert off < 20 * np.finfo(float).eps * 10 ** (power / 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: theory.condition_number(rosenbrock),
            "loss is rosenbrock, but expected a convex quadratic one",
        ),
        (lambda: theory.curvatures(rosenbrock), "loss is rosenbrock, but expected a convex quadratic one"),
        (lambda: theory.eigenvectors(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.eigen_coordinates(rosenbrock, [1, 1]), "loss is rosenbrock"),
        (lambda: theory.eigen_coordinates(NARROW, [1, 1]), r"points has shape \(2,\), but least squares"),
        (lambda: theory.eigen_coordinates(NARROW, 1.0), r"points has shape \(\), but least squares"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
