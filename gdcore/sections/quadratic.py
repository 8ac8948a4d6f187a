"""The plane sections of a quadratic loss: what a contour plot of two of its weights shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, locked, real, upper, vector
from gdcore.sections.plane import lines_of, points_of


@dataclass(frozen=True, eq=False, init=False)
class Section(Locked):
    """A quadratic in the plane, written about its own minimiser.

    value(p) = floor + |root @ (p - center)|^2. So the contour at a level above the floor is exactly the
    ellipse center + sqrt(level - floor) * inverse(root) @ (cos t, sin t), and near the minimiser no digits
    cancel.

    Parameters
    ----------
    center : (2,) array_like
        Where the section is least.
    floor : float
        Its value there.
    root : (2, 2) array_like
        Upper triangular; root' root is half the section's Hessian.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Examples
    --------
    >>> section = Section(center=[1, 2], floor=3.0, root=[[2, 0], [0, 1]])
    >>> float(section.value([2, 2]))
    7.0
    >>> section.grid([1, 2], [2, 4]).tolist()
    [[3.0, 7.0], [7.0, 11.0]]
    """

    center: Array  # (2,)
    floor: float
    root: Array  # (2, 2)

    def __init__(self, center: ArrayLike, floor: float, root: ArrayLike) -> None:
        center, root = locked(_shaped("center", center, (2,))), locked(_shaped("root", root, (2, 2)))
        vars(self).update(center=center, floor=float(_shaped("floor", floor, ())), root=root)

    @np.errstate(all="ignore")
    def value(self, points: ArrayLike) -> Array:
        """The section at `points`, (..., 2): an array (...)."""
        stretched = (points_of(points) - self.center) @ self.root.T
        return np.asarray(self.floor + np.square(stretched).sum(axis=-1))

    @np.errstate(all="ignore")
    def grid(self, xs: ArrayLike, ys: ArrayLike) -> Array:
        """The section over a grid.

        Parameters
        ----------
        xs, ys : (k,) and (m,) array_like
            Coordinates along the first and the second axis.

        Returns
        -------
        (m, k) array
            As `numpy.meshgrid` and matplotlib's `contour` lay a grid out.
        """
        columns, rows = lines_of(xs, ys)
        x, y = columns - self.center[0], rows[:, np.newaxis] - self.center[1]
        values = np.asarray(self.root[0, 0] * x + self.root[0, 1] * y)  # (m, k), and no other of its size
        np.square(values, out=values)
        values += self.floor + np.square(self.root[1, 1] * y)
        return values


def profile(root: Array, minimizer: Array, minimum: float, axes: tuple[int, int]) -> Section:
    """The section along two weights when all the others are, at each point, at their best.

    With the hidden weights' columns first, those weights appear only in the upper rows of the triangular
    factor, where they can make the residual 0: what is left is the trailing block.
    """
    order = [*_hidden(axes, len(minimizer)), *axes]
    trailing = upper(root[:, order])[-2:, -2:]
    return Section(minimizer[list(axes)], minimum, trailing)


@np.errstate(over="ignore")
def cut(root: Array, minimizer: Array, minimum: float, axes: tuple[int, int], at: ArrayLike) -> Section:
    """The section along two weights when all the others stay at their values in `at`, (d + 1,)."""
    point = vector("at", at, len(minimizer))
    hidden = _hidden(axes, len(minimizer))
    offset = root[:, hidden] @ (point - minimizer)[hidden]
    factor = np.zeros((3, 3))
    triangle = upper(np.column_stack([root[:, list(axes)], offset]))
    factor[: len(triangle)] = triangle
    center = minimizer[list(axes)] - np.linalg.solve(factor[:2, :2], factor[:2, 2])
    return Section(center, minimum + float(np.square(factor[2, 2])), factor[:2, :2])


def _hidden(axes: tuple[int, int], weights: int) -> list[int]:
    return [weight for weight in range(weights) if weight not in axes]


def _shaped(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Array:
    """A copy of numbers of a shape."""
    array = np.array(real(name, value))
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but expected {shape}")
    return array
