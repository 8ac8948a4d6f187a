"""Marks: what a picture is made of, as frozen records that no renderer is named in.

Coordinates and lengths are stage units (see :mod:`gdclips.drawing.box`), colours are RGBA from 0 to
1. Marks are drawn in their order, later ones on top.

With a lens, a mark lies in space: its points have a third coordinate, and stages project them. Widths, radii
and sizes of letters stay stage units.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.lens import Lens
from gdclips.drawing.theme import Rgba
from gdclips.story.terms import Term
from gdcore import Array

Points = Array  # (m, 2), or (m, 3) in space
Place = tuple[float, ...]  # two coordinates, or three in space
Anchor = Literal["left", "center", "right"]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What all marks share: the box, if any, outside of which nothing of it is seen, and the lens, if any."""

    clip: Box | None = None
    lens: Lens | None = None


class Area(Mark, frozen=True, kw_only=True):
    """A closed polygon, filled and, with an edge, outlined."""

    outline: Points
    fill: Rgba | None = None
    edge: Rgba | None = None
    width: float = 0.0


class Curve(Mark, frozen=True, kw_only=True):
    """An open line through points; ``dash`` gives lengths on and off."""

    points: Points
    color: Rgba
    width: float
    dash: tuple[float, ...] = ()


class Trail(Mark, frozen=True, kw_only=True):
    """A line through points whose segments have colours of their own, ``colors`` (m - 1, 4)."""

    points: Points
    colors: Array
    width: float


class Mesh(Mark, frozen=True, kw_only=True):
    """A sheet whose colours blend from corner to corner, without seams, laid on at one opacity.

    ``corners`` (rows, columns, 2), or 3 in space, and their ``colors`` (rows, columns, 4), themselves opaque.
    A ``smooth`` one changes so slowly, and ends so softly, that a few pixels may have one colour.
    """

    corners: Array
    colors: Array
    alpha: float = 1.0
    smooth: bool = False


class Dots(Mark, frozen=True, kw_only=True):
    """Discs of one radius, ``fills`` (m, 4) or one colour for all."""

    points: Points
    radius: float
    fills: Array | Rgba
    edge: Rgba | None = None
    width: float = 0.0


class Gradient(Mark, frozen=True, kw_only=True):
    """A rectangle filled by one colour whose opacity goes smoothly along one axis.

    ``stops`` are pairs of a share of the box, from its left or its bottom, and the opacity there, a share of
    the colour's own. The former increase; before the first stop and after the last, opacity stays.
    """

    box: Box
    color: Rgba
    axis: Literal["x", "y"]
    stops: tuple[tuple[float, float], ...]

    def opacity(self, shares: Array) -> Array:
        """Return the opacity at shares (m,) of the box; from stop to stop it has soft ends (smoothstep)."""
        places, values = zip(*self.stops, strict=True)
        number = np.arange(len(places))
        part, before = np.modf(np.interp(shares, places, number))
        return np.asarray(np.interp(before + part * part * (3.0 - 2.0 * part), number, values))


class Words(Mark, frozen=True, kw_only=True):
    """A line of text whose baseline begins, is centred or ends at ``at``; ``upwards`` it reads upwards."""

    text: str
    at: Place
    size: float
    color: Rgba
    anchor: Anchor = "left"
    bold: bool = False
    upwards: bool = False
    halo: Rgba | None = None


class Formula(Mark, frozen=True, kw_only=True):
    """Typeset terms on one line, centred vertically on ``at``, at most ``room`` wide."""

    terms: tuple[Term, ...]
    colors: tuple[Rgba, ...]
    at: Place
    size: float
    anchor: Anchor = "left"
    room: float = float("inf")


AnyMark = Area | Curve | Trail | Mesh | Dots | Gradient | Words | Formula

Some = TypeVar("Some", bound=Mark)


def projected(mark: Some) -> Some:
    """Return a mark as it lies on the stage: one with a lens without it, its points projected."""
    if mark.lens is None:
        return mark
    lens = mark.lens
    changes: dict[str, Any] = {"lens": None}
    match mark:
        case Area():
            changes["outline"] = lens.place(mark.outline)
        case Curve() | Trail() | Dots():
            changes["points"] = lens.place(mark.points)
        case Mesh():
            changes["corners"] = lens.place(mark.corners)
        case Words() | Formula():
            changes["at"] = tuple(lens.place(np.array(mark.at)).tolist())
    return msgspec.structs.replace(mark, **changes)
