"""Supports that films of plain regression share: data, weights, MSE, gradient and rule."""

from __future__ import annotations

from gdclips.story import panels
from gdclips.story.film.sums import sums
from gdclips.story.film.views import Data, Numbers, Plot, Rule
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdclips.story.runs import diverges, lasting
from gdclips.story.story import Line, Row
from gdclips.story.telling import exact, least
from gdclips.story.terms import Term
from gdcore import Array, Trajectory


def data(problem: Problem, noise: float | None = None, fit: Array | None = None) -> Data:
    """Return the samples as dots, below how many there are and, of made data, how noisy.

    They are the target over one feature, or two features, the target their shade; with ``fit``
    (steps + 1, 2) a line turns.
    """
    shown = panels.samples(problem)
    rows = problem.loss.samples.y.size
    kind = "" if problem.own or noise is None else f", noise {plain(noise)}" if noise else ", no noise"
    return Data(
        x=shown.x, y=shown.y, names=shown.names, head=f"{rows} samples{kind}", fit=fit, shade=shown.shade
    )


def coefficients(problem: Problem, run: Trajectory, beside: tuple[Trajectory, ...] = ()) -> Plot:
    """Return the plot of the weights against the iteration, what they should come to dashed.

    Its axis is as long as those ``beside`` last.
    """
    kind = "best" if problem.truth is None else "true"
    points = lasting(run.points, run, (run, *beside))
    lines = panels.weight_lines(problem, points, panels.targets(problem))
    return Plot(head=f"weights ({kind}: dashed)", lines=lines, key="coefficients")


def gradient(problem: Problem, run: Trajectory) -> Plot:
    """Return the plot of the gradient's components against the iteration."""
    return Plot(head="gradient", lines=panels.weight_lines(problem, run.gradients), key="gradient")


def mse(problem: Problem, run: Trajectory) -> Plot:
    """Return the plot of the MSE over all data against the iteration: its logarithm where 0 is the least.

    Elsewhere the least is dashed.
    """
    log = exact(problem) or diverges(run)
    reference = None if log else least(problem)
    return losses(Line(run.losses, "", "mse", reference), log=log)


def losses(*lines: Line, log: bool) -> Plot:
    """Return the plot of MSEs against the iteration: of none but 0 there is no logarithm."""
    log = log and any(bool((each.values > 0).any()) for each in lines)
    return Plot(head="MSE (log scale)" if log else "MSE", lines=lines, log=log, key="mse")


def weights(problem: Problem, run: Trajectory) -> Numbers:
    """Return the table of the weights beside the true ones, or beside the best where no truth is known."""
    target = panels.targets(problem)
    rows = tuple(Row(problem.names[i], run.points[:, i], float(target[i])) for i in panels.shown(problem))
    return Numbers(heads=("estimate", "true" if problem.own is None else "best"), rows=rows, key="weights")


def rule(
    problem: Problem,
    run: Trajectory,
    equation: tuple[Term, ...],
    parameters: str,
    of: str = "",
    rates: Array | None = None,
) -> Rule:
    """Return the update rule with what its letters are, and its numbers in each step."""
    return Rule(equation=equation, parameters=parameters, sums=sums(problem, run, of, rates))
