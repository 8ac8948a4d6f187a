"""Supports: what stands beside a hero in a column, or below it in a row, one part each."""

from __future__ import annotations

from collections.abc import Mapping

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.counter import counter_height, counter_part
from gdclips.drawing.film.column.inset import inset_part, multiples_part
from gdclips.drawing.film.column.leaderboard import board_height, board_part
from gdclips.drawing.film.column.numbers import numbers_height, numbers_part
from gdclips.drawing.film.column.rule import rule_height, rule_part
from gdclips.drawing.film.data import data_part
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.plot import plot_part
from gdclips.drawing.film.screen import Look
from gdclips.story.film.views import Counter, Data, Leaderboard, Map, Multiples, Numbers, Plot, Rule, Support

GAP = 28.0  # pixels between supports
LEAST, MOST = 130.0, 300.0  # pixels of a plot's height
GIF_MOST = 1.3  # times as much in a short cut
TALL = 1.45  # times as much for what is no plot


def support_parts(
    supports: tuple[Support, ...], look: Look, column: Box, shares: Mapping[str, float], since: float
) -> list[Part]:
    """Draw supports into a column from the top, or into a row from the left, one part each in their order.

    ``shares`` are how much of each has come by its key.
    """
    boxes = _column(supports, look, column) if look.landscape else _row(supports, look, column)
    return [support_part(each, look, box, shares) for each, box in zip(supports, boxes, strict=True)]


def support_part(support: Support, look: Look, box: Box, shares: Mapping[str, float]) -> Part:
    """Draw one support into a box."""
    match support:
        case Counter():
            return counter_part(support, look, box)
        case Rule():
            return rule_part(support, look, box)
        case Numbers():
            return numbers_part(support, look, box)
        case Leaderboard():
            return board_part(support, look, box)
        case Plot():
            return plot_part(support, look, box, hero=False, shares=shares)
        case Data():
            return data_part(support, look, box, hero=False, shares=shares)
        case Map():
            return inset_part(support, look, box)
        case Multiples():
            return multiples_part(support, look, box)


def natural_height(support: Support, look: Look, width: float, most: float) -> float | None:
    """Return the height that words and numbers take, tables at ``most``; None for what takes what is left."""
    match support:
        case Counter():
            return counter_height(support, look, width)
        case Rule():
            return rule_height(support, look, width)
        case Numbers():
            return min(numbers_height(support, look), most)
        case Leaderboard():
            return board_height(support, look, width)
    return None


def _column(supports: tuple[Support, ...], look: Look, box: Box) -> list[Box]:
    """Return boxes from the top down: words as high as they are, all others as high as there is room.

    Where there is too little room, all are less high.
    """
    px = look.px
    gap = GAP * px
    part = box.height / max(len(supports), 1)
    natural = [natural_height(each, look, box.width, part) for each in supports]
    room = box.height - gap * (len(supports) - 1) - sum(each or 0.0 for each in natural)
    weights = sum(_weight(each) for each, height in zip(supports, natural, strict=True) if height is None)
    share = max(room / max(weights, 1.0), LEAST * px)
    heights = [
        min(share, _most(look)) * _weight(each) if height is None else height
        for each, height in zip(supports, natural, strict=True)
    ]
    shrink = min(1.0, (box.height - gap * (len(supports) - 1)) / max(sum(heights), 1e-9))
    boxes, top = [], box.top
    for height in heights:
        boxes.append(Box(box.left, top - shrink * height, box.width, shrink * height))
        top -= shrink * height + gap
    return boxes


def _most(look: Look) -> float:
    return MOST * look.px * (GIF_MOST if look.cut == "short" else 1.0)


def _weight(support: Support) -> float:
    """Return how much of the room that is left something takes, beside a plot."""
    return 1.0 if isinstance(support, Plot) else TALL


def _row(supports: tuple[Support, ...], look: Look, box: Box) -> list[Box]:
    """Return boxes side by side, equally wide."""
    gap = GAP * look.px
    width = (box.width - gap * (len(supports) - 1)) / max(len(supports), 1)
    return [
        Box(box.left + index * (width + gap), box.bottom, width, box.height) for index in range(len(supports))
    ]
