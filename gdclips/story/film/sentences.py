"""Sentences: captions with computed numbers that films share, of one line of at most 60 letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.story import rounding, runs, telling
from gdclips.story.caption import escaped, plain_text
from gdclips.story.characters import brief
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem, quoted
from gdcore import Trajectory, theory

LONGEST = 60  # letters of a caption
LONGEST_NAME = 20  # letters of a file's name in it
DIGITS = 4  # of an MSE and of the least, where there is room


def ground(problem: Problem, otherwise: str) -> str:
    """Return what must be said first: that all targets are equal, or how the user's own data were read."""
    return constant(problem) or (own_data(problem) if problem.own else otherwise)


def constant(problem: Problem) -> str:
    """Return what is to be said of targets that are all the same; nothing of any others."""
    if not rounding.is_constant(problem.loss):
        return ""
    nearly = "" if rounding.is_constant(problem.loss, rounding.ROUNDING) else "nearly "
    said = f"is {nearly}{plain(float(problem.loss.samples.y.mean()))}: the best model says so."
    name = quoted(problem.own.target) if problem.own else "target"
    return f"Every {escaped(brief(name, LONGEST - len(said) - len('Every  ')))} {said}"


def own_data(problem: Problem) -> str:
    """Return how a user's own data were read, as far as there is room for it."""
    own = problem.own
    assert own is not None
    file, scale = brief(own.file, LONGEST_NAME), "standardised" if own.standardized else "as they are"
    first = f" ({own.assumed[0]})" if own.assumed else ""
    every = f" ({', '.join(own.assumed)})" if own.assumed else ""
    count = own.samples.y.size
    some = f"{count} of {count + own.dropped} rows" if own.dropped else own.rows
    ways = [
        f"{file}{words}: {rows}, {scale}."
        for words, rows in ((every, own.rows), (every, some), (first, own.rows), (first, some), ("", some))
    ]
    return escaped(next((way for way in ways if len(way) <= LONGEST), ways[-1]))


def letters(problem: Problem, *more: str) -> str:
    """Return what the letters of an update rule are: the rate, and how it was found, and ``more``."""
    found = " (limit/4)" if problem.rate_note else ""
    return ", ".join([f"α = {plain(problem.rate)}{found}", *more])


def step(problem: Problem) -> str:
    """Return what a step of full-batch descent is."""
    return f"Each step is [α = {plain(problem.rate)}](rate) times the [negative gradient](gradient)."


def rings(problem: Problem) -> str:
    """Return what the rings of a map are."""
    section = problem.loss.section(problem.axes, problem.at)
    above = " above the map's least"
    nothing = telling.exact(problem) and section.floor <= rounding.ROUNDING * problem.loss.samples.y.var()
    return f"Each ring inwards halves the MSE{'' if nothing else above}."


def progress(problem: Problem, run: Trajectory) -> str:
    """Return what the steps of full-batch descent do at the problem's rate, from the largest curvature."""
    limit = theory.max_rate(problem.loss)
    if len(run.points) <= 2 or run.losses[0] <= telling.negligible(problem):
        return step(problem)
    if problem.rate >= limit:
        return f"Beyond the [limit {plain(limit)}](rate) the swings grow with every step."
    if problem.rate > limit / 2:
        return "Above [half the limit](rate) each step overshoots the steepest way."
    return "As the slope [flattens](gradient), the steps [shrink](path)."


def ending(problem: Problem, run: Trajectory) -> str:
    """Return what a run of full-batch descent came to."""
    if gone := diverged(run):
        return gone
    if problem.truth is not None and telling.exact(problem):
        off = telling.bound(problem, float(np.abs(run.points[-1] - problem.truth).max()))
        return f"Now no weight is off by over {off}."
    return reached(problem, run)


def reached(problem: Problem, run: Trajectory) -> str:
    """Return the MSE that a run came to beside the least."""
    count, least, value = runs.steps_of(run), plain(telling.least(problem), DIGITS), float(run.losses[-1])
    told = telling.tiny(problem, value, DIGITS) if telling.exact(problem) else plain(value, DIGITS)
    steps, last = "1 step" if count == 1 else f"{count} steps", told.removesuffix(" up to rounding")
    if last == least:
        return f"After {steps} the MSE is the least there is, {least}."
    said = f"After {steps} the MSE is {last}; the least is {least}."
    return said if len(said) <= LONGEST else f"After {steps}: MSE {last}, the least {least}."


def diverged(run: Trajectory, who: str = "It") -> str:
    """Return what is to be said of a run that diverged; nothing of any other."""
    if not runs.diverges(run):
        return ""
    steps = runs.steps_of(run)
    count = f"{steps} step{'s' * (steps > 1)}"
    said = f"{who} diverges: in {count} the MSE grows over 10¹²-fold."
    return said if len(said) <= LONGEST else f"{who} diverges in {count}."


def divergence(several: Sequence[Trajectory], names: Sequence[str]) -> str:
    """Return what is to be said of those runs that diverged, by their names; nothing if none did."""
    gone = [(run, name) for run, name in zip(several, names, strict=True) if runs.diverges(run)]
    if len(gone) < 2:
        return diverged(*gone[0]) if gone else ""
    who = "All" if len(gone) == len(several) else telling.listed([name for _, name in gone])
    said = f"{who} diverge, after {telling.listed([str(runs.steps_of(run)) for run, _ in gone])} steps."
    return said if len(said) <= LONGEST else f"{len(gone)} of {len(several)} diverge."


def ends(problem: Problem, several: Sequence[Trajectory], roles: Sequence[str]) -> str:
    """Return the MSEs that several runs came to, in the colours of their roles."""
    captions = []
    for digits in (3, 2, 1):
        texts = [telling.tiny(problem, float(run.losses[-1]), digits) for run in several]
        texts = [text.removesuffix(" up to rounding") for text in texts]
        colored = [f"[{text}]({role})" for text, role in zip(texts, roles, strict=False)]
        captions.append(f"The MSE ends at {telling.listed(colored)}.")
    return next((each for each in captions if length(each) <= LONGEST), captions[-1])


def length(caption: str) -> int:
    """Return how many letters of a caption are seen."""
    return len(plain_text(caption))


def hidden(problem: Problem) -> bool:
    """Tell whether the map hides some weights."""
    return len(problem.names) > len(problem.axes)
