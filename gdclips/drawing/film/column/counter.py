"""The counter: a large number that runs, below what it is, above what it is of and what theory says."""

from __future__ import annotations

from functools import lru_cache

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import height_of, text_role, written
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.text.lettering import line
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Counter
from gdclips.story.terms import Span

LABEL, NUMBER = 24.0, 64.0  # pixels of letters
TALL = 1.06  # ems of the number's row
NONE_YET = "–"


def counter_height(view: Counter, look: Look, width: float) -> float:
    """Return the height that a counter takes at a width."""
    words = sum(height_of(spans, look, LABEL, width) for spans in _rows(view))
    return words + TALL * _size(view.values, look, width)


def counter_part(view: Counter, look: Look, box: Box) -> Part:
    """Draw a counter at the top of a box, smaller where that is less high."""
    shrink = min(1.0, box.height / counter_height(view, look, box.width))
    label, below, predicted = _rows(view)
    top = box.top
    marks: list[AnyMark] = [*written(label, box.left, top, look, LABEL, box.width, shrink)]
    top -= height_of(label, look, LABEL, box.width) * shrink
    size = _size(view.values, look, box.width) * shrink
    at = (box.left, top - 0.92 * size)
    top -= TALL * size
    for spans in (below, predicted):
        marks += written(spans, box.left, top, look, LABEL, box.width, shrink)
        top -= height_of(spans, look, LABEL, box.width) * shrink
    color, none = look.theme.color(text_role(view.role, look)), look.theme.color("muted")

    def moving(state: State) -> list[AnyMark]:
        text = view.values[min(state.step, len(view.values) - 1)]
        if not text:
            return [Words(text=NONE_YET, at=at, size=size, color=none, bold=True)]
        return [Words(text=text, at=at, size=size, color=color, bold=True)]

    return Part((), (), moving, tuple(marks))


def _rows(view: Counter) -> tuple[tuple[Span, ...], ...]:
    """Return the words above the number and below it, row by row."""
    predicted = (Span("muted", "predicted  "), Span("predicted_text", view.predicted))
    return (
        (Span("muted", view.label),) if view.label else (),
        (Span("muted", view.below),) if view.below else (),
        predicted if view.predicted else (),
    )


def _size(values: tuple[str, ...], look: Look, width: float) -> float:
    return min(look.type(NUMBER), width / _widest(values))


@lru_cache(maxsize=64)
def _widest(values: tuple[str, ...]) -> float:
    """Return the width of the widest of texts, in ems: one of the longest, for digits are equally wide."""
    found = list(dict.fromkeys(values)) or [""]
    longest = max(map(len, found))
    return max(line(each or NONE_YET, bold=True).advance for each in found if len(each) >= longest - 1)
