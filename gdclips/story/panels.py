"""The panels and the column's items that the scenes of plain regression share."""

from __future__ import annotations

import numpy as np

from gdclips.story import rounding
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem, quoted
from gdclips.story.runs import diverges, lasting, steps_of
from gdclips.story.story import Contour, Line, Readout, Row, Scatter, Series, Table, Track
from gdclips.story.terms import Term
from gdcore import Array, Trajectory

MOST_ROWS = 3
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def word(name: Term | str) -> str:
    """Return a weight's name in plain text."""
    return name if isinstance(name, str) else name.typst.replace("_", "").translate(SUBSCRIPTS)


def samples(problem: Problem, head: str = "", shaded: bool = True) -> Scatter:
    """Return the panel of the data: the target over one feature, or two features, the target their shade."""
    data, own = problem.loss.samples, problem.own
    target = quoted(own.target) if own else Term("ink", "y", "y")
    if len(problem.names) == 2:
        feature = problem.names[1] if own else Term("ink", "x", "x")
        return Scatter(head or "the data", data.x[:, 0], data.y, (feature, target))
    first, second = (axis - 1 for axis in problem.axes)
    names = [problem.names[i] if own else Term("ink", f"x_{i}", f"x_{{{i}}}") for i in problem.axes]
    return Scatter(
        head=head or f"the data, shaded by {word(target)}",
        x=data.x[:, first],
        y=data.x[:, second],
        names=(names[0], names[1]),
        shade=data.y if shaded else None,
    )


def contour(
    problem: Problem,
    *tracks: Track,
    head: str = "",
    head_role: str = "muted",
    beside: tuple[Trajectory, ...] = (),
    first: bool = True,
) -> Contour:
    """Return the contour panel of a problem: the profile over the hidden weights, or the slice."""
    across, up = problem.axes
    return Contour(
        loss=problem.loss,
        tracks=tracks,
        axes=problem.axes,
        names=(axis(problem, across), axis(problem, up)),
        note=drawn(problem),
        head=head,
        head_role=head_role,
        truth=problem.truth,
        at=problem.at,
        beside=beside,
        first=first,
    )


def axis(problem: Problem, weight: int) -> Term | str:
    """Return what the axis of a weight is called; the first weight is the intercept."""
    name = problem.names[weight]
    return f"weight of {name}" if isinstance(name, str) and weight else name


def drawn(problem: Problem) -> str:
    """Return what a contour or a surface of the problem shows."""
    hidden = [i for i in range(len(problem.names)) if i not in problem.axes]
    if not hidden:
        return "MSE"
    if len(hidden) > 1:
        return f"MSE at the {'true' if problem.at is not None else 'best'} {len(hidden)} other weights"
    name = word(problem.names[hidden[0]])
    return (
        f"MSE at the best {name}" if problem.at is None else f"MSE at {name} = {plain(problem.at[hidden[0]])}"
    )


def readouts(run: Trajectory, steps: int) -> tuple[Readout, ...]:
    """Return the two numbers of a run of so many steps: the iteration and the MSE over all data."""
    return (clock(steps, run), Readout("training MSE", run.losses))


def clock(steps: int, *runs: Trajectory) -> Readout:
    """Return the iteration's readout: of all steps, unless every run diverges before, which it says then."""
    done, ended = np.arange(steps_of(*runs) + 1.0), all(map(diverges, runs))
    return Readout("iteration", done, whole=True, of=steps, ended="diverged at" if ended else "")


def weights_table(problem: Problem, run: Trajectory) -> Table:
    """Return the weights beside the true ones, or beside the minimiser where no truth is known."""
    target = targets(problem)
    rows = tuple(Row(problem.names[i], run.points[:, i], float(target[i])) for i in shown(problem))
    return Table(("estimate", "true" if problem.own is None else "minimum"), rows)


def targets(problem: Problem) -> Array:
    """Return the weights to compare with: the true ones, or the minimiser where no truth is known."""
    loss = problem.loss
    return rounding.without(loss, loss.minimizer) if problem.truth is None else problem.truth


def shown(problem: Problem) -> list[int]:
    """Return the weights that have a line or a row of their own: all of a few, else those on the axes."""
    count = len(problem.names)
    return list(range(count)) if count <= MOST_ROWS else [0, *problem.axes]


def coefficients(
    problem: Problem, run: Trajectory, brief: bool = False, beside: tuple[Trajectory, ...] = ()
) -> Series:
    """Return the panel of the weights against the iteration, what they should come to dashed.

    Its axis is as long as those ``beside`` last.
    """
    kind = "best" if problem.truth is None else "true"
    head = "coefficients" if brief else f"coefficients ({kind}: dashed)"
    points = lasting(run.points, run, (run, *beside))
    return Series(head, weight_lines(problem, points, targets(problem)))


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


def mse_series(run: Trajectory, brief: bool = False) -> Series:
    """Return the panel of the MSE over all data against the iteration."""
    return losses_series(("" if brief else "training ") + "MSE", Line(run.losses, "", "mse"))


def losses_series(head: str, *lines: Line) -> Series:
    """Return the panel of MSEs against the iteration: of none but 0 there is no logarithm."""
    log = any(bool((each.values > 0).any()) for each in lines)
    return Series(f"{head} (log scale)" if log else head, lines, log=log)


def parameters(problem: Problem, *more: str) -> str:
    """Return the line below the update rule: the rate, the samples, and what L stands for."""
    rows = problem.loss.samples.y.size
    return ", ".join([f"α = {plain(problem.rate)}", f"n = {rows}", *more, "L = MSE/2"])
