"""How the stories are told: sentences with computed numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.story import rounding, runs
from gdclips.story.characters import brief
from gdclips.story.numbers import magnitude, plain, settled
from gdclips.story.panels import shown, word
from gdclips.story.problem import Problem, quoted
from gdclips.story.story import Span
from gdcore import Array, Trajectory

EXACT = 1e-20  # a least MSE below this share of the targets' variance is none
ROUNDING = 1e-20  # an MSE below this is rounding, where the targets are not small
LONGEST_NAME, LONGEST = 20, 110  # letters of a file's name in a caption, and of the caption
MOST_NAMES = 3  # of runs, in a sentence about all of them


def exact(problem: Problem) -> bool:
    """Tell whether the least MSE is none but for rounding: the model fits the data exactly."""
    loss = problem.loss
    return loss.minimum <= EXACT * float(loss.samples.y.var()) or rounding.is_none(loss, loss.minimum)


def least(problem: Problem) -> float:
    """Return the least MSE, 0 where it is but rounding."""
    return 0.0 if exact(problem) else problem.loss.minimum


def constant(problem: Problem) -> str:
    """Return what is to be said of targets that are all the same; nothing of any others."""
    if not rounding.is_constant(problem.loss):
        return ""
    name = brief(quoted(problem.own.target), LONGEST_NAME) if problem.own else "target"
    nearly = "" if rounding.is_constant(problem.loss, rounding.ROUNDING) else "nearly "
    value = plain(float(problem.loss.samples.y.mean()))
    return f"Every {name} is {nearly}{value}: the best model says so, whatever the features."


def excess(problem: Problem, point: Array) -> float:
    """Return by how much the MSE at a point (d,) exceeds the least, to full precision."""
    return float(np.square(problem.loss.root @ (point - problem.loss.minimizer)).sum())


def data_caption(problem: Problem, rated: bool = True) -> str:
    """Return what was done with a user's own data, in one sentence; of how they were read, what has room."""
    own = problem.own
    assert own is not None
    file = brief(own.file, LONGEST_NAME)
    scale = "standardised" if own.standardized else "as they are"
    rows = f"{own.rows}, {scale}"
    rate = f"; α = {plain(problem.rate)}" if rated else ""
    note = f", {problem.rate_note}" if rated and problem.rate_note else ""
    every, first = ", ".join(own.assumed), ", ".join(own.assumed[:1])
    ways = [
        f"{file}{f' ({words})' if words else ''}: {rows}{rate}{more}."
        for words, more in ((every, note), (first, note), (first, ""), ("", ""))
    ]
    return next((way for way in ways if len(way) <= LONGEST), ways[-1])


def samples_caption(problem: Problem, noise: float) -> str:
    """Return what the made data are."""
    rows = problem.loss.samples.y.size
    if noise == 0:
        return f"The data: {rows} samples whose targets carry no noise."
    return f"The data: {rows} samples whose targets carry noise of standard deviation {plain(noise)}."


def minimum_caption(problem: Problem) -> str:
    """Return where the minimum lies, and how that compares with the true weights."""
    if problem.truth is None:
        return f"The ring marks the least-squares weights, where the MSE is {plain(least(problem))}."
    apart = float(np.linalg.norm(problem.loss.minimizer - problem.truth))
    if apart < 1e-9 * max(1.0, float(np.abs(problem.truth).max())):
        return "Each point is a model, its shade its MSE: least (ring) at the true weights (star)."
    distance = plain(seen(problem, problem.truth, problem.loss.minimizer), 2)
    where = "In this plane" if len(problem.truth) > len(problem.axes) else "So"
    return f"{where} the minimum of the MSE (ring) is {distance} away from the true weights (star)."


def seen(problem: Problem, first: Array, second: Array) -> float:
    """Return how far two points (d,) are apart as the picture shows them: in the plane of its two weights."""
    return float(np.linalg.norm((first - second)[list(problem.axes)]))


def start_caption(problem: Problem) -> str:
    """Return where the descent starts, and the MSE there."""
    first = tiny(problem, float(problem.loss.mse(problem.start)), 3)
    if problem.own or len(problem.start) > len(shown(problem)):
        return f"The descent starts where the MSE is {first}."
    weights = ", ".join(plain(value) for value in problem.start)
    return f"The descent starts at w = ({weights}), where the MSE is {first}."


def iterations(steps: int) -> str:
    """Return how many iterations, in words."""
    return "1 iteration" if steps == 1 else f"{steps} iterations"


def negligible(problem: Problem) -> float:
    """Return the MSE below which a run's is rounding, a power of ten: less where the targets are small."""
    squared = min(1.0, rounding.size(problem.loss) ** 2)
    return ROUNDING * 10.0 ** magnitude(squared) if squared else 0.0


def once(problem: Problem) -> str:
    """Return what a step is."""
    return f"Each step is α = {plain(problem.rate)} times the negative gradient."


def diverged(run: Trajectory, who: str = "It") -> str:
    """Return what is to be said of a run that diverged; nothing of any other."""
    if not runs.diverges(run):
        return ""
    end = iterations(runs.steps_of(run))
    return f"{who} diverges: after {end} the MSE is more than 10¹² times the first."


def divergence(several: Sequence[Trajectory], names: Sequence[str]) -> str:
    """Return what is to be said of those runs that diverged, by their names; nothing if none did."""
    gone = [(run, name) for run, name in zip(several, names, strict=True) if runs.diverges(run)]
    if len(gone) < 2:
        return diverged(*gone[0]) if gone else ""
    everyone = len(gone) == len(several) > MOST_NAMES or not any(names)
    who = "All descents" if everyone else listed([name for _, name in gone]).capitalize()
    return f"{who} diverge, after {listed([str(runs.steps_of(run)) for run, _ in gone])} iterations."


def sums(
    problem: Problem, run: Trajectory, of: str = "", rates: Array | None = None
) -> tuple[tuple[Span, ...], ...]:
    """Return the update rule's numbers for the weight on the level axis, for each step (steps,).

    ``of`` says whose they are, where there are several runs; ``rates`` (steps,) are the run's, if they are
    not the problem's. Where the steps are not so many times the negative gradients, there are none.
    """
    axis = problem.axes[0]
    name, before, after = word(problem.names[axis]), run.points[:-1, axis], run.points[1:, axis]
    rates = np.full(len(before), problem.rate) if rates is None else rates
    with np.errstate(all="ignore"):
        steps, least = -rates * run.gradients[:, axis], 1e-9 * float(np.abs(run.points).max())
        if not np.allclose(after - before, steps, rtol=1e-6, atol=least):
            return ()
    columns = before.tolist(), rates.tolist(), (-run.gradients[:, axis]).tolist(), after.tolist()
    return tuple(
        (
            Span("ink", f"{of}{name}: "),
            Span("ink", f"{plain(old)} + "),
            Span("rate_text", plain(rate)),
            Span("ink", " · "),
            Span("gradient_text", signed(slope)),
            Span("ink", f" = {plain(new)}"),
        )
        for old, rate, slope, new in zip(*columns, strict=True)
    )


def signed(value: float) -> str:
    """Return a factor: in brackets, if it is negative."""
    return plain(value) if value >= 0 else f"({plain(value)})"


def tiny(problem: Problem, value: float, digits: int = 2) -> str:
    """Return an MSE with some digits, or that it is what rounding leaves of 0."""
    if value == 0:
        return "0 up to rounding"
    least = negligible(problem)
    return plain(value, digits) if value >= least else f"below {plain(least, 1).removeprefix('1·')}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def merged(words: Sequence[str]) -> str:
    """Return words as a list in a sentence, or the one word that all of them are."""
    return listed(words) if len(set(words)) > 1 else words[0]


def bound(problem: Problem, value: float) -> str:
    """Return a difference of weights, rounded up to one digit so that it is a bound.

    It is at least 10⁻⁹, or that share of the weights where all are small.
    """
    largest = float(np.abs([problem.start, problem.loss.minimizer]).max())
    value = max(value, 1e-9 * (min(1.0, largest) or 1.0))
    unit = 10.0 ** magnitude(value)
    return plain(float(np.ceil(settled(value / unit)) * unit), 1)
