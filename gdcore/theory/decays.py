"""Rates that decay as a / (1 + k t): how fast stochastic descent comes to rest at the minimiser.

With c = a / k, so that a_t ~ c / t, the mean of the error along an eigenvector of curvature h falls as
t^(-c h), and its mean square, where the data are noisy, as

    1 / t where c h > 1/2,    log(t) / t where c h = 1/2,    t^(-2 c h) where c h < 1/2

(Chung, "On a stochastic approximation method", Ann. Math. Stat. 25, 1954). Overall it falls as along the
eigenvector of the least curvature mu, so that the condition of the rate 1 / t, which none exceeds, is
a mu / k > 1/2: a rate that decays faster stays far from the minimiser for very long.
"""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array, positive, whole
from gdcore.losses import Loss
from gdcore.theory.mean_square import moments, transformed, with_rows
from gdcore.theory.spectrum import curvatures

ROUNDING = 1e-9


def decay_exponents(loss: Loss, a: float, k: float) -> Array:
    """The exponents p of the mean square error's decline t^(-p), under the rate a / (1 + k t).

    Along the eigenvector of curvature h it is min(1, 2 a h / k), and the last, that of mu, is the exponent of
    E|w - w*|^2 and of the excess MSE. Where 2 a h / k is 1 itself, a factor log(t) comes on top; where
    targets have no noise, the exponents are 2 a h / k throughout. Bottou, Curtis and Nocedal, "Optimization
    methods for large-scale machine learning", SIAM Rev. 60 (2018), theorem 4.7, ask for a mu / k > 1 in a
    bound with constants.

    Parameters
    ----------
    loss : Loss
        Quadratic.
    a, k : float
        As of `inverse_time`, both above 0.

    Returns
    -------
    (d,) array
        That of the largest curvature first.

    Raises
    ------
    ValueError
        If the loss is not quadratic, or an argument is out of its range.

    Examples
    --------
    >>> from gdcore import quadratic_bowl, theory
    >>> loss = quadratic_bowl(10)
    >>> theory.curvatures(loss).round(6)
    array([10.,  1.])
    >>> theory.decay_exponents(loss, 0.1, 0.4).round(6)
    array([1. , 0.5])
    """
    h = curvatures(loss)
    with np.errstate(over="ignore"):
        return np.asarray(np.minimum(1.0, 2 * positive("a", a) * h / positive("k", k)))


def decay_covariance(loss: Loss, a: float, k: float, batch: int) -> Array:
    """The limit Q of t S_t under the rate a / (1 + k t), where S_t is the second moment of w - w* at step t.

    With c = a / k and batches of b rows drawn with replacement it solves the Lyapunov equation

        (c H - I/2) Q + Q (c H - I/2) = (c^2 / b) C,

    C = E[r^2 x x'], r a row's residual at the minimiser, and sqrt(t) (w_t - w*) tends to N(0, Q) (Fabian, "On
    asymptotic normality in stochastic approximation", Ann. Math. Stat. 39, 1968). The excess MSE is thus
    trace(H Q) / t in the end. No c has less than H^-1 C H^-1 / b, which Polyak's average attains (see
    `average_covariance`). What is neglected is relative 1 / t, and t^(1 - 2 c mu): just above the
    condition it takes many steps; `second_moments` has S_t itself.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    a, k : float
        As of `inverse_time`, both above 0, with a mu / k > 1/2.
    batch : int
        b, at least 1.

    Returns
    -------
    (d, d) array
        Symmetric.

    Raises
    ------
    ValueError
        If an argument is out of its range, d is above 127, or a mu / k is at most 1/2.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, inverse_time, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> limit = np.trace(theory.decay_covariance(loss, 0.2, 0.1, 1))
    >>> moment = np.trace(theory.second_moments(loss, inverse_time(0.2, 0.1), 1, [2, 2, 8], 10_000)[-1])
    >>> print(f"{limit:.1f} {10_000 * moment:.1f}")
    45.8 45.8
    """
    least, size = with_rows(loss), whole("batch", batch, 1)
    first = positive("a", a)
    decay, data = positive("a / k", first / positive("k", k)), moments(least)
    mu = float(data.sizes[-1]) ** 2
    condition = decay * mu
    if condition <= 0.5 * (1 + ROUNDING):
        raise ValueError(
            f"a mu / k is {condition:.6g}, but t S has a limit above 1/2 alone: expected k below"
            f" {2 * first * mu:.6g}, or a larger a"
        )
    scaled = decay / size * data.noise * (data.sums / (data.sums - 1 / decay))
    return transformed(data.basis.T / data.sizes, data.whitened(scaled))
