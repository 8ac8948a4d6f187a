"""Softmax regression: any number of classes, by the log-loss of linear predictions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array
from gdcore.data import Samples
from gdcore.losses._data.classes import ClassLoss, number_of_classes


class SoftmaxRegression(ClassLoss):
    """Multinomial logistic regression: the mean log-loss of labels 0 .. K - 1, with a squared penalty.

    value(w) = mean(log(sum_k exp(z_k)) - z_y) + penalty / 2 times the sum of squares of all weights but the
    intercepts, with z_k = x @ W_k, the log odds of class k but for a number common to all, and x the features
    after a 1. scikit-learn's LogisticRegression has C = 1 / (n penalty).

    The weights of class 0 come first, its intercept before its features, then those of class 1: w is
    (..., K (d + 1)), and `by_class(w)` shows it as W, (..., K, d + 1). At NaN and infinite weights
    the value is NaN or infinite. A point costs O(n K d).

    Adding the same to the weights of every class changes no prediction: without a penalty the minimisers
    are a plane of d + 1 dimensions, and with one the intercepts may still be shifted. `minimizer` is the
    shortest of them, whose weights add up to 0 over the classes; the Hessian is singular along the shifts.

    Parameters
    ----------
    samples : Samples
        n rows of d features; the targets are whole numbers from 0 to K - 1, some of each, and K at least 2.
    penalty : float
        At least 0. Without, the features are linearly independent, and rows at least d + 1.

    Raises
    ------
    ValueError
        If a label is no whole number of at least 0, a class has no row, the penalty is out of its range, the
        squares of a column over- or underflow, or with a penalty of 0 the columns are dependent or the rows
        too few.

    Examples
    --------
    >>> from gdcore import Samples
    >>> loss = SoftmaxRegression(Samples([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1]))
    >>> loss.by_class(loss.minimizer).round(4).tolist()
    [[0.6811, -0.4541], [-0.6811, 0.4541]]
    """

    kind = "softmax regression"

    def __init__(self, samples: Samples, penalty: float = 0.0) -> None:
        self._classes = number_of_classes(samples, self.kind)
        super().__init__(samples, penalty, self._classes)

    @property
    def classes(self) -> int:
        """K."""
        return self._classes

    def by_class(self, w: ArrayLike, /) -> Array:
        """Weights (..., K (d + 1)) as (..., K, d + 1), a row for each class."""
        weights = self._weights(w)
        return weights.reshape(*weights.shape[:-1], self._classes, self.dim // self._classes)

    def predictions(self, w: ArrayLike, /) -> Array:
        """The log odds of each class but for a common number, at `w`, (..., dim): an array (..., K, n)."""
        return np.asarray(self.by_class(w) @ self.design.T)

    def margins(self, w: Array, /) -> Array:
        """By how much each row's own class is ahead of each class, (K, n); of itself by 0."""
        odds = self.predictions(w)
        return np.asarray(_of_label(odds, self._samples.y)[np.newaxis] - odds)

    def _row_losses(self, prediction: Array, y: Array) -> Array:
        ahead = prediction - _of_label(prediction, y)[..., np.newaxis, :]  # so that a small loss keeps digits
        return np.asarray(np.logaddexp.reduce(ahead, axis=-2))

    def _row_slopes(self, prediction: Array, y: Array) -> Array:
        own = np.arange(self._classes)[:, np.newaxis] == y[..., np.newaxis, :]
        others = np.where(own, 0.0, _shares(prediction))
        return np.asarray(others - own * others.sum(axis=-2, keepdims=True))

    def _row_bends(self, prediction: Array, y: Array) -> Array:
        shares = _shares(prediction)
        return np.asarray(shares[..., np.newaxis, :] * _deviations(shares))

    def _row_roots(self, prediction: Array, x: Array) -> Array:
        shares = _shares(prediction)
        roots = np.sqrt(shares)[:, np.newaxis] * _deviations(shares)  # (K, K, n), of the bends
        return np.asarray(np.einsum("kln,ni->nkli", roots, x).reshape(-1, self.dim))

    def _penalty_root(self) -> Array:
        """That of the penalty, and of the sums over classes, which the minimiser has 0."""
        sums = np.tile(np.diag(np.sqrt(np.square(self.design).mean(axis=0))), self._classes)
        return np.vstack([super()._penalty_root(), sums])

    def _batch_slope(self, weights: Array, x: Array, y: Array) -> Array:
        predictions = self.by_class(weights) @ np.swapaxes(x, -1, -2)  # (..., K, batch)
        slopes = self._row_slopes(predictions, y) @ x / y.shape[-1]
        return np.asarray(slopes.reshape(*slopes.shape[:-2], self.dim))


def _of_label(prediction: Array, y: Array) -> Array:
    """Of predictions (..., K, n), those of the rows' own classes, (..., n)."""
    return np.asarray(prediction[..., y.astype(int), np.arange(len(y))])


def _shares(prediction: Array) -> Array:
    """The probability of each class, (..., K, n), without overflow."""
    sizes = np.exp(prediction - prediction.max(axis=-2, keepdims=True))
    return np.asarray(sizes / sizes.sum(axis=-2, keepdims=True))


def _deviations(shares: Array) -> Array:
    """Of the probabilities p of classes, whether k = l less p_l, (..., K, K, n), to the digits of 1 - p_k."""
    others = 1 - np.eye(shares.shape[-2])
    rests = others @ shares  # 1 - p_k
    return np.where(others[..., np.newaxis] > 0, -shares[..., np.newaxis, :, :], rests[..., np.newaxis, :])
