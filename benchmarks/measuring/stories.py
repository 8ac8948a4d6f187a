"""Stories of the benchmark: a map, three plots and a bowl, each of one descent, told in a given time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from gdclips.story import settings
from gdclips.story.film.film import Film
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.supports import coefficients, mse
from gdclips.story.film.views import Bowl, Line, Map, Plot, Support, Track, View
from gdclips.story.problem import Problem, problem
from gdclips.story.runs import descent
from gdclips.story.terms import Term
from gdcore import Trajectory, gradient_descent, sample_batches

Name = Literal["map", "plots", "bowl"]
STEPS, RATE, START = 50, 0.1, (3.2938, 4.2278, 6.1455)
PERIOD = 50  # steps after which a cloud's iterates repeat
FIRST = 0.2  # seconds in which the start is shown
GRADIENT = Term("gradient_text", "-nabla L", r"-\nabla L")


def story(name: Name, seconds: float) -> Film:
    """Return a story of so many seconds in one shot, the same in both cuts."""
    hero, supports = STORIES[name]()
    words = "Each step is a share of the gradient that is left."
    beats = Beat(FIRST, words), Beat(seconds - FIRST, words, STEPS)
    shots = (Shot(hero=hero, supports=supports, beats=beats),)
    return Film(title="One descent", full=shots, short=shots, steps=STEPS, clock=STEPS)


def cloud(steps: int) -> Film:
    """Return a story of a cloud of iterates, and of their MSE, which repeat so that all steps look alike."""
    task = problem(settings.Rated(noise=3.0), None, RATE)
    rows = sample_batches(task.loss.n, 1, PERIOD, rng=np.random.default_rng(1))
    run = descent(task, gradient_descent(RATE), PERIOD, start=task.loss.minimizer, batches=rows)
    again = np.arange(steps + 1) % PERIOD
    points, last = run.points[again], np.array(-1)
    parts = points, run.losses[again], run.gradients[again[:-1]], np.diff(points, axis=0), last
    repeated = Trajectory(*parts)
    hero = Map(plane=plane(task), seen=run.points[:, list(task.axes)], tracks=(Track(repeated, cloud=True),))
    shots = (Shot(hero=hero, supports=(mse(task, repeated),), beats=(Beat(8.0, "A cloud.", steps),)),)
    return Film(title="A cloud", full=shots, short=shots, steps=steps, clock=steps)


def _descent() -> tuple[Problem, Trajectory]:
    task = problem(settings.Rated(start=START), None, RATE)
    return task, descent(task, gradient_descent(RATE), STEPS)


def _map() -> tuple[View, tuple[Support, ...]]:
    task, run = _descent()
    return Map(plane=plane(task), seen=whole(task, run), tracks=(Track(run, arrow=GRADIENT),)), ()


def _plots() -> tuple[View, tuple[Support, ...]]:
    task, run = _descent()
    slopes = tuple(Line(run.gradients[:, i], task.names[i], f"w{i}") for i in range(3))
    return Plot(head="gradient", lines=slopes, key="gradient"), (coefficients(task, run), mse(task, run))


def _bowl() -> tuple[View, tuple[Support, ...]]:
    task, run = _descent()
    return Bowl(plane=plane(task), seen=whole(task, run), tracks=(Track(run),)), ()


STORIES: Mapping[Name, Callable[[], tuple[View, tuple[Support, ...]]]] = {
    "map": _map,
    "plots": _plots,
    "bowl": _bowl,
}
