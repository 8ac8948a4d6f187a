"""What to expect of a finite run in the stationary distribution: shares inside an ellipse, a mean MSE.

A run of T iterates has neither the share nor the mean MSE of the stationary distribution: its iterates are
few and correlated. How far off it is to be expected is found by simulating many runs at once on rows drawn
for it alone; no formula for the share is known to be exact, since the distribution is no Gaussian.
"""

from dataclasses import dataclass

import numpy as np

from gdcore._arrays import Array, generator, whole
from gdcore.losses import Loss, plane_of
from gdcore.theory.ellipses import ellipse_radius
from gdcore.theory.mean_square import with_rows
from gdcore.theory.stationary import whitened_covariance, with_velocity

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
        Those of `stationary_covariance`; or an argument is out of its range. The simulation is of
        O(runs T batch d) operations and holds 8 MB at a time, or one step of all runs.
    """
    data, whitened = whitened_covariance(loss, rate, batch, momentum)
    least, count, draw = with_rows(loss, batch), whole("iterates", iterates, 1), generator(rng)
    several, radius = whole("runs", runs, 2), ellipse_radius(coverage)
    back = data.basis.T / data.sizes
    across = back[list(plane_of(axes, least.dim))]
    to_circle = np.linalg.solve(np.linalg.cholesky(across @ whitened @ across.T), across)
    table = np.vstack([(least.design @ back).T, least.samples.y - least.design @ least.minimizer])
    states = _gaussian(with_velocity(data, whitened, rate, momentum), several, draw)
    inside, excess = np.zeros(several), np.zeros(several)
    steps = rate * np.square(data.sizes)[:, np.newaxis] / batch
    chunk = max(1, CHUNK // (several * batch * len(table)))
    for first in range(-SETTLING, count, chunk):
        rows = draw.integers(0, least.n, size=(min(chunk, count - first), batch, several))
        points, states = _descended(table.take(rows, axis=1), states, steps, momentum)
        kept = points[max(0, -first) :]
        circle = np.einsum("ij,tjr->itr", to_circle, kept)
        inside += (np.square(circle).sum(axis=0) <= radius**2).sum(axis=0)
        excess += np.square(kept).sum(axis=(0, 1))
    share, floor = inside / count, least.minimum + float(np.trace(whitened))
    spreads = float(share.std(ddof=1)), float(excess.std(ddof=1) / count)
    return FiniteRun(float(share.mean()), spreads[0], floor, spreads[1])


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
