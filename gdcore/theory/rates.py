"""Stability limits and best settings of the rate and the momentum."""

from __future__ import annotations

from gdcore._arrays import decay_factor, whole
from gdcore.losses import Loss
from gdcore.theory.mean_square import fastest, limit, moments, scaled_growth, with_rows
from gdcore.theory.spectrum import condition_number, curvatures, spectrum


def max_rate(loss: Loss, *, batch: int | None = None, momentum: float = 0.0) -> float:
    """The limit that a rate has to stay below for the descent to be stable.

    Full batch: 2 (1 + beta) / L, for gradient descent (beta = 0) and the heavy ball (Polyak 1964). With
    batches of b rows drawn with replacement: the limit of stability in the mean square, which is lower
    (Defossez and Bach, "Averaged least-mean-squares: bias-variance trade-offs and optimal sampling
    distributions", AISTATS 2015, give it for b = 1). At the rate a the error's second moment S follows, but
    for a constant term,

        S <- S - a (H S + S H) + a^2 (H S H + (E[x x' S x x'] - H S H) / b),

    which shrinks every S if and only if a < 1 / (the largest eigenvalue of A^-1 B), where A S = H S + S H
    and B S is the bracket that a^2 multiplies. With momentum as well, A and B are those of the second moment
    of (w, v) together, (1 - beta) (H S + S H) and B(S) of `gdcore.theory.mean_square`.

    Parameters
    ----------
    loss : Loss
        Quadratic; a LeastSquares if batch is given.
    batch : int, optional
        Rows a step, at least 1.
    momentum : float
        beta, at least 0 and below 1.

    Raises
    ------
    ValueError
        If an argument is out of its range; or if batch is given and d is above 127, for then the largest
        eigenvalue is that of a matrix of d^4 / 4 numbers, found in O(n d^4 / 4 + d^6 / 8) operations.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> round(max_rate(quadratic_bowl(10)), 12)
    0.2

    With batches it is lower:

    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> [round(max_rate(loss, batch=size), 3) for size in (1, 8, 64)], round(max_rate(loss), 3)
    ([0.504, 1.455, 1.835], 1.879)
    """
    beta = decay_factor("momentum", momentum)
    if batch is None:
        return float(2 * (1 + beta) / curvatures(loss)[0])
    least, size = with_rows(loss), whole("batch", batch, 1)
    return limit(scaled_growth(moments(least), size, beta))


def best_rate(loss: Loss, *, batch: int | None = None) -> float:
    """The fastest rate.

    Full batch: 2 / (L + mu); (kappa - 1) / (kappa + 1) of the error is left after each step (Polyak,
    "Introduction to Optimization" (1987), section 1.4). With batches of b rows drawn with replacement: the
    rate at which the second moment of :func:`max_rate` shrinks fastest, but for the constant term that the
    data's noise makes.

    Parameters
    ----------
    loss : Loss
        Quadratic; a LeastSquares if batch is given.
    batch : int, optional
        Rows a step, at least 1.

    Raises
    ------
    ValueError
        If the loss is not quadratic, an argument is out of its range, or d is above 127 with batches, whose
        rate costs some 30 times what their limit does.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> round(best_rate(quadratic_bowl(9)), 12)
    0.2
    """
    if batch is not None:
        least, size = with_rows(loss), whole("batch", batch, 1)
        return fastest(moments(least), size)
    h = curvatures(loss)
    return float(2 / (h[0] + h[-1]))


def best_momentum(loss: Loss) -> tuple[float, float]:
    """The heavy ball's best (rate, beta), at which the error shrinks by sqrt(beta) a step in the long run.

    rate = (2 / (sqrt L + sqrt mu))^2 and beta = ((sqrt kappa - 1) / (sqrt kappa + 1))^2; Polyak (1964).

    Raises
    ------
    ValueError
        If the loss is not quadratic.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> rate, beta = best_momentum(quadratic_bowl(9))
    >>> round(rate, 12), round(beta, 12)
    (0.25, 0.25)
    """
    sizes = spectrum(loss)[0]
    high, low = float(sizes[0]), float(sizes[-1])
    return (2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2


def max_nesterov_rate(loss: Loss, momentum: float) -> float:
    """The limit that the rate of Nesterov's method, full batch, has to stay below at a constant beta.

    2 (1 + beta) / ((1 + 2 beta) L): there the roots of z^2 - (1 + beta) (1 - a L) z + beta (1 - a L) leave
    the unit circle at -1 (O'Donoghue and Candes, "Adaptive restart for accelerated gradient schemes", Found.
    Comput. Math. 15, 2015, have the roots).

    Raises
    ------
    ValueError
        If the loss is not quadratic, or not 0 <= beta < 1.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> round(max_nesterov_rate(quadratic_bowl(10), momentum=0.5), 12)
    0.15
    """
    beta = decay_factor("momentum", momentum)
    return float(2 * (1 + beta) / ((1 + 2 * beta) * curvatures(loss)[0]))


def best_nesterov(loss: Loss) -> tuple[float, float]:
    """The best constant (rate, beta) of Nesterov's method on a quadratic, full batch.

    rate = 4 / (3 L + mu) and beta = (sqrt(3 kappa + 1) - 2) / (sqrt(3 kappa + 1) + 2), at which the error
    shrinks by 1 - 2 / sqrt(3 kappa + 1) a step in the long run (Lessard, Recht and Packard, "Analysis and
    design of optimization algorithms via integral quadratic constraints", SIAM J. Optim. 26, 2016,
    proposition 1). The settings that Nesterov proves a bound with for every strongly convex loss
    ("Introductory lectures on convex optimization", 2004, section 2.2), rate = 1 / L and
    beta = (sqrt(kappa) - 1) / (sqrt(kappa) + 1), leave 1 - 1 / sqrt(kappa).

    Raises
    ------
    ValueError
        If the loss is not quadratic.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> rate, beta = best_nesterov(quadratic_bowl(5))
    >>> round(rate, 12), round(beta, 12)
    (0.25, 0.333333333333)
    """
    h = curvatures(loss)
    root = (3 * condition_number(loss) + 1) ** 0.5
    return float(4 / (3 * h[0] + h[-1])), float(1 - 4 / (root + 2))
