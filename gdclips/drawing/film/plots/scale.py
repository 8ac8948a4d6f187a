"""Scales of plots: what part of quantities and iterations is seen, and the ticks of both axes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from gdclips.drawing.box import Box
from gdclips.drawing.film.plots.levels import Level, apart, levels_of, spread
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.marks import AnyMark, Curve, Words
from gdclips.drawing.text.lettering import line
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean
from gdclips.story.film.views import Line, Plot
from gdclips.story.numbers import (
    LARGEST,
    SMALLEST,
    exact,
    power_of_ten,
    significant,
    steady,
    widest,
)
from gdcore import Array

TICK = 21.0  # pixels of the numbers at ticks
PAD = 0.08  # of the values' span, above and below
DECADES = 9  # a logarithmic axis reaches at most so far below its first value
PITCH = 22.0  # pixels from one tick's number to the next, at least
GAP = 8.0  # pixels between numbers and the plot, and between numbers
NARROW = 185.0  # pixels of letters: a plot that is less wide has no numbers
WIDEST = 0.0888  # a number that takes the most room without a power of ten
LONGEST, MOST = 0.4, 0.85  # of a plot's width that numbers may take, and they with the lines' labels
COUNTED = "iteration"
DASH = 9.0, 7.0  # pixels on and off of what a line should come to


class Scale(msgspec.Struct, frozen=True):
    """The axes of a plot, the lines that stay behind it, and the numbers at its ticks."""

    axes: Axes
    grid: tuple[AnyMark, ...]
    words: tuple[AnyMark, ...]


def told(each: Line) -> Array:
    """Return a line's values as long as it lasts."""
    return each.values[np.isfinite(each.values)]


def heights(values: Array, log: bool) -> Array:
    """Return where values lie on the upright axis: as they are, or their logarithms.

    These reach at most :data:`DECADES` below the first: what is below is what rounding left.
    """
    if not log:
        return values
    with np.errstate(divide="ignore"):
        found = np.log10(np.maximum(values, 0.0))
    finite = found[np.isfinite(found)]
    return np.asarray(np.maximum(found, (finite[0] if finite.size else -300.0) - DECADES))


def across(iterates: ArrayLike, view: Plot) -> Array:
    """Return where iterates lie on the level axis: as they are, or logarithms, the start's as the first's."""
    counted = np.asarray(iterates, dtype=float)
    return np.log10(np.maximum(counted, 1.0)) if view.log_steps else counted


def value_form(values: Array, log: bool, digits: int = 3) -> tuple[Callable[[float], str], list[str]]:
    """Return how a line's values are written, and the texts that may be the widest.

    Their digits are steady; where they span decades, are tiny or huge, each has as many of its own.
    """
    largest = 10.0 ** power_of_ten(values[np.isfinite(values)])
    if not log and SMALLEST <= largest < LARGEST:
        form = steady(values, digits, fine=False)
        return form, widest(values, form)
    form = significant(3)
    return form, [form(WIDEST), form(-WIDEST * bool((values < 0).any())), *widest(values, form)]


def span(view: Plot) -> tuple[float, float]:
    """Return the ends of the upright axis: all that the plot shows, padded.

    Of a line whose mean is shown they are what it does from the mean's first iterate on.
    """
    first = {each.line: each.first for each in view.overlays if isinstance(each, Mean)}
    shown = [
        heights(told(each)[_from(each, first.get(i, 0)) :], view.log) for i, each in enumerate(view.lines)
    ]
    for overlay in view.overlays:
        match overlay:
            case Floor() if overlay.value > 0 or not view.log:
                shown.append(heights(np.array([overlay.value]), view.log))
            case Law():
                shown.append(heights(overlay.values, view.log))
            case Envelope():
                shown.append(np.concatenate([overlay.values, -overlay.values]))
    if not view.log:
        shown.append(np.array([each.reference for each in view.lines if each.reference is not None]))
    values = np.concatenate(shown)
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    if not high - low > 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    return low - PAD * (high - low), high + PAD * (high - low)


def _from(each: Line, first: int) -> int:
    return min(first, len(told(each)) - 1)


def plot_scale(view: Plot, look: Look, box: Box, hero: bool, room: float) -> Scale:
    """Lay a plot's axes into a box, with ``room`` beside them for the labels at its lines' heads."""
    px, size = look.px, look.type(TICK)
    low, high = span(view)
    steps = max((len(each.values) for each in view.lines), default=2)
    bare = box.width < look.type(NARROW)
    levels = [] if bare else levels_of(view, low, high, 4 if hero else 2)
    widest = max((line(level.text).advance * size for level in levels), default=0.0)
    numbered = widest <= LONGEST * box.width and widest + room <= MOST * box.width
    left = 0.0 if bare else widest + GAP * px if numbered else size / 2
    end = line(exact(max(steps - 1, 1))).advance * size / 2 if not bare else 0.0
    right, foot = max(room, end), 1.45 * size if not bare else 2 * px
    height = max(box.height - foot - 0.4 * size, 0.1 * box.height)
    plot = Box(box.left + left, box.bottom + foot, box.width - left - right, height)
    first = 1 if view.log_steps else 0
    begin, end = across([first, max(steps - 1, first + 1)], view).tolist()
    axes = Axes(Window((begin, low), (end, high), equal=False), plot)
    levels = apart(levels, (high - low) * 1.15 * size / height)
    numbers = _level_words(axes, levels, look) if numbered else []
    words = [] if bare else _numbers(view, axes, steps, look, hero)
    return Scale(axes, tuple(_grid(axes, levels, look, bare)), (*numbers, *words))


def _iterations(steps: int, room: float, size: float) -> Array:
    """Return the iterations to tick: the first, the last and, where there is room, the one in the middle."""
    end = max(steps - 1, 1)
    wide = line(exact(end)).advance * size
    if end % 2 == 0 and room > 2.5 * wide + 2 * size:
        return np.array([0.0, end / 2, end])
    return np.array([0.0, float(end)])


def _powers(steps: int) -> Array:
    """Return the powers of ten among the iterations to tick, at least the first and the last iteration."""
    last = max(steps - 1, 2)
    powers = 10.0 ** np.arange(np.log10(last) // 1 + 1)
    return powers if len(powers) > 1 else np.array([1.0, float(last)])


def _grid(axes: Axes, levels: list[Level], look: Look, bare: bool) -> list[AnyMark]:
    """Return faint lines at the ticks, dashed ones in their lines' colours at references."""
    theme, box = look.theme, axes.box
    marks: list[AnyMark] = []
    for level in levels:
        y = float(axes.place(np.array([0.0, level.height]))[1])
        color = theme.color(level.role, 0.8) if level.role else theme.color("grid")
        dash = tuple(look.line(each) for each in DASH) if level.role else ()
        ends = np.array([(box.left, y), (box.right, y)])
        marks.append(Curve(points=ends, color=color, width=look.line(1.4 if level.role else 1.1), dash=dash))
    if bare:
        ends = np.array([(box.left, box.bottom), (box.right, box.bottom)])
        marks.append(Curve(points=ends, color=theme.color("faint"), width=look.line(1.1)))
    return marks


def _level_words(axes: Axes, levels: list[Level], look: Look) -> list[AnyMark]:
    size, box = look.type(TICK), axes.box
    ys = [float(axes.place(np.array([0.0, level.height]))[1]) for level in levels]
    places = spread(ys, look.type(PITCH), box.bottom - 0.5 * size, box.top + 0.5 * size) if levels else []
    return [
        Words(
            text=level.text,
            at=(box.left - GAP * look.px, y - 0.33 * size),
            size=size,
            color=look.theme.color(f"{level.role}_text" if level.role else "muted"),
            anchor="right",
        )
        for level, y in zip(levels, places, strict=True)
    ]


def _numbers(view: Plot, axes: Axes, steps: int, look: Look, hero: bool) -> list[AnyMark]:
    """Return the numbers below the plot; of a hero with what they count, where there is room."""
    size, box, color = look.type(TICK), axes.box, look.theme.color("muted")
    values = _powers(steps) if view.log_steps else _iterations(steps, box.width, size)
    places = axes.place(np.stack([across(values, view), np.zeros(len(values))], axis=-1))[:, 0].tolist()
    y = box.bottom - 1.2 * size
    marks: list[AnyMark] = [
        Words(text=exact(value), at=(x, y), size=size, color=color, anchor="center")
        for value, x in zip(values.tolist(), places, strict=True)
    ]
    middle = (places[0] + places[1]) / 2
    half = line(COUNTED).advance / 2 + line(exact(values[1])).advance / 2 + 0.5
    if hero and middle - places[0] > half * size:
        marks.append(Words(text=COUNTED, at=(middle, y), size=size, color=color, anchor="center"))
    return marks
