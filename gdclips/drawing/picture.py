"""The whole picture: a film in a theme, for frames of a shape, as layers of marks for each state."""

from __future__ import annotations

from gdclips.drawing.box import ASPECT
from gdclips.drawing.film.composition import Composer
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layers import Picture
from gdclips.drawing.theme import THEMES
from gdclips.story.film.film import Cut, Film

BLACK, WHITE = "#000000", "#ffffff"


def picture(
    film: Film,
    theme: str,
    cut: Cut,
    bare: bool = False,
    aspect: float = ASPECT,
    background: str | None = None,
) -> Picture:
    """Compose a film's picture in the theme of that name, for frames of an aspect.

    Bare, it has no title and no caption. The ``background`` is ``#rrggbb``, or None for the theme's own.
    """
    colors = THEMES[theme] if background is None else THEMES[theme].on(background)
    return _composed(film, Look(colors, aspect, cut, bare))


def on_black_and_white(
    film: Film, theme: str, cut: Cut, bare: bool = False, aspect: float = ASPECT
) -> list[Picture]:
    """Compose a film's picture without a background: on a black and on a white one, which tell its opacity.

    Halos keep the colour that is behind the theme's words, because it is not known what is behind them here.
    """
    sides = [THEMES[theme].before(background) for background in (BLACK, WHITE)]
    return [_composed(film, Look(each, aspect, cut, bare)) for each in sides]


def _composed(film: Film, look: Look) -> Picture:
    timeline = film.timeline(look.cut)
    layers = Composer(film, look, timeline).layers
    return Picture(timeline, look.theme.color("background"), layers, look.width)
