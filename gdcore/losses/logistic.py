"""Logistic regression: two classes, by the log-loss of a linear prediction."""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array
from gdcore.data import Samples
from gdcore.losses._data.classes import ClassLoss, number_of_classes


class LogisticRegression(ClassLoss):
    """Logistic regression with an intercept: the mean log-loss of labels 0 and 1, with a squared penalty.

    value(w) = mean(log(1 + exp(z)) - y z) + penalty / 2 (w_1^2 + ... + w_d^2), with z = X w, the log odds of
    class 1, and X the features after a column of ones; the intercept w_0 is not penalised. Cox, "The
    regression analysis of binary sequences", J. R. Stat. Soc. B 20 (1958). No exponential in it overflows.
    scikit-learn's LogisticRegression sums where we take means, and has the factor on the other side: its C is
    1 / (n penalty).

    Weights are (..., d + 1), the intercept first; at NaN and infinite ones the value is NaN or infinite. A
    point costs O(n d).

    Parameters
    ----------
    samples : Samples
        n rows of d features; the targets are 0 or 1, and there are some of both.
    penalty : float
        At least 0. Without, the features are linearly independent, and rows at least d + 1.

    Raises
    ------
    ValueError
        If a label is neither 0 nor 1, one of them is missing, the penalty is out of its range, the squares of
        a column over- or underflow, or with a penalty of 0 the columns are dependent or the rows too few.

    Examples
    --------
    >>> from gdcore import Samples
    >>> loss = LogisticRegression(Samples([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1]))
    >>> loss.value([0, 0]).round(6).tolist()
    0.693147
    >>> loss.minimizer.round(4).tolist()
    [-1.3623, 0.9082]
    """

    kind = "logistic regression"

    def __init__(self, samples: Samples, penalty: float = 0.0) -> None:
        number_of_classes(samples, self.kind, most=1)
        super().__init__(samples, penalty, classes=1)

    def margins(self, w: Array, /) -> Array:
        """The log odds of each row's own class, (n,)."""
        return np.asarray(_signs(self._samples.y) * self.predictions(w))

    def _row_losses(self, prediction: Array, y: Array) -> Array:
        behind = -_signs(y) * prediction
        return np.asarray(np.maximum(behind, 0.0) + np.log1p(np.exp(-np.abs(behind))))

    def _row_slopes(self, prediction: Array, y: Array) -> Array:
        sign = _signs(y)
        return -sign * _share(-sign * prediction)

    def _row_bends(self, prediction: Array, y: Array) -> Array:
        return _share(prediction) * _share(-prediction)

    def _row_roots(self, prediction: Array, x: Array) -> Array:
        return np.sqrt(_share(prediction) * _share(-prediction))[:, np.newaxis] * x


def _signs(y: Array) -> Array:
    """1 for class 1, -1 for class 0."""
    return 2 * y - 1


def _share(odds: Array) -> Array:
    """The probability 1 / (1 + exp(-z)) of log odds z, to the last digits however small it is."""
    smaller = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1.0, smaller) / (1 + smaller))
