"""Overlays: what is drawn upon a map, the data or a plot beside what it measures, as what theory predicts.

An overlay has a key, by which a shot's entry says when it draws itself on.
"""

from __future__ import annotations

import msgspec

from gdcore import Array

RESIDUAL, SQUARE, APART = 0.25, 0.4, 0.09  # seconds of a residual, of its square, and from one to the next
MOST_SQUARES = 60  # samples, the first ones, that have a square


class Ellipse(msgspec.Struct, frozen=True, kw_only=True):
    """The ellipse of ``share`` of a Gaussian about ``center`` (2,) with a ``covariance`` (2, 2).

    It is predicted: dashed, with its ``label`` beside it and a ``note`` below that.
    """

    center: Array
    covariance: Array
    share: float = 0.95
    label: str = ""
    note: str = ""
    role: str = "predicted"
    key: str = "ellipse"


class EigenAxes(msgspec.Struct, frozen=True, kw_only=True):
    """Two axes about ``center`` (2,): ``ends`` (2, 2), a row for each half axis; ``labels`` ride on them."""

    center: Array
    ends: Array
    labels: tuple[str, str] = ("", "")
    roles: tuple[str, str] = ("across", "along")
    key: str = "axes"


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """A number of the whole map, large at its upper right, below its label; ``below`` says what it is."""

    label: str
    text: str
    below: str = ""
    role: str = "rate"
    key: str = "headline"


class Compass(msgspec.Struct, frozen=True, kw_only=True):
    """Two directions, ``ways`` (2, 2), beside the map: what each step keeps along each.

    Each has four texts: what it is, the number, a remark beside this and one below. A way that is ``both`` is
    gone to and fro.
    """

    ways: Array
    texts: tuple[tuple[str, str, str, str], tuple[str, str, str, str]]
    both: tuple[bool, bool] = (False, False)
    roles: tuple[str, str] = ("across", "along")
    key: str = "compass"


class Callout(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand near a point ``at`` (2,) of the map, with a leader."""

    at: Array
    text: str
    role: str = "ink"
    key: str = "callout"


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """Arrows (n, 2) from a point ``at`` (2,), each as long as the step that it is, and their mean.

    They fan out and fold into the mean, of all of them, also of those too many to be drawn. The arrow that is
    ``lit`` stands out; -1 is none. ``labels`` are what the mean and the lit one are called.
    """

    at: Array
    arrows: Array
    lit: int = -1
    labels: tuple[str, str] = ("", "")
    roles: tuple[str, str] = ("gradient", "path")
    key: str = "fan"


class Ghosts(msgspec.Struct, frozen=True, kw_only=True):
    """Rings at ``points`` (k, 2): minima, starts or estimates that were."""

    points: Array
    role: str = "minimizer"
    key: str = "ghosts"


class Squares(msgspec.Struct, frozen=True, kw_only=True):
    """The squared residuals of the data's line: a residual drops from each sample, and opens to a square.

    It is as wide in the picture as the residual is long, so that its area is the squared residual.
    """

    role: str = "path"
    key: str = "squares"

    def seconds(self, samples: int) -> float:
        """Return how long the squares of so many samples take to draw themselves on, one after the other."""
        return RESIDUAL + SQUARE + APART * (min(samples, MOST_SQUARES) - 1)


class MeanSquare(msgspec.Struct, frozen=True, kw_only=True):
    """A square in a corner whose area is the mean of the data's squared residuals, beside its number.

    The squares fly there at their own size, and level off. The first mean square stays as a ``ghost``.
    """

    label: str = "MSE"
    ghost: bool = True
    role: str = "path"
    key: str = "mean_square"


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """A level that a plot's line should come to, dashed, with its text."""

    value: float
    label: str = ""
    role: str = "predicted"
    key: str = "floor"


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """What theory says of a plot's line: ``values`` (steps + 1,), dashed, drawn before the run."""

    values: Array
    label: str = ""
    role: str = "predicted"
    key: str = "law"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds between which a plot's line swings: plus and minus ``values`` (steps + 1,), dashed."""

    values: Array
    label: str = ""
    role: str = "predicted"
    key: str = "envelope"


class Slope(msgspec.Struct, frozen=True, kw_only=True):
    """A straight line to compare a plot's lines with, through the value ``at`` an iterate, and its label.

    Its ``slope`` is that of what is drawn: on logarithms of both the power of the iteration, on those of the
    quantities alone decades an iteration, else units an iteration. No scale makes room for it.
    """

    at: tuple[float, float]
    slope: float
    label: str = ""
    role: str = "muted"
    key: str = "slope"


class Mean(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of a line from iterate ``first`` on, so far; drawn as a solid level, in the line's colour."""

    line: int = 0
    first: int = 0
    role: str = "path"
    key: str = "mean"


MapOverlay = Ellipse | EigenAxes | Headline | Compass | Callout | Fan | Ghosts
DataOverlay = Squares | MeanSquare
PlotOverlay = Floor | Law | Envelope | Mean | Slope
