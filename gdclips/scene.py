"""Scene API: all names that the file of a scene may import.

The maths comes from :mod:`gdcore`: losses, optimisers, batches, theory. A scene returns a :class:`Film`, most
simply one of :func:`descent_film` or :func:`plain_film`, else of shots of its own. Modules hold what scenes
share: ``sentences`` (captions with computed numbers) and ``supports`` (the plots and tables of a problem).
"""

from gdclips.story.caption import escaped
from gdclips.story.film import sentences, supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import (
    Callout,
    Compass,
    EigenAxes,
    Ellipse,
    Envelope,
    Fan,
    Floor,
    Ghosts,
    Headline,
    Law,
    Mean,
    MeanSquare,
    Slope,
    Squares,
)
from gdclips.story.film.plain import descent_film, plain_film, reading
from gdclips.story.film.shots import Beat, Clock, Entry, Shot, Sweep
from gdclips.story.film.views import (
    Bowl,
    Counter,
    Data,
    Leaderboard,
    Line,
    Map,
    Multiples,
    Numbers,
    Plane,
    Plot,
    Row,
    Rule,
    Track,
)
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, check_fit, problem, streams
from gdclips.story.runs import descent, diverges, steps_of
from gdclips.story.settings import (
    Batch,
    ManySteps,
    Noise,
    Rate,
    Rated,
    Sampled,
    SampledRate,
    Settings,
    Start,
    Steps,
    Weights,
)
from gdclips.story.terms import Span, Term

__all__ = [
    "Batch",
    "Beat",
    "Bowl",
    "Callout",
    "Clock",
    "Compass",
    "Counter",
    "Data",
    "EigenAxes",
    "Ellipse",
    "Entry",
    "Envelope",
    "Fan",
    "Film",
    "Floor",
    "Ghosts",
    "Headline",
    "Law",
    "Leaderboard",
    "Line",
    "ManySteps",
    "Map",
    "Mean",
    "MeanSquare",
    "Multiples",
    "Noise",
    "Numbers",
    "OwnData",
    "Plane",
    "Plot",
    "Problem",
    "Rate",
    "Rated",
    "Row",
    "Rule",
    "Sampled",
    "SampledRate",
    "Settings",
    "Shot",
    "Slope",
    "Span",
    "Squares",
    "Start",
    "Steps",
    "Sweep",
    "Term",
    "Theory",
    "Track",
    "Weights",
    "check_fit",
    "descent",
    "descent_film",
    "diverges",
    "escaped",
    "plain",
    "plain_film",
    "plane",
    "problem",
    "reading",
    "sentences",
    "steps_of",
    "streams",
    "supports",
    "whole",
]
