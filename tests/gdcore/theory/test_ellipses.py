"""Ellipses of a Gaussian: the chi-square distribution of two degrees of freedom."""

import numpy as np
import pytest

from gdcore import theory


@pytest.mark.parametrize(
    ("coverage", "radius"), [(0.5, 1.17741), (0.68, 1.50959), (0.95, 2.44775), (0.99, 3.03485)]
)
def test_the_radius_is_that_of_the_tables(coverage, radius):
    assert theory.ellipse_radius(coverage) == pytest.approx(radius, abs=1e-5)


def test_that_share_of_a_gaussian_lies_inside():
    covariance, center = np.array([[4.0, 1.5], [1.5, 1.0]]), [3.0, -2.0]
    points = np.random.default_rng(0).multivariate_normal(center, covariance, 200_000)
    for coverage in (0.1, 0.5, 0.95, 0.999):
        inside = theory.inside_ellipse(points, center, covariance, coverage)
        spread = np.sqrt(coverage * (1 - coverage) / len(points))
        assert inside.mean() == pytest.approx(coverage, abs=4 * spread)


def test_points_of_any_shape():
    radius = theory.ellipse_radius(0.95)
    points = np.array([[[0.999, 0], [1.001, 0]], [[0, 1.998], [0, 2.002]]]) * radius + 5
    inside = theory.inside_ellipse(points, [5, 5], np.diag([1.0, 4.0]), 0.95)
    assert inside.tolist() == [[True, False], [True, False]]
    assert theory.inside_ellipse([5, 5], [5, 5], np.eye(2), 0.01).shape == ()
    assert theory.inside_ellipse(np.empty((0, 2)), [5, 5], np.eye(2), 0.01).shape == (0,)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"coverage": 0}, "coverage is 0, but expected a number above 0 and below 1"),
        ({"points": [1, 2, 3]}, r"points has shape \(3,\), but expected \(\.\.\., 2\)"),
        ({"center": [1]}, r"center has shape \(1,\), but expected \(2,\)"),
        ({"covariance": np.eye(3)}, r"covariance has shape \(3, 3\), but expected \(2, 2\)"),
        ({"covariance": [[1, 2], [2, 1]]}, "but expected a positive definite one"),
        ({"points": [1, np.nan]}, r"points\[1\] is nan, but expected finite numbers"),
    ],
)
def test_refuses(changed, message):
    given = {"points": [0, 0], "center": [0, 0], "covariance": np.eye(2), "coverage": 0.9} | changed
    with pytest.raises(ValueError, match=message):
        theory.inside_ellipse(**given)
