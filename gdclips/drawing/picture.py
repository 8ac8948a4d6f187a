"""The whole picture: a story in a theme, for frames of a shape, as layers of marks for each state."""

from __future__ import annotations

from gdclips.drawing.film.composition import film_picture
from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.layout import ASPECT
from gdclips.drawing.panels import panel_view, panels_picture
from gdclips.story.film.film import Film
from gdclips.story.story import Cut, Story

__all__ = ["Layers", "Picture", "panel_view", "picture"]


def picture(story: Story | Film, theme: str, cut: Cut, bare: bool = False, aspect: float = ASPECT) -> Picture:
    """Compose a story's picture in the theme of that name, for frames of an aspect.

    Bare, it has no title and no caption.
    """
    if isinstance(story, Film):
        return film_picture(story, theme, cut, bare, aspect)
    return panels_picture(story, theme, cut, bare, aspect)
