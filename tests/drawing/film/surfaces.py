"""Films made for tests: descents on losses that are no quadratics, with a zoom."""

from functools import cache

import msgspec
import numpy as np

from gdclips.story.film.film import Film
from gdclips.story.film.maps import whole
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.views import Map, Multiples, Plane, Track
from gdcore import descend, gradient_descent, himmelblau, rosenbrock

STEPS = 12


@cache
def valley():
    """A map of Rosenbrock's function with a run into its valley."""
    return _map(rosenbrock, descend(rosenbrock, gradient_descent(1e-3), [-1.2, 1.0], STEPS), "valley")


@cache
def hills():
    """A map of Himmelblau's function with a run from its hill to one of its four minima."""
    return _map(himmelblau, descend(himmelblau, gradient_descent(0.01), [-0.2, -1.2], STEPS), "hills")


def _map(loss, run, key):
    plane = Plane(loss=loss, axes=(0, 1), names=("x", "y"), note=loss.name, anchor=run.points[0])
    return Map(plane=plane, seen=whole(plane, run), tracks=(Track(run),), levels=True, key=key)


def near(wide, reach=0.5):
    """The map about the end of its run."""
    seen = wide.tracks[0].run.points[-1] + reach * np.array([(-1.0, -1.0), (1.0, 1.0)])
    return msgspec.structs.replace(wide, seen=seen, levels=False)


def every_loss():
    """A film that zooms on one surface, and shows another beside small maps of both."""
    small = Multiples(parts=(valley(), hills()), columns=1)
    full = (
        Shot(hero=hills(), beats=(Beat(2.2), Beat(1.2, "It goes [down](path).", STEPS))),
        Shot(hero=near(hills()), beats=(Beat(2.0, "It zooms."),), move=1.0),
        Shot(hero=valley(), supports=(small,), beats=(Beat(2.0, "A valley."),), move=0.4),
    )
    short = (Shot(hero=valley(), beats=(Beat(1.0, "Short."), Beat(1.0, "Short.", STEPS))),)
    return Film(title="Any loss", full=full, short=short, steps=STEPS, clock=STEPS)
