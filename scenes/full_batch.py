"""What the scenes of plain full-batch descent share: the update rule and the sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.story import panels, runs, telling
from gdclips.story.cuts import Sentences
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film
from gdclips.story.film.plain import descent_film
from gdclips.story.film.views import Rule
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdclips.story.settings import Rated
from gdclips.story.story import Theory
from gdclips.story.terms import Term
from gdcore import Array, Trajectory, gradient_descent, theory

NEXT = Term("ink", "w^(t+1) = w^t +", r"w^{t+1} = w^{t} +")
RATE = Term("rate_text", "alpha", r"\alpha")
UNNAMED = Term("gradient_text", "", "")
EQUATION = (
    NEXT,
    RATE,
    Term(
        "gradient_text",
        "inline(1/n) X^upright(sans(T)) (y - X w^t)",
        r"\frac{1}{n}\,X^{\mathsf{T}}(y - Xw^{t})",
    ),
)


def sentences(problem: Problem, run: Trajectory, noise: float) -> Sentences:
    """Return the captions of one full-batch descent."""
    return Sentences(
        ground=telling.data_caption(problem) if problem.own else telling.samples_caption(problem, noise),
        minimum=telling.minimum_caption(problem),
        beginning=telling.start_caption(problem),
        slow=telling.once(problem),
        fast=progress(problem, run),
        ending=ending(problem, run),
    )


def arrow(problem: Problem, of: str = "L") -> Term:
    """Return the name of the arrow: of the gradient only the part in the picture's plane is seen.

    Where weights are hidden, the name says which two components it has.
    """
    across, up = problem.axes
    part = f"{across}{up}" if len(problem.names) > 2 else ""
    low, sub = (f"_({across} {up})", f"_{{{part}}}") if part else ("", "")
    return Term("gradient_text", f"-nabla{low} {of}", rf"-\nabla{sub} {of}")


def arrow_word(problem: Problem) -> str:
    """Return the arrow's name in plain text."""
    part = "".join(map(str, problem.axes)) if len(problem.names) > 2 else ""
    return f"−∇{part.translate(panels.SUBSCRIPTS)}L"


def run(problem: Problem, steps: int) -> Trajectory:
    """Return the descent of a problem with all its data, at its rate."""
    return runs.descent(problem, gradient_descent(problem.rate), steps)


def progress(problem: Problem, run: Trajectory) -> str:
    """Return what the steps do at this rate, from the largest curvature L of the loss."""
    limit = theory.max_rate(problem.loss)
    if len(run.points) <= 2 or run.losses[0] <= telling.negligible(problem):
        return telling.once(problem)
    if problem.rate >= limit:
        return f"The rate is beyond the stability limit 2/L = {plain(limit)}: every step overshoots further."
    if problem.rate > limit / 2:
        return "The rate is above 1/L: along the steepest direction each step overshoots the minimum."
    return "As the slope flattens, the steps shrink: each is a share α of the gradient that is left."


def arrives(problem: Problem, run: Trajectory, share: float = 0.01) -> bool:
    """Tell whether the run ends with at most a share of the excess that it began with."""
    first, last = (telling.excess(problem, run.points[index]) for index in (0, -1))
    return not runs.diverges(run) and first > telling.negligible(problem) and last <= share * first


def ending(problem: Problem, run: Trajectory) -> str:
    """Return what the run came to."""
    if telling.diverged(run):
        return telling.diverged(run)
    steps = telling.iterations(len(run.points) - 1)
    if problem.truth is not None and telling.exact(problem):
        off = telling.bound(problem, float(np.abs(run.points[-1] - problem.truth).max()))
        reached = telling.tiny(problem, float(run.losses[-1]))
        return f"After {steps} the MSE is {reached}; no weight is off by over {off}."
    reached, least = plain(float(run.losses[-1]), 4), plain(telling.least(problem), 4)
    return f"After {steps} the MSE is {reached}; the minimum is {least}."


UPDATE = (
    Term("ink", "w arrow.l w +", r"w \leftarrow w +"),
    RATE,
    Term(
        "gradient_text",
        "inline(1/n) X^upright(sans(T)) (y - X w)",
        r"\frac{1}{n}\,X^{\mathsf{T}}(y - Xw)",
    ),
)


def film(title: str, problem: Problem, run: Trajectory, settings: Rated, captions: Sequence[str]) -> Film:
    """Return a film of one full-batch descent of as many steps as the settings have."""
    return descent_film(
        title,
        problem,
        run,
        settings.steps,
        captions,
        arrow=arrow(problem),
        rule=rule(problem, run),
        brief=said.ground(problem, ""),
        noise=settings.noise,
        theory=Theory(loss=problem.loss, runs=(run,), rate=problem.rate),
    )


def captions(problem: Problem, run: Trajectory) -> tuple[str, str, str, str]:
    """Return the captions of one full-batch descent."""
    ground = said.ground(problem, said.rings(problem))
    return ground, said.step(problem), said.progress(problem, run), said.ending(problem, run)


def rule(problem: Problem, run: Trajectory, of: str = "", rates: Array | None = None) -> Rule:
    """Return the update rule with the numbers of a run."""
    rows = problem.loss.samples.y.size
    return supports.rule(problem, run, UPDATE, said.letters(problem, f"n = {rows}", "L = MSE/2"), of, rates)
