"""The lasso: least squares with a penalty on the weights' sizes, which makes some of them 0."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, locked, not_negative
from gdcore.data import Samples
from gdcore.losses._data.active_set import lasso_minimizer
from gdcore.losses._data.base import DataLoss
from gdcore.losses._data.quadratic import check_columns
from gdcore.losses._data.squared_error import SquaredError


class Lasso(DataLoss):
    """The lasso with an intercept: half the mean squared error plus a penalty on the sizes of the weights.

    value(w) = |X w - y|^2 / (2 n) + penalty (|w_1| + ... + |w_d|), where X is the features after a column of
    ones; the intercept w_0 is not penalised. `plotted` is twice that, so that a penalty of 0 shows what
    `LeastSquares` shows. Tibshirani, "Regression shrinkage and selection via the lasso", J. R. Stat. Soc. B
    58 (1996). The objective is that of scikit-learn's Lasso, and its alpha our penalty.

    It has a kink where a weight is 0: `gradient` is a subgradient, with sign(0) = 0. `smooth` is the part
    that is differentiable, and `prox` steps along the other, for `proximal_gradient`. Weights are (..., d +
    1), the intercept first; at NaN and infinite ones the value is NaN or infinite. A point costs O(d^2),
    whatever n.

    Parameters
    ----------
    samples : Samples
        n rows of d features; with a penalty above 0, any number of rows.
    penalty : float
        At least 0, in squared target units per weight.

    Raises
    ------
    ValueError
        If the penalty is out of its range, the squares of a column over- or underflow, or with a penalty of 0
        the data have no one best fit.

    Examples
    --------
    >>> from gdcore import Samples
    >>> x = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]
    >>> loss = Lasso(Samples(x, [3.5, -2.5, 2.5, -3.5]), penalty=1.0)
    >>> (loss.minimizer.round(12) + 0).tolist()
    [0.0, 2.0, 0.0]
    """

    kind = "lasso"

    def __init__(self, samples: Samples, penalty: float) -> None:
        super().__init__(samples, not_negative("penalty", penalty))
        check_columns(samples, penalty)
        self._smooth = SquaredError(samples)

    @property
    def smooth(self) -> SquaredError:
        """The part that is differentiable, half the MSE: a loss."""
        return self._smooth

    @property
    def hessian(self) -> Array:
        """X'X / n, (d + 1, d + 1): that of `smooth`, and of `value` where no weight is 0."""
        return self._smooth.hessian

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """What is descended, at `w`, (..., d + 1): an array (...)."""
        weights = self._weights(w)
        return np.asarray(self._smooth.value(weights) + (self._penalties * np.abs(weights)).sum(axis=-1))

    def plotted(self, w: ArrayLike, /) -> Array:
        """What is shown: twice `value`, in squared target units."""
        return 2.0 * self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """The subgradient of `value` at `w`, (..., d + 1), with sign(0) = 0: an array (..., d + 1)."""
        weights = self._weights(w)
        return self._penalized(self._smooth.gradient(weights), weights)

    @np.errstate(all="ignore")
    def prox(self, w: ArrayLike, rate: float, /) -> Array:
        """The soft threshold of `w`, (..., d + 1): an array (..., d + 1).

        The u at which rate penalty |u_1..d|_1 + |u - w|^2 / 2 is least: each weight but the intercept goes
        towards 0 by rate * penalty, and no further than 0 (Parikh and Boyd, "Proximal algorithms", Found.
        Trends Optim. 1 (2014), section 6.5.2).

        Raises
        ------
        ValueError
            If the rate is no finite number of at least 0.

        Examples
        --------
        >>> from gdcore import Samples
        >>> loss = Lasso(Samples([[0.0, 1.0], [1.0, 0.0]], [1.0, 2.0]), penalty=1.0)
        >>> loss.prox([3.0, -2.0, 0.25], 0.5).tolist()
        [3.0, -1.5, 0.0]
        """
        weights, threshold = self._weights(w), not_negative("rate", rate) * self._penalties
        return np.asarray(weights - np.clip(weights, -threshold, threshold))

    @property
    def minimizer(self) -> Array:
        """The weights, (d + 1,), where the loss is least; found when first asked for.

        Where columns of X are dependent there may be several, of which this is one.
        """
        return self._minimizer

    @cached_property
    def _minimizer(self) -> Array:
        return locked(lasso_minimizer(self._smooth.factor, self._penalty))

    def _penalized(self, slope: Array, weights: Array) -> Array:
        return np.asarray(slope + self._penalties * np.sign(weights))
