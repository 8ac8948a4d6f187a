"""Epochs of reshuffled rows: where stochastic descent is at their ends, in the long run.

The noise of an epoch's rows nearly cancels, for each is dealt once: at a small rate the iterates at the ends
of epochs are far closer to the minimiser than those of rows drawn with replacement. An epoch is an affine map
of the error, e -> P e + c, whose moments over all n! orders are known in closed form for small rates alone;
here they are means over many random orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdcore._arrays import Array, Locked, Rows, generator, locked, positive, shown, whole
from gdcore.batches import shuffled_batches
from gdcore.losses import Loss
from gdcore.theory.mean_square import transformed, with_rows
from gdcore.theory.spectrum import spectrum

CHUNK = 1 << 20  # numbers of a temporary array
SMALLEST = 1e-6  # of a n L / b, where some 1e-3 of the covariance, which falls as the rate cubed, is rounding
MOST = 63  # weights: the second moment of their maps takes 0.13 GB


@dataclass(frozen=True, eq=False)
class ReshuffledEpochs(Locked):
    """The moments of the weights w at the ends of reshuffled epochs, in the long run.

    Parameters
    ----------
    bias : (d,) array
        The mean of w - w*.
    covariance : (d, d) array
        That of w, about its mean.
    mse : float
        The mean of the MSE over all data, in squared target units.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> rng = np.random.default_rng(0)
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng))
    >>> found = theory.reshuffled_epochs(loss, 0.05, 1, rng=rng)
    >>> print(f"{found.mse:.1f} {theory.stationary_mse(loss, 0.05, 1):.1f}")
    11.5 11.8
    >>> bool((np.abs(found.bias) < 0.1 * np.sqrt(np.diag(found.covariance))).all())
    True
    """

    bias: Array
    covariance: Array
    mse: float

    def __repr__(self) -> str:
        """The MSE, on one line."""
        return f"<ReshuffledEpochs: MSE {self.mse:g}, of {len(self.bias)} weights>"

    @property
    def second_moment(self) -> Array:
        """E[(w - w*) (w - w*)'], (d, d): its trace is the mean square error of the weights."""
        return np.asarray(self.covariance + np.outer(self.bias, self.bias))


def reshuffled_epochs(
    loss: Loss, rate: float, batch: int, *, rng: np.random.Generator, permutations: int = 20_000
) -> ReshuffledEpochs:
    """The moments of the weights at the ends of reshuffled epochs, in the long run at a constant rate.

    The batches are those of `shuffled_batches`. The mean m and the second moment S of e = w - w* solve

        m = E[P] m + E[c],    S = E[P S P'] + E[P m c'] + E[c m' P'] + E[c c'],

    where e -> P e + c is an epoch. Sampled: the means are taken over random orders, each with its reverse,
    and are exact but for that, at any rate. The error is some 1 % of the covariance by default; it falls as
    1 / sqrt(permutations).

    For small rates, a n L << 1, and batches of 1 there is a closed form: but for terms smaller by a n L,

        m = (a / 2) H^-1 E[|x|^2 r x],    H V + V H = (a^3 / 12) (n^2 H C H + n (E[x x' C x x'] - D))

    with V the covariance, C = E[r^2 x x'] and D = E[x r (x'z)^2 s z'], r and s the residuals at the minimiser
    of two rows x and z, each drawn from all. Hence E|w - w*|^2 is of the order a^2 + a^3 n^2 in place of a,
    as in the bounds of HaoChen and Sra, "Random shuffling beats SGD after finite epochs", ICML 2019, and of
    Mishchenko, Khaled and Richtarik, "Random reshuffling: simple analysis with vast improvements", NeurIPS
    2020. Where a n mu is far above 1 the last few rows of an epoch count alone, and little is gained.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    rate : float
        a, above 0.
    batch : int
        b, from 1 to n; the rest of an epoch, of fewer than b rows, is dropped.
    rng : numpy.random.Generator
    permutations : int
        At least 2, and even.

    Raises
    ------
    ValueError
        If an argument is out of its range, d is above 63, the second moment does not shrink in an epoch, or
        the rate is below 1e-6 b / (n L), where rounding hides how nearly the noise cancels.

    Notes
    -----
    It takes O(permutations (n d^2 + d^4) + d^6) operations: 0.3 s for 100 rows of 3 weights.

    Examples
    --------
    At a small rate reshuffling gains three orders of magnitude, at a large one little:

    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data, theory
    >>> rng = np.random.default_rng(0)
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng))
    >>> for rate in (0.001, 0.2):
    ...     drawn = np.trace(theory.stationary_covariance(loss, rate, 1))
    ...     dealt = np.trace(theory.reshuffled_epochs(loss, rate, 1, rng=rng).second_moment)
    ...     print(f"{rate}: {drawn:.1g} with replacement, {dealt:.1g} without")
    0.001: 0.02 with replacement, 1e-05 without
    0.2: 6 with replacement, 5 without
    """
    least, step, size = with_rows(loss), positive("rate", rate), whole("batch", batch, 1)
    count, draw = whole("permutations", permutations, 2), generator(rng)
    if count % 2:
        raise ValueError(f"permutations is {count}, but expected an even number, for reverses are used too")
    if least.dim > MOST:
        raise ValueError(f"loss has {least.dim} weights, whose epochs take GBs: expected at most {MOST}")
    roots, basis = spectrum(least)
    epoch = least.n // size * float(roots[0]) ** 2
    if 0 < step * epoch < SMALLEST:
        raise ValueError(
            f"rate is {shown(rate)}, but expected one of at least {SMALLEST / epoch:.3g}: below, rounding"
            " hides how nearly an epoch's noise cancels"
        )
    if 0 < step * epoch * float(roots[-1] / roots[0]) ** 2 < np.finfo(np.float64).eps:
        raise ValueError(
            f"rate is {shown(rate)}, but to the last digit an epoch changes nothing along some eigenvectors:"
            " expected a larger one, or features of like sizes"
        )
    back = basis.T / roots
    table = np.column_stack([least.design @ back, least.samples.y - least.design @ least.minimizer])
    with np.errstate(over="ignore"):
        steps = step / size * np.square(roots)
    total = np.zeros(((least.dim + 1) ** 2,) * 2)
    chunk = max(1, CHUNK // (2 * len(total) + 2 * least.n))
    for first in range(0, count // 2, chunk):
        runs = min(chunk, count // 2 - first)
        rows = shuffled_batches(least.n, size, least.n // size, rng=draw, runs=runs)
        total += epoch_moments(table, steps, np.concatenate([rows, rows[::-1]], axis=1)) / count
    solved = stationary_moments(total)
    if solved is None:
        raise ValueError(
            f"rate is {shown(rate)}, but with reshuffled batches of {size} the mean square does not shrink in"
            " an epoch: expected a lower rate"
        )
    bias, covariance = solved
    mse = least.minimum + float(np.trace(covariance) + bias @ bias)
    return ReshuffledEpochs(locked(back @ bias), locked(transformed(back, covariance)), mse)


@np.errstate(all="ignore")
def epoch_moments(table: Array, steps: Array, rows: Rows) -> Array:
    """The sum, over epochs' maps B = [[P, c], [0, 1]] in whitened coordinates, of products of their entries.

    Parameters
    ----------
    table : (n, d + 1) array
        The whitened rows, and their residuals at the minimiser.
    steps : (d,) array
        a h / b.
    rows : (length, runs, batch) int array
        The rows of each step of each epoch.

    Returns
    -------
    ((d + 1)^2, (d + 1)^2) array
    """
    width = table.shape[1]
    maps = np.tile(np.eye(width), (rows.shape[1], 1, 1))
    sign = np.append(np.ones(width - 1), -1.0)  # the error of a row is x'e - r
    for drawn in rows:
        few = table[drawn]
        errors = (few * sign) @ maps
        maps[:, :-1] -= steps[:, np.newaxis] * (few[..., :-1].swapaxes(1, 2) @ errors)
    flat = maps.reshape(len(maps), -1)
    return np.asarray(flat.T @ flat)


def stationary_moments(moments: Array) -> tuple[Array, Array] | None:
    """The mean and the covariance that epochs of such moments, as means, leave as they are, if there are."""
    width = round(len(moments) ** 0.5)
    d = width - 1
    if not np.isfinite(moments).all():
        return None
    both = moments.reshape(width, width, width, width).swapaxes(1, 2)  # i, j, k, l: the mean of B_ik B_jl
    mean = np.linalg.solve(np.eye(d) - both[:d, d, :d, d], both[:d, d, d, d])
    start = np.append(mean, 1.0)
    pushed = np.einsum("ijkl,k,l->ij", both[:d, :d], start, start) - np.outer(mean, mean)
    matrix = np.eye(d * d) - both[:d, :d, :d, :d].reshape(d * d, d * d)
    right = np.stack([pushed.ravel(), np.eye(d).ravel()], axis=1)
    covariance, bound = np.linalg.solve(matrix, right).T.reshape(2, d, d)
    if np.linalg.eigvalsh(0.5 * (bound + bound.T))[0] <= 0:  # it is positive only where all moments shrink
        return None
    return np.asarray(mean, np.float64), np.asarray(covariance, np.float64)
