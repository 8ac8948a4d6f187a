"""Least squares: linear regression with an intercept.

It is descended as half the mean squared error and shown as the mean squared error, as in the notebook
'Gradient descent in depth' by Fraida Fund; every loss keeps the two apart as `value` and `plotted`.
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore import sections
from gdcore._arrays import Array, Locked, locked, real, row_numbers
from gdcore.data import Samples
from gdcore.losses._columns import check_rank, check_sizes
from gdcore.losses._gram import triangle as gram_triangle
from gdcore.losses._qr import refined, triangle


class LeastSquares(Locked):
    """Linear regression with an intercept, by least squares.

    value(w) = |X w - y|^2 / (2 n) and mse(w) = |X w - y|^2 / n, where X is the features after a column of
    ones. Weights are (..., d + 1), the intercept first; NaN and infinite weights give NaN or infinity.

    The data are read into the triangular factor [[R, c], [0, rho]] of [X, y], by QR and once more to refine
    the minimiser, which solves R w = c; or, where rows are many and [X, y] is far from rank-deficient, faster
    by the Gram matrix, to some 12 digits. From then on a point costs O(d^2), whatever n: the gradient is
    R'R (w - minimizer) / n, and the MSE is rho^2 / n + |R (w - minimizer)|^2 / n, which near the minimiser
    of data without noise keeps the digits that w'X'Xw - 2y'Xw + y'y loses (Bjorck, "Numerical Methods for
    Least Squares Problems", 1996, chapter 2).

    Parameters
    ----------
    samples : Samples
        n rows of d features; n is at least d + 1.

    Raises
    ------
    ValueError
        If the rows are fewer than the weights, if the columns of X are linearly dependent (so that there is
        no one minimiser), or if their squares over- or underflow.

    Examples
    --------
    >>> from gdcore import Samples
    >>> loss = LeastSquares(Samples([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]))
    >>> loss.minimizer.round(12).tolist()
    [1.0, 2.0]
    >>> round(float(loss.mse([0, 0])), 12)
    11.666666666667
    """

    def __init__(self, samples: Samples) -> None:
        weights = samples.x.shape[1] + 1
        if len(samples.y) < weights:
            raise ValueError(
                f"samples has {len(samples.y)} rows, but expected at least {weights}, as many as weights"
            )
        x, y = samples.x, samples.y
        fast = gram_triangle(x, y)
        factor = locked((triangle(x, y) if fast is None else fast) / np.sqrt(len(y)))
        self._samples = samples
        check_sizes(factor, samples)
        self._root, target = factor[:-1, :-1], factor[:-1, -1]
        check_rank(self._root, samples)
        solved = np.asarray(np.linalg.solve(self._root, target), dtype=np.float64)
        self._minimizer = locked(refined(x, y, self._root, solved) if fast is None else solved)
        self._minimum = float(factor[-1, -1]) ** 2
        self._across = locked(np.array(self._root.T, order="C"))

    @property
    def samples(self) -> Samples:
        """The data."""
        return self._samples

    @property
    def n(self) -> int:
        """Rows of data."""
        return len(self._samples.y)

    @property
    def dim(self) -> int:
        """Weights: d + 1."""
        return len(self._minimizer)

    @property
    def name(self) -> str:
        """What error messages call it."""
        return f"least squares of {self.dim - 1} feature{'s' * (self.dim > 2)} and an intercept"

    @property
    def root(self) -> Array:
        """R / sqrt(n), (d + 1, d + 1), upper triangular: root' root is the Hessian."""
        return np.asarray(self._root)

    @property
    def hessian(self) -> Array:
        """X'X / n, (d + 1, d + 1): that of `value`, half the MSE."""
        return locked(self._across @ self._root)

    @property
    def minimizer(self) -> Array:
        """The weights, (d + 1,), of least MSE."""
        return self._minimizer

    @property
    def minimum(self) -> float:
        """The MSE there, in squared target units."""
        return self._minimum

    @property
    def design(self) -> Array:
        """X, (n, d + 1): ones, then the features."""
        return np.asarray(self._table[:, :-1])

    def _weights(self, w: ArrayLike) -> Array:
        weights = real("w", w)
        if weights.shape[-1:] != self._minimizer.shape:
            raise ValueError(f"w has shape {weights.shape}, but {self.name} is defined on R^{self.dim}")
        return weights

    @cached_property
    def _table(self) -> Array:
        """[X, y], (n, d + 2), in one array so that a row and its target are fetched together."""
        return locked(np.column_stack([np.ones(self.n), self._samples.x, self._samples.y]))

    @np.errstate(all="ignore")
    def mse(self, w: ArrayLike, /) -> Array:
        """The mean squared error at `w`, (..., d + 1): an array (...), in squared target units."""
        stretched = (self._weights(w) - self._minimizer).dot(self._across)
        return np.asarray(self._minimum + np.einsum("...i,...i->...", stretched, stretched))

    def value(self, w: ArrayLike, /) -> Array:
        """Half the MSE: what is descended."""
        return 0.5 * self.mse(w)

    def plotted(self, w: ArrayLike, /) -> Array:
        """The MSE: what is shown."""
        return self.mse(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """X'(X w - y) / n, the gradient of half the MSE, at `w`, (..., d + 1): an array (..., d + 1)."""
        return np.asarray((self._weights(w) - self._minimizer).dot(self._across).dot(self._root))

    @np.errstate(all="ignore")
    def batch_gradient(self, w: ArrayLike, rows: NDArray[np.integer], /) -> Array:
        """The mean gradient over some rows of the data: what a step of mini-batch SGD uses.

        Parameters
        ----------
        w : (d + 1,) or (runs, d + 1) array_like
        rows : (batch,) or (runs, batch) integer array
            Row numbers, from 0; a row that occurs twice counts twice. (batch,) is shared by all runs.

        Returns
        -------
        (d + 1,) or (runs, d + 1) array

        Raises
        ------
        ValueError
            If a row number is not an integer from 0 to n - 1.
        """
        weights = self._weights(w)
        table = self._table.take(row_numbers("rows", rows, self.n), axis=0)
        x, y = table[..., :-1], table[..., -1]
        if x.ndim == 2:
            return np.asarray((weights @ x.T - y) @ x / len(x))
        error = np.einsum("...bi,...i->...b", x, weights) - y
        return np.asarray(np.einsum("...bi,...b->...i", x, error) / y.shape[-1])

    def section(self, axes: tuple[int, int] | None = None, at: ArrayLike | None = None) -> sections.Section:
        """The MSE over a plane of two weights.

        Parameters
        ----------
        axes : two ints, optional
            The weights along x and y. Without, (1, 2); with one feature, (0, 1).
        at : (d + 1,) array_like, optional
            Where the other weights stay (a slice). Without, they are at each point where the MSE is least
            (the profile).

        Raises
        ------
        ValueError
            If the axes are not two different weights, or `at` is not a point.

        Examples
        --------
        >>> import numpy as np
        >>> from gdcore import linear_data
        >>> loss = LeastSquares(linear_data(100, [6, 5], 2, rng=np.random.default_rng(0)))
        >>> loss.section((1, 2), at=loss.minimizer).center.round(6).tolist()
        [6.0, 5.0]
        """
        plane = plane_of(axes, self.dim)
        if at is None:
            return sections.profile(self._root, self._minimizer, self._minimum, plane)
        return sections.cut(self._root, self._minimizer, self._minimum, plane, at)

    def grid(
        self, xs: ArrayLike, ys: ArrayLike, axes: tuple[int, int] | None = None, at: ArrayLike | None = None
    ) -> Array:
        """The MSE over a grid of two weights, (len(ys), len(xs)); `axes` and `at` as in `section`."""
        return self.section(axes, at).grid(xs, ys)


def plane_of(axes: tuple[int, int] | None, weights: int) -> tuple[int, int]:
    """The two weights of a plane: those given, else (1, 2), or with one feature (0, 1)."""
    if axes is None:
        return (1, 2) if weights > 2 else (0, 1)
    given = np.ravel(axes).tolist()
    if len(given) != 2 or len({*given} & {*range(weights)}) != 2:
        raise ValueError(f"axes is {axes!r}, but expected two different weights from 0 to {weights - 1}")
    return int(given[0]), int(given[1])
