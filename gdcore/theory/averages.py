"""Polyak's average: the mean of a descent's points, which at a constant rate is far less noisy than they.

At a constant rate the points stay in a ball about the minimiser whose size does not shrink with time, while
the mean square error of their average falls as 1 / T (Polyak and Juditsky, "Acceleration of stochastic
approximation by averaging", SIAM J. Control Optim. 30, 1992; Ruppert 1988, whence "Polyak-Ruppert").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, floats, whole
from gdcore.losses import Loss
from gdcore.schedules import Rate
from gdcore.theory.learning_curves import walked
from gdcore.theory.mean_square import transformed
from gdcore.theory.points import compound
from gdcore.theory.stationary import stationary

TERMS = 20  # of a series whose terms fall faster than 1 / (j + 2)!


def polyak_average(points: ArrayLike, first: int = 0) -> Array:
    """Polyak's running average of points: at step t the mean of those from step `first` to t.

    Up to `first` it is the point itself, as in torch's `ASGD`, whose t0 is `first` - 2. At a constant rate
    start it when the mean has arrived, after a few 1 / (a mu) steps: what is left of the start falls as 1 / T
    alone.

    Parameters
    ----------
    points : (steps + 1, ..., d) array_like
        As `Trajectory.points`.
    first : int
        From 0 to steps.

    Returns
    -------
    (steps + 1, ..., d) array

    Raises
    ------
    ValueError
        If the points have no two axes or are not finite, or there is no such step.

    Examples
    --------
    >>> from gdcore import theory
    >>> theory.polyak_average([[8.0], [4.0], [2.0], [0.0], [1.0]], first=2)
    array([[8.],
           [4.],
           [2.],
           [1.],
           [1.]])
    """
    found, begin = floats("points", points), whole("first", first, 0)
    if found.ndim < 2:
        raise ValueError(f"points has shape {found.shape}, but expected (steps + 1, ..., d)")
    if begin >= len(found):
        raise ValueError(f"first is {begin}, but points has steps from 0 to {len(found) - 1} alone")
    origin = found[begin].copy()
    counts = np.arange(1.0, len(found) - begin + 1).reshape(-1, *[1] * (found.ndim - 1))
    found[begin:] = origin + np.cumsum(found[begin:] - origin, axis=0) / counts
    return found


def average_covariance(loss: Loss, rate: float, batch: int, iterates: int) -> Array:
    """The covariance about the minimiser of the average of T successive iterates, in the long run.

    At the constant rate a, with batches of b rows drawn with replacement, iterates k steps apart have the
    covariance (I - a H)^k S, where S is `stationary_covariance`. Summed,

        (1 / T^2) (B S + S B - T S),    B = sum over k < T of (T - k) (I - a H)^k:

    exact for least squares and T iterates that begin in the stationary distribution. For T = 1 it is S. For
    large T it is H^-1 (C + M(S) - H S H) H^-1 / (b T), and for small rates H^-1 C H^-1 / (b T), whatever the
    rate: as little as the best decay A / t has with any matrix A for a rate (Polyak and Juditsky 1992). C and
    M are told in `stationary_covariance`.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    rate : float
        a, above 0 and below `max_rate(loss, batch=b)`.
    batch : int
        b, at least 1.
    iterates : int
        T, at least 1.

    Returns
    -------
    (d, d) array
        Symmetric.

    Raises
    ------
    ValueError
        Those of `stationary_covariance`; or there are no iterates.

    Examples
    --------
    The average's error falls as 1 / T, once T is many times 1 / (a mu):

    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> for iterates in (1, 100, 1000, 10_000):
    ...     print(iterates, round(float(np.trace(theory.average_covariance(loss, 0.1, 1, iterates))), 4))
    1 2.0909
    100 0.3758
    1000 0.0415
    10000 0.0042
    """
    count = whole("iterates", iterates, 1)
    found = stationary(loss, rate, batch, 0.0)
    sums = _lagged_sums(found.rate * found.curvatures, count)
    shares = (sums[:, np.newaxis] + sums - 1) / count
    return transformed(found.back, shares * found.covariance)


def average_mse(loss: Loss, rate: float, batch: int, iterates: int) -> float:
    """The MSE that the average of T successive iterates has on average, in the long run.

    minimum + trace(H Q), where Q is `average_covariance`: its excess falls as 1 / T, that of the iterates
    themselves (`stationary_mse`) not at all.

    Parameters and errors are those of `average_covariance`.

    Returns
    -------
    float
        In squared target units.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> found = theory.stationary_mse(loss, 0.1, 1), theory.average_mse(loss, 0.1, 1, 1000)
    >>> print(np.subtract(found, loss.minimum).round(3))
    [2.035 0.039]
    """
    count, found = whole("iterates", iterates, 1), stationary(loss, rate, batch, 0.0)
    sums = _lagged_sums(found.rate * found.curvatures, count)
    return found.loss.minimum + float(np.diag(found.covariance) @ (2 * sums - 1)) / count


def average_learning_curve(
    loss: Loss, rate: Rate, batch: int, start: ArrayLike, steps: int, first: int = 0
) -> Array:
    """The learning curve of Polyak's average: its mean MSE at each step, over all drawings of the batches.

    The average is that of `polyak_average`, of the points from step `first` on; up to there it is
    `learning_curve`. Exact for least squares, for any schedule and any start: with p_t = I - a_t H and the
    second moment S_t, the sum s of the points from the minimiser has

        E[s_t e_t'] = E[s_(t-1) e_(t-1)'] p_(t-1) + S_t,    E[s_t s_t'] = E[s_(t-1) s_(t-1)'] + U + U' - S_t,

    where U is the former.

    Parameters and errors are those of `learning_curve`; in addition, `first` is from 0 to steps.

    Returns
    -------
    (steps + 1,) array
        In squared target units; infinite from the step on at which it overflows.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> theory.average_learning_curve(loss, 0.1, 1, [2, 2, 8], 1000, first=50)[[0, 50, 100, 1000]].round(2)
    array([27.77, 12.95, 11.53, 10.94])
    """
    least, data, states, rates = walked(loss, rate, batch, start, steps)
    begin = whole("first", first, 0)
    if begin > len(rates):
        raise ValueError(f"first is {begin}, but expected at most steps = {len(rates)}")
    diagonal = np.flatnonzero(data.rows == data.columns)
    with np.errstate(all="ignore"):
        squares = states[:, diagonal] * np.sqrt(data.mixed[diagonal])
        kept = 1 - np.multiply.outer(rates[begin:], np.square(data.sizes))
        crossed = squares[begin:].copy()
        for share, before, here in zip(kept, crossed, crossed[1:], strict=False):
            here += share * before
        counts = np.arange(1.0, len(crossed) + 1)[:, np.newaxis]
        squares[begin:] = np.cumsum(2 * crossed - squares[begin:], axis=0) / np.square(counts)
        excess = squares.sum(axis=1)
        return np.asarray(np.where(np.isfinite(excess), least.minimum + excess, np.inf))


def _lagged_sums(scaled: Array, count: int) -> Array:
    """The sum over k < T of (1 - k / T) (1 - x)^k, for each x of a H, (d,)."""
    left = compound(-scaled, np.array([count]))[0]
    with np.errstate(all="ignore"):  # a h may be 0, to the last digit
        closed = (count * scaled + (1 - scaled) * left) / (count * np.square(scaled))
    j = np.arange(TERMS)[:, np.newaxis]
    series = 1 + np.cumprod(-scaled * (count - 1 - j) / (j + 3), axis=0).sum(axis=0)
    return np.asarray(np.where(count * scaled > 1, closed, 0.5 * (count + 1) * series))
