"""The stationary distribution of stochastic descent at a constant rate: its covariance and its MSE.

At a constant rate the iterates of SGD on noisy data do not settle: they end up in a distribution about the
minimiser, whose first two moments are known exactly for least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdcore._arrays import Array, decay_factor, positive, shown, whole
from gdcore.losses import LeastSquares, Loss
from gdcore.theory.mean_square import limit, moments, scaled_growth, transformed, with_rows


def stationary_covariance(loss: Loss, rate: float, batch: int, momentum: float = 0.0) -> Array:
    """The covariance S of the weights about the minimiser, in the long run.

    Batches of b rows are drawn with replacement, the rate a is constant, and S solves

        H S + S H - a ((1 - 1/b) H S H + M(S) / b) = (a / b) C,

    with H = X'X / n, M(S) = E[x x' S x x'] and C = E[r^2 x x'], where r is a row's residual at the minimiser:
    exact for least squares at any rate below `max_rate(loss, batch=b, momentum=beta)` (Defossez and Bach,
    "Averaged least-mean-squares: bias-variance trade-offs and optimal sampling distributions", AISTATS 2015).
    For small rates it is a / b times the solution of the Lyapunov equation H S + S H = C (Mandt, Hoffman and
    Blei, "Stochastic gradient descent as approximate Bayesian inference", JMLR 18, 2017). With momentum, v <-
    beta v - a g; w <- w + v, the equation is the one of `gdcore.theory.mean_square`.

    The mean is the minimiser. The distribution is near to a Gaussian where the rate is small against the
    limit; its tails are heavier the nearer the rate is to it.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    rate : float
        a, above 0 and below the limit.
    batch : int
        b, at least 1.
    momentum : float
        beta, at least 0 and below 1.

    Returns
    -------
    (d, d) array
        Symmetric; the entry (i, j) in units of weight i times those of weight j.

    Raises
    ------
    ValueError
        If an argument is out of its range, the rate is at or beyond the limit, or d is above 127: the system
        is solved as a matrix of d^4 / 4 numbers, in O(n d^4 / 4 + d^6 / 8) operations.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> stationary_covariance(loss, rate=0.1, batch=1).diagonal().round(2).tolist()
    [0.63, 0.68, 0.78]
    """
    found = stationary(loss, rate, batch, momentum)
    return transformed(found.back, found.covariance)


def stationary_joint_covariance(loss: Loss, rate: float, batch: int, momentum: float) -> Array:
    """The covariance of (w, v) together, in the long run: [[S, U], [U', W]].

    v is the velocity of `gdcore.momentum`, the displacement of the last step: v <- beta v - a g; w <- w + v.
    S is `stationary_covariance`, U = a (H S - beta S H) / (1 - beta^2) and W = a (H S + S H) / (1 + beta).

    Parameters and errors are those of `stationary_covariance`.

    Returns
    -------
    (2 d, 2 d) array

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> stationary_joint_covariance(loss, rate=0.1, batch=1, momentum=0.5).shape
    (6, 6)
    """
    found = stationary(loss, rate, batch, momentum)
    return transformed(np.asarray(np.kron(np.eye(2), found.back), np.float64), found.joint_covariance)


def stationary_mse(loss: Loss, rate: float, batch: int, momentum: float = 0.0) -> float:
    """The MSE that stochastic descent at a constant rate has on average in the long run: its noise floor.

    minimum + trace(H S), where S is `stationary_covariance`. It is the MSE over all data, as it is shown
    (`LeastSquares.mse`), twice what is descended; the excess trace(H S) relative to the minimum is known as
    the misadjustment (Widrow and Hoff, "Adaptive switching circuits", 1960).

    Parameters and errors are those of `stationary_covariance`.

    Returns
    -------
    float
        In squared target units.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> round(loss.minimum, 2), round(stationary_mse(loss, rate=0.1, batch=1), 2)
    (10.9, 12.93)
    """
    return stationary(loss, rate, batch, momentum).mse


@dataclass(frozen=True, eq=False)
class Stationary:
    """The stationary distribution in whitened coordinates u = H^(1/2) (w - w*), along H's eigenvectors.

    There the MSE is the minimum and u'u.

    Parameters
    ----------
    loss : LeastSquares
    rate, momentum : float
    batch : int
    curvatures : (d,) array
        H's eigenvalues, the largest first.
    back : (d, d) array
        w - w* = back @ u.
    covariance : (d, d) array
        That of u.
    """

    loss: LeastSquares
    rate: float
    batch: int
    momentum: float
    curvatures: Array
    back: Array
    covariance: Array

    @property
    def mse(self) -> float:
        """The mean of the MSE."""
        return self.loss.minimum + float(np.trace(self.covariance))

    @property
    def joint_covariance(self) -> Array:
        """The covariance of u and its velocity, (2 d, 2 d)."""
        a, beta = self.rate, self.momentum
        left, right = self.curvatures[:, np.newaxis] * self.covariance, self.covariance * self.curvatures
        cross = a * (left - beta * right) / (1 - beta**2)
        return np.block([[self.covariance, cross], [cross.T, a * (left + right) / (1 + beta)]])


def stationary(loss: Loss, rate: float, batch: int, momentum: float) -> Stationary:
    """The stationary distribution; errors are those of `stationary_covariance`."""
    least, size = with_rows(loss), whole("batch", batch, 1)
    step, beta = positive("rate", rate), decay_factor("momentum", momentum)
    data = moments(least)
    growth = scaled_growth(data, size, beta)
    most = limit(growth)
    if step >= most:
        kept = f" with a momentum of {beta:g}" if beta else ""
        raise ValueError(
            f"rate is {shown(rate)}, but with batches of {size}{kept} the mean square is stable below"
            f" {most:.6g} alone, and has no limit from there on: expected a lower rate"
        )
    solved = np.linalg.solve(np.eye(len(growth)) - step * growth, step / size * data.noise)
    covariance = data.whitened(np.asarray(solved, np.float64)) / (1 - beta)
    return Stationary(least, step, size, beta, np.square(data.sizes), data.basis.T / data.sizes, covariance)
