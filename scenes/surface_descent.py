"""The same descent on the loss surface: the point walks down the bowl, which is the contour map from above.

The notebook's 3D plot of "Descent path on MSE contour". The claim: height is the MSE; seen from above,
the surface is the contour plot.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec
import numpy as np

from gdclips.story import runs, settings
from gdclips.story.film import sentences
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.plain import LONGEST, aside, reading, unnamed
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.views import Bowl, Map
from gdclips.story.problem import OwnData, Problem, problem
from gdcore import Trajectory, theory

from . import full_batch, in_space
from .in_space import Azimuth, Elevation

RISE, BACK = 3.2, 2.4  # seconds of the camera's ways
SHARES = 0.28, 0.42, 0.60  # of the steps done at most: on the wall, and on the map in two parts
NEARER = 0.50, 0.34, 0.22  # of the first distance from the lowest point, left after them
CARD, WALL, HALF, RISEN, LANDED, ASIDE, HOLD = 2.2, 5.0, 1.8, 2.0, 4.0, 1.8, 3.0  # seconds of beats
PATH, MANY, LONG = 2.6, 4.6, 6.0  # seconds in which some steps are taken, many, and almost all
HARDLY = 0.9  # of the first height: a run that ends above has hardly gone down
SHORT = 1.0, 4.2, 2.6  # seconds of a GIF's beats

ABOVE = "From above, the bowl [is](gradient) the contour map."
SAME = "Same point, same path: each [ring](gradient) is one height."


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The contour's numbers, and the camera."""

    in_space: ClassVar = True
    in_notebook: ClassVar = True
    number: ClassVar = "3"
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    elevation: Elevation = 25.0
    azimuth: Azimuth = 28.0


class Words(msgspec.Struct, frozen=True):
    """The captions: an opening, if there is one, and what is said of the wall, the steps and the end."""

    opening: str
    wall: str
    steps: str
    ending: str


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one full-batch descent in space, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    words = Words(
        opening=sentences.ground(task, ""),
        wall=wall(task, run),
        steps=sentences.progress(task, run),
        ending=sentences.ending(task, run),
    )
    hero = in_space.bowl(task, run, settings.elevation, settings.azimuth)
    steps = runs.steps_of(run)
    full = _risen(task, run, words, hero) if isinstance(hero, Bowl) else _flat(task, run, words, hero)
    held = min(max(SHORT[2], reading(words.ending)), LONGEST - sum(SHORT[:2]))
    going = [Beat(SHORT[1], words.wall, steps)] if steps else []
    short = (Beat(SHORT[0], words.wall), *going, Beat(held, words.ending))
    return Film(
        title="Bowl and map",
        full=full,
        short=(Shot(hero=hero, beats=short),),
        steps=steps,
        clock=settings.steps,
        ended="diverged at" if runs.diverges(run) else "",
        theory=Theory(loss=task.loss, runs=(run,), rate=task.rate),
    )


def wall(problem: Problem, run: Trajectory) -> str:
    """Return what the height is, and how the run moves on it."""
    up = in_space.heights(problem, run)
    if in_space.still(problem, run):
        moves = "the point starts [at the bottom](path)."
    elif in_space.falls(problem, run):
        moves = "it comes [down](path), but not by every step."
        if not in_space.rises(problem, run):
            moves = f"the point {'creeps' if up[-1] > HARDLY * up[0] else 'walks'} [down the wall](path)."
    elif problem.rate >= theory.max_rate(problem.loss) and (runs.diverges(run) or up[-1] > up[0]):
        moves = "[this rate](rate) throws the point up the wall."
    else:
        moves = "the point [moves](path) along the wall."
    return f"Height is the error: {moves}"


def _risen(problem: Problem, run: Trajectory, words: Words, hero: Bowl) -> tuple[Shot, ...]:
    """Return the shots: the wall, the camera's rise to the map, its way back, the plots beside the bowl."""
    first, second, third, last = _parts(problem, run)
    opening, first = _opening(words.opening, first)
    above = Map(plane=hero.plane, seen=hero.seen, tracks=hero.tracks, levels=True)
    same = ABOVE if words.opening else SAME
    plots = in_space.three_plots(problem, run)
    return (
        Shot(hero=hero, beats=(Beat(CARD), *opening, Beat(WALL, words.wall, first))),
        Shot(
            hero=above,
            move=RISE,
            beats=(
                Beat(HALF, words.wall),
                Beat(RISEN, ABOVE),
                Beat(PATH, ABOVE, second),
                Beat(PATH, same, third),
            ),
        ),
        Shot(
            hero=msgspec.structs.replace(hero, named=False),
            move=BACK,
            beats=(Beat(LANDED, same),),
        ),
        aside(
            unnamed(hero),
            plots,
            (Beat(ASIDE, words.steps), Beat(MANY, words.steps, last), _end(words.ending)),
        ),
    )


def _flat(problem: Problem, run: Trajectory, words: Words, hero: Map) -> tuple[Shot, ...]:
    """Return the shots of a camera straight above: the map, and plots beside it."""
    first, *others = _parts(problem, run)
    opening, first = _opening(words.opening, first)
    plots = in_space.three_plots(problem, run)
    return (
        Shot(hero=hero, beats=(Beat(CARD), *opening, Beat(WALL, ABOVE, first))),
        aside(
            unnamed(hero),
            plots,
            (Beat(ASIDE, ABOVE), Beat(LONG, words.steps, sum(others)), _end(words.ending)),
        ),
    )


def _parts(problem: Problem, run: Trajectory) -> tuple[int, ...]:
    """Return the steps of the stretches in which the run goes on: of the first at least one.

    Each but the last ends when the run has come near enough to the lowest point, but not too late.
    """
    up, steps, moves = in_space.heights(problem, run), runs.steps_of(run), not in_space.still(problem, run)
    ends = [0]
    for share, near in zip(SHARES, NEARER, strict=True):
        reached = np.flatnonzero(up <= near**2 * up[0]) if moves else np.zeros(0)
        latest = int(np.ceil(share * steps))
        ends.append(max(ends[-1], min(latest, max(1, int(reached[0]))) if reached.size else latest))
    return tuple(np.diff([*ends, steps]).tolist())


def _opening(words: str, steps: int) -> tuple[list[Beat], int]:
    """Return the beat of an opening caption, if there is one, and what it leaves of the first steps."""
    if not words:
        return [], steps
    taken = -(-steps // 3)
    return [Beat(reading(words), words, taken)], steps - taken


def _end(words: str) -> Beat:
    return Beat(max(HOLD, reading(words)), words)
