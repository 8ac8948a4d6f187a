"""Half the mean squared error of any data: the smooth part of losses whose penalty has kinks."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, locked
from gdcore.data import Samples
from gdcore.losses._data.base import DataLoss
from gdcore.losses._data.quadratic import table_factor


class SquaredError(DataLoss):
    """|X w - y|^2 / (2 n), of any number of rows and columns, dependent ones too.

    Where these determine one best fit, `LeastSquares` keeps more digits near it.
    """

    kind = "half the mean squared error"

    def __init__(self, samples: Samples) -> None:
        super().__init__(samples)
        self._factor = locked(table_factor(samples)[0])

    @property
    def factor(self) -> Array:
        """(d + 2, d + 2), upper triangular: that of [X, y] / sqrt(n)."""
        return self._factor

    @property
    def root(self) -> Array:
        """(d + 1, d + 1), upper triangular: root' root is the Hessian."""
        return np.asarray(self._factor[:-1, :-1])

    @property
    def hessian(self) -> Array:
        """X'X / n, (d + 1, d + 1)."""
        return locked(self.root.T @ self.root)

    @property
    def minimizer(self) -> Array:
        """Weights, (d + 1,), of least error: of several, the shortest of columns brought to length 1."""
        return self._minimizer

    @cached_property
    def _minimizer(self) -> Array:
        lengths = np.linalg.norm(self.root, axis=0)
        found = np.linalg.lstsq(self.root / lengths, self._factor[:-1, -1])[0] / lengths
        return locked(np.asarray(found, dtype=np.float64))

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """What is descended, at `w`, (..., d + 1): an array (...)."""
        rest = self._factor[-1, -1] ** 2
        return np.asarray(0.5 * (rest + np.square(self._error(w)).sum(axis=-1)))

    def plotted(self, w: ArrayLike, /) -> Array:
        """What is shown: the mean squared error, twice `value`."""
        return 2.0 * self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """X'(X w - y) / n at `w`, (..., d + 1): an array (..., d + 1)."""
        return np.asarray(self._error(w) @ self.root)

    def _error(self, w: ArrayLike) -> Array:
        """R w - c, as long as X w - y is but for the rest."""
        return np.asarray(self._weights(w) @ self.root.T - self._factor[:-1, -1])
