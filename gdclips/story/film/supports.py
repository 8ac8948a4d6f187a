"""Supports that films of plain regression share: data, weights, MSE, gradient and rule."""

from __future__ import annotations

import numpy as np

from gdclips.story import rounding
from gdclips.story.film.sums import sums
from gdclips.story.film.views import Data, Line, Numbers, Plot, Row, Rule
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem, quoted
from gdclips.story.runs import diverges, lasting
from gdclips.story.telling import exact, least
from gdclips.story.terms import Term
from gdcore import Array, Trajectory

MOST_ROWS = 3  # of a table, and lines of a plot: of more weights, those on the axes and the intercept


def data(problem: Problem, noise: float | None = None, fit: Array | None = None) -> Data:
    """Return the samples as dots, below how many there are and, of made data, how noisy.

    They are the target over one feature, or two features, the target their shade; with ``fit``
    (steps + 1, 2) a line turns.
    """
    samples, own = problem.loss.samples, problem.own
    kind = "" if own or noise is None else f", noise {plain(noise)}" if noise else ", no noise"
    head = f"{samples.y.size} samples{kind}"
    if len(problem.names) == 2:
        names = problem.names[1] if own else Term("ink", "x", "x"), _target(problem)
        return Data(x=samples.x[:, 0], y=samples.y, names=names, head=head, fit=fit)
    first, second = (problem.names[i] if own else Term("ink", f"x_{i}", f"x_{{{i}}}") for i in problem.axes)
    x, y = (samples.x[:, axis - 1] for axis in problem.axes)
    return Data(x=x, y=y, names=(first, second), head=head, fit=fit, shade=samples.y)


def _target(problem: Problem) -> Term | str:
    return quoted(problem.own.target) if problem.own else Term("ink", "y", "y")


def coefficients(problem: Problem, run: Trajectory, beside: tuple[Trajectory, ...] = ()) -> Plot:
    """Return the plot of the weights against the iteration, what they should come to dashed.

    Its axis is as long as those ``beside`` last.
    """
    kind = "best" if problem.truth is None else "true"
    points = lasting(run.points, run, (run, *beside))
    lines = weight_lines(problem, points, targets(problem))
    return Plot(head=f"weights ({kind}: dashed)", lines=lines, key="coefficients")


def gradient(problem: Problem, run: Trajectory) -> Plot:
    """Return the plot of the gradient's components against the iteration, none at the last iterate."""
    gradients = np.pad(run.gradients, [(0, 1), (0, 0)], constant_values=np.inf)
    return Plot(head="gradient", lines=weight_lines(problem, gradients), key="gradient")


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
    target = targets(problem)
    rows = tuple(Row(problem.names[i], run.points[:, i], float(target[i])) for i in shown(problem))
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


def targets(problem: Problem) -> Array:
    """Return the weights to compare with: the true ones, or the minimiser where no truth is known."""
    loss = problem.loss
    return rounding.without(loss, loss.minimizer) if problem.truth is None else problem.truth


def shown(problem: Problem) -> list[int]:
    """Return the weights that have a line or a row of their own: all of a few, else those on the axes."""
    count = len(problem.names)
    return list(range(count)) if count <= MOST_ROWS else [0, *problem.axes]


def weight_lines(problem: Problem, values: Array, references: Array | None = None) -> tuple[Line, ...]:
    """Return a line for each shown weight of ``values`` (steps, d), in that weight's colour."""
    return tuple(
        Line(
            values[:, i],
            _short(problem.names[i], i),
            f"w{place}",
            None if references is None else float(references[i]),
        )
        for place, i in enumerate(shown(problem))
    )


def _short(name: Term | str, index: int) -> Term | str:
    """Return a name that fits beside a line's head."""
    return name if isinstance(name, Term) else Term("ink", f"w_{index}", f"w_{{{index}}}")
