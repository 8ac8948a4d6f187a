"""What theory draws on plots: floors, laws and envelopes, dashed; beside them slopes and the mean so far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.plots.head import means
from gdclips.drawing.film.plots.scale import across, heights
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, drawn
from gdclips.drawing.marks import AnyMark, Curve, Points
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean, PlotOverlay, Slope
from gdclips.story.film.views import Plot

DASH = 11.0, 7.0  # pixels on and off
WIDTH, SLOPE = 2.4, 2.0  # pixels of lines
SMALLEST = 1e-300  # a number that has a logarithm


def below(view: Plot, axes: Axes, look: Look, shares: Mapping[str, float]) -> list[AnyMark]:
    """Return what lies below the lines, slopes, laws and envelopes, as much as has come of each."""
    marks: list[AnyMark] = []
    for overlay in view.overlays:
        share = _come(overlay, view, shares)
        match overlay:
            case Slope():
                points, color = slope_ends(overlay, view, axes), look.theme.color(overlay.role)
                marks.append(Curve(points=drawn(points, share), color=color, width=look.line(SLOPE)))
            case Law() | Envelope():
                curves = _curves(overlay, axes, view)
                marks += [_dashed(curve, overlay.role, look, axes.box, share) for curve in curves]
    return marks


def above(view: Plot, axes: Axes, look: Look, shares: Mapping[str, float]) -> list[AnyMark]:
    """Return what lies above the lines, floors, as much as has come of each."""
    marks: list[AnyMark] = []
    for overlay in view.overlays:
        if isinstance(overlay, Floor):
            y = float(axes.place(np.array([0.0, *heights(np.array([overlay.value]), view.log)]))[1])
            ends = np.array([(axes.box.left, y), (axes.box.right, y)])
            marks.append(_dashed(ends, overlay.role, look, axes.box, _come(overlay, view, shares)))
    return marks


def mean_marks(view: Plot, axes: Axes, look: Look, step: int) -> list[AnyMark]:
    """Return the means so far, as levels from their first iterate on."""
    marks: list[AnyMark] = []
    for overlay in view.overlays:
        if isinstance(overlay, Mean) and step > overlay.first:
            values = means(view, overlay)
            if not len(values):
                continue
            value = heights(values[min(step - overlay.first, len(values) - 1)][None], view.log)[0]
            last = overlay.first + len(values) - 1
            first, newest = across(np.array([overlay.first, min(step, last)]), view)
            ends = axes.place(np.array([(first, value), (newest, value)]))
            color = look.theme.color(overlay.role)
            marks.append(Curve(points=ends, color=color, width=look.line(3.0), clip=axes.box))
    return marks


def _come(overlay: PlotOverlay, view: Plot, shares: Mapping[str, float]) -> float:
    """Return how much of an overlay has come: as much as of its plot, if it has no share of its own."""
    return shares.get(overlay.key, shares.get(view.key, 1.0))


def slope_ends(overlay: Slope, view: Plot, axes: Axes) -> Points:
    """Return where a slope enters and leaves a plot's window, on the stage (2, 2); or one point twice."""
    iterate, value = overlay.at
    x = float(across(iterate, view))
    y = float(np.log10(max(value, SMALLEST))) if view.log else value
    low, high = axes.window.low, axes.window.high
    ends = [low[0], high[0]]
    if overlay.slope:
        ends = sorted(x + (level - y) / overlay.slope for level in (low[1], high[1]))
    found = np.clip(ends, low[0], high[0])
    return axes.place(np.stack([found, y + overlay.slope * (found - x)], axis=-1))


def _curves(overlay: Law | Envelope, axes: Axes, view: Plot) -> list[Points]:
    values = overlay.values
    several = [values, -values] if isinstance(overlay, Envelope) else [values]
    if view.log:
        several = [np.log10(np.maximum(each, SMALLEST)) for each in several]
    return [axes.place(np.stack([across(np.arange(len(each)), view), each], axis=-1)) for each in several]


def _dashed(points: Points, role: str, look: Look, clip: Box, share: float) -> Curve:
    dash = tuple(look.line(each) for each in DASH)
    return Curve(
        points=drawn(points, share),
        color=look.theme.color(role),
        width=look.line(WIDTH),
        dash=dash,
        clip=clip,
    )
