"""Wherever it starts, gradient descent on a convex loss comes to the same minimum.

The notebook's "change the initial guess". The claim: least squares has one minimum, and every descent
at a stable rate ends there.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from gdclips.story import settings, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.plain import plain_film
from gdclips.story.film.views import Line, Map, Track
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import descent, diverges, lasting
from gdcore import Trajectory, gradient_descent

from . import full_batch

Starts = Annotated[
    int,
    Meta(
        ge=2,
        le=5,
        description="how many starts, on a circle around the minimum",
        extra={"slider": (2, 5, 1)},
    ),
]
ONE = "Least squares has one minimum: the rings are ellipses."
ROLES = ("path", "gradient", "velocity", "across", "rival")


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The contour's data, and its start turned around the minimum."""

    in_notebook: ClassVar = True
    number: ClassVar = "9"
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    starts: Starts = 5


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell several descents to one minimum, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    runs = [
        descent(task, gradient_descent(task.rate), settings.steps, start=start)
        for start in _starts(task, settings.starts)
    ]
    names = [f"start {number}" for number in range(1, len(runs) + 1)]
    arrows = [full_batch.arrow(task), *[full_batch.UNNAMED] * len(runs[1:])]
    tracks = [
        Track(run, role, name, arrow=arrow)
        for run, role, name, arrow in zip(runs, ROLES, names, arrows, strict=False)
    ]
    lines = [
        Line(lasting(run.losses, run, tuple(runs)), str(number), role)
        for number, (run, role) in enumerate(zip(runs, ROLES, strict=False), start=1)
    ]
    rule = full_batch.rule(task, runs[0], "start 1, ")
    return plain_film(
        "Many starts, one minimum" if _meet(runs) else "Several starts",
        Map(plane=plane(task), seen=whole(task, *runs), tracks=tuple(tracks)),
        (replace(rule, sums=()), supports.losses(*lines, log=True)),
        runs,
        settings.steps,
        _captions(task, runs),
        before=(rule, supports.data(task, settings.noise)),
        beside=1,
        brief=said.ground(task, ONE),
        theory=Theory(loss=task.loss, runs=tuple(runs), rate=task.rate),
    )


def _starts(problem: Problem, count: int) -> list[np.ndarray]:
    """Return the problem's start, and the same turned around the minimum in the picture's plane."""
    pair, starts = list(problem.axes), []
    arm = (problem.start - problem.loss.minimizer)[pair]
    for angle in 2 * np.pi * np.arange(count) / count:
        turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
        start = problem.start.copy()
        start[pair] = problem.loss.minimizer[pair] + turn @ arm
        starts.append(start)
    return starts


def _captions(problem: Problem, runs: list[Trajectory]) -> tuple[str, str, str, str]:
    count = len(runs)
    equal = f"{count} starts at one distance: each runs down its own [gradient](gradient)."
    one = all((run.points[0] == runs[0].points[0]).all() for run in runs)
    return (
        said.ground(problem, ONE),
        "All descents start at the minimum, and stay there." if one else equal,
        said.progress(problem, runs[0]),
        _ending(problem, runs),
    )


def _meet(runs: list[Trajectory]) -> bool:
    """Tell whether the runs end nearer to each other than they began, by a factor of ten."""
    first, last = (np.ptp([run.points[index] for run in runs], axis=0).max() for index in (0, -1))
    return not any(map(diverges, runs)) and bool(last < 0.1 * first)


def _ending(problem: Problem, runs: list[Trajectory]) -> str:
    if gone := said.divergence(runs, [f"start {number}" for number in range(1, len(runs) + 1)]):
        return gone[0].upper() + gone[1:]
    spread = telling.bound(problem, float(np.ptp([run.points[-1] for run in runs], axis=0).max()))
    count = len(runs[0].points) - 1
    return f"After {count} step{'s' * (count > 1)} their weights differ by {spread} at most."
