"""What theory says of descent on a quadratic, to set the rate by and to test the steps against.

H is the Hessian of what is descended (for least squares X'X/n, that of half the MSE), mu its least
eigenvalue and L its largest. Everything is computed from singular values of a root of H, never from H
itself: the relative error of the least eigenvalue, and so of kappa = L / mu, grows as eps sqrt(kappa), where
eps is 2.2e-16, and not as eps kappa. At kappa = 1e20 some six digits are left; from H itself there were none
beyond 1e16.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, decay_factor, floats, positive, whole
from gdcore.losses import LeastSquares, Loss, Quadratic

CHUNK = 1 << 20  # numbers of a temporary array
GOLDEN, SECTIONS = (5**0.5 - 1) / 2, 32  # they leave a share of 2e-7


def condition_number(loss: Loss) -> float:
    """The ratio kappa = L / mu, at least 1.

    Raises
    ------
    ValueError
        If the loss is not quadratic.
    """
    curvatures = _curvatures(loss)
    return float(curvatures[0] / curvatures[-1])


def max_rate(loss: Loss, *, batch: int | None = None, momentum: float = 0.0) -> float:
    """The limit that a rate has to stay below for the descent to be stable.

    Full batch: 2 (1 + beta) / L, for gradient descent (beta = 0) and the heavy ball (Polyak 1964). With
    batches of b rows drawn with replacement: the limit of stability in the mean square, which is lower
    (Defossez and Bach, "Averaged least-mean-squares: bias-variance trade-offs and optimal sampling
    distributions", AISTATS 2015, give it for b = 1). At the rate a the error's second moment S follows, but
    for a constant term,

        S <- S - a (H S + S H) + a^2 (H S H + (E[x x' S x x'] - H S H) / b),

    which shrinks every S if and only if a < 1 / (the largest eigenvalue of A^-1 B), where A S = H S + S H
    and B S is the bracket that a^2 multiplies.

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
        If an argument is out of its range, or both `batch` and `momentum` are given, for which no limit is
        known here.
    """
    beta = decay_factor("momentum", momentum)
    if batch is None:
        return float(2 * (1 + beta) / _curvatures(loss)[0])
    if beta:
        raise ValueError(
            f"momentum is {momentum!r} and batch is {batch!r}, but the limit is known for one alone"
        )
    _, matrix = _mean_square(_with_rows(loss, batch), whole("batch", batch, 1))
    return float(1 / np.linalg.eigvalsh(matrix)[-1])


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
        If the loss is not quadratic, or an argument is out of its range.
    """
    if batch is not None:
        return _mean_square_best(_with_rows(loss, batch), whole("batch", batch, 1))
    curvatures = _curvatures(loss)
    return float(2 / (curvatures[0] + curvatures[-1]))


def best_momentum(loss: Loss) -> tuple[float, float]:
    """The heavy ball's best (rate, beta), at which the error shrinks by sqrt(beta) a step in the long run.

    rate = (2 / (sqrt L + sqrt mu))^2 and beta = ((sqrt kappa - 1) / (sqrt kappa + 1))^2; Polyak (1964).

    Raises
    ------
    ValueError
        If the loss is not quadratic.
    """
    sizes = np.sqrt(_curvatures(loss))
    high, low = float(sizes[0]), float(sizes[-1])
    return (2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2


def closed_form(loss: Loss, rate: float, start: ArrayLike, steps: int) -> Array:
    """The points of full-batch gradient descent at a constant rate, without taking the steps.

    w_t = w* + (I - a H)^t (w_0 - w*). With H = V diag(h) V' and the gradient g_0 at the start it is taken as

        w_t = w_0 + V diag(((1 - a h)^t - 1) / h) V' g_0,

    so that neither a badly determined minimiser nor a far one costs digits.

    Parameters
    ----------
    loss : Loss
        Quadratic.
    rate : float
        a, above 0.
    start : (d,) or (runs, d) array_like
    steps : int
        At least 0.

    Returns
    -------
    (steps + 1, d) or (steps + 1, runs, d) array
        Infinite in every weight whose terms overflow, from that step on.

    Raises
    ------
    ValueError
        If the loss is not quadratic or an argument is out of its range.
    """
    sizes, basis = _spectrum(loss)
    curvatures, step = np.square(sizes), positive("rate", rate)
    first, counts = floats("start", start), np.arange(whole("steps", steps, 0) + 1)
    if first.ndim not in (1, 2) or first.shape[-1] != len(sizes):
        raise ValueError(f"start has shape {first.shape}, but {_name(loss)} is defined on R^{len(sizes)}")
    with np.errstate(all="ignore"):
        flat = -step * counts[:, np.newaxis]  # what is left of the share where there is no curvature
        share = np.where(curvatures > 0, _compound(-step * curvatures, counts) / curvatures, flat)
        shares = share.reshape(-1, *[1] * (first.ndim - 1), len(sizes))
        slopes = loss.gradient(first) @ basis.T
        moved = np.where(slopes == 0, 0.0, shares * slopes)
        points = first + moved @ basis
        over = ~np.isfinite(points).all(axis=-1)
        points[over] = np.broadcast_to(first, points.shape)[over] + _overflown(moved[over], basis)
        return points


def _overflown(moved: Array, basis: Array) -> Array:
    """Coordinates (k, d) of moves (k, d) along the eigenvectors, some infinite; finite where those are 0.

    Where infinities of both signs meet, that of the largest curvature counts, which grows fastest.
    """
    terms = np.where(basis == 0, 0.0, moved[..., np.newaxis] * basis)
    sums, infinite = terms.sum(axis=-2), np.isinf(terms)
    fastest = np.take_along_axis(terms, infinite.argmax(axis=-2)[:, np.newaxis], axis=-2)[:, 0]
    return np.where(infinite.any(axis=-2), fastest, sums)


def _compound(growth: Array, counts: NDArray[np.integer]) -> Array:
    """(1 + growth)^t - 1 for each t of counts: (t, d), with every digit also where growth is tiny."""
    t = counts[:, np.newaxis]
    small = np.expm1(t * np.log1p(np.maximum(growth, -0.5)))
    return np.asarray(np.where(growth >= -0.5, small, np.power(1.0 + growth, t) - 1.0))


def _with_rows(loss: Loss, batch: int) -> LeastSquares:
    if not isinstance(loss, LeastSquares):
        raise ValueError(
            f"batch is {batch!r}, but {_name(loss)} has no rows of data to draw from: leave batch out"
        )
    return loss


def _mean_square_best(loss: LeastSquares, batch: int) -> float:
    """The rate at which the largest eigenvalue of I - a A + a^2 B, a convex function of a, is least.

    It is found by golden section: the one rate that is best may be where two eigenvalues cross.
    """
    sums, matrix = _mean_square(loss, batch)
    low, high, root = 0.0, float(1 / np.linalg.eigvalsh(matrix)[-1]), np.sqrt(sums)

    def growth(rate: float) -> float:
        moved = np.square(rate) * matrix * np.multiply.outer(root, root) - rate * np.diag(sums)
        return float(np.linalg.eigvalsh(moved)[-1])

    left, right = (1 - GOLDEN) * high, GOLDEN * high
    there, here = growth(left), growth(right)
    for _ in range(SECTIONS):
        if there < here:
            high, right, here = right, left, there
            left = high - GOLDEN * (high - low)
            there = growth(left)
        else:
            low, left, there = left, right, here
            right = low + GOLDEN * (high - low)
            here = growth(right)
    return (low + high) / 2


def _mean_square(loss: LeastSquares, batch: int) -> tuple[Array, Array]:
    """The diagonal of A (k,), and A^-1/2 B A^-1/2 (k, k), on symmetric S.

    In H's eigenbasis A is diagonal, h_i + h_j; with whitened rows A^-1 B is well scaled too.
    """
    sizes, basis = _spectrum(loss)
    h = np.square(sizes)
    i, j = np.triu_indices(len(h))
    mixed = h[i] * h[j] / (h[i] + h[j])
    weight = np.sqrt(np.where(i == j, 1.0, 2.0) * mixed)
    moments = np.zeros((len(i), len(i)))
    rows = max(1, CHUNK // len(i))
    for first in range(0, loss.n, rows):
        whitened = loss.design[first : first + rows] @ (basis.T / sizes)
        products = whitened[:, i] * whitened[:, j] * weight
        moments += products.T @ products / loss.n
    return h[i] + h[j], moments / batch + (1 - 1 / batch) * np.diag(mixed)


def _curvatures(loss: Loss) -> Array:
    """The eigenvalues of H, (d,), the largest first."""
    return np.square(_spectrum(loss)[0])


def _spectrum(loss: Loss) -> tuple[Array, Array]:
    """The square roots of H's eigenvalues, (d,), the largest first, and its eigenvectors as rows, (d, d)."""
    if not isinstance(loss, Quadratic):
        raise ValueError(
            f"loss is {_name(loss)}, but expected a quadratic one, as LeastSquares or quadratic_bowl"
        )
    _, sizes, basis = np.linalg.svd(loss.root)
    return np.asarray(sizes), np.asarray(basis)


def _name(loss: Loss) -> str:
    return str(getattr(loss, "name", type(loss).__name__))
