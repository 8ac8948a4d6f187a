"""Telling: facts of a problem and numbers in words, which the sentences of films are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.story import rounding
from gdclips.story.characters import brief
from gdclips.story.numbers import magnitude, plain, settled
from gdclips.story.problem import Problem
from gdcore import Array

EXACT = 1e-20  # a least MSE below this share of the targets' variance is none
ROUNDING = 1e-20  # an MSE below this is rounding, where the targets are not small
LONGEST_NAME, LONGEST = 20, 110  # letters of a file's name in a caption, and of the caption


def exact(problem: Problem) -> bool:
    """Tell whether the least MSE is none but for rounding: the model fits the data exactly."""
    loss = problem.loss
    return loss.minimum <= EXACT * float(loss.samples.y.var()) or rounding.is_none(loss, loss.minimum)


def least(problem: Problem) -> float:
    """Return the least MSE, 0 where it is but rounding."""
    return 0.0 if exact(problem) else problem.loss.minimum


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


def seen(problem: Problem, first: Array, second: Array) -> float:
    """Return how far two points (d,) are apart as the picture shows them: in the plane of its two weights."""
    return float(np.linalg.norm((first - second)[list(problem.axes)]))


def iterations(steps: int) -> str:
    """Return how many iterations, in words."""
    return "1 iteration" if steps == 1 else f"{steps} iterations"


def negligible(problem: Problem) -> float:
    """Return the MSE below which a run's is rounding, a power of ten: less where the targets are small."""
    squared = min(1.0, rounding.size(problem.loss) ** 2)
    return ROUNDING * 10.0 ** magnitude(squared) if squared else 0.0


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


def bound(problem: Problem, value: float) -> str:
    """Return a difference of weights, rounded up to one digit so that it is a bound.

    It is at least 10⁻⁹, or that share of the weights where all are small.
    """
    largest = float(np.abs([problem.start, problem.loss.minimizer]).max())
    value = max(value, 1e-9 * (min(1.0, largest) or 1.0))
    unit = 10.0 ** magnitude(value)
    return plain(float(np.ceil(settled(value / unit)) * unit), 1)
