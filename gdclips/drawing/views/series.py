"""The series panel: quantities against the iteration, their values riding on the lines' heads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.geometry import DIGITS, Axes, Window
from gdclips.drawing.layers import Piece
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Rgba, Theme, Type, Width
from gdclips.drawing.views.frames import LONGEST, heading, level_tick, shared_power, times, upright_tick
from gdclips.drawing.views.views import View
from gdclips.story.numbers import exact, plain, steady, ticked, widest
from gdclips.story.story import Line, Series
from gdclips.story.timeline import State
from gdcore import Array

PAD = 0.08  # of the values' span, above and below
MOST_TICKS = 6
NOISE = 1e-12  # of the largest value: a line below is what rounding left
DECADES = 9  # a logarithmic axis reaches at most so far below its top
HEAD, RIM = 0.0105, 0.0030
LABEL_PITCH = 0.044  # labels of lines that meet are pushed this far apart
TICK_PITCH, TICK_GAP = 0.034, 0.012  # from one tick's number to the next: upwards, and between them
NAME_ROOM = 0.048  # between a formula's name and its value
CHUNK = 32  # iterations that a piece of a line spans


def series_view(panel: Series, theme: Theme, box: Box) -> View:
    """Draw a series panel into a box."""
    heights = [_heights(_told(each), panel.log) for each in panel.lines]
    references = [each.reference for each in panel.lines if each.reference is not None]
    steps = max(len(each.values) for each in panel.lines)
    forms = _forms(panel)
    low, high = _span(heights, [] if panel.log else references, panel.log)
    plot = Box(box.left, box.bottom, box.width - _label_room(panel.lines, forms), box.height)
    axes = Axes(Window((0.0, low), (float(max(steps - 1, 1)), high)), plot)
    curves = [axes.place(np.stack([np.arange(len(y)), y], axis=-1)) for y in heights]

    def moving(state: State) -> list[AnyMark]:
        if not state.shown.get("path"):
            return []
        newest = [_newest(curve, state) for curve in curves]
        heads = [points[-1] for points in newest]
        marks = [_line(points, each, theme, box) for each, points in zip(panel.lines, newest, strict=True)]
        for each, at in zip(panel.lines, heads, strict=True):
            marks.append(_head(at[None], theme.color(each.role), theme))
        return [*marks, *_labels(panel.lines, forms, heads, state, theme, box)]

    pieces = (
        Piece(end, _line(curve[end - CHUNK : end + 1], each, theme, box))
        for each, curve in zip(panel.lines, curves, strict=True)
        for end in range(CHUNK, len(curve), CHUNK)
    )
    return View(tuple(_ground(panel, axes, box, theme)), moving, tuple(pieces))


def _forms(panel: Series) -> list[Callable[[float], str]]:
    """Return each line's format; where a line is but rounding beside the others, theirs."""
    largest = [float(np.abs(_told(each)).max()) for each in panel.lines]
    return [
        steady(each.values if panel.log or most > NOISE * max(largest) else [max(largest)], 3, fine=panel.log)
        for each, most in zip(panel.lines, largest, strict=True)
    ]


def _label_room(lines: tuple[Line, ...], forms: list[Callable[[float], str]]) -> float:
    """Return the width that the widest label takes, beside a head at the panel's end."""
    return (
        HEAD
        + 0.022
        + max(
            _name_width(each) + line(text, bold=True).advance * Type.tick
            for each, form in zip(lines, forms, strict=True)
            for text in widest(each.values, form)
        )
    )


def _told(each: Line) -> Array:
    """Return a line's values as long as it lasts."""
    return each.values[np.isfinite(each.values)]


def _heights(values: Array, log: bool) -> Array:
    if not log:
        return values
    with np.errstate(divide="ignore"):
        heights = np.log10(np.maximum(values, 0.0))
    return np.asarray(np.maximum(heights, heights[np.isfinite(heights)].max(initial=-300.0) - DECADES))


def _span(heights: list[Array], references: list[float], log: bool) -> tuple[float, float]:
    """Return the ends of the upright axis: all values and references, padded."""
    values = np.concatenate([*heights, references])
    low, high = float(values.min()), float(values.max())
    if not high - low > 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    return low - PAD * (high - low), high + PAD * (high - low)


def _newest(curve: Points, state: State) -> Points:
    """Return the line from its last whole piece up to the state: steps, and the share of one that glides."""
    step = min(state.step, len(curve) - 1)
    there = curve[min(step + 1, len(curve) - 1)]
    first = step - step % CHUNK
    return np.concatenate([curve[first : step + 1], [curve[step] + state.glide * (there - curve[step])]])


def _line(points: Points, each: Line, theme: Theme, box: Box) -> AnyMark:
    return Curve(points=points, color=theme.color(each.role), width=Width.ghost, clip=box)


def _head(at: Points, color: Rgba, theme: Theme) -> AnyMark:
    return Dots(points=at, radius=HEAD, fills=color, edge=theme.color("head_rim"), width=RIM)


def _labels(
    lines: tuple[Line, ...],
    forms: list[Callable[[float], str]],
    heads: list[Points],
    state: State,
    theme: Theme,
    box: Box,
) -> list[AnyMark]:
    """Write each line's name and value beside its head, the labels pushed apart where lines meet."""
    left = float(heads[0][0]) + HEAD + 0.010
    middles = spread([float(at[1]) for at in heads], LABEL_PITCH, box)
    marks: list[AnyMark] = []
    for each, form, middle in zip(lines, forms, middles, strict=True):
        value = float(each.values[min(state.step, len(each.values) - 1)])
        marks.extend(_label(each, form(value), left, middle, theme))
    return marks


def spread(heights: list[float], pitch: float, box: Box) -> list[float]:
    """Return heights moved apart to at least ``pitch``, in their order, and kept inside a box."""
    order = np.argsort(np.round(heights, DIGITS), kind="stable")
    moved = np.clip(np.array(heights)[order], box.bottom + pitch / 2, box.top - pitch / 2)
    for index in range(1, len(moved)):
        moved[index] = max(moved[index], moved[index - 1] + pitch)
    over = max(float(moved[-1]) - (box.top - pitch / 2), 0.0)
    for index in range(len(moved) - 1, -1, -1):
        limit = box.top - pitch / 2 - (len(moved) - 1 - index) * pitch
        moved[index] = min(moved[index], limit) if over else moved[index]
    places = np.empty(len(moved))
    places[order] = moved
    return [float(place) for place in places]


def _name_width(each: Line) -> float:
    if not isinstance(each.name, str):
        return NAME_ROOM
    return (line(each.name).advance + 0.3) * Type.tick if each.name else 0.0


def _label(each: Line, text: str, left: float, middle: float, theme: Theme) -> list[AnyMark]:
    """Return a name and a value on a ground of their own, that lines don't run through them."""
    color, size = theme.color(f"{each.role}_text"), Type.tick
    baseline, start = middle - 0.33 * size, left + _name_width(each)
    right = start + line(text, bold=True).advance * size
    ground = Box(left - 0.004, middle - 0.5 * size, right - left + 0.008, size)
    value = Words(text=text, at=(start, baseline), size=size, color=color, bold=True)
    marks: list[AnyMark] = [Area(outline=ground.corners, fill=theme.color("panel")), value]
    if isinstance(each.name, str):
        return (
            [*marks, Words(text=each.name, at=(left, baseline), size=size, color=color)]
            if each.name
            else marks
        )
    return [*marks, Formula(terms=(each.name,), colors=(color,), at=(left, middle), size=Type.label)]


def _ground(panel: Series, axes: Axes, box: Box, theme: Theme) -> list[AnyMark]:
    muted = theme.color("muted")
    marks: list[AnyMark] = [Area(outline=box.corners, fill=theme.color("panel"))]
    marks.append(heading(panel.head, box, theme, panel.head_role))
    marks.extend(_log_ticks(axes, box, theme) if panel.log else _value_ticks(panel.lines, axes, box, theme))
    values = _iterations(axes)
    places = axes.place(np.stack([values, np.zeros(len(values))], axis=-1))[:, 0].tolist()
    marks.extend(upright_tick(text, box, x, muted) for text, x in zip(ticked(values), places, strict=True))
    at = (axes.box.center[0], box.bottom - 0.085)
    marks.append(Words(text="iteration", at=at, size=Type.tick, color=muted, anchor="center"))
    return marks


def _iterations(axes: Axes) -> Array:
    """Return the iterations to tick: fewer where a narrow plot has no room for their numbers."""
    end = axes.window.high[0]
    for most in (2, 1):
        values = geometry.ticks(0, end, most)
        widest = max(line(text).advance for text in ticked(values)) * Type.tick
        if axes.box.width * float(np.diff(values).min(initial=end)) / end > widest + TICK_GAP:
            return values
    return values[:1]


def _log_ticks(axes: Axes, box: Box, theme: Theme) -> list[AnyMark]:
    """Tick decades; where there are few of them, their halves and doubles too."""
    low, high = axes.window.low[1], axes.window.high[1]
    exponents = np.arange(np.ceil(low), np.floor(high) + 1)
    if len(exponents) < 3:
        steps = np.log10([1.0, 2.0, 5.0])
        exponents = (np.arange(np.floor(low), np.ceil(high))[:, None] + steps).ravel()
    every = max(1, -(-len(exponents) // MOST_TICKS))
    shown = exponents[(exponents >= low) & (exponents <= high)][::every]
    muted = theme.color("muted")
    return [mark for at in shown.tolist() for mark in _level(axes, box, at, plain(10.0**at, 1), muted, theme)]


def _value_ticks(lines: tuple[Line, ...], axes: Axes, box: Box, theme: Theme) -> list[AnyMark]:
    """Tick the references, or round numbers if there are none."""
    known = [(each, each.reference) for each in lines if each.reference is not None]
    if known:
        return _references(known, axes, box, theme)
    values, muted = geometry.ticks(axes.window.low[1], axes.window.high[1], 4), theme.color("muted")
    power = shared_power(values)
    marks: list[AnyMark] = [*times(power, box, muted)]
    for value in values.tolist():
        marks.extend(_level(axes, box, value, exact(value / 10.0**power), muted, theme))
    return marks


def _references(known: list[tuple[Line, float]], axes: Axes, box: Box, theme: Theme) -> list[AnyMark]:
    """Tick references, dashed, in their lines' colours, the numbers pushed apart where they are near."""
    power = shared_power([value for _, value in known])
    shared = steady([value / 10.0**power for _, value in known], 3, fine=False)
    heights = [float(axes.place(np.array([0.0, value]))[1]) for _, value in known]
    marks: list[AnyMark] = [*times(power, box, theme.color("muted"))]
    for (each, value), y, at in zip(known, heights, spread(heights, TICK_PITCH, box), strict=True):
        ends, color = np.array([(box.left, y), (box.right, y)]), theme.color(each.role, 0.8)
        marks.append(Curve(points=ends, color=color, width=Width.contour, dash=(0.012, 0.010)))
        text, ink = plain(value), theme.color(f"{each.role}_text")
        if power or line(text).advance * Type.tick > LONGEST:
            text = shared(value / 10.0**power)
        marks.append(level_tick(text, box, at, ink))
    return marks


def _level(axes: Axes, box: Box, at: float, text: str, color: Rgba, theme: Theme) -> list[AnyMark]:
    y = float(axes.place(np.array([0.0, at]))[1])
    ends = np.array([(box.left, y), (box.right, y)])
    grid = Curve(points=ends, color=theme.color("grid"), width=Width.hairline)
    return [grid, level_tick(text, box, y, color)]
