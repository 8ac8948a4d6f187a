"""Least squares: linear regression with an intercept.

It is descended as half the mean squared error and shown as the mean squared error, as in the notebook
'Gradient descent in depth' by Fraida Fund; every loss keeps the two apart as `value` and `plotted`.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from gdcore._arrays import Array
from gdcore.data import Samples
from gdcore.losses._data.quadratic import QuadraticDataLoss


class LeastSquares(QuadraticDataLoss):
    """Linear regression with an intercept, by least squares.

    value(w) = |X w - y|^2 / (2 n) and mse(w) = |X w - y|^2 / n, where X is the features after a column of
    ones. Weights are (..., d + 1), the intercept first; at NaN and infinite ones the value is NaN or
    infinite.

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

    kind = "least squares"

    def __init__(self, samples: Samples) -> None:
        super().__init__(samples)

    def mse(self, w: ArrayLike, /) -> Array:
        """The mean squared error at `w`, (..., d + 1): an array (...), in squared target units."""
        return self.plotted(w)
