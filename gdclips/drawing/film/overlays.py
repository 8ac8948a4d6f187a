"""Overlays of a map: what theory predicts and what explains, each drawn to a share of itself."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Points
from gdclips.drawing.theme import NONE
from gdclips.story import motion
from gdclips.story.film.overlays import Callout, EigenAxes, Ellipse, Ghosts, MapOverlay

ELLIPSE_POINTS = 181
DASH = 15.0, 9.0  # pixels on and off of what is predicted
LABELLED = 0.8  # the share from which a label comes in


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
    under = Curve(points=drawn, color=theme.color("background", 0.55), width=look.line(4.2))
    line = Curve(points=drawn, color=color, width=width, dash=dash)
    if share >= LABELLED and overlay.label:
        corner = curve[_nearest_corner(curve, labels)]
        labels.beside(corner, 0.0, overlay.label, f"{overlay.role}_text", LABEL, bold=True)
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


def _nearest_corner(curve: Points, labels: Labels) -> int:
    """Return the point of a curve at its upper right, from which a label has room to stand outside."""
    return len(curve) // 8


@overlay_part.register
def _(overlay: EigenAxes, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    center = axes.place(overlay.center)
    ends = axes.place(overlay.center + np.stack([overlay.ends, -overlay.ends]))  # (2 sides, 2 axes, 2)
    marks: list[AnyMark] = []
    for number, role in enumerate(overlay.roles):
        there = [center + share * (ends[side, number] - center) for side in (0, 1)]
        marks.append(Curve(points=np.array(there), color=look.theme.color(role), width=look.line(3.0)))
        text = overlay.labels[number]
        if text and share >= LABELLED:
            labels.ride(there[0], center, text, f"{role}_text")
    return Part(tuple(marks))


@overlay_part.register
def _(overlay: Callout, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    if share > 0.0:
        labels.beside(axes.place(overlay.at), 10.0, overlay.text, overlay.role)
    return Part()


@overlay_part.register
def _(overlay: Ghosts, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    edge = look.theme.color(overlay.role, 0.6 * motion.ease(share))
    places = axes.place(overlay.points)
    return Part((Dots(points=places, radius=look.line(10.0), fills=NONE, edge=edge, width=look.line(1.6)),))
