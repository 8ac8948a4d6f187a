"""Overlays of a map: what theory predicts and what explains, each drawn to a share of itself."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.overlays.fan import fan_part
from gdclips.drawing.film.parts import Part, faded, faded_part
from gdclips.drawing.film.screen import EDGE, Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import NONE
from gdclips.story import motion
from gdclips.story.film.overlays import (
    Callout,
    Compass,
    EigenAxes,
    Ellipse,
    Fan,
    Ghosts,
    Headline,
    MapOverlay,
)

ELLIPSE_POINTS = 181
DASH = 15.0, 9.0  # pixels on and off of what is predicted
HEADLINE, SHORT_HEADLINE, NUMBER = 68.0, 52.0, 40.0  # pixels of letters
COMPASS = 450.0, 290.0  # pixels that a compass takes, with its words
BETWEEN = 0.6  # ems from a compass' number to the remark beside it
ARM = 95.0  # pixels of a compass' arm
TURNS = 1 / 8, 5 / 8, 3 / 8, 7 / 8, 0.0, 1 / 2  # where an ellipse may have its label, from the top clockwise
LABELLED = 0.8  # the share from which a label comes in


def drawn_overlay(overlay: MapOverlay, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    """Draw a share of an overlay on a map; its labels come in while its last part is drawn."""
    first = len(labels.marks)
    part = overlay_part(overlay, look, axes, share, labels)
    come = motion.ease((share - LABELLED) / (1.0 - LABELLED))
    labels.marks[first:] = [faded(mark, come) for mark in labels.marks[first:]]
    return part


@singledispatch
def overlay_part(overlay: MapOverlay, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    """Draw a share of an overlay on a map."""
    raise TypeError(f"a map has no way to draw a {type(overlay).__name__}")


@overlay_part.register
def _(overlay: Ellipse, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    curve = axes.place(ellipse(overlay))
    labels.avoid(curve)
    if share <= 0.0:
        return Part()
    theme, drawn = look.theme, curve[: max(2, round(share * (ELLIPSE_POINTS - 1)) + 1)]
    fill = Area(outline=curve, fill=theme.color(overlay.role, 0.13 * motion.ease(share)))
    dash = tuple(look.line(each) for each in DASH)
    color, width = theme.color(overlay.role), look.line(2.6)
    under = Curve(points=drawn, color=theme.color("halo", 0.55), width=look.line(4.2))
    line = Curve(points=drawn, color=color, width=width, dash=dash)
    if share >= LABELLED and overlay.label:
        corners = curve[[round(turn * (ELLIPSE_POINTS - 1)) for turn in TURNS]]
        labels.around(
            corners, axes.place(overlay.center), overlay.label, f"{overlay.role}_text", overlay.note
        )
    return Part((fill, under, line))


def ellipse(overlay: Ellipse) -> Points:
    """Return the outline (m, 2) of an ellipse in the weights' plane: from the top on, clockwise.

    A Gaussian in two dimensions lies within the radius sqrt(-2 log(1 - share)) of its standardised form.
    """
    angle = np.pi / 2 - np.linspace(0.0, 2 * np.pi, ELLIPSE_POINTS)
    circle = np.sqrt(-2 * np.log1p(-overlay.share)) * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    values, vectors = np.linalg.eigh(overlay.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.asarray(overlay.center + circle @ root.T)


@overlay_part.register
def _(overlay: EigenAxes, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    center = axes.place(overlay.center)
    ways = share * (axes.place(overlay.center + overlay.ends) - center)
    marks: list[AnyMark] = []
    sides = (ways[0],), (ways[0], -ways[0])
    for way, role, text, beside in zip(ways, overlay.roles, overlay.labels, sides, strict=True):
        there = np.array([center - way, center + way])
        marks.append(Curve(points=there, color=look.theme.color(role), width=look.line(3.0)))
        if text and share >= LABELLED:
            labels.ride(center, way, beside, text, f"{role}_text")
    return Part(tuple(marks))


@overlay_part.register
def _(overlay: Headline, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    right, theme = look.width - EDGE * look.px, look.theme
    small, large = look.type(LABEL), look.type(HEADLINE if look.cut == "full" else SHORT_HEADLINE)
    top = 1.0 - 44 * look.px - 1.5 * small
    foot = top - 0.98 * large
    rows = [
        (overlay.label, top, small, "muted"),
        (overlay.text, foot, large, f"{overlay.role}_text"),
    ]
    wide = line(overlay.below).advance * small
    if overlay.below and labels.free(Box(right - wide, foot - 1.7 * small, wide, 1.7 * small)):
        rows.append((overlay.below, foot - 1.35 * small, small, "muted"))
    wide = max(line(text, size == large).advance * size for text, _, size, _ in rows)
    labels.reserve(Box(right - wide, rows[-1][1] - 0.35 * small, wide, 1.0 - rows[-1][1] + 0.35 * small))
    halo = theme.color("halo", 0.6)
    words = tuple(
        Words(
            text=text,
            at=(right, y),
            size=size,
            color=theme.color(role),
            anchor="right",
            bold=size == large,
            halo=halo,
        )
        for text, y, size, role in rows
    )
    return faded_part(Part(labels=words), motion.ease(share))


@overlay_part.register
def _(overlay: Fan, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    return fan_part(overlay, look, axes, share, labels)


@overlay_part.register
def _(overlay: Callout, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    if share >= LABELLED:
        labels.beside(axes.place(overlay.at), 10.0, overlay.text, overlay.role)
    return Part()


@overlay_part.register
def _(overlay: Ghosts, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    edge = look.theme.color(overlay.role, 0.6 * motion.ease(share))
    places = axes.place(overlay.points)
    return Part((Dots(points=places, radius=look.line(10.0), fills=NONE, edge=edge, width=look.line(1.6)),))


@overlay_part.register
def _(overlay: Compass, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    box, px = compass_box(look, labels.focus), look.px
    labels.reserve(box)
    ways = overlay.ways * axes.scale
    ways = ways / np.linalg.norm(ways, axis=-1, keepdims=True) * look.line(ARM)
    ways = np.where(ways[:, :1] < -1e-9, -ways, ways)  # words stand at the right
    wide = max(way[0] + _width(texts, look) for way, texts in zip(ways, overlay.texts, strict=True)) + 16 * px
    center = np.array([min(box.left + np.abs(ways[:, 0]).max(), box.right - wide), box.center[1]])
    marks: list[AnyMark] = []
    for way, role, texts, both in zip(ways, overlay.roles, overlay.texts, overlay.both, strict=True):
        for end in (way, -way) if both else (way,):
            outline = geometry.arrow(center, center + motion.ease(share) * end, look.line(4.0))
            if outline is not None:
                marks.append(Area(outline=outline, fill=look.theme.color(role)))
        marks += _kept(texts, center + way + (16 * px, 0.0), role, look, motion.ease((share - 0.5) * 2))
    return Part(labels=tuple(marks))


def _kept(texts: tuple[str, str, str, str], at: Points, role: str, look: Look, alpha: float) -> list[AnyMark]:
    """Return lines right of a point: what it is, below it the number and a remark, and one more."""
    small, large = look.type(LABEL), look.type(NUMBER)
    color, halo = look.theme.color(f"{role}_text", alpha), look.theme.color("halo", 0.6 * alpha)
    what, number, remark, below = texts
    left, middle = at.tolist()
    foot = middle - 0.9 * large
    after = left + line(number, True).advance * large + BETWEEN * small
    return [
        Words(text=what, at=(left, middle + 0.25 * small), size=small, color=color, halo=halo),
        Words(text=number, at=(left, foot), size=large, color=color, bold=True, halo=halo),
        *([Words(text=remark, at=(after, foot), size=small, color=color, halo=halo)] if remark else []),
        *(
            [Words(text=below, at=(left, foot - 1.2 * small), size=small, color=color, halo=halo)]
            if below
            else []
        ),
    ]


def _width(texts: tuple[str, str, str, str], look: Look) -> float:
    """Return the width of what a compass says of a way."""
    small, large = look.type(LABEL), look.type(NUMBER)
    what, number, remark, below = texts
    beside = BETWEEN * small + line(remark).advance * small if remark else 0.0
    under = max(line(what).advance, line(below).advance) * small
    return max(under, line(number, True).advance * large + beside)


def headline_box(overlays: tuple[MapOverlay, ...], look: Look) -> Box | None:
    """Return what a map's headline, if it has one, takes of the frame's upper right."""
    for each in overlays:
        if isinstance(each, Headline):
            small, large = look.type(LABEL), look.type(HEADLINE if look.cut == "full" else SHORT_HEADLINE)
            rows = (each.label, False, small), (each.text, True, large), (each.below, False, small)
            wide = max(line(text, bold).advance * size for text, bold, size in rows)
            foot = 1.0 - 44 * look.px - 1.5 * small - 0.98 * large - (1.7 * small if each.below else 0.0)
            return Box(look.width - EDGE * look.px - wide, foot, wide, 1.0 - foot)
    return None


def map_room(overlays: tuple[MapOverlay, ...], look: Look, focus: Box) -> Box:
    """Return what a map's compass and its headline, if it has them, leave of its safe area."""
    top, right = focus.top, focus.right
    if any(isinstance(each, Compass) for each in overlays):
        box = compass_box(look, focus)
        right = box.left if look.landscape else right
        top = top if look.landscape else box.bottom - 24 * look.px
    elif not look.landscape and any(isinstance(each, Headline) for each in overlays):
        top -= look.type(HEADLINE)
    return Box(focus.left, focus.bottom, right - focus.left, top - focus.bottom)


def compass_box(look: Look, focus: Box) -> Box:
    """Return where a compass stands: at the right of a safe area, or at its top where there is no room."""
    wide, high = look.type(COMPASS[0]), look.type(COMPASS[1])
    if look.landscape:
        return Box(focus.right - wide, focus.center[1] - high / 2, wide, high)
    return Box(focus.right - wide, focus.top - high, wide, high)
