"""Maps of a problem: the plane that is drawn, and the points that a window is to show."""

from __future__ import annotations

import numpy as np

from gdclips.story.film.views import Plane
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdclips.story.terms import Term, word
from gdcore import Array, Section, Trajectory

FAR = 4.0  # a diverging run is followed up to this many times the first excess
ROOM = 0.06  # of what is shown, around it
WALL = 0.4  # how far past the minimum the window shows the far wall, in ways from the start
BASIN, BASIN_POINTS = 0.8, 48  # the ring that a basin shows all around, in the radius of the highest point's


def plane(problem: Problem) -> Plane:
    """Return the plane of a problem's two shown weights; its rings halve and double that of the start."""
    first, second = problem.axes
    return Plane(
        loss=problem.loss,
        axes=problem.axes,
        names=(axis(problem, first), axis(problem, second)),
        note=drawn(problem),
        anchor=problem.start,
        at=problem.at,
        truth=problem.truth,
    )


def whole(problem: Problem, *runs: Trajectory, wall: float = WALL) -> Array:
    """Return points (k, 2) whose window shows runs, as far as they are to be followed, and the far wall.

    Of this it shows as much as ``wall`` says, in ways from the start to the minimum.
    """
    pair, section = list(problem.axes), problem.loss.section(problem.axes, problem.at)
    least = problem.loss.minimizer[pair]
    paths = [followed(run.points[:, pair], section) for run in runs]
    walls = [least + wall * (least - path[:1]) for path in paths]
    truth = [] if problem.truth is None else [problem.truth[pair][None]]
    points = np.concatenate([*paths, *walls, *truth, least[None]])
    low, high = points.min(axis=0), points.max(axis=0)
    return np.concatenate([points, [low - ROOM * (high - low), high + ROOM * (high - low)]])


def basin(problem: Problem, *runs: Trajectory) -> Array:
    """Return points (k, 2) whose window shows runs, as far as they are to be followed, and a ring all around.

    The ring is a little lower than the highest of these points, so that a bowl that holds them, and its map,
    are seen as a whole.
    """
    pair, section = list(problem.axes), problem.loss.section(problem.axes, problem.at)
    paths = [followed(run.points[:, pair], section) for run in runs]
    truth = [] if problem.truth is None else [problem.truth[pair][None]]
    shown = np.concatenate([*paths, *truth, problem.loss.minimizer[pair][None]])
    angle = np.linspace(0.0, 2 * np.pi, BASIN_POINTS, endpoint=False)
    radius = np.linalg.norm((shown - section.center) @ section.root.T, axis=-1).max()
    circle = BASIN * radius * np.stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([shown, section.center + np.linalg.solve(section.root, circle).T])


def followed(points: Array, section: Section) -> Array:
    """Return those of a run's points (m, 2) that a window is to show: all, unless it goes far out."""
    with np.errstate(all="ignore"):
        over = section.value(points) - section.floor
        beyond = np.flatnonzero(~(over <= FAR * max(float(over[0]), np.finfo(float).tiny)))
    return points[: max(1, beyond[0])] if beyond.size else points


def axis(problem: Problem, weight: int) -> Term | str:
    """Return what the axis of a weight is called; the first weight is the intercept."""
    name = problem.names[weight]
    return f"weight of {name}" if isinstance(name, str) and weight else name


def drawn(problem: Problem) -> str:
    """Return what a map or a bowl of the problem shows."""
    hidden = [i for i in range(len(problem.names)) if i not in problem.axes]
    if not hidden:
        return "MSE"
    if len(hidden) > 1:
        return f"MSE at the {'true' if problem.at is not None else 'best'} {len(hidden)} other weights"
    name = word(problem.names[hidden[0]])
    return (
        f"MSE at the best {name}" if problem.at is None else f"MSE at {name} = {plain(problem.at[hidden[0]])}"
    )
