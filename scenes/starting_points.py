"""Wherever it starts, gradient descent on a convex loss comes to the same minimum.

The notebook's "change the initial guess". The claim: least squares has one minimum, and every descent
at a stable rate ends there.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, settings, telling
from gdclips.story.cuts import Sentences
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import descent, diverges, lasting, steps_of
from gdclips.story.story import Readout, Row, Story, Table, Theory, Track
from gdcore import Trajectory, gradient_descent

from . import full_batch
from .full_batch import EQUATION

Starts = Annotated[
    int,
    Meta(
        ge=2,
        le=5,
        description="how many starts, on a circle around the minimum",
        extra={"slider": (2, 5, 1)},
    ),
]
ROLES = ("path", "gradient", "velocity", "prediction", "rival")


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The contour's data, and its start turned around the minimum."""

    in_notebook: ClassVar = True
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    starts: Starts = 5


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell several descents to one minimum, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    runs = [
        descent(task, gradient_descent(task.rate), settings.steps, start=start)
        for start in _starts(task, settings.starts)
    ]
    words, steps = _sentences(task, settings, runs), steps_of(*runs)
    losses = [lasting(run.losses, run, tuple(runs)) for run in runs]
    rows = tuple(
        Row(f"start {number}", values, role=f"{role}_text")
        for number, (values, role) in enumerate(zip(losses, ROLES, strict=False), start=1)
    )
    worst = np.max(losses, axis=0)
    return Story(
        title="Many starts, one minimum" if _meet(runs) else "Several starts",
        steps=steps,
        panels=(panels.contour(task, *_tracks(task, runs)),),
        readouts=(panels.clock(settings.steps, *runs), Readout("largest MSE", worst)),
        column=(Table("training MSE", rows),),
        equation=EQUATION,
        parameters=panels.parameters(task),
        sums=telling.sums(task, runs[0], "start 1, "),
        full=cuts.full(task, words, settings.steps, steps),
        short=cuts.short(task, words, settings.steps, steps, telling.data_caption(task) if own else ""),
        opening=panels.samples(task),
        theory=Theory(loss=task.loss, runs=tuple(runs), rate=task.rate),
    )


def _tracks(problem: Problem, runs: list[Trajectory]) -> list[Track]:
    """Return a track for each run; the first one's arrow has a name."""
    names = [full_batch.arrow(problem), *(full_batch.UNNAMED for _ in runs[1:])]
    return [Track(run, role, arrow=name) for run, role, name in zip(runs, ROLES, names, strict=False)]


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


def _sentences(problem: Problem, settings: Settings, runs: list[Trajectory]) -> Sentences:
    return Sentences(
        ground=telling.data_caption(problem)
        if problem.own
        else telling.samples_caption(problem, settings.noise),
        minimum="Least squares has one minimum: the contours are ellipses.",
        beginning=f"{len(runs)} descents start at the same distance from it.",
        slow=telling.once(problem),
        fast=full_batch.progress(problem, runs[0]),
        ending=_ending(problem, runs),
    )


def _meet(runs: list[Trajectory]) -> bool:
    """Tell whether the runs end nearer to each other than they began, by a factor of ten."""
    first, last = (np.ptp([run.points[index] for run in runs], axis=0).max() for index in (0, -1))
    return not any(map(diverges, runs)) and bool(last < 0.1 * first)


def _ending(problem: Problem, runs: list[Trajectory]) -> str:
    if gone := telling.divergence(runs, [f"Start {number}" for number in range(1, len(runs) + 1)]):
        return gone
    spread = telling.bound(problem, float(np.ptp([run.points[-1] for run in runs], axis=0).max()))
    steps = telling.iterations(len(runs[0].points) - 1)
    return f"After {steps} no two of them differ by more than {spread} in any weight."
