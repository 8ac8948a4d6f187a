"""Insets: small maps in boxes of their own, and small multiples of maps, plots or data in a grid."""

from __future__ import annotations

import msgspec

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST
from gdclips.drawing.film.data import data_part
from gdclips.drawing.film.maps.map import MapPlace, map_part
from gdclips.drawing.film.maps.planes import framed, ladder_of, unit
from gdclips.drawing.film.maps.window import Ladder, fitted
from gdclips.drawing.film.parts import Part, clipped, together
from gdclips.drawing.film.plot import plot_part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import Anchor, AnyMark, Area, Formula, Words
from gdclips.drawing.text import lettering
from gdclips.story.film.views import Data, Map, Multiples, Name, Plot

HEAD, NAME, MATHS = 24.0, 21.0, 26.0  # pixels of letters
HEAD_ROW = 1.35  # ems
GAP = 14.0  # pixels between cells
INSET = 0.14  # of a small map's sides, between its edge and what must be seen
NAMED = 230.0  # pixels from which a small map has its axes' names in its corners
CORNER = 10.0  # pixels from a corner to an axis' name
SMALL = 0.62  # of the size of lines and dots on a hero


class Inset(Look, frozen=True):
    """A look whose lines and dots are as much smaller as a small map is."""

    def line(self, width: float) -> float:
        """Return the width of a line, or the radius of a dot, of a size in pixels."""
        return SMALL * super().line(width)


def inset_part(view: Map, look: Look, box: Box) -> Part:
    """Draw a map of its own into a box."""
    axes = inset_axes(view, box)
    return _drawn(view, look, axes, _ladder([(view, axes)], look))


def multiples_part(view: Multiples, look: Look, box: Box) -> Part:
    """Draw small multiples into a box, row by row, each below its head, if they have heads.

    Maps of one loss have the same levels in the same colours.
    """
    cells = _cells(len(view.parts), view.columns, box, GAP * look.px)
    heads = [_head(text, cell, look) for text, cell in zip(view.heads, cells, strict=False)]
    row = HEAD_ROW * look.type(HEAD) if view.heads else 0.0
    cells = [
        Box(each.left, each.bottom, each.width, max(each.height - row, 0.3 * each.height)) for each in cells
    ]
    pairs = list(zip(view.parts, cells, strict=True))
    maps = [(part, inset_axes(part, cell)) for part, cell in pairs if isinstance(part, Map)]
    parts = [Part(labels=tuple(heads))]
    for part, cell in pairs:
        match part:
            case Map():
                alike = [each for each in maps if each[0].plane.loss is part.plane.loss]
                parts.append(_drawn(part, look, inset_axes(part, cell), _ladder(alike, look)))
            case Plot():
                parts.append(plot_part(part, look, cell, hero=False, shares={}))
            case Data():
                parts.append(data_part(part, look, cell, hero=False))
    return together(parts)


def inset_axes(view: Map, box: Box) -> Axes:
    """Return where a small map lies: what it is to show at the edges of its box, less an inset."""
    return fitted(framed(view.plane, view.seen), _focus(box), box, unit(view.plane))


def _focus(box: Box) -> Box:
    inset = INSET * min(box.width, box.height)
    return Box(box.left + inset, box.bottom + inset, box.width - 2 * inset, box.height - 2 * inset)


def _ladder(maps: list[tuple[Map, Axes]], look: Look) -> Ladder:
    return ladder_of(maps[0][0].plane, [(view.plane, axes) for view, axes in maps], look.px)


def _drawn(view: Map, look: Look, axes: Axes, rungs: Ladder) -> Part:
    """Draw a small map without numbers; where it has the room, with its axes' names in its corners."""
    box = axes.box
    small = Inset(look.theme, look.width, look.cut, look.bare)
    part = map_part(msgspec.structs.replace(view, named=False), small, MapPlace(axes, _focus(box), rungs, {}))
    edge = Area(outline=box.corners, edge=look.theme.color("grid"), width=look.line(1.1))
    labels = _names(view.plane.names, box, look) if box.width >= look.type(NAMED) else []
    part = msgspec.structs.replace(part, labels=tuple(labels))
    return together([clipped(part, box), Part((edge,))])


def _names(names: tuple[Name, Name], box: Box, look: Look) -> list[AnyMark]:
    """Return the axes' names: of the level one at the lower right, of the upright one at the upper left."""
    gap, size = CORNER * look.px, look.type(NAME)
    room = 0.8 * box.width
    return [
        _name(names[0], look, (box.right - gap, box.bottom + gap + 0.45 * size), room, "right"),
        _name(names[1], look, (box.left + gap, box.top - gap - 0.45 * size), room, "left"),
    ]


def _name(name: Name, look: Look, at: tuple[float, float], room: float, anchor: Anchor) -> AnyMark:
    ink = look.theme.color("ink")
    if not isinstance(name, str):
        return Formula(terms=(name,), colors=(ink,), at=at, size=look.type(MATHS), anchor=anchor, room=room)
    text, size = lettering.fitted(name, look.type(NAME), room, look.type(LEAST))
    halo = look.theme.color("halo", 0.6)
    return Words(text=text, at=(at[0], at[1] - 0.33 * size), size=size, color=ink, anchor=anchor, halo=halo)


def _head(text: str, cell: Box, look: Look) -> AnyMark:
    text, size = lettering.fitted(text, look.type(HEAD), cell.width, look.type(LEAST))
    at = (cell.left, cell.top - 0.85 * look.type(HEAD))
    return Words(text=text, at=at, size=size, color=look.theme.color("muted"))


def _cells(count: int, columns: int, box: Box, gap: float) -> list[Box]:
    """Return the boxes of a grid, row by row from the top."""
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    width, height = (box.width - gap * (columns - 1)) / columns, (box.height - gap * (rows - 1)) / rows
    return [
        Box(
            box.left + (index % columns) * (width + gap),
            box.top - height - (index // columns) * (height + gap),
            width,
            height,
        )
        for index in range(count)
    ]
