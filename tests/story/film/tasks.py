"""Problems and runs that several tests of films look at."""

from functools import cache

import numpy as np

from gdclips.story.problem import OwnData, problem
from gdclips.story.runs import descent
from gdclips.story.settings import Rated, make
from gdcore import Samples, gradient_descent


@cache
def task(rate=0.1, own=None, **changes):
    """A problem of made data or a user's own, at a rate."""
    return problem(make(Rated, {"samples": 30, "noise": 1.0, "start": None} | changes), own, rate)


@cache
def descended(steps=20, rate=0.1, **changes):
    """A problem and its descent."""
    made = task(rate, **changes)
    return made, descent(made, gradient_descent(rate), steps)


@cache
def table(count=2, file="houses.csv", target="price", size=1.0, standardized=False, **read):
    """A user's own data of so many features."""
    x = np.random.default_rng(3).normal(size=(30, count))
    y = size * (x @ np.arange(1.0, count + 1) + np.cos(np.arange(30)))
    names = tuple(f"feature {i}" for i in range(count))
    return OwnData(Samples(x, y, names), file, target, standardized, **read)
