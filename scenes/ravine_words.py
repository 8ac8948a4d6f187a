"""What is said of a ravine: sentences that hold for its numbers."""

from __future__ import annotations

import msgspec

from gdclips.story import runs, telling
from gdclips.story.film import sentences as shared
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdcore import Section, Trajectory, theory

from .ravine_facts import SAME, Ravine, condition, creeps, curvatures, section_at, stays, told

AGREE = 0.9  # a correlation from which features are called nearly equal
STEEP = 5  # a ratio of curvatures from which a valley is called a ravine
ROUND, NEARLY = 1.05, 2.0  # ratios of curvatures up to which a bowl is called round, or nearly is
ALONE = 4  # what the correlation alone would make of a round bowl, where it is told to make a ravine
GROWN = 2.5  # times a ratio of curvatures has grown, where that is told
HIDDEN = 1.5  # times the map's condition number: what is more is told of the descent's own
MOST = 100  # times the error: what a step makes more of it has no decimals
LEAST = 1e-6  # a share of the excess below which it is not told in digits
SLOW = 0.9  # of the way that is left: where a step keeps so much, it is slow


class Sentences(msgspec.Struct, frozen=True):
    """The title, the captions in their order, and the alt text."""

    title: str
    sweep: tuple[str, str]
    runs: tuple[str, str]
    ending: str
    alt: str


def kappa_text(section: Section) -> str:
    """Return a map's condition number, as it stands beside its curvatures."""
    return told(curvatures(section)[0])[2]


def kept_text(share: float) -> str:
    """Return what a step keeps: with two decimals, and more where these would say that it keeps all."""
    digits = next((digits for digits in range(2, 6) if round(abs(share), digits) != 1.0), None)
    if digits is None:
        return "nearly 1" if share > 0 else "nearly −1"
    return plain(share) if abs(share) > MOST else f"{share:.{digits}f}".replace("-", "−")


def sentences(facts: Ravine) -> Sentences:
    """Return what is said of a ravine."""
    first, last = section_at(facts, 0.0), section_at(facts, 1.0)
    return Sentences(
        title="Correlated features make a ravine" if _makes(facts, first, last) else "Two features, one map",
        sweep=(_beginning(facts, first), _claim(facts, first, last)),
        runs=(_slow(facts, last), _fast(facts, last)),
        ending=_ending(facts, last),
        alt=_alt(facts, first, last),
    )


def _makes(facts: Ravine, first: Section, last: Section) -> bool:
    """Tell whether the correlation makes a bowl a ravine, as it would with features of one scale."""
    rho = abs(facts.mixture.correlation(1.0))
    grown = condition(last) > max(STEEP, GROWN * condition(first))
    return condition(first) < NEARLY and grown and 1 + rho > ALONE * (1 - rho)


def _beginning(facts: Ravine, section: Section) -> str:
    """Return what the map is like without correlation."""
    if condition(section) > ROUND:
        return f"Uncorrelated, the two features have κ = {kappa_text(section)}."
    if facts.mixture.given:
        return "Uncorrelated given the others, two make a [round](along) bowl."
    return "Unrelated features make a [round](along) bowl."


def _claim(facts: Ravine, first: Section, last: Section) -> str:
    """Return what the correlation makes of the map."""
    rho, kappa = facts.mixture.correlation(1.0), kappa_text(last)
    if not _makes(facts, first, last):
        flat, scales = condition(last) <= STEEP, condition(first) > STEEP
        what = "no ravine" if flat else "their scales make the ravine" if scales else "a ravine"
        return f"At ρ = {plain(rho, 2)}, κ is {kappa}: {what}."
    kind = "nearly equal" if rho > 0 else "opposite"
    kind = kind if abs(rho) > AGREE and not facts.mixture.given else "related"
    size = "ρ" if rho > 0 else "|ρ|"
    if abs(condition(last) * (1 - abs(rho)) / (1 + abs(rho)) - 1) < SAME:
        return f"κ ≈ (1 + {size}) / (1 − {size}): {kind} features make a [ravine](rate)."
    return f"So {kind} features make a [ravine](rate): κ grows to {kappa}."


def _slow(facts: Ravine, section: Section) -> str:
    """Return what the run at the settings' rate does."""
    problem, run, rate = facts.problem, facts.runs[0], plain(facts.rates[0])
    limit = theory.max_rate(problem.loss)
    if constant := shared.constant(problem):
        return constant
    if stays(facts):
        return "It starts at the minimum, and stays there."
    if gone := shared.diverged(run):
        return gone
    if problem.rate >= limit:
        return f"The rate {rate} is beyond the limit of stability, {plain(limit)}."
    if facts.shows_modes and condition(section) > STEEP:
        if creeps(problem, run):
            return f"At α = {rate} it falls to the floor, then [creeps](along) along it."
        kept = kept_text(facts.kept(problem.rate)[1])
        return f"At α = {rate} each step keeps [{kept}](along) along the floor."
    own = theory.condition_number(problem.loss)
    if own > HIDDEN * condition(section):
        return f"With the hidden weights, the descent's own κ is {plain(own)}."
    return shared.step(problem)


def _fast(facts: Ravine, section: Section) -> str:
    """Return what the run at nearly the limit does."""
    across, along = facts.kept(facts.rates[1])
    if facts.shows_modes and condition(section) > STEEP and not stays(facts):
        if along > SLOW:
            return "Nearly the largest stable rate: [still slow](along) along the floor."
        return f"Nearly the largest stable rate: along, each step keeps {kept_text(along)}."
    return f"The steepest way keeps {kept_text(across)} a step, the flattest {kept_text(along)}."


def _ending(facts: Ravine, section: Section) -> str:
    """Return what the two runs came to; of the user's own data what they are."""
    problem = facts.problem
    if problem.own is not None:
        return shared.own_data(problem)
    if stays(facts):
        return _fast(facts, section)
    slow, fast = (_left(problem, run) for run in facts.runs)
    at = [plain(rate) for rate in facts.rates]
    if runs.diverges(facts.runs[0]):
        return f"Excess MSE left: [{fast}](path) at α = {at[1]}."
    return f"Excess MSE left: [{slow}](rival) at α = {at[0]}, [{fast}](path) at {at[1]}."


def _left(problem: Problem, run: Trajectory) -> str:
    """Return the share of the first excess that a run ends with, in per cent."""
    share = telling.excess(problem, run.points[-1]) / telling.excess(problem, run.points[0])
    return f"{plain(100 * share, 2)} %" if share > LEAST else "<10⁻⁴ %"


def _alt(facts: Ravine, first: Section, last: Section) -> str:
    rho = plain(facts.mixture.correlation(1.0), 2)
    return (
        "A contour map of the MSE over two weights, beside it the two features as dots. As their "
        f"correlation goes from 0 to {rho}, the condition number κ goes from {kappa_text(first)} to "
        f"{kappa_text(last)}. Then two descents from one start, at the rates {plain(facts.rates[0])} and "
        f"{plain(facts.rates[1])}."
    )
