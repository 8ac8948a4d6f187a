"""The scatter panel: samples as dots and, if there is a fit, its line turning as the weights move."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots
from gdclips.drawing.theme import Rgba, Theme, Width
from gdclips.drawing.views.frames import footnote, framed, heading
from gdclips.drawing.views.views import View
from gdclips.story.story import Scatter
from gdclips.story.timeline import State
from gdcore import Array

PAD = 0.06  # of the samples' span, on each side
MOST_DOTS = 2000  # the first so many samples are shown


def scatter_view(panel: Scatter, theme: Theme, box: Box, alone: bool = False) -> View:
    """Draw a scatter panel into a box; alone, it has its head below it."""
    points = np.stack([panel.x, panel.y], axis=-1)
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    corners = (low - PAD * span).tolist(), (high + PAD * span).tolist()
    axes = Axes(Window((corners[0][0], corners[0][1]), (corners[1][0], corners[1][1]), equal=False), box)
    dots = axes.place(points[:MOST_DOTS])
    static: list[AnyMark] = [
        Area(outline=box.corners, fill=theme.color("panel")),
        Dots(points=dots, radius=Width.cloud, fills=_fills(panel, theme), clip=box),
        *framed(axes, panel.names, theme, alone),
        footnote(panel.head, box, theme, panel.names[0]) if alone else heading(panel.head, box, theme),
    ]
    return View(tuple(static), lambda state: _line(panel, axes, theme, state))


def _fills(panel: Scatter, theme: Theme) -> Array | Rgba:
    """Return the dots' one colour, or a colour for each: the larger its shade, the nearer to the ink."""
    if panel.shade is None:
        return theme.color("muted", 0.6)
    values = panel.shade[:MOST_DOTS]
    shares = (values - values.min()) / (np.ptp(values) or 1.0)
    return theme.ramp(theme.shades, np.round(shares, 6))  # the last digits are not the same everywhere


def _line(panel: Scatter, axes: Axes, theme: Theme, state: State) -> list[AnyMark]:
    if panel.fit is None or not state.shown.get("path"):
        return []
    state = state.until(len(panel.fit) - 1)
    here = panel.fit[state.step]
    there = panel.fit[min(state.step + 1, len(panel.fit) - 1)]
    intercept, slope = here + state.glide * (there - here)
    ends = np.array([axes.window.low[0], axes.window.high[0]])
    points = axes.place(np.stack([ends, intercept + slope * ends], axis=-1))
    color = theme.color("path", state.shown["path"])
    return [Curve(points=points, color=color, width=Width.path, clip=axes.box)]
