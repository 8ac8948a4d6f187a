"""Films of layers that change, made up for tests: scrims, a point below them, pieces, words above."""

import numpy as np

from gdclips.drawing.box import ASPECT, Box
from gdclips.drawing.layers import Layers, Picture, Piece
from gdclips.drawing.lens import Lens, directions
from gdclips.drawing.marks import Area, Dots, Gradient, Words
from gdclips.drawing.theme import DARK
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.timeline import Timeline
from gdclips.story.film.views import Plot

STEPS = 40
BEATS = Beat(1.0, "one", 4), Beat(3.0, "two", STEPS - 8), Beat(2.0, "three", 4)
TIMELINE = Timeline((Shot(hero=Plot(head="", lines=()), beats=BEATS),), STEPS, card=False)
DARKNESS, INK, PATH = DARK.color("background"), DARK.color("ink"), DARK.color("path")
LEFT = Box(0.0, 0.0, ASPECT / 2, 1.0)


def scrim(box=LEFT, alpha=0.9):
    color = (*DARKNESS[:3], alpha)
    return Gradient(box=box, color=color, axis="x", stops=((0.0, 1.0), (0.6, 1.0), (1.0, 0.0)))


def words(text, *at, size=0.08):
    return Words(text=text, at=at, size=size, color=INK)


def rings(zoom):
    circle = np.linspace(0.0, 2 * np.pi, 61)
    unit = np.stack([np.cos(circle), np.sin(circle)], axis=-1)
    fills = DARK.ramp(DARK.contour, np.linspace(0.0, 1.0, 5)).tolist()
    return tuple(
        Area(outline=(0.9, 0.5) + zoom * radius * unit, fill=fill, edge=PATH, width=0.004)
        for radius, fill in zip((1.0, 0.7, 0.5, 0.3, 0.15), fills, strict=True)
    )


def place(state):
    share = (state.step + state.glide) / STEPS
    return np.array([(0.2 + 1.4 * share, 0.5 + 0.3 * np.sin(9 * share))])


def head(state):
    """A point that moves, and a word in space that goes with it."""
    lens = Lens(directions(30.0, 40.0 + state.step), 0.3, (1.0, 0.5), 5.0)
    word = Words(text="here", at=(0.5, 0.5, 0.1), size=0.06, color=INK, lens=lens)
    return [Dots(points=place(state), radius=0.03, fills=PATH, edge=INK, width=0.008), word]


def counted(state):
    return [words(str(state.step), 0.3, 0.1)] if state.step else []


PIECES = tuple(
    Piece(step, Dots(points=np.array([(0.04 * step, 0.4)]), radius=0.02, fills=PATH))
    for step in (2, 5, 9, 33)
)
TOP = (scrim(), words("tag", 0.1, 0.85))
FIRST = Layers(rings(1.0), PIECES, head, TOP, counted)
LAST = Layers(rings(1.4), PIECES[:2], head, (scrim(Box(0.0, 0.0, ASPECT, 0.4)),), counted)
BARE = Layers(rings(1.2), PIECES, head)


def live(state):
    """The layers of a moment in which all moves, below the first top."""
    return Layers(rings(1.0 + 0.01 * state.step), (), head, (scrim(), words("tag", 0.1, 0.85)), counted)


def in_turn(state):
    """Layers that stay, then some for each moment, then others that stay, with a top and without."""
    if state.step < 8:
        return FIRST
    return live(state) if state.step < 20 else LAST if state.step < 30 else BARE


def shown(layers):
    return Picture(TIMELINE, DARKNESS, layers if callable(layers) else lambda state: layers)


FILMS = {
    "changing": (shown(in_turn), [len(FIRST.ground), 0, len(BARE.ground) + 4]),
    "lasting": (shown(FIRST), [len(FIRST.ground), len(FIRST.ground) + 1, len(FIRST.ground) + 4]),
}
"""Pictures, and how many marks are still in each of their beats."""
