"""Planes of paths: two directions among many weights, in which a path and the loss around it can be drawn.

Li, Xu, Taylor, Studer and Goldstein, "Visualizing the loss landscape of neural nets", NeurIPS 2018: random
directions that are normalised filter by filter (section 4), and the principal components of a path (section
7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, floats, generator, locked, real, shown, vector
from gdcore._directions import ROUNDING, Shapes, magnitude, principal_directions, random_directions
from gdcore.losses import Loss, RestrictedLoss
from gdcore.trajectory import Trajectory, check_path


@dataclass(frozen=True, eq=False)
class PathPlane(Locked):
    """A plane in the space of the weights, and a path as it is seen there.

    The point at the coordinates (a, b) is origin + a u + b v. The coordinates of weights off the plane are
    those of the nearest point on it.

    Parameters
    ----------
    origin : (d,) array
    directions : (2, d) array
        u and v.
    coordinates : (..., 2) array
        Of the path's points, whose leading axes it has.
    distances : (...) array
        From each of the path's points to the plane, in the units of the weights.
    explained_variance_ratio : (2,) array
        The share of the sum of the points' squared distances from the origin that lies along u; and that to
        which v adds. Their sum is the plane's; NaN if all points are the origin.

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, plane, quadratic
    >>> run = descend(quadratic([1, 2, 40]), gradient_descent(0.02), [3, 2, 1], 100)
    >>> seen = plane(run)
    >>> seen.coordinates.shape, float(seen.explained_variance_ratio.sum().round(4))
    ((101, 2), 0.996)
    """

    origin: Array
    directions: Array
    coordinates: Array
    distances: Array
    explained_variance_ratio: Array

    def __repr__(self) -> str:
        """What it is, not all of its numbers."""
        share = f"{self.explained_variance_ratio.sum():.4g} of the variance"
        return f"<PathPlane: in the space of {len(self.origin)} weights, {share}>"

    def weights(self, coordinates: ArrayLike) -> Array:
        """The weights, (..., d), at coordinates (..., 2).

        Examples
        --------
        >>> from gdcore import plane
        >>> plane([[3, 4, 0], [0, 0, 0]], ([1, 0, 0], [0, 2, 0])).weights([3, 2]).tolist()
        [3.0, 4.0, 0.0]
        """
        given = real("coordinates", coordinates)
        if given.shape[-1:] != (2,):
            raise ValueError(f"coordinates has shape {given.shape}, but expected (..., 2)")
        return np.asarray(self.origin + given @ self.directions)

    def project(self, weights: ArrayLike) -> Array:
        """The coordinates, (..., 2), of weights (..., d), such as another path's.

        Examples
        --------
        >>> from gdcore import plane
        >>> plane([[3, 4, 0], [0, 0, 0]], ([1, 0, 0], [0, 2, 0])).project([[3, 4, 7]]).tolist()
        [[3.0, 2.0]]
        """
        given = real("weights", weights)
        if given.shape[-1:] != self.origin.shape:
            raise ValueError(f"weights has shape {given.shape}, but expected (..., {len(self.origin)})")
        basis, triangle = np.linalg.qr(self.directions.T)
        return _along(triangle, (given - self.origin) @ basis)

    def restricted(self, loss: Loss) -> RestrictedLoss:
        """A loss on this plane: one of two weights, the coordinates, with maps and sections as any other.

        Examples
        --------
        >>> from gdcore import check_loss, plane, quadratic
        >>> loss = plane([[3, 4, 0], [0, 0, 0]], ([1, 0, 0], [0, 2, 0])).restricted(quadratic([1, 2, 3]))
        >>> loss.value([3, 2]).item(), loss.gradient([3, 2]).tolist()
        (20.5, [3.0, 16.0])
        """
        return RestrictedLoss(loss, self.origin, self.directions)


def plane(
    points: ArrayLike | Trajectory,
    kind: str | tuple[ArrayLike, ArrayLike] = "pca",
    *,
    rng: np.random.Generator | None = None,
    about: str | ArrayLike = "last",
    layout: Shapes | None = None,
) -> PathPlane:
    """A plane in which to see a path through any number of weights.

    Parameters
    ----------
    points : Trajectory, (steps + 1, d) or (steps + 1, runs, d) array_like
    kind : "pca", "random", or a pair of (d,) array_like
        - "pca": the two orthonormal directions that explain most of the path, the first one most. Each has
          the sign that makes its largest entry positive.
        - "random": two Gaussian directions, normalised by `layout` where there is one: each filter of a
          direction is scaled to the norm of the origin's same filter (Li et al., section 4). Filters are the
          rows of each layer of two axes or more, w[i], so the weights into one neuron or channel; layers of
          one axis, biases and the parameters of batch norm, stay at the origin, as in the authors' code
          with `ignore="biasbn"`. Without a layout, directions are orthonormal.
        - (u, v): these directions as they are. So with u = end - start, coordinate 1 along u is the end.
    rng : numpy.random.Generator
        For "random", which needs one, alone.
    about : "last", "mean" or (d,) array_like
        The origin. "last" is the last point, or the mean of all runs' last points, and "pca" then explains
        the differences to it, as Li et al., section 7, write it: [w_0 - w_n; ...; w_(n-1) - w_n]. "mean" is
        the mean of all points, and "pca" is the usual one, of deviations from it, as scikit-learn's. (The
        authors' code gives the differences to scikit-learn, which subtracts their mean again: it takes the
        directions of "mean" and the origin of "last".) "last" shows how far the path's middle is from its
        end, "mean" more of the path's own shape.
    layout : shapes, or (name, shape) of each layer, optional
        Those of the weights, in their order. Without, a Trajectory's own.

    Returns
    -------
    PathPlane
        Of a path that lies on a line, the second direction of "pca" is that axis which is most nearly across
        it, made orthogonal to it.

    Raises
    ------
    ValueError
        If an argument's shape or range does not fit the others, there are fewer than two weights, the path
        does not leave its origin ("pca"), no filter of the origin differs from 0 ("random") or the
        directions are parallel.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import plane
    >>> path = [[3, 4, 0, 1], [3, 0, 0, 1], [0, 0, 0, 1]]
    >>> plane(path).explained_variance_ratio.round(3)
    array([0.854, 0.146])
    >>> seen = plane(path[::-1], "random", rng=np.random.default_rng(0), layout=[("w", (1, 3)), ("b", (1,))])
    >>> np.linalg.norm(seen.directions[:, :3], axis=1), seen.directions[:, 3]
    (array([5., 5.]), array([0., 0.]))
    """
    path = floats("points", points.points if isinstance(points, Trajectory) else points)
    check_path(path)
    if path.shape[-1] < 2:
        raise ValueError("points has 1 weight, but a plane needs at least 2")
    origin = _origin(path, about)
    if isinstance(kind, str) and kind == "random":
        own = points.layout if layout is None and isinstance(points, Trajectory) else layout
        directions = random_directions(origin, generator(rng), own)
    elif rng is not None or layout is not None:
        given = "layout" if rng is None else "rng"
        raise ValueError(f'{given} is given, but only kind="random" uses it: leave it out')
    elif isinstance(kind, str) and kind == "pca":
        directions = principal_directions(_away(path, origin))
    else:
        directions = _pair(kind, len(origin))
    return _seen(path, origin, directions)


def _origin(path: Array, about: str | ArrayLike) -> Array:
    if not isinstance(about, str):
        return vector("about", about, path.shape[-1])
    if about == "last":
        return np.asarray(path[-1].reshape(-1, path.shape[-1]).mean(axis=0))
    if about == "mean":
        return np.asarray(path.reshape(-1, path.shape[-1]).mean(axis=0))
    raise ValueError(f'about is {shown(about)}, but expected "last", "mean" or a point')


def _pair(kind: object, weights: int) -> Array:
    pair = [*kind] if isinstance(kind, Sequence) or (isinstance(kind, np.ndarray) and kind.ndim) else []
    if isinstance(kind, str) or len(pair) != 2:
        raise ValueError(f'kind is {shown(kind)}, but expected "pca", "random" or two directions (u, v)')
    return np.stack([vector(name, given, weights) for name, given in zip("uv", pair, strict=True)])


def _seen(path: Array, origin: Array, directions: Array) -> PathPlane:
    basis, triangle = np.linalg.qr(directions.T)
    if triangle[0, 0] == 0 or np.abs(triangle[1, 1]) <= ROUNDING * np.hypot(*triangle[:, 1]):
        raise ValueError("the directions are parallel, or one is 0, but a plane needs two that are not")
    away = _away(path, origin)
    size = magnitude(away)
    inside = away / size @ basis
    distances = np.linalg.norm(away / size - inside @ basis.T, axis=-1)
    along = np.square(inside).reshape(-1, 2).sum(axis=0)
    with np.errstate(invalid="ignore"):
        ratio = along / (along.sum() + np.square(distances).sum())
    coordinates = _along(triangle, size * inside)
    return PathPlane(*map(locked, (origin, directions, coordinates, size * distances, ratio)))


def _away(path: Array, origin: Array) -> Array:
    with np.errstate(over="ignore"):
        away = path - origin
    if not np.isfinite(away).all():
        raise ValueError(
            "points are further from the origin than the largest double, but expected them nearer"
        )
    return away


def _along(triangle: Array, inside: Array) -> Array:
    """Coordinates along the directions of a plane, (..., 2), from those along its orthonormal basis."""
    return np.asarray(np.linalg.solve(triangle, inside[..., np.newaxis])[..., 0])
