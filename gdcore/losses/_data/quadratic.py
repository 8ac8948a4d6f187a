"""Quadratic losses of data: the MSE, with a squared penalty or without, from a triangular factor."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore import sections
from gdcore._arrays import Array, locked, upper
from gdcore.data import Samples
from gdcore.losses._data.base import DataLoss
from gdcore.losses._data.columns import check_rank, check_sizes
from gdcore.losses._data.gram import triangle as gram_triangle
from gdcore.losses._data.qr import refined, triangle


class QuadraticDataLoss(DataLoss):
    """Half the MSE plus penalty / 2 times the squared length of the weights but the intercept.

    Read from the data once, the triangular factor [[R, c], [0, rho]] of [X, y] / sqrt(n), stacked on
    sqrt(penalty) for each feature, gives root, minimiser and minimum; a point then costs O(d^2).
    """

    def __init__(self, samples: Samples, penalty: float = 0.0) -> None:
        super().__init__(samples, penalty)
        if not penalty:
            check_rows(samples)
        factor, exact = table_factor(samples)
        if penalty:
            factor = upper(np.vstack([factor, np.sqrt(penalty) * np.eye(self.dim + 1)[1:-1]]))
        factor = locked(factor)
        self._root, target = factor[:-1, :-1], factor[:-1, -1]
        check_rank(self._root, samples)
        solved = np.asarray(np.linalg.solve(self._root, target), dtype=np.float64)
        if exact:
            solved = refined(samples.x, samples.y, self._root, solved, penalty)
        self._minimizer = locked(solved)
        self._minimum = float(factor[-1, -1]) ** 2
        self._across = locked(np.array(self._root.T, order="C"))

    @property
    def root(self) -> Array:
        """(d + 1, d + 1), upper triangular: root' root is the Hessian."""
        return np.asarray(self._root)

    @property
    def hessian(self) -> Array:
        """(d + 1, d + 1): that of `value`, the same everywhere."""
        return locked(self._across @ self._root)

    @property
    def minimizer(self) -> Array:
        """The weights, (d + 1,), where the loss is least."""
        return self._minimizer

    @property
    def minimum(self) -> float:
        """What is shown there, in squared target units: twice the least `value`."""
        return self._minimum

    def value(self, w: ArrayLike, /) -> Array:
        """What is descended, at `w`, (..., d + 1): an array (...), half of what is shown."""
        return 0.5 * self.plotted(w)

    @np.errstate(all="ignore")
    def plotted(self, w: ArrayLike, /) -> Array:
        """What is shown, at `w`, (..., d + 1): an array (...), in squared target units."""
        stretched = (self._weights(w) - self._minimizer).dot(self._across)
        return np.asarray(self._minimum + np.einsum("...i,...i->...", stretched, stretched))

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """The gradient of `value` at `w`, (..., d + 1): an array (..., d + 1)."""
        return np.asarray((self._weights(w) - self._minimizer).dot(self._across).dot(self._root))

    def section(self, axes: tuple[int, int] | None = None, at: ArrayLike | None = None) -> sections.Section:
        """What is shown over a plane of two weights, exactly: its contours are ellipses.

        Parameters
        ----------
        axes : two ints, optional
            The weights along x and y. Without, (1, 2); with one feature, (0, 1).
        at : (d + 1,) array_like, optional
            Where the other weights stay (a slice). Without, they are at each point where the loss is least
            (the profile).

        Raises
        ------
        ValueError
            If the axes are not two different weights, or `at` is not a point.

        Examples
        --------
        >>> import numpy as np
        >>> from gdcore import LeastSquares, linear_data
        >>> loss = LeastSquares(linear_data(100, [6, 5], 2, rng=np.random.default_rng(0)))
        >>> loss.section((1, 2), at=loss.minimizer).center.round(6).tolist()
        [6.0, 5.0]
        """
        plane = sections.plane_of(axes, self.dim)
        if at is None:
            return sections.profile(self._root, self._minimizer, self._minimum, plane)
        return sections.cut(self._root, self._minimizer, self._minimum, plane, at)


def check_rows(samples: Samples) -> None:
    """Refuse fewer rows than weights."""
    rows, weights = len(samples.y), samples.x.shape[1] + 1
    if rows < weights:
        raise ValueError(f"samples has {rows} rows, but expected at least {weights}, as many as weights")


def check_columns(samples: Samples, penalty: float = 0.0) -> None:
    """Refuse data that can't determine the weights of a linear prediction.

    Raises
    ------
    ValueError
        If the squares of a column over- or underflow; or without a penalty, if the rows are fewer than the
        weights, or the columns of X are linearly dependent.
    """
    if not penalty:
        check_rows(samples)
    factor, _ = table_factor(samples)
    if not penalty:
        check_rank(factor[:-1, :-1], samples)


def table_factor(samples: Samples) -> tuple[Array, bool]:
    """The triangular factor of [X, y] / sqrt(n), (d + 2, d + 2), and whether it is that of QR.

    Raises
    ------
    ValueError
        If the squares of a column over- or underflow.
    """
    fast = gram_triangle(samples.x, samples.y)
    factor = (triangle(samples.x, samples.y) if fast is None else fast) / np.sqrt(len(samples.y))
    check_sizes(factor, samples)
    return factor, fast is None
