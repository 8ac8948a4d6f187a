"""The picture of panels: a story, a theme and a layout make marks, some fixed and some for each state."""

from __future__ import annotations

from functools import cache

from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.layout import ASPECT, Box, across, layout
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.surface3d.surface import surface_view
from gdclips.drawing.text.lettering import fitted, halves
from gdclips.drawing.theme import THEMES, Theme, Type
from gdclips.drawing.views.column import column_view
from gdclips.drawing.views.contour import contour_view
from gdclips.drawing.views.entrance import entering
from gdclips.drawing.views.readouts import readouts_view
from gdclips.drawing.views.scatter import scatter_view
from gdclips.drawing.views.series import series_view
from gdclips.drawing.views.strip import strip_view
from gdclips.drawing.views.views import View, together
from gdclips.story.story import Contour, Cut, Panel, Scatter, Series, Story, Surface

TWO_LINES, PITCH = 0.080, 0.048  # the least height of a box for two lines; from one to the other


def panels_picture(story: Story, theme: str, cut: Cut, bare: bool = False, aspect: float = ASPECT) -> Picture:
    """Compose a story's picture in the theme of that name, for frames of an aspect.

    Bare, it has no title and no caption.
    """
    look, slots = THEMES[theme], layout(len(story.panels), bare, aspect)
    views = [_panels(story, look, slots.panels)]
    if slots.column:
        views.append(column_view(story, look, slots.column))
    if slots.readouts:
        views.append(readouts_view(story, look, slots.readouts))
    if slots.strip:
        views.append(strip_view(story, look, slots.strip))
    if slots.title:
        views.append(_heading(story, look, slots.title))
    if slots.caption:
        views.append(_caption(look, slots.caption))
    view = together(views)
    growing = tuple(sorted(view.growing, key=lambda piece: piece.since))
    layers = Layers(view.static, growing, view.moving)
    return Picture(story.timeline(cut), look.color("background"), lambda state: layers, slots.width)


def _panels(story: Story, theme: Theme, boxes: tuple[Box, ...]) -> View:
    """Draw all panels; until the minimum is shown, the story's opening is seen in their place."""
    alone = len(boxes) == 1
    view = together(_panel(panel, theme, box, alone) for panel, box in zip(story.panels, boxes, strict=True))
    if story.opening is None:
        return view
    return entering(view, "minimizer", story.opening, theme, across(boxes), alone)


def _panel(panel: Panel, theme: Theme, box: Box, alone: bool) -> View:
    view = panel_view(panel, theme, box, alone)
    if isinstance(panel, Contour) and panel.appears:
        return entering(view, panel.appears, None, theme, box, alone)
    return view


def panel_view(panel: Panel, theme: Theme, box: Box, alone: bool) -> View:
    """Return the view of a panel, alone or beside others, as if it had been there from the beginning."""
    match panel:
        case Contour():
            return contour_view(panel, theme, box, alone)
        case Series():
            return series_view(panel, theme, box)
        case Scatter():
            return scatter_view(panel, theme, box)
        case Surface():
            return surface_view(panel, theme, box)


def _heading(story: Story, theme: Theme, box: Box) -> View:
    text, size = fitted(story.title, Type.title, box.width, Type.label, bold=True)
    at = (box.left, box.center[1] - 0.33 * size)
    return View((Words(text=text, at=at, size=size, color=theme.color("ink"), bold=True),))


def _caption(theme: Theme, box: Box) -> View:
    """The caption on a line, or on two of a box that has the height for them and lacks the width."""

    @cache
    def written(caption: str, alpha: float) -> list[AnyMark]:
        lines = halves(caption, Type.tick, box.width) if box.height > TWO_LINES else [caption]
        marks: list[AnyMark] = []
        for index, each in enumerate(lines if caption else []):
            text, size = fitted(each, Type.caption, box.width, Type.tick)
            y = box.center[1] - 0.33 * Type.caption + PITCH * ((len(lines) - 1) / 2 - index)
            marks.append(Words(text=text, at=(box.left, y), size=size, color=theme.color("ink", alpha)))
        return marks

    return View((), lambda state: written(state.caption, state.caption_alpha))
