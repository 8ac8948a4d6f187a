"""The ball of noise: what theory predicts of a stochastic descent, and what its run came to.

All of a prediction follows from the data, the rate, the batch and the start. The run is not looked at.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.story import telling
from gdclips.story.numbers import magnitude, settled
from gdclips.story.problem import Problem, streams
from gdcore import Array, Trajectory, theory
from gdcore.theory import FiniteRun

COVERAGE = 0.95  # of a Gaussian, that the ellipse holds
MOST_WEIGHTS = 31  # whose second moment is solved in a second
LEFT = 0.1  # of the stationary excess, and of each mode's variance, may be missing on arrival
COUNTED = 100  # the first iterate that is counted, if the run has arrived by then
ENOUGH = 100  # counted iterates from which a share is told
DRAWS = 1 << 21  # numbers that a simulation draws, about
RUNS = 16, 256  # of a simulation, at least and at most
LEAST_SPREAD = 1e-3  # of a share, that is told
FLAT = 1e-9  # an ellipse whose width is such a share of its length has none
SPREADS = 2.0  # a prediction is met within so many


class Ball(msgspec.Struct, frozen=True, kw_only=True):
    """The stationary distribution of a descent, in the plane of the picture.

    It has a ``center`` (2,), a ``covariance`` (2, 2) and a mean ``mse``. The run is expected there from
    iterate ``arrival`` on and is counted from ``since`` on; ``expected`` is what to expect of so many
    iterates, None where they are too few. Where the rate is above half its limit, the distribution is
    ``heavy``: the MSE's variance may be infinite, so that its mean has no spread to be told.
    """

    center: Array
    covariance: Array
    mse: float
    arrival: int
    since: int
    expected: FiniteRun | None
    heavy: bool = False

    @property
    def box(self) -> Array:
        """Two corners (2, 2) of the box about the ellipse that holds a Gaussian's share."""
        reach = theory.ellipse_radius(COVERAGE) * np.sqrt(np.diagonal(self.covariance))
        return np.array([self.center - reach, self.center + reach])

    @property
    def share(self) -> float:
        """The share to expect inside the ellipse: that of a Gaussian, unless it is known to be another."""
        assert self.expected is not None
        apart = abs(self.expected.share - COVERAGE)
        return COVERAGE if apart <= self.expected.share_spread / 2 else self.expected.share

    @property
    def spread(self) -> float:
        """The standard deviation to expect of the share, from run to run, rounded up to one digit."""
        assert self.expected is not None
        spread = max(self.expected.share_spread, LEAST_SPREAD)
        unit = 10.0 ** magnitude(spread)
        return float(np.ceil(settled(spread / unit)) * unit)

    @property
    def gaussian(self) -> bool:
        """Whether the share to expect is told from that of a Gaussian in no way."""
        return self.expected is None or self.share == COVERAGE


class Found(msgspec.Struct, frozen=True):
    """What a run came to: its share inside the ellipse at each counted iterate, and its mean MSE.

    ``off`` are by how many spreads the share and the MSE missed what was expected, 0 where there is none.
    """

    shares: Array
    mse: float
    off: tuple[float, float]

    @property
    def met(self) -> tuple[bool, bool]:
        """Whether the share and the MSE are within two spreads of what was expected."""
        share, mse = (abs(each) <= SPREADS for each in self.off)
        return share, mse


def limit(problem: Problem, batch: int) -> float:
    """Return the limit that the rate has to stay below for there to be a ball; NaN if it is not known."""
    return theory.max_rate(problem.loss, batch=batch) if problem.loss.dim <= MOST_WEIGHTS else np.nan


def predicted(problem: Problem, batch: int, steps: int, seed: int) -> Ball | None:
    """Return the ball of a descent of so many steps; None if there is none, or none that has a width."""
    loss, pair = problem.loss, list(problem.axes)
    most = limit(problem, batch)
    if telling.exact(problem) or not problem.rate < most:
        return None
    covariance = theory.stationary_covariance(loss, problem.rate, batch)
    plane = covariance[np.ix_(pair, pair)]
    sizes = np.sqrt(np.diagonal(plane))
    if not (sizes > 0).all() or np.linalg.eigvalsh(plane / np.outer(sizes, sizes))[0] < FLAT**2:
        return None
    floor = theory.stationary_mse(loss, problem.rate, batch)
    arrival = arrives(problem, plane, floor - loss.minimum)
    since = max(COUNTED, _rounded_up(arrival))
    return Ball(
        center=loss.minimizer[pair],
        covariance=plane,
        mse=floor,
        arrival=arrival,
        since=since,
        expected=_expected(problem, batch, steps + 1 - since, seed),
        heavy=problem.rate > most / 2,
    )


def found(ball: Ball, problem: Problem, run: Trajectory) -> Found:
    """Return what a run came to, whose counted iterates are enough."""
    assert ball.expected is not None
    pair, expected = list(problem.axes), ball.expected
    inside = theory.inside_ellipse(run.points[ball.since :, pair], ball.center, ball.covariance, COVERAGE)
    shares = np.cumsum(inside) / np.arange(1, len(inside) + 1)
    mse = float(run.losses[ball.since :].mean())
    off = (
        (float(shares[-1]) - ball.share) / ball.spread,
        0.0 if ball.heavy else _off(mse - expected.mse, expected.mse_spread),
    )
    return Found(shares, mse, off)


def arrives(problem: Problem, plane: Array, excess: float) -> int:
    """Return the iterate from which a run is expected in the ball, whose ``excess`` is above the minimum.

    What is left of the way, as its mean goes, adds at most a tenth to the excess and a tenth of a squared
    radius in the plane; and of each direction's variance at most a tenth is missing.
    """
    loss, rate = problem.loss, problem.rate
    h, basis = theory.curvatures(loss), theory.eigenvectors(loss)
    way = np.abs(theory.eigen_coordinates(loss, problem.start))
    seen = np.linalg.norm(np.linalg.solve(np.linalg.cholesky(plane), basis.T[list(problem.axes)]), axis=0)
    factors = np.abs(1.0 - rate * h)

    def there(step: int) -> bool:
        kept = factors**step
        near = float(h @ np.square(kept * way)) <= LEFT * excess
        return near and float(seen @ (kept * way)) ** 2 <= LEFT and float(kept.max()) ** 2 <= LEFT

    high = 1
    while not there(high):
        high *= 2
        if high > 1 << 60:
            return high
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if there(middle) else (middle, high)
    return high


def _expected(problem: Problem, batch: int, count: int, seed: int) -> FiniteRun | None:
    """Return what to expect of so many iterates, from a simulation of its own; of the fewest runs, if long.

    Beyond what is drawn in a moment, fewer iterates are simulated, and the spreads are those of them times
    the root of their share, as those of a sum of many are.
    """
    if count < ENOUGH:
        return None
    each, (least, most) = batch * (problem.loss.dim + 1), RUNS
    simulated = min(count, max(ENOUGH, DRAWS // (least * each)))
    runs = min(max(least, DRAWS // (simulated * each)), most)
    given = theory.finite_run(
        problem.loss, problem.rate, batch, simulated, rng=streams(seed).theory, axes=problem.axes, runs=runs
    )
    shrunk = float(np.sqrt(simulated / count))
    return FiniteRun(given.share, shrunk * given.share_spread, given.mse, shrunk * given.mse_spread)


def _off(apart: float, spread: float) -> float:
    return apart / spread if spread > 0 else 0.0 if apart == 0 else float(np.copysign(np.inf, apart))


def _rounded_up(count: int) -> int:
    """Return a count of two digits that is no less: 137 becomes 140."""
    unit = int(10 ** max(len(str(count)) - 2, 0))
    return -(-count // unit) * unit
