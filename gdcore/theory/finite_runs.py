"""What to expect of a finite run in the stationary distribution: shares inside an ellipse, a mean MSE.

A run of T iterates has neither the share nor the mean MSE of the stationary distribution: its iterates are
few and correlated. How far off it is to be expected is found by simulating many runs at once on rows drawn
for it alone; no formula for the share is known to be exact, since the distribution is no Gaussian.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdcore._arrays import Array, generator, whole
from gdcore.losses import Loss
from gdcore.sections import plane_of
from gdcore.theory.ellipses import ellipse_radius
from gdcore.theory.stationary import Stationary, stationary

CHUNK = 1 << 20  # numbers of a temporary array
SETTLING = 64  # steps from a Gaussian start, whose covariance is right from the first, to the right tails


@dataclass(frozen=True)
class FiniteRun:
    """What to expect of one run: means, and standard deviations from run to run.

    Parameters
    ----------
    share, share_spread : float
        The share of iterates inside the ellipse, from 0 to 1.
    mse, mse_spread : float
        The mean MSE of the iterates, in squared target units; the mean is exact, the noise floor.

    Examples
    --------
    How far off a share of 96 % is, in standard deviations:

    >>> expected = FiniteRun(share=0.95, share_spread=0.02, mse=9.4, mse_spread=0.2)
    >>> round((0.96 - expected.share) / expected.share_spread, 6)
    0.5
    """

    share: float
    share_spread: float
    mse: float
    mse_spread: float


def finite_run(
    loss: Loss,
    rate: float,
    batch: int,
    iterates: int,
    *,
    rng: np.random.Generator,
    momentum: float = 0.0,
    axes: tuple[int, int] | None = None,
    coverage: float = 0.95,
    runs: int = 256,
) -> FiniteRun:
    """The share inside an ellipse and the mean MSE of a run of T iterates, with the spread to expect of them.

    The ellipse is that of `stationary_covariance` in a plane of two weights; `coverage` is what it holds of a
    Gaussian. Simulated: `runs` independent runs, with rows of their own and from a Gaussian start with the
    stationary covariance, are descended for 64 steps and then for T more, of which the share and the MSE are
    taken. A standard deviation is known to 1 / sqrt(2 runs) of itself, 4 % by default. It is that of a run
    that has arrived; far above half the limit the MSE's fourth moment, and so its spread, may be infinite.

    Parameters
    ----------
    loss : LeastSquares
        d weights, the intercept's first.
    rate, batch, momentum
        As for `stationary_covariance`.
    iterates : int
        T, at least 1.
    rng : numpy.random.Generator
        Not the one that the run's own rows were drawn with.
    axes : two ints, optional
        The weights of the plane; by default those of `LeastSquares.section`.
    coverage : float
        Above 0 and below 1.
    runs : int
        At least 2.

    Raises
    ------
    ValueError
        Those of `stationary_covariance`; or an argument is out of its range, or there is no noise.

    Notes
    -----
    The simulation takes O(runs T batch d) operations, 10 ms for 500 iterates of 3 weights and batches of 1,
    and some tens of MB.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> expected = finite_run(loss, 0.1, 1, 500, rng=np.random.default_rng(1))
    >>> round(expected.share, 2), round(expected.share_spread, 2)
    (0.95, 0.03)
    """
    found = stationary(loss, rate, batch, momentum)
    count, draw = whole("iterates", iterates, 1), generator(rng)
    several, radius = whole("runs", runs, 2), ellipse_radius(coverage)
    least, size = found.loss, found.batch
    to_circle = _to_circle(found, plane_of(axes, least.dim))
    table = np.vstack([(least.design @ found.back).T, least.samples.y - least.design @ least.minimizer])
    states = _gaussian(found.joint_covariance, several, draw)
    inside, excess = np.zeros(several), np.zeros(several)
    steps = found.rate * found.curvatures[:, np.newaxis] / size
    chunk = max(1, CHUNK // (several * size * len(table)))
    for first in range(-SETTLING, count, chunk):
        rows = draw.integers(0, least.n, size=(min(chunk, count - first), size, several))
        points, states = _descended(table.take(rows, axis=1), states, steps, found.momentum)
        kept = points[max(0, -first) :]
        circle = np.einsum("ij,tjr->itr", to_circle, kept)
        inside += (np.square(circle).sum(axis=0) <= radius**2).sum(axis=0)
        excess += np.square(kept).sum(axis=(0, 1))
    share = inside / count
    spreads = float(share.std(ddof=1)), float(excess.std(ddof=1) / count)
    return FiniteRun(float(share.mean()), spreads[0], found.mse, spreads[1])


def _to_circle(found: Stationary, plane: tuple[int, int]) -> Array:
    """(2, d): takes whitened coordinates to those in which the ellipse of the plane is a circle."""
    across = found.back[list(plane)]
    try:
        root = np.linalg.cholesky(across @ found.covariance @ across.T)
    except np.linalg.LinAlgError:
        raise ValueError(
            "loss has targets without noise, so its iterates settle: expected some, for there is no ellipse"
        ) from None
    return np.asarray(np.linalg.solve(root, across))


def _gaussian(covariance: Array, runs: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Points and velocities, both (d, runs), that have together the covariance (2 d, 2 d)."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    points, velocities = np.vsplit(root @ rng.standard_normal((len(root), runs)), 2)
    return points, velocities


def _descended(
    tables: Array, states: tuple[Array, Array], steps: Array, beta: float
) -> tuple[Array, tuple[Array, Array]]:
    """Points (steps, d, runs) of runs in whitened coordinates, and the state that they end in.

    `tables` (d + 1, steps, batch, runs) has the rows that each step draws, and their residuals at the
    minimiser.
    """
    point, velocity = states
    points = np.empty((tables.shape[1], *point.shape))
    for following, x, residuals in zip(points, tables[:-1].swapaxes(0, 1), tables[-1], strict=True):
        errors = (x * point[:, np.newaxis]).sum(axis=0) - residuals
        velocity = beta * velocity - steps * (x * errors).sum(axis=1)
        point = np.add(point, velocity, out=following)
    return points, (point, velocity)
