"""What every loss of data has: samples, the table of its rows, gradients of batches, a window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, Locked, Rows, locked, real, row_numbers, shown
from gdcore.data import Samples
from gdcore.losses.sectioned import Sectioned, Window
from gdcore.sections import plane_of

MARGIN = 1.25  # of a weight's size: as far as a window reaches beyond 0


class DataLoss(Sectioned, Locked, ABC):
    """The mean over rows of samples of a function of x @ w and y, where x begins with a 1, and a penalty.

    A subclass gives `value`, `gradient`, `minimizer`, its `kind` and, unless its rows' loss is half the
    squared error, the slope of a row.
    """

    kind: ClassVar[str]

    def __init__(self, samples: Samples, penalty: float = 0.0, classes: int = 1) -> None:
        self._samples = checked(samples)
        self._penalty = penalty
        self._shape = (classes * (samples.x.shape[1] + 1),)

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
        """Weights."""
        return int(self._shape[0])

    @property
    def penalty(self) -> float:
        """The factor of the penalty, which is on all weights but the intercept; 0 where there is none."""
        return self._penalty

    @property
    def name(self) -> str:
        """What error messages call it."""
        features = self._samples.x.shape[1]
        return f"{self.kind} of {features} feature{'s' * (features > 1)} and an intercept"

    def __repr__(self) -> str:
        """Its type and what error messages call it."""
        return f"<{type(self).__name__}: {self.name}>"

    @property
    def design(self) -> Array:
        """X, (n, d + 1): ones, then the features."""
        return np.asarray(self._table[:, :-1])

    @property
    @abstractmethod
    def minimizer(self) -> Array:
        """The weights, (dim,), where the loss is least."""

    @property
    def minimizers(self) -> Array:
        """(1, dim): the one `minimizer`."""
        return locked(np.array(self.minimizer)[np.newaxis])

    @property
    def saddles(self) -> Array:
        """(0, dim): none."""
        return locked(np.empty((0, self.dim)))

    @property
    def window(self) -> Window:
        """The ranges ((x0, x1), (y0, y1)) of the two weights that pictures show: (1, 2), or else (0, 1).

        About the minimiser, as far as such data may change a weight, and wide enough to show 0.
        """
        minimizers, columns = self.minimizers, len(self._reach)
        ranges = []
        for weight in plane_of(None, self.dim):
            center = float(minimizers[0, weight]) if len(minimizers) else 0.0
            half = max(float(self._reach[weight % columns]), MARGIN * abs(center))
            ranges.append((center - half, center + half))
        return ranges[0], ranges[1]

    @cached_property
    def _reach(self) -> Array:
        """For each column of X, the size of a weight that moves predictions by `_unit` on average."""
        spreads = np.array([1.0, *self._samples.x.std(axis=0)])
        return locked(self._unit / np.where(spreads > 0, spreads, 1.0))

    @property
    def _unit(self) -> float:
        """The spread of predictions that is large for such data: that of the target."""
        return float(self._samples.y.std()) or 1.0

    @cached_property
    def _penalties(self) -> Array:
        """The penalty of each weight, (dim,): 0 of intercepts."""
        penalties = np.full(self._shape, self._penalty)
        penalties[:: self._samples.x.shape[1] + 1] = 0.0
        return locked(penalties)

    @cached_property
    def _table(self) -> Array:
        """[X, y], (n, d + 2), in one array so that a row and its target are fetched together."""
        return locked(np.column_stack([np.ones(self.n), self._samples.x, self._samples.y]))

    def _weights(self, w: ArrayLike) -> Array:
        weights = real("w", w)  # as `weights_of`, whose call would cost a step some percent
        if weights.shape[-1:] != self._shape:
            raise ValueError(f"w has shape {weights.shape}, but {self.name} is defined on R^{self.dim}")
        return weights

    @np.errstate(all="ignore")
    def batch_gradient(self, w: ArrayLike, rows: NDArray[np.integer], /) -> Array:
        """The mean gradient over some rows of the data: what a step of mini-batch SGD uses.

        A penalty belongs to every row: the mean over all rows is `gradient`.

        Parameters
        ----------
        w : (dim,) or (runs, dim) array_like
        rows : (batch,) or (runs, batch) integer array
            Row numbers, from 0; a row that occurs twice counts twice. (batch,) is shared by all runs.

        Returns
        -------
        (dim,) or (runs, dim) array

        Raises
        ------
        ValueError
            If a row number is not an integer from 0 to n - 1, or the runs of w and of rows differ.

        Examples
        --------
        >>> from gdcore import LeastSquares, Samples
        >>> loss = LeastSquares(Samples([[0.0], [1.0], [3.0]], [1.0, 3.0, 5.0]))
        >>> loss.batch_gradient([0, 0], [2, 2]).tolist()
        [-5.0, -15.0]
        >>> loss.batch_gradient([0, 0], [[0], [1]]).tolist()
        [[-1.0, 0.0], [-3.0, -3.0]]
        """
        weights = self._weights(w)
        table = self._table.take(row_numbers("rows", rows, self.n), axis=0)
        x, y = table[..., :-1], table[..., -1]
        if y.ndim != 1:
            check_runs(weights, y)
        return self._penalized(self._batch_slope(weights, x, y), weights)

    def _batch_slope(self, weights: Array, x: Array, y: Array) -> Array:
        """The mean over rows x, (..., batch, d + 1), of the gradient without the penalty."""
        if x.ndim == 2:
            return np.asarray(self._row_slopes(weights @ x.T, y) @ x / len(x))
        slopes = self._row_slopes(np.einsum("...bi,...i->...b", x, weights), y)
        return np.asarray(np.einsum("...bi,...b->...i", x, slopes) / y.shape[-1])

    def _row_slopes(self, prediction: Array, y: Array) -> Array:
        """The derivative of each row's loss in its prediction, both (..., batch): a half squared error's."""
        return prediction - y

    def _penalized(self, slope: Array, weights: Array) -> Array:
        """A gradient without the penalty, (..., dim), with that of penalty / 2 times the squared length."""
        return slope + self._penalties * weights if self._penalty else slope


def checked(samples: object) -> Samples:
    """`samples`, if they are some."""
    if isinstance(samples, Samples):
        return samples
    raise ValueError(f"samples is {shown(samples)}, but expected Samples: Samples(x, y)")


def check_runs(weights: Array, rows: Array | Rows) -> None:
    """Refuse rows that are not (batch,) or (runs, batch) for weights (dim,) or (runs, dim)."""
    ours, theirs = weights.shape[:-1], rows.shape[:-1]
    if rows.ndim == 0 or (ours and theirs != ours):
        expected = f"(batch,) or ({', '.join(map(str, [*ours, 'batch']))})"
        raise ValueError(f"rows has shape {rows.shape}, but w has shape {weights.shape}: expected {expected}")
