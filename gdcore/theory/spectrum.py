"""The spectrum of a Hessian, and coordinates along its eigenvectors.

H is the Hessian of what is descended (for least squares X'X/n, that of half the MSE), mu its least
eigenvalue and L its largest. Everything is computed from singular values of a root of H, never from H
itself: the relative error of the least eigenvalue, and so of kappa = L / mu, grows as eps sqrt(kappa), where
eps is 2.2e-16, and not as eps kappa. At kappa = 1e20 some six digits are left; from H itself none would be
left beyond 1e16. It costs O(d^3) for d weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, floats
from gdcore.losses import Loss, Quadratic, is_quadratic, name_of, root_and_minimizer

EQUAL = 1e-9  # of an eigenvalue's root: the next one is the same if they differ by less


def condition_number(loss: Loss) -> float:
    """The ratio kappa = L / mu, at least 1; infinite where mu is 0 to the last digit.

    Raises
    ------
    ValueError
        If the loss is not quadratic.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> round(condition_number(quadratic_bowl(96)), 9)
    96.0
    """
    largest = curvatures(loss)
    with np.errstate(divide="ignore"):
        return float(largest[0] / largest[-1])


def curvatures(loss: Loss) -> Array:
    """The eigenvalues of H, (d,), the largest first, in units of what is descended.

    Raises
    ------
    ValueError
        If the loss is not quadratic.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> curvatures(quadratic_bowl(10)).round(12).tolist()
    [10.0, 1.0]
    """
    return np.square(spectrum(loss)[0])


def eigenvectors(loss: Loss) -> Array:
    """The eigenvectors of H as rows, (d, d), of length 1, that of the largest eigenvalue first.

    The same loss has the same ones everywhere: of the entries of at least half the largest size in a row the
    first is positive; those of equal eigenvalues, for which any basis would do, are the axes in turn, as far
    as they lie in the space that these span.

    Raises
    ------
    ValueError
        If the loss is not quadratic.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> eigenvectors(quadratic_bowl(10, angle=np.pi / 4)).round(3).tolist()
    [[0.707, -0.707], [0.707, 0.707]]
    """
    roots, basis = spectrum(loss)
    ends = np.flatnonzero(-np.diff(roots) > EQUAL * roots[:-1]) + 1
    basis = np.concatenate([_along_axes(rows) for rows in np.split(basis, ends)])
    sizes = np.abs(basis)
    first = (sizes >= 0.5 * sizes.max(axis=1, keepdims=True)).argmax(axis=1)
    return basis * np.sign(np.take_along_axis(basis, first[:, np.newaxis], axis=1))


def eigen_coordinates(loss: Loss, points: ArrayLike) -> Array:
    """Coordinates of points along the eigenvectors of H, from the minimiser on: V'(w - w*).

    Along each, gradient descent and the heavy ball go as if the others were not there (see `modes`).

    Parameters
    ----------
    loss : Loss
        Quadratic.
    points : (..., d) array_like

    Returns
    -------
    (..., d) array
        In the units of the weights, along the rows of `eigenvectors`.

    Raises
    ------
    ValueError
        If the loss is not quadratic, or the points are not on its R^d.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> eigen_coordinates(quadratic_bowl(10), [[3, 4]]).round(12).tolist()
    [[4.0, 3.0]]
    """
    rows, given = eigenvectors(loss), floats("points", points)
    if given.shape[-1:] != rows.shape[:1]:
        raise ValueError(f"points has shape {given.shape}, but {name_of(loss)} is defined on R^{len(rows)}")
    return np.asarray((given - root_and_minimizer(quadratic(loss))[1]) @ rows.T)


def spectrum(loss: Loss) -> tuple[Array, Array]:
    """The square roots of H's eigenvalues, (d,), the largest first, and its eigenvectors as rows, (d, d)."""
    _, sizes, basis = np.linalg.svd(root_and_minimizer(quadratic(loss))[0])
    if sizes[0] == 0:
        raise ValueError(
            f"loss is {name_of(loss)}, whose `root` is 0, but expected curvature along some axis"
        )
    return np.asarray(sizes), np.asarray(basis)


def _along_axes(rows: Array) -> Array:
    """The orthonormal basis that follows from the space of orthonormal rows (k, d) alone, likewise rows."""
    count, weights = rows.shape
    if count == 1:
        return rows
    found = np.empty((0, count))
    for axis in rows.T:
        left = axis - axis @ found.T @ found
        size = np.linalg.norm(left)
        if size > 0.5 / np.sqrt(weights):  # with less of each axis, the rows would not be orthonormal
            found = np.vstack([found, left / size])
    return np.asarray(found @ rows)


def quadratic(loss: Loss) -> Quadratic:
    """The loss, if it is quadratic."""
    if isinstance(loss, type) or not is_quadratic(loss):
        raise ValueError(
            f"loss is {name_of(loss)}, but expected a convex quadratic one, as LeastSquares or quadratic_bowl"
        )
    return loss
