"""What the scenes on the loss surface share: the bowl, the heights of a run on it, what is said of them."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from msgspec import Meta

from gdclips.story import runs, telling
from gdclips.story.film import supports
from gdclips.story.film.maps import basin, plane
from gdclips.story.film.views import Bowl, Map, Plot, Track
from gdclips.story.problem import Problem
from gdcore import Array, Trajectory

Elevation = Annotated[
    float,
    Meta(
        ge=0,
        le=90,
        description="degrees of the camera above the floor",
        extra={"slider": (0, 90, 5), "unit": "degrees"},
    ),
]
Azimuth = Annotated[
    float,
    Meta(
        ge=-360,
        le=360,
        description="degrees by which the bowl is turned, anticlockwise from above",
        extra={"slider": (-90, 90, 2), "unit": "degrees"},
    ),
]

FLAT = 89.0  # degrees: a camera as high sees the map
ROUNDING = 1e-9  # of the first height: a step that rises by less does not


def bowl(problem: Problem, run: Trajectory, elevation: float, azimuth: float) -> Bowl | Map:
    """Return the bowl of a problem with a run on it; seen from straight above, its map."""
    seen, tracks = basin(problem, run), (Track(run),)
    if elevation > FLAT:
        return Map(plane=plane(problem), seen=seen, tracks=tracks, levels=True)
    return Bowl(plane=plane(problem), seen=seen, tracks=tracks, elevation=elevation, azimuth=azimuth)


def heights(problem: Problem, run: Trajectory) -> Array:
    """Return the heights (steps + 1,) of a run on the surface, from its lowest point on."""
    section = problem.loss.section(problem.axes, problem.at)
    with np.errstate(all="ignore"):
        ways = (run.points[:, list(problem.axes)] - section.center) @ section.root.T
        return np.asarray(np.square(ways).sum(axis=-1))


def still(problem: Problem, run: Trajectory) -> bool:
    """Tell whether the run begins at the lowest point of the surface, up to rounding."""
    return bool(heights(problem, run)[0] <= telling.negligible(problem))


def falls(problem: Problem, run: Trajectory) -> bool:
    """Tell whether a run ends lower on the surface than it began."""
    up = heights(problem, run)
    return not still(problem, run) and not runs.diverges(run) and bool(up[-1] < (1 - ROUNDING) * up[0])


def rises(problem: Problem, run: Trajectory) -> bool:
    """Tell whether some step of a run leads up on the surface."""
    up = heights(problem, run)
    with np.errstate(all="ignore"):
        return bool((np.diff(up) > ROUNDING * up[0]).any())


def three_plots(problem: Problem, run: Trajectory) -> tuple[Plot, ...]:
    """Return what the notebook plots of a descent: the weights, the MSE and the gradient."""
    return (
        supports.coefficients(problem, run),
        supports.mse(problem, run),
        supports.gradient(problem, run),
    )
