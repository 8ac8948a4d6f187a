"""Ellipses of a Gaussian in a plane, and what lies inside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, floats, share


def ellipse_radius(coverage: float) -> float:
    """The Mahalanobis radius of the ellipse that holds a share p of a Gaussian in the plane.

    sqrt(-2 log(1 - p)), for the squared radius has a chi-square distribution of 2 degrees of freedom: 2.448
    standard deviations for 95 %.

    Parameters
    ----------
    coverage : float
        p, above 0 and below 1.

    Raises
    ------
    ValueError
        If the coverage is out of its range.

    Examples
    --------
    >>> round(ellipse_radius(0.95), 3)
    2.448
    """
    return float(np.sqrt(-2 * np.log1p(-share("coverage", coverage))))


def inside_ellipse(
    points: ArrayLike, center: ArrayLike, covariance: ArrayLike, coverage: float
) -> NDArray[np.bool_]:
    """Which points lie inside the ellipse that holds a share p of the Gaussian N(center, covariance).

    Parameters
    ----------
    points : (..., 2) array_like
    center : (2,) array_like
    covariance : (2, 2) array_like
        Positive definite; of its lower triangle.
    coverage : float
        p, above 0 and below 1.

    Returns
    -------
    (...) bool array

    Raises
    ------
    ValueError
        If a shape does not fit, the covariance is not positive definite, or the coverage is out of its range.

    Examples
    --------
    >>> inside_ellipse([[2.4, 0], [2.5, 0]], [0, 0], [[1, 0], [0, 1]], coverage=0.95).tolist()
    [True, False]
    """
    radius, spread = ellipse_radius(coverage), _in_plane("covariance", covariance, (2, 2))
    given, middle = floats("points", points), _in_plane("center", center, (2,))
    if given.shape[-1:] != (2,):
        raise ValueError(f"points has shape {given.shape}, but expected (..., 2)")
    try:
        root = np.linalg.cholesky(spread)
    except np.linalg.LinAlgError:
        raise ValueError(f"covariance is {spread.tolist()}, but expected a positive definite one") from None
    with np.errstate(all="ignore"):
        apart = np.linalg.solve(root, (given - middle).reshape(-1, 2).T)
        return np.asarray(np.square(apart).sum(axis=0) <= radius**2).reshape(given.shape[:-1])


def _in_plane(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Array:
    array = floats(name, value)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but expected {shape}")
    return array
