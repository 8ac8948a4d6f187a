"""Losses of classification: labels, the minimiser where there is one, and why there is none."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

import numpy as np

from gdcore._arrays import Array, locked, not_negative, shown, upper
from gdcore.data import Samples
from gdcore.losses._data.base import checked
from gdcore.losses._data.newton import newton
from gdcore.losses._data.quadratic import check_columns
from gdcore.losses._data.rows import CHUNK, RowLoss

REACH = 4.0  # log odds: 98 to 2


class NoMinimizer(AttributeError, ValueError):
    """A loss has no minimiser: it is as if it had no such attribute, and says why."""


class ClassLoss(RowLoss):
    """The mean log-loss of K classes, plus penalty / 2 times the squared weights but the intercepts."""

    def __init__(self, samples: Samples, penalty: float, classes: int) -> None:
        super().__init__(samples, not_negative("penalty", penalty), classes)
        check_columns(samples, penalty)

    @property
    def minimizer(self) -> Array:
        """The weights, (dim,), where the loss is least; found by Newton's method when first asked for.

        Raises
        ------
        ValueError
            If there is none, for some direction separates the classes and nothing penalises the weights.
        """
        if len(self.minimizers):
            return np.asarray(self.minimizers[0])
        if self._penalty:
            raise NoMinimizer(
                f"penalty is {self._penalty}, too small for Newton's method to find the minimiser of"
                f" {self.name}: give a larger one"
            )
        raise NoMinimizer(
            f"{self.name} has no minimiser, for its classes can be separated, and the loss falls forever"
            " as the weights grow: give a penalty above 0"
        )

    @property
    def minimizers(self) -> Array:
        """(1, dim): the minimiser; (0, dim) where there is none."""
        return self._minimizers

    @cached_property
    def _minimizers(self) -> Array:
        found = newton(self, penalized=self._penalty > 0)
        return locked(np.empty((0, self.dim)) if found is None else found[np.newaxis])

    @property
    def _unit(self) -> float:
        return REACH

    def hessian_root(self, w: Array, /) -> Array:
        """(dim, dim), upper triangular, by QR of blocks of rows; never from the Hessian itself."""
        predictions, x = self.predictions(w), self.design
        root = self._penalty_root()
        few = max(1, CHUNK // self.dim)
        for first in range(0, self.n, few):
            part = slice(first, first + few)
            rows = self._row_roots(predictions[..., part], x[part]) / np.sqrt(self.n)
            root = upper(np.vstack([root, rows]))
        return root

    def _penalty_root(self) -> Array:
        return np.diag(np.sqrt(self._penalties))

    @abstractmethod
    def margins(self, w: Array, /) -> Array:
        """For each row and each other class, by how much its own class is ahead in prediction."""

    @abstractmethod
    def _row_roots(self, prediction: Array, x: Array) -> Array:
        """Rows whose products with themselves add up to the sum of the rows' Hessians."""


def number_of_classes(samples: Samples, name: str, most: int | None = None) -> int:
    """K, at least 2, of samples whose targets are labels 0 .. K - 1.

    Raises
    ------
    ValueError
        If a label is no whole number from 0 to `most`, or one of them has no row.
    """
    y = checked(samples).y
    expected = "a whole number of at least 0" if most is None else " or ".join(map(str, range(most + 1)))
    bad = (y < 0) | (y != np.floor(y)) | (y > (len(y) if most is None else most))
    if bad.any():
        at = int(bad.argmax())
        raise ValueError(f"y[{at}] is {shown(y[at])}, but {name} expected {expected}, the number of a class")
    classes = max(2, int(y.max()) + 1)
    missing = sorted({*range(classes)} - {*y.astype(int).tolist()})
    if missing:
        raise ValueError(f"y has no row of class {missing[0]}, but {name} expected some of each class")
    return classes
