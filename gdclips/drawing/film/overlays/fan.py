"""The fan: steps that single samples would take from a point, which fold into their mean."""

from __future__ import annotations

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Curve, Points
from gdclips.drawing.theme import Rgba
from gdclips.story import motion
from gdclips.story.film.overlays import Fan

MOST = 200  # arrows, the first ones, that are drawn
WIDTH, LIT, MEAN = 1.8, 4.5, 7.0  # pixels of arrows
FAINT = 0.5  # opacity of arrows that are not lit
OUT, FOLD = 0.45, (0.5, 0.9)  # shares: by then the arrows are out, and between these they fold
NAMED = 0.8  # the share from which labels come in


def fan_part(overlay: Fan, look: Look, axes: Axes, share: float, labels: Labels) -> Part:
    """Draw a share of a fan: arrows grow, then copies of them turn into their mean, while the fan stays."""
    theme, start = look.theme, axes.place(overlay.at)
    ways = overlay.arrows * axes.scale
    mean, lit = ways.mean(axis=0), overlay.lit
    out, fold = motion.ease(share / OUT), motion.ease((share - FOLD[0]) / (FOLD[1] - FOLD[0]))
    ends = [start + mean, *([start + ways[lit]] if lit >= 0 else [])]
    for end in ends:
        labels.avoid(np.array([start, end]))
    role, lit_role = overlay.roles
    faint = [way for index, way in enumerate(ways[:MOST]) if index != lit]
    marks = [_arrow(start, out * way, look.line(WIDTH), theme.color(role, FAINT)) for way in faint]
    if 0.0 < fold < 1.0:
        color = theme.color(role, FAINT * (1.0 - fold))
        marks += [_arrow(start, way + fold * (mean - way), look.line(WIDTH), color) for way in faint]
    if fold > 0.0:
        marks.append(_arrow(start, mean, look.line(MEAN), theme.color(role, fold)))
    if lit >= 0:
        marks.append(_arrow(start, out * ways[lit], look.line(LIT), theme.color(lit_role)))
    if share >= NAMED:
        for end, text, each in zip(ends, overlay.labels, overlay.roles, strict=False):
            if text:
                labels.beside(end, 0.0, text, f"{each}_text", LABEL, bold=True)
    return Part(tuple(marks))


def _arrow(tail: Points, way: Points, width: float, color: Rgba) -> AnyMark:
    """Return an arrow from its tail on, or a line where it is too short to be one."""
    outline = geometry.arrow(tail, tail + way, width)
    if outline is None:
        return Curve(points=np.array([tail, tail + way]), color=color, width=width)
    return Area(outline=outline, fill=color)
