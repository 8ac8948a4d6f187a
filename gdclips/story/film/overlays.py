"""Overlays: what is drawn upon a map or a plot beside what it measures, mostly what theory predicts.

An overlay has a key, by which a shot's entry says when it draws itself on.
"""

from __future__ import annotations

import msgspec

from gdcore import Array


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

    Each has three texts: what it is, the number, and a remark. A way that is ``both`` is gone to and fro.
    """

    ways: Array
    texts: tuple[tuple[str, str, str], tuple[str, str, str]]
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
    """Arrows (n, 2) from a point ``at`` (2,), their mean, and the one that is ``lit``."""

    at: Array
    arrows: Array
    lit: int = -1
    key: str = "fan"


class Ghosts(msgspec.Struct, frozen=True, kw_only=True):
    """Rings at ``points`` (k, 2): minima, starts or estimates that were."""

    points: Array
    role: str = "minimizer"
    key: str = "ghosts"


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


class Mean(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of a line from iterate ``first`` on, so far; drawn as a solid level, in the line's colour."""

    line: int = 0
    first: int = 0
    role: str = "path"
    key: str = "mean"


MapOverlay = Ellipse | EigenAxes | Headline | Compass | Callout | Fan | Ghosts
PlotOverlay = Floor | Law | Envelope | Mean
