"""Losses of data that are summed over the rows at every point, for they have no shorter form."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array
from gdcore.losses._data.base import DataLoss

CHUNK = 1 << 19  # numbers of a temporary array: more are slower, for their pages are new each time


class RowLoss(DataLoss):
    """The mean of a function of each row's predictions, plus penalty / 2 times the squared weights.

    A subclass gives each row's loss, its first and its second derivatives in the predictions. Predictions are
    (..., n), or (..., K, n) where weights are (..., K (d + 1)).
    """

    def value(self, w: ArrayLike, /) -> Array:
        """What is descended, at `w`, (..., dim): an array (...)."""
        return self._each(self._values, w, self.n)

    def plotted(self, w: ArrayLike, /) -> Array:
        """The same as `value`."""
        return self.value(w)

    def gradient(self, w: ArrayLike, /) -> Array:
        """The gradient of `value` at `w`, (..., dim): an array (..., dim)."""
        return self._each(self._gradients, w, self.n)

    def hessian(self, w: ArrayLike, /) -> Array:
        """The Hessian of `value` at `w`, (..., dim): an array (..., dim, dim)."""
        return self._each(self._hessians, w, self.n * self.dim)

    @np.errstate(all="ignore")
    def _each(self, function: Callable[[Array], Array], w: ArrayLike, cost: int) -> Array:
        """A function of points (m, dim), at points (..., dim), by as many at once as memory is meant for."""
        weights = self._weights(w)
        points = weights.reshape(-1, self.dim)
        few = max(1, CHUNK // cost)
        parts = [function(points[first : first + few]) for first in range(0, max(1, len(points)), few)]
        found = np.concatenate(parts) if len(parts) > 1 else parts[0]
        return np.asarray(found.reshape((*weights.shape[:-1], *found.shape[1:])))

    def _values(self, points: Array) -> Array:
        losses = self._row_losses(self.predictions(points), self._samples.y).mean(axis=-1)
        return np.asarray(losses + 0.5 * (self._penalties * points * points).sum(axis=-1))

    def _gradients(self, points: Array) -> Array:
        slopes = self._row_slopes(self.predictions(points), self._samples.y) @ self.design / self.n
        return self._penalized(slopes.reshape(points.shape), points)

    def _hessians(self, points: Array) -> Array:
        bends, x = self._row_bends(self.predictions(points), self._samples.y), self.design
        count, classes = len(points), self.dim // x.shape[1]
        blocks = (bends.reshape(count, classes, classes, 1, self.n) * x.T) @ x / self.n
        joined = blocks.swapaxes(2, 3).reshape(count, self.dim, self.dim)
        return np.asarray(joined + np.diag(self._penalties))

    def predictions(self, w: ArrayLike, /) -> Array:
        """What each row's loss is a function of, X w, at `w`, (..., d + 1): an array (..., n)."""
        return np.asarray(self._weights(w) @ self.design.T)

    @abstractmethod
    def _row_losses(self, prediction: Array, y: Array) -> Array:
        """Each row's loss."""

    @abstractmethod
    def _row_slopes(self, prediction: Array, y: Array) -> Array:
        """Its first derivative in the predictions."""

    @abstractmethod
    def _row_bends(self, prediction: Array, y: Array) -> Array:
        """Its second derivative in the predictions: (..., n), or (..., K, K, n)."""
