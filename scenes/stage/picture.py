"""The whole picture: a story, a theme and a layout make marks, some fixed and some for each state."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scenes.stage.column import column_view
from scenes.stage.contour import contour_view
from scenes.stage.layout import BARE, FULL, Box
from scenes.stage.lettering import fitted, shorten
from scenes.stage.marks import AnyMark, Words
from scenes.stage.story import Cut, State, Story, Timeline
from scenes.stage.theme import THEMES, Rgba, Theme, Type
from scenes.stage.views import View, together


class Picture(msgspec.Struct, frozen=True):
    """A cut of a story in a theme: a timeline, the marks that stay and those of each state."""

    timeline: Timeline
    background: Rgba
    static: tuple[AnyMark, ...]
    moving: Callable[[State], list[AnyMark]]


def picture(story: Story, theme: str, cut: Cut, bare: bool = False) -> Picture:
    """Compose a story's picture in the theme of that name; bare, it has no title and no caption."""
    look, layout = THEMES[theme], BARE if bare else FULL
    view = together(
        (
            *((_heading(story, look, layout.title),) if layout.title else ()),
            contour_view(story, look, layout.panel),
            column_view(story, look, layout.column),
            *((_caption(look, layout.caption),) if layout.caption else ()),
        )
    )
    return Picture(
        timeline=story.timeline(cut),
        background=look.color("background"),
        static=view.static,
        moving=view.moving,
    )


def _heading(story: Story, theme: Theme, box: Box) -> View:
    text = shorten(story.title, Type.title, box.width, bold=True)
    at = (box.left, box.center[1] - 0.33 * Type.title)
    return View((Words(text=text, at=at, size=Type.title, color=theme.color("ink"), bold=True),))


def _caption(theme: Theme, box: Box) -> View:
    baseline = (box.left, box.center[1] - 0.33 * Type.caption)

    def moving(state: State) -> list[AnyMark]:
        text, size = fitted(state.caption, Type.caption, box.width, Type.tick)
        color = theme.color("ink", state.caption_alpha)
        return [Words(text=text, at=baseline, size=size, color=color)] if text else []

    return View((), moving)
