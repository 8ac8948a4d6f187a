"""The leaderboard: names with bars and values, the least at the top, in their roles' colours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST, height_of, text_role, written
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.plots.scale import value_form
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import AnyMark, Area, Dots, Formula, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.drawing.theme import Rgba
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Leaderboard, Name
from gdclips.story.numbers import OVER, plain, widest
from gdclips.story.terms import Span
from gdcore import Array

LABEL, MATHS = 24.0, 28.0  # pixels of letters
PITCH = 1.65  # ems from row to row
DOT, BAR = 7.0, 8.0  # pixels of a dot's radius, and of a bar's height
GAP = 14.0  # pixels between a name, its bar and its value
FORMULA = 1.5  # ems of a formula's name


def board_height(view: Leaderboard, look: Look, width: float) -> float:
    """Return the height that a leaderboard takes at a width."""
    return height_of(_head(view), look, LABEL, width) + PITCH * look.type(LABEL) * len(view.lines)


def board_part(view: Leaderboard, look: Look, box: Box) -> Part:
    """Draw a leaderboard at the top of a box, smaller where that is less high."""
    shrink = min(1.0, box.height / board_height(view, look, box.width))
    head = written(_head(view), box.left, box.top, look, LABEL, box.width, shrink)
    top = box.top - height_of(_head(view), look, LABEL, box.width) * shrink
    rows = _Rows(view, look, box, shrink)

    def moving(state: State) -> list[AnyMark]:
        now = values_at(view, state)
        places = enumerate(order_of(now))
        return [mark for place, index in places for mark in rows.marks(index, top, place, now)]

    return Part((), (), moving, tuple(head))


def values_at(view: Leaderboard, state: State) -> list[float]:
    """Return each line's value at the iterate of a moment, or its last."""
    return [float(each.values[min(state.step, len(each.values) - 1)]) for each in view.lines]


def order_of(values: list[float]) -> list[int]:
    """Return the lines' numbers from the least value up, what isn't finite last; equals keep their order."""
    return sorted(range(len(values)), key=lambda index: (not np.isfinite(values[index]), values[index]))


class _Rows:
    """The rows of a leaderboard, each of which may stand at any place."""

    def __init__(self, view: Leaderboard, look: Look, box: Box, shrink: float) -> None:
        self._lines, self._look, self._box = view.lines, look, box
        self._dot, self._gap = shrink * look.line(DOT), shrink * GAP * look.px
        self._left = box.left + 2 * self._dot + self._gap
        found = [_form(each.values) for each in view.lines]
        self._forms = [form for form, _ in found]
        number = max(line(text, bold=True).advance for _, texts in found for text in texts)
        wanted = number + max(_advance(each.name) for each in view.lines)
        free = (box.right - self._gap - self._left) / (shrink * look.type(LABEL))
        self._size = min(1.0, max(free / wanted, LEAST / LABEL)) * shrink * look.type(LABEL)
        number *= self._size
        room = max(box.right - number - self._gap - self._left, 2 * self._size)
        self._names = [
            fitted(each.name, self._size, room, self._size, bold=True)[0]
            if isinstance(each.name, str)
            else each.name
            for each in view.lines
        ]
        widest = max(_advance(name) for name in self._names) * self._size
        self._bars = self._left + widest + self._gap, box.right - number - self._gap

    def marks(self, index: int, top: float, place: int, now: list[float]) -> list[AnyMark]:
        """Return the row of a line at a place below ``top``: its dot, its name, its bar and its value."""
        theme, size, role = self._look.theme, self._size, self._lines[index].role
        y, value = top - (place + 0.5) * PITCH * size, now[index]
        color, ink = theme.color(role), theme.color(text_role(role, self._look))
        at, foot = np.array([[self._box.left + self._dot, y]]), y - 0.33 * size
        marks: list[AnyMark] = [Dots(points=at, radius=self._dot, fills=color), self._name(index, y, ink)]
        left, right = self._bars
        largest = max((each for each in now if np.isfinite(each)), default=0.0)
        if np.isfinite(value) and largest > 0.0 and value > 0.0 and right > left:
            half = BAR / LABEL / 2 * size
            bar = Box(left, y - half, value / largest * (right - left), 2 * half)
            marks.append(Area(outline=bar.corners, fill=color))
        text = self._forms[index](value)
        end = self._box.right, foot
        marks.append(Words(text=text, at=end, size=size, color=theme.color("ink"), anchor="right", bold=True))
        return marks

    def _name(self, index: int, y: float, ink: Rgba) -> AnyMark:
        name, size = self._names[index], self._size
        if isinstance(name, str):
            return Words(text=name, at=(self._left, y - 0.33 * size), size=size, color=ink, bold=True)
        return Formula(terms=(name,), colors=(ink,), at=(self._left, y), size=MATHS / LABEL * size)


def _form(values: Array) -> tuple[Callable[[float], str], list[str]]:
    """Return how a line's values are written, whole numbers as they are, and texts that may be the widest."""
    if not np.array_equal(values, np.round(values)):
        return value_form(values, log=True)

    def form(value: float) -> str:
        return plain(value) if np.isfinite(value) else OVER

    return form, widest(values, form)


def _head(view: Leaderboard) -> tuple[Span, ...]:
    return (Span("muted", view.head),) if view.head else ()


def _advance(name: Name) -> float:
    return line(name, bold=True).advance if isinstance(name, str) else FORMULA
