"""How the stories are told: the beats that most have in common, and sentences with computed numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdcore import Trajectory
from scenes.stage.characters import brief
from scenes.stage.numbers import magnitude, plain, settled
from scenes.stage.story import Cut, Span
from scenes.stage.timeline import Beat
from scenes.stories.panels import shown, word
from scenes.stories.problem import Problem

SLOW = 4  # steps that are followed one by one
LONG = 400  # iterations
SIGNS = ("minimizer", "truth")
SPOKEN = {
    "gradient_text": re.compile(r"\b(gradients?|slope)\b", re.IGNORECASE),
    "rate_text": re.compile(r"\b(rates?|α)\b", re.IGNORECASE),
    "velocity_text": re.compile(r"\bvelocity\b", re.IGNORECASE),
}
"""The words by which a caption speaks of a term of the update rule, by the term's role."""
EXACT = 1e-20  # a least MSE below this share of the targets' variance is none
ROUNDING = 1e-20  # an MSE below this is rounding
LONGEST_NAME, LONGEST = 20, 110  # letters of a file's name in a caption, and of the caption


class Sentences(msgspec.Struct, frozen=True):
    """The captions of a story's beats, in their order."""

    ground: str
    minimum: str
    beginning: str
    slow: str
    fast: str
    ending: str


def full(sentences: Sentences, steps: int) -> tuple[Beat, ...]:
    """Return the beats of a video, some 30 s: the ground, the minimum, the start, steps, what is seen."""
    slow = min(SLOW, steps)
    return (
        _beat(4.0, sentences.ground),
        _beat(4.0, sentences.minimum, show=SIGNS),
        _beat(3.0, sentences.beginning, show=("path",)),
        *moving(6.0, sentences.slow, slow, sums=True),
        *moving(9.0, sentences.fast, steps - slow),
        _beat(4.0, sentences.ending, show=("end",)),
    )


def short(sentences: Sentences, steps: int, opening: str = "") -> tuple[Beat, ...]:
    """Return the beats of a GIF, 8 s or 7: the steps, and what is to be seen.

    A long run has less time, as its steps can't be told apart anyway, and each frame of it costs more.
    """
    opening = opening or sentences.fast
    return (
        _beat(1.0, opening, show=("path", *SIGNS)),
        *moving(6.0 if steps < LONG else 5.0, opening, steps),
        _beat(1.0, sentences.ending, show=("end",)),
    )


@lru_cache(maxsize=256)
def wordless(steps: int, cut: Cut) -> tuple[Beat, ...]:
    """Return the beats of a cut without their captions: so long they are, whatever comes of the run."""
    words = Sentences(*[""] * len(Sentences.__struct_fields__))
    return full(words, steps) if cut == "full" else short(words, steps)


def moving(seconds: float, caption: str, steps: int, sums: bool = False) -> tuple[Beat, ...]:
    """Return a beat in which the run does ``steps`` iterations, or no beat if it has none left."""
    return (_beat(seconds, caption, steps, sums=sums),) if steps > 0 else ()


def _beat(
    seconds: float, caption: str, steps: int = 0, show: tuple[str, ...] = (), sums: bool = False
) -> Beat:
    """Return a beat that speaks of what its caption names, and with the rule's numbers of all terms."""
    speaks = tuple(role for role, words in SPOKEN.items() if sums or words.search(caption))
    return Beat(seconds, caption, steps, show, sums, speaks)


def exact(problem: Problem) -> bool:
    """Tell whether the least MSE is none but for rounding: the model fits the data exactly."""
    return problem.loss.minimum <= EXACT * float(problem.loss.samples.y.var())


def excess(problem: Problem, point: NDArray[np.float64]) -> float:
    """Return by how much the MSE at a point (d,) exceeds the least, to full precision."""
    return float(np.square(problem.loss.root @ (point - problem.loss.minimizer)).sum())


def data_caption(problem: Problem, rated: bool = True) -> str:
    """Return what was done with a user's own data, in one sentence; of how they were read, what has room."""
    own = problem.own
    assert own is not None
    count = problem.loss.samples.y.size
    file = brief(own.file, LONGEST_NAME)
    missing = f" of {count + own.dropped} rows ({own.dropped} with missing cells)"
    scale = "standardised" if own.standardized else "as they are"
    rows = f"{count}{missing if own.dropped else ' rows'}, {scale}"
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
        return f"The ring marks the least-squares weights, where the MSE is {plain(problem.loss.minimum)}."
    apart = float(np.linalg.norm(problem.loss.minimizer - problem.truth))
    if apart < 1e-9 * max(1.0, float(np.abs(problem.truth).max())):
        return "Each point is a model, its shade its MSE: least (ring) at the true weights (star)."
    return f"So the minimum of the MSE (ring) is {plain(apart, 2)} away from the true weights (star)."


def start_caption(problem: Problem) -> str:
    """Return where the descent starts, and the MSE there."""
    first = tiny(float(problem.loss.mse(problem.start)), 3)
    if problem.own or len(problem.start) > len(shown(problem)):
        return f"The descent starts where the MSE is {first}."
    weights = ", ".join(plain(value) for value in problem.start)
    return f"The descent starts at w = ({weights}), where the MSE is {first}."


def iterations(steps: int) -> str:
    """Return how many iterations, in words."""
    return "1 iteration" if steps == 1 else f"{steps} iterations"


def once(problem: Problem) -> str:
    """Return what a step is."""
    return f"Each step is α = {plain(problem.rate)} times the negative gradient."


def diverged(run: Trajectory, who: str = "It") -> str:
    """Return what is to be said of a run that diverged; nothing of any other."""
    at = int(run.diverged_at)
    if at < 0:
        return ""
    return f"{who} diverges: after {iterations(at)} the MSE is more than 10¹² times the first."


def sums(
    problem: Problem, run: Trajectory, of: str = "", rates: NDArray[np.float64] | None = None
) -> tuple[tuple[Span, ...], ...]:
    """Return the update rule's numbers for the weight on the level axis, for each step (steps,).

    ``of`` says whose they are, where there are several runs; ``rates`` (steps,) are the run's, if they are
    not the problem's.
    """
    axis = problem.axes[0]
    name, before, after = word(problem.names[axis]), run.points[:-1, axis], run.points[1:, axis]
    rates = np.full(len(before), problem.rate) if rates is None else rates
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


def tiny(value: float, digits: int = 2) -> str:
    """Return an MSE with some digits, or that it is what rounding leaves of 0."""
    if value == 0:
        return "0 but for rounding"
    return plain(value, digits) if value >= ROUNDING else "below 10⁻²⁰"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return f"{', '.join(words[:-1])} and {words[-1]}"


def bound(value: float) -> str:
    """Return ``value`` rounded up to one significant digit, so that it is a bound; at least 10⁻⁹."""
    value = max(value, 1e-9)
    unit = 10.0 ** magnitude(value)
    return plain(float(np.ceil(settled(value / unit)) * unit), 1)
