"""What theory draws on plots: floors, laws and envelopes, dashed; and beside them the mean so far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdclips.drawing.film.plots.head import means
from gdclips.drawing.film.plots.scale import heights
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, drawn
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Curve, Points
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean, PlotOverlay
from gdclips.story.film.views import Plot

DASH = 11.0, 7.0  # pixels on and off
WIDTH = 2.4  # pixels
SMALLEST = 1e-300  # a number that has a logarithm


def below(view: Plot, axes: Axes, look: Look, shares: Mapping[str, float]) -> list[AnyMark]:
    """Return what lies below the lines, laws and envelopes, as much as has come of each."""
    return [
        _dashed(curve, overlay.role, look, axes.box, _come(overlay, view, shares))
        for overlay in view.overlays
        if isinstance(overlay, (Law, Envelope))
        for curve in _curves(overlay, axes, view.log)
    ]


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
            ends = axes.place(np.array([(overlay.first, value), (min(step, last), value)]))
            color = look.theme.color(overlay.role)
            marks.append(Curve(points=ends, color=color, width=look.line(3.0), clip=axes.box))
    return marks


def _come(overlay: PlotOverlay, view: Plot, shares: Mapping[str, float]) -> float:
    """Return how much of an overlay has come: as much as of its plot, if it has no share of its own."""
    return shares.get(overlay.key, shares.get(view.key, 1.0))


def _curves(overlay: Law | Envelope, axes: Axes, log: bool) -> list[Points]:
    values = overlay.values
    several = [values, -values] if isinstance(overlay, Envelope) else [values]
    if log:
        several = [np.log10(np.maximum(each, SMALLEST)) for each in several]
    return [axes.place(np.stack([np.arange(len(each)), each], axis=-1)) for each in several]


def _dashed(points: Points, role: str, look: Look, clip: Box, share: float) -> Curve:
    dash = tuple(look.line(each) for each in DASH)
    return Curve(
        points=drawn(points, share),
        color=look.theme.color(role),
        width=look.line(WIDTH),
        dash=dash,
        clip=clip,
    )
