"""Scene API: all names that the file of a scene may import.

The maths comes from :mod:`gdcore`: losses, optimisers, batches, theory. Three modules hold what scenes share:
``panels`` (maps, series and tables of a problem), ``telling`` (sentences with computed numbers) and ``cuts``
(the beats of a video and of a GIF).
"""

from gdclips.story import cuts, panels, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, check_fit, problem, streams
from gdclips.story.runs import descent, steps_of
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
from gdclips.story.story import (
    Contour,
    Line,
    Readout,
    Row,
    Scatter,
    Series,
    Span,
    Story,
    Strip,
    Surface,
    Table,
    Theory,
    Track,
)
from gdclips.story.terms import Term
from gdclips.story.timeline import Beat

__all__ = [
    "Batch",
    "Beat",
    "Contour",
    "Line",
    "ManySteps",
    "Noise",
    "OwnData",
    "Problem",
    "Rate",
    "Rated",
    "Readout",
    "Row",
    "Sampled",
    "SampledRate",
    "Scatter",
    "Sentences",
    "Series",
    "Settings",
    "Span",
    "Start",
    "Steps",
    "Story",
    "Strip",
    "Surface",
    "Table",
    "Term",
    "Theory",
    "Track",
    "Weights",
    "check_fit",
    "cuts",
    "descent",
    "panels",
    "plain",
    "problem",
    "steps_of",
    "streams",
    "telling",
]
