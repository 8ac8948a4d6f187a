"""Learning curves of stochastic descent: how its mean MSE and its second moment go, step by step.

With batches of b rows drawn with replacement and the rate a_t at step t, the mean m and the second moment S
of e = w - w* are, exactly for least squares,

    m <- (I - a_t H) m,
    S <- S - a_t (H S + S H) + a_t^2 (H S H + (M(S) - H S H - 2 N(m) + C) / b),

with H = X'X / n, M(S) = E[x x' S x x'], N(m) = E[r x x' (x'm)] and C = E[r^2 x x'], where r is a row's
residual at the minimiser. At a constant rate S goes to `stationary_covariance`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, vector, whole
from gdcore.losses import LeastSquares, Loss
from gdcore.schedules import Rate, as_schedule
from gdcore.theory.mean_square import Moments, moments, scaled_growth, transformed, with_rows


def learning_curve(loss: Loss, rate: Rate, batch: int, start: ArrayLike, steps: int) -> Array:
    """The learning curve of stochastic descent: its mean MSE at each step, over all drawings of the batches.

    minimum + trace(H S_t), where S_t is `second_moments`: exact, for any schedule and any start, without a
    run. The name is that of Widrow, McCool, Larimore and Johnson, "Stationary and nonstationary learning
    characteristics of the LMS adaptive filter", Proc. IEEE 64 (1976), not that of a score over sizes of data.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    rate : float or schedule
        a, as `gradient_descent` takes it; it may be beyond the limit of stability.
    batch : int
        b, at least 1.
    start : (d,) array_like
        w_0.
    steps : int
        At least 0.

    Returns
    -------
    (steps + 1,) array
        In squared target units, as `LeastSquares.mse`; infinite from the step on at which it overflows.

    Raises
    ------
    ValueError
        If an argument is out of its range, or d is above 127: a step takes O(d^4 / 4) operations.

    Examples
    --------
    A decaying rate goes below the noise floor of a constant one, 12.93 here:

    >>> import numpy as np
    >>> from gdcore import LeastSquares, inverse_time, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> round(theory.stationary_mse(loss, 0.1, 1), 2)
    12.93
    >>> theory.learning_curve(loss, inverse_time(0.1, 0.05), 1, [2, 2, 8], 1000)[[0, 10, 100, 1000]].round(2)
    array([27.77, 17.06, 11.36, 10.94])
    """
    least, data, states, _ = walked(loss, rate, batch, start, steps)
    diagonal = data.rows == data.columns
    with np.errstate(all="ignore"):
        excess = states[:, : len(diagonal)][:, diagonal] @ np.sqrt(data.mixed[diagonal])
        return np.where(np.isfinite(excess), least.minimum + excess, np.inf)


def second_moments(loss: Loss, rate: Rate, batch: int, start: ArrayLike, steps: int) -> Array:
    """The second moment about the minimiser at each step, S_t = E[(w_t - w*) (w_t - w*)'].

    Its trace is the mean square error E|w_t - w*|^2 of the weights. What it follows from is told in
    `gdcore.theory.learning_curves`.

    Parameters and errors are those of `learning_curve`.

    Returns
    -------
    (steps + 1, d, d) array
        Symmetric; not finite from the step on at which it overflows.

    Examples
    --------
    At a constant rate it ends at the stationary covariance:

    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> found = theory.second_moments(loss, 0.1, 1, [2, 2, 8], 400)
    >>> np.trace(found, axis1=1, axis2=2)[[0, 10, 400]].round(3)
    array([19.877,  6.54 ,  2.091])
    >>> round(float(np.trace(theory.stationary_covariance(loss, 0.1, 1))), 3)
    2.091
    """
    _, data, states, _ = walked(loss, rate, batch, start, steps)
    with np.errstate(all="ignore"):
        return transformed(data.basis.T / data.sizes, data.whitened(states[:, : len(data.rows)]))


def walked(
    loss: Loss, rate: Rate, batch: int, start: ArrayLike, steps: int
) -> tuple[LeastSquares, Moments, Array, Array]:
    """The loss, its moments, (S, m, 1) in their coordinates, (steps + 1, k + d + 1), and the rates."""
    least, size = with_rows(loss), whole("batch", batch, 1)
    schedule, count, first = as_schedule(rate), whole("steps", steps, 0), vector("start", start, least.dim)
    data = moments(least)
    changes = _changes(data, size)
    states = np.empty((count + 1, changes.shape[-1]))
    rates = np.array([schedule(step) for step in range(count)])
    with np.errstate(all="ignore"):
        here = data.sizes * (data.basis @ (first - least.minimizer))
        square = here[data.rows] * here[data.columns] * np.sqrt(data.counts / data.mixed)
        states[0] = np.concatenate([square, here, [1.0]])
        powers = np.stack([rates, np.square(rates)], axis=1)
        for power, state, following in zip(powers, states, states[1:], strict=False):
            np.add(state, power @ (changes @ state).reshape(2, -1), out=following)
    return least, data, states, rates


def _changes(data: Moments, batch: int) -> Array:
    """The matrices that a and a^2 multiply in a step of (S, m, 1), one above the other."""
    k, h, sums = len(data.rows), np.square(data.sizes), data.sums
    size = k + len(h) + 1
    square = np.zeros((size, size))
    square[:k, :k] = scaled_growth(data, batch, 0.0)
    square[:k, k:-1] = -2 / batch * data.third
    square[:k, -1] = data.noise / batch
    square[:k] *= sums[:, np.newaxis]
    return np.vstack([np.diag(np.concatenate([-sums, -h, [0.0]])), square])
