"""The side column: readouts, then what the story lists, then the update rule and its parameters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import numpy as np

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import Anchor, AnyMark, Area, Curve, Formula, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.drawing.theme import Rgba, Theme, Type, Width
from gdclips.drawing.views.frames import SMALLEST
from gdclips.drawing.views.signs import SIGNS
from gdclips.drawing.views.views import View, together
from gdclips.story.numbers import plain, steady, widest
from gdclips.story.story import ColumnItem, Key, Readout, Row, Span, Story, Strip, Table
from gdclips.story.terms import Term
from gdclips.story.timeline import State

READOUTS, STRIP, PITCH, RULE = 0.100, 0.096, 0.058, 0.046  # heights of the items
EQUATION, PARAMETERS = 0.082, 0.012  # heights above the column's foot
SECOND_READOUT = 0.50  # of the column's width
FIRST_NUMBER = 0.62  # where a table's first numbers end, of the column's width
STRIP_PIECES, FAINT = 64, 0.22  # the strip's colours, and the opacity of those that are to come
GAP = 0.045  # between parts beside each other

Part = tuple[float, View]  # a height and what stands in it


def column_view(story: Story, theme: Theme, box: Box) -> View:
    """Lay the story's readouts, items and equation into the column, top down."""
    top = box.top
    views = [
        equation_view(story, theme, (box.left, box.bottom + EQUATION), box.width),
        numbers_view(story, theme, (box.left, box.bottom + PARAMETERS), box.width),
    ]
    height, view = _readouts(story, theme, box)
    views.append(view)
    top -= height
    for index, item in enumerate(story.column):
        if index or not isinstance(item, Strip):
            views.append(_rule(theme, box, top - RULE / 2))
            top -= RULE
        height, view = _item(story, theme, box, top, item)
        views.append(view)
        top -= height
    views.append(_rule(theme, box, top - RULE / 2))
    return together(views)


def _item(story: Story, theme: Theme, box: Box, top: float, item: ColumnItem) -> Part:
    match item:
        case Strip():
            return STRIP, _strip(story, theme, box, top)
        case Table():
            return PITCH * (len(item.rows) + 1), _table(item, theme, box, top)
        case Key():
            return PITCH * len(item.entries), _key(item, theme, box, top)


def _rule(theme: Theme, box: Box, y: float) -> View:
    ends = np.array([(box.left, y), (box.right, y)])
    return View((Curve(points=ends, color=theme.color("grid"), width=Width.thin),))


def _readouts(story: Story, theme: Theme, box: Box) -> Part:
    places = (box.left, box.left + SECOND_READOUT * box.width)
    room = SECOND_READOUT * box.width - GAP / 2
    views = [_readout(item, theme, x, box.top, room) for item, x in zip(story.readouts, places, strict=True)]
    return READOUTS, together(views)


def _readout(item: Readout, theme: Theme, left: float, top: float, room: float) -> View:
    form: Callable[[float], str] = (lambda value: f"{value:.0f}") if item.whole else steady(item.values)
    width = max(line(text, bold=True).advance for text in widest(item.values, form))
    after = 0.018 + line(f"/ {item.of}").advance * Type.label if item.of is not None else 0.0
    size = min(Type.value, (room - after) / width)
    right, baseline = left + width * size, top - 0.088
    static: list[AnyMark] = []
    if item.of is not None:
        static.append(written(f"/ {item.of}", right + 0.018, baseline, Type.label, theme.color("muted")))

    def moving(state: State) -> list[AnyMark]:
        text, at = form(float(item.values[state.step])), (right, baseline)
        ink, label = theme.color("ink"), item.called(state.step)
        return [
            written(label, left, top - 0.033, Type.label, theme.color("muted")),
            Words(text=text, at=at, size=size, color=ink, bold=True, anchor="right"),
        ]

    return View(tuple(static), moving)


def _strip(story: Story, theme: Theme, box: Box, top: float) -> View:
    # Each piece reaches to the end and the next covers it: edge to edge, their seams would show. What is
    # not yet done lies under a veil of the background, which is higher, for its edges not to be seen.
    shares = (np.arange(STRIP_PIECES) + 0.5) / STRIP_PIECES
    edges = box.left + box.width * np.arange(STRIP_PIECES + 1) / STRIP_PIECES
    colors = theme.ramp(theme.path, np.sqrt(shares))
    low, high = top - 0.047, top - 0.035
    full = [
        Area(outline=_rectangle(x0, low, box.right, high), fill=(*color[:3], 1.0))
        for x0, color in zip(edges[:-1], colors.tolist(), strict=True)
    ]
    muted = theme.color("muted")
    ends = (
        written("0", box.left, top - 0.088, Type.tick, muted),
        written(str(story.steps), box.right, top - 0.088, Type.tick, muted, "right"),
    )

    def moving(state: State) -> list[AnyMark]:
        share = (state.step + state.glide) / max(story.steps, 1)
        x = box.left + box.width * share
        rest = _rectangle(x, low - 0.010, box.right + 0.010, high + 0.010)
        veil = Area(outline=rest, fill=theme.color("background", 1.0 - FAINT))
        hand = np.array([(x, low - 0.010), (x, high + 0.010)])
        return [veil, Curve(points=hand, color=theme.color("ink"), width=0.0044)]

    return View((*full, *ends), moving)


def _table(table: Table, theme: Theme, box: Box, top: float) -> View:
    muted, baseline = theme.color("muted"), top - 0.038
    if isinstance(table.heads, str):
        end, heads = box.right, [written(table.heads, box.left, baseline, Type.label, muted)]
    else:
        end = box.left + FIRST_NUMBER * box.width
        places = zip(table.heads, (end, box.right), strict=True)
        heads = [written(head, x, baseline, Type.label, muted, "right") for head, x in places]
    lines = [baseline - PITCH * (index + 1) for index in range(len(table.rows))]
    rows = (_row(row, theme, box, end, line) for row, line in zip(table.rows, lines, strict=True))
    return together((View(tuple(heads)), *rows))


def _row(row: Row, theme: Theme, box: Box, end: float, baseline: float) -> View:
    form, role = steady(row.values), theme.color(row.role)
    width = max(line(text, bold=True).advance for text in widest(row.values, form))
    room = end - box.left - width * Type.label - 0.02
    static: list[AnyMark] = [_name(row.name, theme, box.left, baseline, room)]
    if row.other is not None:
        text, size = fitted(plain(row.other, 4), Type.label, box.right - end - GAP / 2, Type.label)
        static.append(written(text, box.right, baseline, size, theme.color("ink"), "right"))

    def number(step: int) -> AnyMark:
        text, at = form(float(row.values[step])), (end, baseline)
        return Words(text=text, at=at, size=Type.label, color=role, anchor="right", bold=True)

    if name := row.appears:
        last = [number(len(row.values) - 1)]
        return View(tuple(static), lambda state: last if state.shown.get(name) else [])
    if len(row.values) == 1:
        return View((*static, number(0)))
    return View(tuple(static), lambda state: [number(state.step)])


def _name(name: str | Term, theme: Theme, left: float, baseline: float, room: float) -> AnyMark:
    if isinstance(name, str):
        text, size = fitted(name, Type.label, room, SMALLEST)
        return written(text, left, baseline, size, theme.color("muted"))
    at = (left, baseline + 0.3 * Type.label)
    return Formula(terms=(name,), colors=(theme.color("ink"),), at=at, size=Type.equation, room=room)


def _key(key: Key, theme: Theme, box: Box, top: float) -> View:
    marks: list[AnyMark] = []
    for index, (sign, words) in enumerate(key.entries):
        baseline = top - PITCH * index - 0.038
        at = np.array([box.left + Width.ring, baseline + 0.3 * Type.label])
        marks.append(SIGNS[sign](theme, at))
        marks.append(written(words, box.left + 0.075, baseline, Type.label, theme.color("ink")))
    return View(tuple(marks))


def equation_view(story: Story, theme: Theme, at: tuple[float, float], room: float) -> View:
    """The update rule, if there is one; the terms that the beat speaks of wear their colours."""
    if not story.equation:
        return View(())

    def moving(state: State) -> list[AnyMark]:
        colors = tuple(
            theme.color(term.role if term.role in state.speaks else "ink") for term in story.equation
        )
        return [Formula(terms=story.equation, colors=colors, at=at, size=Type.equation, room=room)]

    return View((), moving)


def numbers_view(story: Story, theme: Theme, at: tuple[float, float], room: float) -> View:
    """The parameters, or in a beat that shows them the numbers of the step that is taken."""

    def moving(state: State) -> list[AnyMark]:
        spans: tuple[Span, ...] = (Span("muted", story.parameters),)
        if state.sums and state.step < len(story.sums):
            spans = story.sums[state.step]
        return _spans(spans, theme, at, room)

    return View((), moving)


def _spans(spans: tuple[Span, ...], theme: Theme, at: tuple[float, float], room: float) -> list[AnyMark]:
    """Return the words of spans on one line that begins at a place.

    The first of several says what the others are: where there is no room for all, it is left out. One alone
    is shortened.
    """
    if len(spans) == 1:
        text, size = fitted(spans[0].text, Type.label, room, SMALLEST)
        return [written(text, *at, size, theme.color(spans[0].role))]
    wide = sum(line(span.text).advance for span in spans)
    parts = spans if wide * SMALLEST <= room else spans[1:]
    size = min(Type.label, room / max(sum(line(span.text).advance for span in parts), 1e-9))
    starts = accumulate((line(span.text).advance * size for span in parts), initial=at[0])
    return [
        written(span.text, x, at[1], size, theme.color(span.role))
        for span, x in zip(parts, starts, strict=False)
    ]


def written(text: str, x: float, y: float, size: float, color: Rgba, anchor: Anchor = "left") -> Words:
    """Return a line of words at a place."""
    return Words(text=text, at=(x, y), size=size, color=color, anchor=anchor)


def _rectangle(left: float, bottom: float, right: float, top: float) -> np.ndarray:
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
