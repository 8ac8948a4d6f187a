"""What the scenes of plain full-batch descent share: the update rule and the sentences."""

from __future__ import annotations

from collections.abc import Sequence

from gdclips.story import runs, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.plain import descent_film
from gdclips.story.film.views import Rule
from gdclips.story.problem import Problem
from gdclips.story.settings import Rated
from gdclips.story.terms import Term
from gdcore import Array, Trajectory, gradient_descent

RATE = Term("rate_text", "alpha", r"\alpha")
UNNAMED = Term("gradient_text", "", "")
UPDATE = (
    Term("ink", "w arrow.l w +", r"w \leftarrow w +"),
    RATE,
    Term(
        "gradient_text",
        "inline(1/n) X^upright(sans(T)) (y - X w)",
        r"\frac{1}{n}\,X^{\mathsf{T}}(y - Xw)",
    ),
)


def arrow(problem: Problem, of: str = "L") -> Term:
    """Return the name of the arrow: of the gradient only the part in the picture's plane is seen.

    Where weights are hidden, the name says which two components it has.
    """
    across, up = problem.axes
    part = f"{across}{up}" if len(problem.names) > 2 else ""
    low, sub = (f"_({across} {up})", f"_{{{part}}}") if part else ("", "")
    return Term("gradient_text", f"-nabla{low} {of}", rf"-\nabla{sub} {of}")


def run(problem: Problem, steps: int) -> Trajectory:
    """Return the descent of a problem with all its data, at its rate."""
    return runs.descent(problem, gradient_descent(problem.rate), steps)


def arrives(problem: Problem, run: Trajectory, share: float = 0.01) -> bool:
    """Tell whether the run ends with at most a share of the excess that it began with."""
    first, last = (telling.excess(problem, run.points[index]) for index in (0, -1))
    return not runs.diverges(run) and first > telling.negligible(problem) and last <= share * first


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
