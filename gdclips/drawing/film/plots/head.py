"""Heads of plots: what is plotted, and at the right end the values that are told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import text_role
from gdclips.drawing.film.plots.scale import NARROW, told, value_form
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean, Slope
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Plot
from gdclips.story.numbers import steady, widest

HEAD, LEAST = 24.0, 20.0  # pixels of letters, and of the smallest
PITCH, APART = 1.35, 0.7  # ems from row to row, and between values
SPACE = 0.35  # ems from a value's word to it
_NUMBER = re.compile(r"(?<![\w.])[−-]?\d")


class Item(msgspec.Struct, frozen=True):
    """A value above a plot, after a word: its text at an iterate, "" where there is none, and its widest."""

    word: str
    text: Callable[[int], str]
    widest: str
    role: str

    @property
    def advance(self) -> float:
        """The width, in ems."""
        return _before(self.word) + line(self.widest, bold=True).advance


class Head(msgspec.Struct, frozen=True):
    """The words above a plot: those that stay, those of a moment, and the height that they take."""

    words: tuple[AnyMark, ...]
    moving: Callable[[State], list[AnyMark]]
    height: float


def _before(word: str) -> float:
    return line(word).advance + SPACE if word else 0.0


def plot_head(view: Plot, look: Look, box: Box) -> Head:
    """Write a plot's head and its values at the top of a box, on as many rows as they need."""
    items = _items(view) if box.width >= look.type(NARROW) else []
    wide = line(view.head).advance if view.head else 0.0
    room = box.width / look.type(HEAD)
    rows = _rows(items, wide, room)
    longest = max((sum(each.advance + APART for each in row) - APART for row in rows if row), default=0.0)
    size = look.type(HEAD) * min(1.0, room / max(longest, 1e-9))
    pitch = PITCH * look.type(HEAD)
    words: list[AnyMark] = []
    if view.head:
        taken = sum(each.advance + APART for each in rows[0]) * size if rows else 0.0
        text, em = fitted(
            view.head, look.type(HEAD), max(box.width - taken, 0.3 * box.width), look.type(LEAST)
        )
        at = (box.left, box.top - 0.8 * look.type(HEAD))
        words.append(Words(text=text, at=at, size=em, color=look.theme.color(view.head_role)))
    places = [
        (each, end, box.top - 0.8 * look.type(HEAD) - index * pitch)
        for index, row in enumerate(rows)
        for each, end in zip(row, _ends(row, box.right, size), strict=True)
    ]

    def moving(state: State) -> list[AnyMark]:
        return [mark for each, end, y in places for mark in _written(each, state.step, (end, y), size, look)]

    return Head(tuple(words), moving, max(len(rows), 1 if view.head else 0) * pitch)


def _rows(items: list[Item], head: float, room: float) -> list[list[Item]]:
    """Return values row by row: the first beside the head, the others where there is room."""
    rows: list[list[Item]] = [[]]
    taken = head + APART if head else 0.0
    for each in items:
        if taken + each.advance > room and (rows[-1] or taken):
            rows.append([])
            taken = 0.0
        rows[-1].append(each)
        taken += each.advance + APART
    return rows if head or rows[0] else rows[1:]


def _ends(row: list[Item], right: float, size: float) -> list[float]:
    """Return where each value of a row ends."""
    after = np.cumsum([0.0, *(each.advance + APART for each in reversed(row[1:]))])
    return [float(right - each * size) for each in reversed(after[: len(row)])]


def _written(item: Item, step: int, at: tuple[float, float], size: float, look: Look) -> list[AnyMark]:
    text = item.text(step)
    if not text:
        return []
    theme, (end, y) = look.theme, at
    ink = theme.color(text_role(item.role, look))
    marks: list[AnyMark] = [Words(text=text, at=at, size=size, color=ink, anchor="right", bold=True)]
    if item.word:
        x = end - (line(item.widest, bold=True).advance + SPACE) * size
        muted = theme.color("muted")
        marks.append(Words(text=item.word, at=(x, y), size=size, color=muted, anchor="right"))
    return marks


def _items(view: Plot) -> list[Item]:
    """Return the values above a plot: that of its one line, or of its mean, and what theory says."""
    means = [_mean(view, each) for each in view.overlays if isinstance(each, Mean)]
    theory = [each for each in view.overlays if isinstance(each, Floor | Law | Envelope | Slope)]
    named = [_named(each) for each in theory if each.label]
    alone = [_value(view)] if len(view.lines) == 1 and not means else []
    return [*alone, *means, *named]


def _value(view: Plot) -> Item:
    """Return the value of a plot's one line at an iterate."""
    (each,) = view.lines
    form, texts = value_form(each.values, view.log, 4)
    values = told(each)
    last = len(values) - 1
    longest = max(texts, key=lambda text: line(text, bold=True).advance)
    word = each.name if isinstance(each.name, str) else ""
    return Item(word, lambda step: form(float(values[min(step, last)])), longest, each.role)


def _mean(view: Plot, overlay: Mean) -> Item:
    values = means(view, overlay)
    form = steady(values[-1:], 3, fine=False)
    last = len(values) - 1

    def text(step: int) -> str:
        return (
            form(float(values[min(step - overlay.first, last)]))
            if step >= overlay.first and last >= 0
            else ""
        )

    longest = max(widest(values, form), key=lambda each: line(each, bold=True).advance, default="")
    return Item("mean", text, longest, overlay.role)


def means(view: Plot, overlay: Mean) -> np.ndarray:
    """Return the mean of a line from an overlay's first iterate up to each one since (k,)."""
    values = told(view.lines[overlay.line])[overlay.first :]
    return np.asarray(np.cumsum(values) / np.arange(1, len(values) + 1))


@lru_cache(maxsize=64)
def _split(label: str) -> tuple[str, str]:
    """Return the words of a label, and the number that ends it; the words alone are its value."""
    found = _NUMBER.search(label)
    return (label[: found.start()].strip(), label[found.start() :]) if found else ("", label)


def _named(overlay: Floor | Law | Envelope | Slope) -> Item:
    word, value = _split(overlay.label)
    return Item(word, lambda step: value, value, overlay.role)
