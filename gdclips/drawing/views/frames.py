"""What surrounds a panel of the plane: ticks, the axes' names, and words above or below."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdclips.drawing import geometry
from gdclips.drawing.geometry import Axes
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Formula, Words
from gdclips.drawing.text.lettering import fitted, line, words_box
from gdclips.drawing.theme import Rgba, Theme, Type
from gdclips.story.numbers import BRIEF, exact, power_of_ten, superscript, ticked
from gdclips.story.terms import Term
from gdcore import Array

BELOW, BESIDE = 0.078, 0.034  # from the panel's foot and from the ticks to the middles of the axes' names
EDGE = 0.032  # the least distance of the upright axis' name from the frame's left edge
LONGEST = 0.080  # of an upright tick's number
HEAD_GAP = 0.02  # between words and a number above a panel
ASIDE = 0.035  # a footnote's distance from the axis' name
SMALLEST = 0.8 * Type.tick  # words above and below a panel, before they are cut short
NARROW, PITCH = 0.9, 0.044  # a panel without room for words beside an axis's name; from row to row


def framed(
    axes: Axes, names: tuple[Term | str, Term | str], theme: Theme, alone: bool, first: bool = True
) -> list[AnyMark]:
    """Return the ticks and the names of both axes; of the upright one only if the panel is the first.

    A panel alone has a footnote beside the level axis' name.
    """
    ink, ticks = theme.color("ink"), _ticks(axes, theme)
    left = min(axes.box.left, *(words_box(tick)[0] for tick in ticks if tick.at[1] < axes.box.top))
    upright = [_up(names[1], axes.box, max(left - BESIDE, EDGE), ink)] if first else []
    room = axes.box.width / (2 if alone and foot(axes.box) == BELOW else 1)
    return [*ticks, _across(names[0], axes.box, ink, room), *upright]


def heading(text: str, box: Box, theme: Theme, role: str = "muted", number: str = "") -> AnyMark:
    """Return words above a panel in the colour of a role, with room for a number at its right end."""
    taken = line(number, bold=True).advance * Type.tick + HEAD_GAP if number else 0.0
    text, size = fitted(text, Type.label, box.width - taken, SMALLEST)
    return Words(text=text, at=(box.left, box.top + 0.018), size=size, color=theme.color(role))


def heading_number(text: str, box: Box, theme: Theme) -> AnyMark:
    """Return a number above a panel, at its right end."""
    at, color = (box.right, box.top + 0.018), theme.color("path_text")
    return Words(text=text, at=at, size=Type.tick, color=color, anchor="right", bold=True)


def footnote(text: str, box: Box, theme: Theme, name: Term | str) -> AnyMark:
    """Return words below a panel, at its right end: beside the axis's name, or below it if that is near."""
    text, size = fitted(text, Type.tick, box.width - _taken(name, box), SMALLEST)
    at = (box.right, box.bottom - foot(box) - 0.33 * size)
    return Words(text=text, at=at, size=size, color=theme.color("muted"), anchor="right")


def _taken(name: Term | str, box: Box) -> float:
    """Return the width that the level axis' name takes of the row of the footnote."""
    if foot(box) != BELOW:
        return 0.0
    if isinstance(name, str):
        return min(line(name).advance * Type.label, box.width / 2) + ASIDE
    return box.width / 2 + ASIDE


def foot(box: Box) -> float:
    """Return how far below a panel alone the middle of its last row of words is."""
    return BELOW if box.width > NARROW else BELOW + PITCH


def level_tick(text: str, box: Box, y: float, color: Rgba) -> Words:
    """Return a tick's number on the upright axis."""
    at = (box.left - 0.012, y - 0.35 * Type.tick)
    return Words(text=text, at=at, size=Type.tick, color=color, anchor="right")


def upright_tick(text: str, box: Box, x: float, color: Rgba) -> Words:
    """Return a tick's number on the level axis."""
    at = (x, box.bottom - 0.012 - 0.70 * Type.tick)
    return Words(text=text, at=at, size=Type.tick, color=color, anchor="center")


def _ticks(axes: Axes, theme: Theme) -> list[Words]:
    box, muted = axes.box, theme.color("muted")
    (left, bottom), (right, top) = axes.window.low, axes.window.high
    xs = geometry.ticks(left, right, round(box.width / 0.19))
    ys, power = _upright(bottom, top, round(box.height / 0.13))
    across = axes.place(np.stack([xs, np.full(len(xs), bottom)], axis=-1))[:, 0].tolist()
    up = axes.place(np.stack([np.full(len(ys), left), ys], axis=-1))[:, 1].tolist()
    numbers = [exact(value) for value in (ys / 10.0**power).tolist()]
    return [
        *(upright_tick(text, box, x, muted) for text, x in zip(ticked(xs), across, strict=True)),
        *(level_tick(text, box, y, muted) for text, y in zip(numbers, up, strict=True)),
        *times(power, box, muted),
    ]


def _upright(low: float, high: float, most: int) -> tuple[Array, int]:
    """Return the ticks of the upright axis, fewer where their numbers are long, and their power of ten."""
    values = geometry.ticks(low, high, most)
    power = shared_power(values)
    long = any(line(exact(value)).advance * Type.tick > LONGEST for value in (values / 10.0**power).tolist())
    return _upright(low, high, most - 1) if long and most > 1 else (values, power)


def shared_power(values: ArrayLike) -> int:
    """Return the power of ten that the numbers of upright ticks leave to a word above them; mostly 0."""
    power = power_of_ten(values)
    return 0 if BRIEF[0] <= 10.0**power < BRIEF[1] else power


def times(power: int, box: Box, color: Rgba) -> list[Words]:
    """Return what all upright ticks are to be multiplied by, above them; nothing if it is 1."""
    at, text = (box.left - 0.012, box.top + 0.018), f"×10{superscript(power)}"
    return [Words(text=text, at=at, size=Type.tick, color=color, anchor="right")] if power else []


def _across(name: Term | str, box: Box, color: Rgba, room: float) -> AnyMark:
    """Name the level axis: in the middle where the name is short, from the left where it is words."""
    y = box.bottom - BELOW
    if isinstance(name, str):
        text, size = fitted(name, Type.label, room, Type.tick)
        return Words(text=text, at=(box.left, y - 0.33 * size), size=size, color=color)
    at = (box.center[0], y)
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")


def _up(name: Term | str, box: Box, x: float, color: Rgba) -> AnyMark:
    """Name the upright axis, words reading upwards."""
    at = (x, box.center[1])
    if isinstance(name, str):
        text, size = fitted(name, Type.label, box.height, Type.label)
        return Words(text=text, at=at, size=size, color=color, anchor="center", upwards=True)
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")
