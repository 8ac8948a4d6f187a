"""Stochastic gradient descent falls into a ball of noise around the minimum, and stays there.

The notebook's "Perform stochastic gradient descent on noisy data". The claim: far out most steps
help; near the minimum the gradients of single samples no longer shrink, and the weights never settle. Theory
draws the ball before the run fills it.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec
import numpy as np

from gdclips.story import runs, settings
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import Ellipse, Floor, Mean
from gdclips.story.film.plain import descent_film, reading
from gdclips.story.film.shots import FADE_IN, LABELS_OUT, Beat, Entry, Shot
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Counter, Line, Map, Plot, Support, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdcore import Array, Trajectory

from . import ball, noise_words, stochastic
from .ball import Ball, Found
from .noise_words import Captions

FALL = 26  # steps that are followed before theory has its say, if the run is there by then
DRAW, AFTER = 0.4, 0.9  # seconds after the zoom when the ellipse draws on, and how long that takes
STANDS = 1.2  # seconds that it stands at least, before anything moves
ASIDE, CHANGE = 0.9, 0.4  # seconds of a step aside, and of a change of supports
SETTLE, RUN, END, HOLD = 2.4, 10.0, 2.8, 4.0  # seconds: of the run at most
FAINT = 0.4  # opacity of the way in, when the ball fills
EACH = 0.2  # seconds of a step where these are few
SHORT = 1.6, 5.6, 2.0  # seconds of a GIF's beats
FRAME = 1200.0, 500.0  # the safe area of a wide frame, in pixels, by which a zoom is paced
DOUBLING, LEAST, MOST = 1.1, 0.8, 3.0  # seconds of a zoom


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The notebook's numbers, but for the iterations, which are enough to see the ball."""

    in_notebook: ClassVar = True
    number: ClassVar = "7"
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 600
    start: settings.Start = (2.0, 2.0, 8.0)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, settings.batch)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one stochastic descent, on made data or on the user's own."""
    task = problem(settings, own, settings.rate, settings.batch)
    run = stochastic.run(task, settings.seed, settings.batch, settings.steps)
    there = ball.predicted(task, settings.batch, settings.steps, settings.seed)
    if there is None or runs.diverges(run):
        return _without(task, run, settings)
    return _with(task, run, settings, there)


def _without(task: Problem, run: Trajectory, settings: Settings) -> Film:
    """Tell a descent that has no ball: on exact data, or at a rate beyond the limit."""
    words = noise_words.without(task, run, settings.batch)
    theory = _theory(task, run, settings.batch)
    noise = None if task.own else settings.noise
    return descent_film(
        "Stochastic gradient descent", task, run, settings.steps, words, noise=noise, theory=theory
    )


def _with(task: Problem, run: Trajectory, settings: Settings, there: Ball) -> Film:
    """Tell a descent into its ball."""
    came = ball.found(there, task, run) if there.expected else None
    fall = _fall(there, run)
    words = noise_words.captions(task, run, there, came, settings.batch, fall)
    track = Track(run, cloud=there.arrival <= runs.steps_of(run), arrival=fall)
    maps = _maps(task, there, track)
    return Film(
        title="Noise ball",
        full=_full(task, run, there, came, words, fall, settings.batch, maps),
        short=_short(maps[2], run, there, came, words),
        steps=runs.steps_of(run),
        clock=settings.steps,
        alt=noise_words.alt(task, settings.noise),
        theory=_theory(task, run, settings.batch),
    )


def _maps(task: Problem, there: Ball, track: Track) -> tuple[Map, Map, Map]:
    """Return the map of the way in, that of the ellipse, and that of the run in it."""
    pair, run, label = list(task.axes), track.run, noise_words.ellipse_label(there)
    shape = Ellipse(center=there.center, covariance=there.covariance, label=label)
    far = whole(task, run)
    near, wide = _windows(task, there, run.points[track.arrival :, pair], None if track.cloud else far)
    hero = Map(plane=plane(task), seen=far, tracks=(track,))
    told = msgspec.structs.replace(shape, note="computed, not fitted")
    close = Map(plane=hero.plane, seen=near, tracks=(track,), overlays=(told,), named=False)
    behind = msgspec.structs.replace(track, faint=FAINT)
    filled = msgspec.structs.replace(close, seen=wide, tracks=(behind,), overlays=(shape,))
    return hero, close, filled


def _full(
    task: Problem,
    run: Trajectory,
    there: Ball,
    came: Found | None,
    words: Captions,
    fall: int,
    batch: int,
    maps: tuple[Map, Map, Map],
) -> tuple[Shot, ...]:
    """Return the fall, the ellipse that theory draws, the run that fills it, and what the notebook plots."""
    hero, close, filled = maps
    zoom = _zoom(hero.seen, close.seen)
    drawn = _up(LABELS_OUT + zoom + DRAW + AFTER + STANDS)
    ellipse = Beat(max(drawn, reading(words.theory)), words.theory, role="predicted")
    filling = _filling(words.run, runs.steps_of(run) - fall)
    beside: tuple[Support, ...] = (*_counters(there, came, run), _mse(run, there, came))
    plots = (
        stochastic.rule(task, run, batch, arrows=False),
        supports.coefficients(task, run),
        _excess(task, run, there, came),
    )
    hold = max(HOLD, reading(words.end) - END)
    return (
        Shot(hero=hero, beats=(Beat(CARD_GONE), *_falling(words.fall, fall))),
        Shot(hero=close, beats=(ellipse,), move=zoom, entries=(Entry("ellipse", DRAW, AFTER),)),
        Shot(
            hero=filled,
            supports=beside,
            move=ASIDE,
            entries=tuple(Entry(view.key, -ASIDE / 2, FADE_IN) for view in beside),
            beats=(Beat(SETTLE, words.run), *filling, Beat(END, words.end)),
        ),
        Shot(hero=filled, supports=plots, move=CHANGE, beats=(Beat(hold, words.end),)),
    )


def _short(
    filled: Map, run: Trajectory, there: Ball, came: Found | None, words: Captions
) -> tuple[Shot, ...]:
    """Return the run in its ellipse, whose name stands in the counter, if there is one."""
    counters = _counters(there, came, run)
    if counters:
        shape = msgspec.structs.replace(filled.overlays[0], label="")
        filled = msgspec.structs.replace(filled, overlays=(shape,))
    before, steps, after = SHORT
    beside: tuple[Support, ...] = counters or (_mse(run, there, came),)
    beats = (Beat(before, words.run), Beat(steps, words.run, runs.steps_of(run)), Beat(after, words.run))
    return (Shot(hero=filled, supports=beside, beats=beats),)


def _fall(there: Ball, run: Trajectory) -> int:
    """Return how many steps the fall has: until the MSE is what it is on average in the ball.

    At least some, so that what comes after is seen, and at most half of all.
    """
    steps = runs.steps_of(run)
    below = np.flatnonzero(run.losses <= there.mse)
    first = int(below[0]) if below.size else steps
    return min(max(first, FALL), max(steps // 2, 1)) if steps > 1 else steps


def _falling(words: tuple[str, ...], fall: int) -> list[Beat]:
    """Return the beats of the fall, of one caption or two."""
    if len(words) == 1:
        return [Beat(max(5.0, reading(words[0])), words[0], fall)]
    first = min(4, fall - 1)
    return [
        Beat(reading(words[0]), words[0], first),
        Beat(max(4.0, reading(words[1])), words[1], fall - first),
    ]


def _filling(words: str, steps: int) -> list[Beat]:
    """Return the beats of the run after the fall: a crowd of steps in 10 s, fewer in less."""
    if not steps:
        return [Beat(max(_up(reading(words) - SETTLE), 0.2), words)]
    return [Beat(_up(min(RUN, max(reading(words) - SETTLE, steps * EACH))), words, steps)]


def _windows(task: Problem, there: Ball, points: Array, far: Array | None) -> tuple[Array, Array]:
    """Return what the windows of theory and of the run show: the ellipse, and the run that fills it.

    The true weights are in them, unless they lie so far that the ball would be small beside that; of the run
    what is not far out of the ellipse. A run that does not arrive has the window of its way.
    """
    outline = there.box
    size = np.ptp(outline, axis=0)
    marked = [outline]
    if task.truth is not None and (np.abs(task.truth[list(task.axes)] - there.center) < size).all():
        marked.append(task.truth[list(task.axes)][None])
    if far is not None:
        marked.append(far)
    near = np.concatenate(marked)
    inside = (np.abs(points - there.center) < 0.57 * size).all(axis=1)
    return near, np.concatenate([near, points[inside]])


def _zoom(before: Array, after: Array) -> float:
    """Return the seconds of a zoom from one window to another: so many for each doubling."""
    sizes = [float((np.ptp(seen, axis=0) / FRAME).max()) for seen in (before, after)]
    return min(_up(LEAST + DOUBLING * abs(np.log2(sizes[0] / sizes[1]))), MOST)


def _up(seconds: float) -> float:
    """Return seconds in whole fifths, rounded up."""
    return float(np.ceil(round(seconds * 5, 6))) / 5


def _counters(there: Ball, came: Found | None, run: Trajectory) -> tuple[Counter, ...]:
    """Return the share inside the ellipse, from enough iterates on; nothing where they are too few."""
    if came is None:
        return ()
    first = there.since + ball.ENOUGH
    shares = came.shares[ball.ENOUGH :]
    counter = Counter(
        label="inside the ellipse",
        values=("",) * first + tuple(noise_words.percent(share) for share in shares),
        below=f"of the iterates after step {there.since}",
        predicted=noise_words.expected_share(there),
    )
    return (counter,)


def _mse(run: Trajectory, there: Ball, came: Found | None) -> Plot:
    """Return the plot of the MSE with its predicted mean, and the mean of the counted iterates."""
    floor = Floor(value=there.mse, label=noise_words.expected_mse(there))
    overlays = (floor, Mean(first=there.since)) if came else (floor,)
    return Plot(head="MSE", lines=(Line(run.losses, "", "mse"),), overlays=overlays, key="mse")


def _excess(task: Problem, run: Trajectory, there: Ball, came: Found | None) -> Plot:
    """Return the plot of the MSE's excess over the minimum, on a logarithmic scale that shows the fall."""
    least = task.loss.minimum
    floor = Floor(value=there.mse - least, label=f"predicted {plain(there.mse - least)}")
    line = Line(np.maximum(run.losses - least, 0.0), "", "mse")
    overlays = (floor, Mean(first=there.since)) if came else (floor,)
    head = "MSE over its minimum (log)"
    return Plot(head=head, lines=(line,), log=True, overlays=overlays, key="excess")


def _theory(task: Problem, run: Trajectory, batch: int) -> Theory:
    return Theory(loss=task.loss, runs=(run,), rate=task.rate, batch=batch)
