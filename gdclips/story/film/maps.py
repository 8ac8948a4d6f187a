"""Maps of a problem: the plane that is drawn, and the points that a window is to show."""

from __future__ import annotations

import numpy as np

from gdclips.story.film.views import Plane
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdclips.story.terms import Term, word
from gdcore import Array, Loss, LossSlice, Section, Trajectory, section
from gdcore.sections import plane_of

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


def whole(of: Problem | Plane, *runs: Trajectory, wall: float = WALL) -> Array:
    """Return points (k, 2) whose window shows runs, as far as they are to be followed, and the far wall.

    Of this it shows as much as ``wall`` says, in ways from the start to the minimum, of several the
    nearest to the run's end. In its place it shows the own window of a loss that is no quadratic and has one.
    """
    pair, made = list(of.axes), section(of.loss, of.axes, of.at)
    paths = [followed(run.points[:, pair], made) for run in runs]
    known = known_minima(of.loss, pair, made)
    minima = [_nearest(known, path[-1]) for path in paths] or [known[:1]]
    walls = [least + wall * (least - path[:1]) for least, path in zip(minima, paths, strict=False)]
    if isinstance(made, LossSlice) and hasattr(of.loss, "window") and of.axes == plane_of(None, len(made.at)):
        walls = [np.transpose(of.loss.window)]
    truth = [] if of.truth is None else [of.truth[pair][None]]
    points = np.concatenate([*paths, *walls, *truth, *minima])
    low, high = points.min(axis=0), points.max(axis=0)
    return np.concatenate([points, [low - ROOM * (high - low), high + ROOM * (high - low)]])


def basin(problem: Problem, *runs: Trajectory) -> Array:
    """Return points (k, 2) whose window shows runs, as far as they are to be followed, and a ring all around.

    The ring is a little lower than the highest of these points, so that a bowl that holds them, and its map,
    are seen as a whole.
    """
    pair, made = list(problem.axes), problem.loss.section(problem.axes, problem.at)
    paths = [followed(run.points[:, pair], made) for run in runs]
    truth = [] if problem.truth is None else [problem.truth[pair][None]]
    shown = np.concatenate([*paths, *truth, problem.loss.minimizer[pair][None]])
    angle = np.linspace(0.0, 2 * np.pi, BASIN_POINTS, endpoint=False)
    radius = np.linalg.norm((shown - made.center) @ made.root.T, axis=-1).max()
    circle = BASIN * radius * np.stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([shown, made.center + np.linalg.solve(made.root, circle).T])


def followed(points: Array, made: Section | LossSlice) -> Array:
    """Return those of a run's points (m, 2) that a window is to show: all, unless it goes far out.

    How far is measured from the minimum of a quadratic, else from the least value on the way.
    """
    with np.errstate(all="ignore"):
        values = made.value(points)
        over = values - (made.floor if isinstance(made, Section) else np.fmin.reduce(values))
        beyond = np.flatnonzero(~(over <= FAR * max(float(over[0]), np.finfo(float).tiny)))
    return points[: max(1, beyond[0])] if beyond.size else points


def known_minima(loss: Loss, pair: list[int], made: Section | LossSlice) -> Array:
    """Return the known minimisers (k, 2) in a plane: all of a loss that lie in it, or that of a quadratic."""
    several = getattr(loss, "minimizers", None)
    known = np.atleast_2d(getattr(loss, "minimizer", np.zeros(0)) if several is None else several)
    if not known.size:
        return np.zeros((0, 2))
    if isinstance(made, LossSlice):
        hidden = [weight for weight in range(known.shape[1]) if weight not in pair]
        known = known[np.isclose(known[:, hidden], made.at[hidden]).all(axis=1)]
    return np.asarray(known[:, pair])


def _nearest(points: Array, place: Array) -> Array:
    """Return the nearest (1, 2) of points (k, 2) to a place (2,); none of none."""
    return points[np.argsort(np.linalg.norm(points - place, axis=1), kind="stable")[:1]]


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
