"""Words beside a point of a panel, where the path and the signs leave most room."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.geometry import DIGITS
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Theme, Type
from gdclips.drawing.views.bands import Ground

PITCH = 0.042  # from baseline to baseline
GAP = 0.018  # between the point's own mark and the words
NARROW = 0.6  # width of a panel below which words on it are smaller
EDGE = 0.008  # between the words and the panel's edge


def beside(
    point: Points, radius: float, lines: list[str], taken: Points, theme: Theme, ground: Ground
) -> list[Words]:
    """Return lines of words beside a point (2,) whose mark has a radius, far from ``taken`` (k, 2)."""
    size = Type.label if ground.axes.box.width > NARROW else Type.tick
    half = np.array([max(line(text).advance for text in lines), 0.7 + PITCH / size * (len(lines) - 1)])
    half = half * size / 2
    reach = radius + GAP + half
    sides = [(x, y) for y in (1, -1, 0) for x in (0, 1, -1) if (x, y) != (0, 0)]
    middles = [point + np.multiply(side, _spread(side, reach)) for side in sides]
    inside = [middle for middle in middles if _within(middle, half, ground.axes.box)] or middles[:1]
    best = max(inside, key=lambda middle: round(_room(middle, half, taken), DIGITS))
    return [_words(text, size, best, half, index, theme, ground) for index, text in enumerate(lines)]


def _spread(side: tuple[int, int], reach: Points) -> Points:
    """Return how far the words' middle is from the point: at a corner, nearer than both sides ask."""
    return reach * (0.9, 0.75) if all(side) else reach


def _room(middle: Points, half: Points, taken: Points) -> float:
    """Return the distance from the words' box to the nearest of ``taken``."""
    beyond = np.maximum(np.abs(taken - middle) - half, 0.0)
    return float(np.hypot(*beyond.T).min(initial=np.inf))


def _within(middle: Points, half: Points, box: Box) -> bool:
    low, high = middle - half - EDGE, middle + half + EDGE
    return bool(box.left < low[0] and high[0] < box.right and box.bottom < low[1] and high[1] < box.top)


def _words(
    text: str, size: float, middle: Points, half: Points, index: int, theme: Theme, ground: Ground
) -> Words:
    x, baseline = float(middle[0]), float(middle[1] + half[1]) - 0.7 * size - PITCH * index
    return Words(
        text=text,
        at=(x, baseline),
        size=size,
        color=theme.color("ink"),
        anchor="center",
        halo=ground.color_at(x, baseline),
    )


def across(words: Words) -> Points:
    """Return points (10, 2) over a centred line of words, for others to keep away from."""
    half = line(words.text).advance * words.size / 2
    xs = words.at[0] + half * np.linspace(-1.0, 1.0, 5)
    ys = words.at[1] + words.size * np.array([0.0, 0.6])
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def faded(words: Words, alpha: float) -> Words:
    """Return the words at an opacity."""
    halo = (*words.halo[:3], alpha) if words.halo else None
    return Words(
        text=words.text,
        at=words.at,
        size=words.size,
        color=(*words.color[:3], alpha),
        anchor=words.anchor,
        bold=words.bold,
        halo=halo,
    )
