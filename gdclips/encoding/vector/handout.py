"""Handout: one A4 page with the key moments of a clip, each above what is said then."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark, Area, Words
from gdclips.drawing.text.lettering import fitted, line, shorten
from gdclips.drawing.theme import THEMES
from gdclips.encoding.labels import Labels
from gdclips.encoding.vector.pdf import metadata
from gdclips.rendering.vector.outlines import fixed_rc
from gdclips.rendering.vector.pdf import PdfDocument, PdfPage
from gdclips.story.characters import split

# All lengths are points.
WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 42.0
TITLE, LEAST_TITLE, CAPTION, FOOT = 20.0, 9.0, 11.0, 7.5
LEADING = 1.3  # ems from one baseline to the next
HEAD, TAIL = 40.0, 22.0  # what the title and the foot take
ACROSS, DOWN = 20.0, 16.0  # between stills
BELOW, NEXT = 6.0, 14.0  # from one to its caption
LEAST_BESIDE = 110.0  # for captions beside stills
ROOM = WIDTH - 2 * MARGIN
GRIDS = tuple(
    (columns, beside) for beside in (False, True) for columns in (1, 2, 3)
)  # columns, and whether captions stand beside stills
MOST = 12  # stills
PRINTED = THEMES["light"]  # whatever the stills are in


class Still(msgspec.Struct, frozen=True):
    """The marks of a moment and its background, on a stage that is 1 high, and what is said then."""

    marks: Sequence[AnyMark]
    caption: str


class _Grid(msgspec.Struct, frozen=True):
    """How stills stand: so many in a row, so wide, with captions in lines, beside them or below."""

    columns: int
    width: float
    beside: bool
    captions: list[list[str]]

    @property
    def rows(self) -> list[list[list[str]]]:
        """The captions of each row."""
        return [
            self.captions[first : first + self.columns]
            for first in range(0, len(self.captions), self.columns)
        ]

    def height(self, row: Sequence[Sequence[str]], aspect: float) -> float:
        """Return the height of a row of stills with its captions."""
        still, words = self.width / aspect, max(map(len, row)) * LEADING * CAPTION
        return max(still, words) if self.beside else still + BELOW + words


def handout(stills: Sequence[Still], aspect: float, labels: Labels) -> bytes:
    """Return the PDF of a handout, whose stills are ``aspect`` times as wide as they are high."""
    chosen = np.linspace(0, len(stills) - 1, min(len(stills), MOST)).round().astype(int)
    with fixed_rc():
        document = PdfDocument(metadata(labels), labels.language)
        page = document.page(WIDTH, HEIGHT)
        page.draw(_head(labels), 1.0, (0.0, 0.0))
        _place(page, [stills[number] for number in chosen], aspect)
        page.draw(_foot(labels), 1.0, (0.0, 0.0))
        page.finish()
        return document.finish()


def _head(labels: Labels) -> list[AnyMark]:
    """Return the title, its number before it."""
    y, number, room = HEIGHT - MARGIN - TITLE * 0.8, labels.number, ROOM
    before = line(f"{number} ", bold=True).advance * TITLE + 0.2 * TITLE if number else 0.0
    title, size = fitted(labels.title, TITLE, room - before, LEAST_TITLE, bold=True)
    ink, path = PRINTED.color("ink"), PRINTED.color("path_text")
    marks: list[AnyMark] = [Words(text=title, at=(MARGIN + before, y), size=size, color=ink, bold=True)]
    if number:
        marks.insert(0, Words(text=number, at=(MARGIN, y), size=TITLE, color=path, bold=True))
    return marks


def _foot(labels: Labels) -> list[AnyMark]:
    """Return whose the handout is."""
    credit, size = fitted(labels.copyright, FOOT, ROOM, 5.0)
    return [Words(text=credit, at=(MARGIN, MARGIN), size=size, color=PRINTED.color("muted"))]


def _place(page: PdfPage, stills: Sequence[Still], aspect: float) -> None:
    """Draw stills row by row, with their captions."""
    grid = _grid([still.caption for still in stills], aspect)
    high, top, frame = grid.width / aspect, HEIGHT - MARGIN - HEAD, Box(0.0, 0.0, aspect, 1.0)
    edge = Area(outline=frame.corners, edge=PRINTED.color("faint"), width=0.5 / high)
    step = _cell(grid.columns) + ACROSS if grid.beside else (ROOM - grid.width) / max(grid.columns - 1, 1)
    for number, row in enumerate(grid.rows):
        for column, lines in enumerate(row):
            left = MARGIN + column * step
            still = stills[number * grid.columns + column]
            page.draw(still.marks, high, (left, top - high), frame)
            page.draw([edge], high, (left, top - high))
            at = (left + grid.width + NEXT, top) if grid.beside else (left, top - high - BELOW)
            page.draw(_caption(lines, *at), 1.0, (0.0, 0.0))
        top -= grid.height(row, aspect) + DOWN


def _caption(lines: Sequence[str], left: float, top: float) -> list[AnyMark]:
    ink = PRINTED.color("ink")
    places = [(left, top - (0.8 + number * LEADING) * CAPTION) for number in range(len(lines))]
    return [Words(text=text, at=at, size=CAPTION, color=ink) for text, at in zip(lines, places, strict=True)]


def _grid(captions: Sequence[str], aspect: float) -> _Grid:
    """Return the grid in which stills are the largest that have room on the page."""
    found = [_largest(captions, aspect, *kind) for kind in GRIDS]
    return max(filter(None, found), key=lambda grid: grid.width)


def _largest(captions: Sequence[str], aspect: float, columns: int, beside: bool) -> _Grid | None:
    """Return the grid of a kind whose stills are the largest, if any has room on the page."""
    cell = _cell(columns)
    most = cell - NEXT - LEAST_BESIDE if beside else cell
    room = HEIGHT - 2 * MARGIN - HEAD - TAIL
    for width in np.linspace(most, most / 8, 57).tolist():
        words = cell - NEXT - width if beside else width
        grid = _Grid(columns, width, beside, [_balanced(caption, words) for caption in captions])
        if sum(grid.height(row, aspect) + DOWN for row in grid.rows) - DOWN <= room:
            return grid
    return None


def _cell(columns: int) -> float:
    """Return the width of each of so many columns."""
    return (ROOM + ACROSS) / columns - ACROSS


def _balanced(text: str, width: float) -> list[str]:
    """Return a text in as few lines as a width allows, as equal as can be."""
    words = [shorten(word, CAPTION, width) for word in split(text)]
    lines = _wrapped(words, width)
    for share in np.linspace(0.5, 1.0, 26).tolist():
        if len(narrower := _wrapped(words, share * width)) == len(lines) > 1:
            return narrower
    return lines


def _wrapped(words: Sequence[str], width: float) -> list[str]:
    """Return words in lines, each with as many words as have room."""
    lines: list[str] = []
    for word in words:
        if lines and line(joined := f"{lines[-1]} {word}").advance * CAPTION <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
