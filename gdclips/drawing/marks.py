"""Marks: what a picture is made of, as frozen records that no renderer is named in.

Coordinates and lengths are stage units (see :mod:`gdclips.drawing.layout`), colours are RGBA from 0 to
1. Marks are drawn in their order, later ones on top.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from gdclips.drawing.layout import Box
from gdclips.drawing.theme import Rgba
from gdclips.story.terms import Term
from gdcore import Array

Points = Array  # (m, 2)
Anchor = Literal["left", "center", "right"]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What all marks share: the box, if any, outside of which nothing of it is seen."""

    clip: Box | None = None


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

    ``corners`` (rows, columns, 2) and their ``colors`` (rows, columns, 4), themselves opaque.
    """

    corners: Array
    colors: Array
    alpha: float = 1.0


class Dots(Mark, frozen=True, kw_only=True):
    """Discs of one radius, ``fills`` (m, 4) or one colour for all."""

    points: Points
    radius: float
    fills: Array | Rgba
    edge: Rgba | None = None
    width: float = 0.0


class Words(Mark, frozen=True, kw_only=True):
    """A line of text whose baseline begins, is centred or ends at ``at``; ``upwards`` it reads upwards."""

    text: str
    at: tuple[float, float]
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
    at: tuple[float, float]
    size: float
    anchor: Anchor = "left"
    room: float = float("inf")


AnyMark = Area | Curve | Trail | Mesh | Dots | Words | Formula
