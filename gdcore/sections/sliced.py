"""Slices: a loss over two of its weights while the others stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, floats, locked, real
from gdcore._arrays import function as check_function
from gdcore.sections.plane import lines_of, plane_of, points_of


@dataclass(frozen=True, eq=False, init=False)
class LossSlice(Locked):
    """A loss over the plane of two weights, the others held fixed; `section` makes one of a loss.

    Parameters
    ----------
    function : function of (..., d) arrays
        What is shown of the loss: an array (...).
    axes : two ints
        The weights along x and y.
    at : (d,) array_like
        Where the other weights stay; its own two entries for `axes` have no part in it.

    Raises
    ------
    ValueError
        If `at` is not a point of finite numbers, or axes are not two different weights of it.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LossSlice
    >>> bent = LossSlice(lambda w: (w**4).sum(axis=-1), axes=(0, 2), at=[0, 1, 0])
    >>> bent.value([[0, 0], [1, 2]])
    array([ 1., 18.])
    >>> bent.grid([0, 1, 2], [0, 1])
    array([[ 1.,  2., 17.],
           [ 2.,  3., 18.]])
    """

    function: Callable[[Array], Array]
    axes: tuple[int, int]
    at: Array  # (d,)

    def __init__(self, function: Callable[[Array], Array], axes: tuple[int, int], at: ArrayLike) -> None:
        point = floats("at", at)
        if point.ndim != 1 or point.size < 2:
            raise ValueError(
                f"at has shape {point.shape}, but expected (d,), one number a weight, two or more"
            )
        check_function("function", function, "of (..., d) arrays")
        vars(self).update(function=function, axes=plane_of(axes, len(point)), at=locked(point))

    def __repr__(self) -> str:
        """Its weights, on one line."""
        return f"<LossSlice: weights {self.axes[0]} and {self.axes[1]} of {len(self.at)}>"

    def points(self, points: ArrayLike) -> Array:
        """All weights at `points`, (..., 2), of the plane: an array (..., d)."""
        plane = points_of(points)
        weights = np.empty((*plane.shape[:-1], len(self.at)))
        weights[...] = self.at
        weights[..., list(self.axes)] = plane
        return weights

    @np.errstate(all="ignore")
    def value(self, points: ArrayLike) -> Array:
        """The loss at `points`, (..., 2): an array (...).

        Raises
        ------
        ValueError
            If the loss gives anything but a number a point.
        """
        weights = self.points(points)
        values = real("the loss", self.function(weights))
        if values.shape != weights.shape[:-1]:
            expected = f"{weights.shape[:-1]}, a number for each of points {weights.shape}"
            raise ValueError(f"the loss has shape {values.shape}, but expected {expected}")
        return values

    def grid(self, xs: ArrayLike, ys: ArrayLike) -> Array:
        """The loss over a grid.

        Parameters
        ----------
        xs, ys : (k,) and (m,) array_like
            Coordinates along the first and the second axis.

        Returns
        -------
        (m, k) array
            As `numpy.meshgrid` and matplotlib's `contour` lay a grid out.
        """
        x, y = np.meshgrid(*lines_of(xs, ys))
        return self.value(np.stack([x, y], axis=-1))
