"""What the scenes on the loss surface share."""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, runs, telling
from gdclips.story.cuts import Sentences
from gdclips.story.problem import Problem
from gdclips.story.story import Row, Story, Strip, Surface, Table, Theory, Track
from gdclips.story.terms import Term
from gdcore import Array, Trajectory

Elevation = Annotated[
    float,
    Meta(
        ge=0,
        le=90,
        description="degrees of the camera above the floor",
        extra={"slider": (0, 90, 10), "unit": "degrees"},
    ),
]
Azimuth = Annotated[
    float,
    Meta(
        ge=-360,
        le=360,
        description="degrees of the camera around the axis",
        extra={"slider": (-90, 90, 10), "unit": "degrees"},
    ),
]

DOWN = "Height is the MSE: the path walks down the bowl, its shadow draws the contour plot."
SHADOW = "Height is the MSE; on the floor the path's shadow draws the contour plot."


def in_space(
    problem: Problem,
    run: Trajectory,
    steps: int,
    words: Sentences,
    view: tuple[float, float],
    title: str,
    equation: tuple[Term, ...],
    arrow: Term,
    batch: int | None = None,
) -> Story:
    """Tell a descent of so many steps on the surface of the MSE; each draws a batch, or takes all."""
    (elevation, azimuth), shown = view, runs.steps_of(run)
    across, up = problem.axes
    heights = problem.loss.section(problem.axes, problem.at).value(run.points[:, list(problem.axes)])
    lower = heights[0] > telling.negligible(problem) and heights[-1] < (1 - 1e-9) * heights[0]
    shadow = DOWN if not runs.diverges(run) and lower else SHADOW
    words = msgspec.structs.replace(words, slow=shadow)
    surface = Surface(
        loss=problem.loss,
        tracks=(Track(run, arrow=arrow),),
        axes=problem.axes,
        names=(panels.axis(problem, across), panels.axis(problem, up)),
        note=panels.drawn(problem),
        truth=problem.truth,
        at=problem.at,
        elevation=elevation,
        azimuth=azimuth,
    )
    return Story(
        title=title,
        steps=shown,
        panels=(surface,),
        readouts=panels.readouts(run, steps),
        column=(Strip(), *_height_table(problem, run, heights)),
        equation=equation,
        parameters=panels.parameters(problem),
        sums=telling.sums(problem, run),
        full=cuts.full(problem, words, steps, shown),
        short=cuts.short(
            problem, words, steps, shown, telling.data_caption(problem) if problem.own else shadow
        ),
        opening=panels.samples(problem),
        theory=Theory(loss=problem.loss, runs=(run,), rate=problem.rate, batch=batch),
    )


def _height_table(problem: Problem, run: Trajectory, heights: Array) -> tuple[Table, ...]:
    """Return the height of the surface under the point, where it is not the MSE of the weights."""
    if np.allclose(heights, run.losses, rtol=1e-3):
        return ()
    return (Table("height of the point", (Row(panels.drawn(problem), heights),)),)
