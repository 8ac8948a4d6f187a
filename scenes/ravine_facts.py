"""The facts of a ravine: its curvatures and their directions, and the two descents in it."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.story import runs, telling
from gdclips.story.numbers import plain, scientific, settled, significant
from gdclips.story.problem import Problem
from gdcore import Array, Section, Trajectory, gradient_descent, theory

from . import full_batch
from .correlation import Mixture

SAME = 0.05  # by which share the map's curvatures may differ from the descent's own and be taken for them
STRAIGHT = 0.97  # a cosine from which a direction is taken to lie in the map
SHARE = 0.95  # of the stability limit: the second run's rate
DIGITS, FEW, MANY = 4, 250.0, 999.5  # digits of curvatures up to a ratio; one with a power of ten
CROSSING = 4  # steps in which a run that creeps has crossed the ravine


class Ravine(msgspec.Struct, frozen=True, eq=False):
    """A ravine and two descents in it: at the settings' rate, and at nearly the largest that is stable.

    ``directions`` (2, 2) are those of the largest and the least curvature of all, as the map shows them. Its
    curvatures are the ``same`` as these two; it ``shows_modes`` if its directions are, too.
    """

    mixture: Mixture
    runs: tuple[Trajectory, Trajectory]
    rates: tuple[float, float]
    directions: Array
    same: bool
    shows_modes: bool

    @property
    def problem(self) -> Problem:
        """The regression."""
        return self.mixture.problem

    @property
    def correlation_name(self) -> str:
        """What the correlation of the two features is called."""
        return "partial correlation ρ" if self.mixture.given else "correlation ρ"

    def kept(self, rate: float) -> tuple[float, float]:
        """Return what a step keeps of the error where the curvature is largest and least: 1 - rate λ."""
        sizes = theory.curvatures(self.problem.loss)
        return 1 - rate * float(sizes[0]), 1 - rate * float(sizes[-1])


def measured(mixture: Mixture, steps: int) -> Ravine:
    """Return a ravine with its two runs of so many steps."""
    problem = mixture.problem
    fastest = SHARE * theory.max_rate(problem.loss)
    fast = runs.descent(problem, gradient_descent(fastest), steps)
    sizes, ways = curvatures(problem.loss.section(problem.axes, problem.at))
    own, vectors = theory.curvatures(problem.loss)[[0, -1]], theory.eigenvectors(problem.loss)[[0, -1]]
    shown = vectors[:, list(problem.axes)]
    lengths = np.linalg.norm(shown, axis=1)
    same = bool(np.abs(sizes / own - 1).max() < SAME)
    aligned = np.abs(np.einsum("ij,ij->i", shown, ways)).min() > STRAIGHT
    return Ravine(
        mixture=mixture,
        runs=(full_batch.run(problem, steps), fast),
        rates=(problem.rate, fastest),
        directions=turned(shown / np.where(lengths > 0, lengths, 1.0)[:, np.newaxis]),
        same=same,
        shows_modes=bool(same and aligned),
    )


def curvatures(section: Section) -> tuple[Array, Array]:
    """Return a map's largest and least curvature (2,), of half the MSE, and their directions as rows."""
    _, sizes, ways = np.linalg.svd(section.root)
    return np.square(sizes), turned(ways)


def turned(ways: Array) -> Array:
    """Return directions (2, 2), the first to the right or upwards, the second downwards or to the right."""
    first, second = ways
    first = first if (first[0], first[1]) > (1e-9, 0) or (abs(first[0]) <= 1e-9 and first[1] > 0) else -first
    second = second if second[1] < -1e-9 or (abs(second[1]) <= 1e-9 and second[0] > 0) else -second
    return np.array([first, second])


def condition(section: Section) -> float:
    """Return the ratio of a map's curvatures."""
    sizes, _ = curvatures(section)
    return float(sizes[0] / sizes[1])


def told(sizes: Array) -> tuple[str, str, str]:
    """Return a map's largest and least curvature as texts, and their ratio, which is that of these texts.

    It has one decimal below 10, none up to 1000, and three digits above.
    """
    digits = DIGITS if sizes[0] < FEW * sizes[1] else DIGITS + 1
    form = significant(digits)
    first, second = (settled(float(f"{size:.{digits - 1}e}")) for size in sizes.tolist())
    ratio = first / second
    if round(ratio, 1) < 10:
        text = f"{ratio:.1f}"
    else:
        text = plain(round(ratio)) if ratio < MANY else scientific(ratio, 3)
    return form(float(sizes[0])), form(float(sizes[1])), text


def section_at(facts: Ravine, share: float) -> Section:
    """Return the map's quadratic at a share of the sweep."""
    problem = facts.problem
    return facts.mixture.loss(share).section(problem.axes, problem.at)


def stays(facts: Ravine) -> bool:
    """Tell whether the runs start at the minimum, up to rounding."""
    problem = facts.problem
    return telling.excess(problem, problem.start) <= telling.negligible(problem)


def creeps(problem: Problem, run: Trajectory) -> bool:
    """Tell whether the first steps cross the ravine and the rest go along it, shorter ones."""
    moves = run.velocities
    if runs.diverges(run) or len(moves) <= CROSSING + 1:
        return False
    across = theory.eigenvectors(problem.loss)[0]
    over = np.abs(moves @ across)
    along = np.sqrt(np.maximum(np.square(moves).sum(axis=-1) - over**2, 0.0))
    first, rest = slice(0, CROSSING), slice(CROSSING, None)
    shorter = (over + along)[rest].max() < 0.5 * (over + along)[0]
    return bool(over[first].sum() > along[first].sum() and over[rest].sum() < along[rest].sum() and shorter)
