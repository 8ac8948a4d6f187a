"""Ridge regression: least squares with a penalty on the squared weights."""

from __future__ import annotations

from gdcore._arrays import not_negative
from gdcore.data import Samples
from gdcore.losses._data.quadratic import QuadraticDataLoss


class Ridge(QuadraticDataLoss):
    """Ridge regression with an intercept: half the mean squared error plus a squared penalty.

    value(w) = |X w - y|^2 / (2 n) + penalty / 2 (w_1^2 + ... + w_d^2), where X is the features after a
    column of ones; the intercept w_0 is not penalised. `plotted` is twice that, the MSE + penalty
    |w_1..d|^2, so that a penalty of 0 shows what `LeastSquares` shows. Hoerl and Kennard, "Ridge
    regression: biased estimation for nonorthogonal problems", Technometrics 12 (1970). scikit-learn's Ridge
    sums where we take means: its alpha is n times our penalty.

    It is quadratic: the triangular factor of X and y stacked on sqrt(n penalty) for each feature, by QR,
    gives `root` and `minimizer`; X'X is not formed where that would cost digits. Weights are (..., d + 1),
    the intercept first; at NaN and infinite ones the value is NaN or infinite.

    Parameters
    ----------
    samples : Samples
        n rows of d features; with a penalty above 0, any number of rows.
    penalty : float
        At least 0, in squared target units per squared weight.

    Raises
    ------
    ValueError
        If the penalty is out of its range, the squares of a column over- or underflow, or the data have no
        one best fit, and the penalty is 0 or so small that rounding hides it.

    Examples
    --------
    >>> from gdcore import Samples
    >>> loss = Ridge(Samples([[-1.0], [1.0]], [-2.0, 2.0]), penalty=1.0)
    >>> (loss.minimizer.round(12) + 0).tolist()
    [0.0, 1.0]
    >>> loss.value([0.0, 1.0]).round(12).tolist()
    1.0
    """

    kind = "ridge regression"

    def __init__(self, samples: Samples, penalty: float) -> None:
        super().__init__(samples, not_negative("penalty", penalty))
