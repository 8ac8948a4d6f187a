"""The table of numbers: rows of a name, a value that runs with steady digits, and one to compare with."""

from __future__ import annotations

from collections.abc import Callable

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import AnyMark, Formula, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Numbers, Row
from gdclips.story.numbers import plain, steady, widest
from gdclips.story.terms import Term

LABEL, MATHS = 24.0, 28.0  # pixels of letters
PITCH = 1.5  # ems from row to row
FIRST_NUMBER = 0.62  # where the first numbers end, of the width
GAP = 16.0  # pixels between a name and a number

Number = Callable[[int], AnyMark]  # from an iterate


def numbers_height(view: Numbers, look: Look) -> float:
    """Return the height that a table takes."""
    return PITCH * look.type(LABEL) * (len(view.rows) + bool(_heads(view)))


def numbers_part(view: Numbers, look: Look, box: Box) -> Part:
    """Draw a table at the top of a box: smaller where that is less high, and the rows that have room."""
    headed = bool(_heads(view))
    least = PITCH * look.type(LEAST)
    most = max(1, int(box.height / least + 1e-9) - headed)
    rows = view.rows[:most]
    pitch = min(PITCH * look.type(LABEL), box.height / (len(rows) + headed))
    size = pitch / PITCH
    words: list[AnyMark] = []
    end = box.right if isinstance(view.heads, str) else box.left + FIRST_NUMBER * box.width
    top = box.top - 0.95 * size
    if headed:
        words += _head_words(view, look, box, end, top, size)
        top -= pitch
    numbers: list[Number] = []
    for index, row in enumerate(rows):
        name, number = _row(row, look, box, end, top - index * pitch, size)
        words += name
        numbers.append(number)
    return Part((), (), lambda state: _at(numbers, state), tuple(words))


def _at(numbers: list[Number], state: State) -> list[AnyMark]:
    return [number(state.step) for number in numbers]


def _heads(view: Numbers) -> tuple[str, ...]:
    return (view.heads,) if isinstance(view.heads, str) and view.heads else tuple(view.heads)


def _head_words(view: Numbers, look: Look, box: Box, end: float, y: float, size: float) -> list[AnyMark]:
    """Return the title, or the names of the two columns of numbers."""
    muted, gap = look.theme.color("muted"), GAP * look.px
    if isinstance(view.heads, str):
        text, em = fitted(view.heads, size, box.width, look.type(LEAST))
        return [Words(text=text, at=(box.left, y), size=em, color=muted)]
    places: list[tuple[str, float, float]] = [
        (view.heads[0], end, end - box.left),
        (view.heads[1], box.right, box.right - end - gap),
    ]
    marks: list[AnyMark] = []
    for head, x, room in places:
        text, em = fitted(head, size, room, look.type(LEAST))
        marks.append(Words(text=text, at=(x, y), size=em, color=muted, anchor="right"))
    return marks


def _row(row: Row, look: Look, box: Box, end: float, y: float, size: float) -> tuple[list[AnyMark], Number]:
    """Return a row's name with what is compared, and what gives its number at an iterate."""
    theme, gap, form = look.theme, GAP * look.px, steady(row.values)
    wide = max((line(text, bold=True).advance for text in widest(row.values, form)), default=0.0)
    em = min(size, 0.66 * (end - box.left) / max(wide, 1e-9))
    room = end - box.left - wide * em - gap
    words: list[AnyMark] = [_name(row.name, look, box.left, y, size, room)]
    if row.other is not None and end < box.right:
        text, less = fitted(plain(row.other, 4), size, box.right - end - gap, size)
        words.append(Words(text=text, at=(box.right, y), size=less, color=theme.color("ink"), anchor="right"))

    def number(step: int) -> AnyMark:
        text = form(float(row.values[min(step, len(row.values) - 1)]))
        return Words(text=text, at=(end, y), size=em, color=theme.color(row.role), anchor="right", bold=True)

    return words, number


def _name(name: str | Term, look: Look, left: float, y: float, size: float, room: float) -> AnyMark:
    if isinstance(name, str):
        text, em = fitted(name, size, room, look.type(LEAST))
        return Words(text=text, at=(left, y), size=em, color=look.theme.color("muted"))
    color = look.theme.color("ink")
    maths = size * MATHS / LABEL
    return Formula(terms=(name,), colors=(color,), at=(left, y + 0.3 * size), size=maths, room=room)
