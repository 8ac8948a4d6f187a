"""What theory draws on plots: floors, laws and envelopes, dashed; and beside them the mean so far."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.plots.head import means
from gdclips.drawing.film.plots.scale import heights
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, drawn
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Curve, Points
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean
from gdclips.story.film.views import Plot

DASH = 11.0, 7.0  # pixels on and off
WIDTH = 2.4  # pixels
NAMED_AT = 0.72  # of the plot's width: where a curve has its label
LABELLED = 0.8  # the share of a curve from which it has its label
SMALL = 21.0  # pixels of a label's letters


def below(view: Plot, axes: Axes, look: Look, share: float) -> list[AnyMark]:
    """Return a share of what lies below the lines: laws and envelopes."""
    return [
        _dashed(curve, overlay.role, look, axes.box, share)
        for overlay in view.overlays
        if isinstance(overlay, (Law, Envelope))
        for curve in _curves(overlay, axes, view.log)
    ]


def above(view: Plot, axes: Axes, look: Look, share: float) -> list[AnyMark]:
    """Return a share of what lies above the lines: floors."""
    marks: list[AnyMark] = []
    for overlay in view.overlays:
        if isinstance(overlay, Floor):
            y = float(axes.place(np.array([0.0, *heights(np.array([overlay.value]), view.log)]))[1])
            ends = np.array([(axes.box.left, y), (axes.box.right, y)])
            marks.append(_dashed(ends, overlay.role, look, axes.box, share))
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


def label_marks(
    view: Plot, axes: Axes, look: Look, box: Box, lines: list[Points], share: float
) -> list[AnyMark]:
    """Return the labels of laws and envelopes, where most room is left of lines (m, 2) and of each other."""
    if share < LABELLED:
        return []
    named = [each for each in view.overlays if isinstance(each, (Law, Envelope)) and each.label]
    if not named:
        return []
    labels = Labels(look, box)
    for curve in lines:
        labels.avoid(curve)
    curves = [_curves(each, axes, view.log) for each in named]
    for several in curves:
        for curve in several:
            labels.avoid(curve)
    for overlay, (curve, *_) in zip(named, curves, strict=True):
        at = curve[round(NAMED_AT * (len(curve) - 1))]
        labels.beside(at, 2.0, overlay.label, f"{overlay.role}_text", SMALL, bold=True)
    return labels.marks


def _curves(overlay: Law | Envelope, axes: Axes, log: bool) -> list[Points]:
    values = overlay.values
    several = [heights(values, log)] if isinstance(overlay, Law) else [values, -values]
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
