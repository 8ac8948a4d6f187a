"""The data: samples as dots, told apart by their shade, and the line that turns into them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST, height_of, written
from gdclips.drawing.film.maps.ticks import map_ticks
from gdclips.drawing.film.overlays.squares import fit_at, measured
from gdclips.drawing.film.parts import Part, clipped, together
from gdclips.drawing.film.plot import hero_box
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.marks import Anchor, AnyMark, Curve, Dots, Formula, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.drawing.theme import Rgba
from gdclips.story.caption import PLAIN, spans
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Data, Name
from gdclips.story.numbers import ticked
from gdclips.story.terms import Span, Term
from gdcore import Array

ALL: Mapping[str, float] = MappingProxyType({})  # of overlays, all is drawn
PAD = 0.06  # of the samples' span, on each side
MOST_DOTS = 2000  # the first so many samples are shown
FEW, MANY = 40, 300  # samples up to which they are drawn larger, and above which they are clearer
LEAST_CLEAR = 0.5  # of their opacity, at least
DOT, HERO_DOT, LARGE_DOT, CLEAR = 3.6, 4.6, 7.0, 0.62  # pixels of radii; opacity
FIT, HERO_FIT = 3.4, 5.0  # pixels of the line's width
HEAD, LABEL, TICK, MATHS = 34.0, 24.0, 21.0, 26.0  # pixels of letters
TALL = 220.0  # pixels of the height from which the head is large
GRID, SPACES = 0.6, (6, 4)  # opacity of a hero's grid, and its spaces across and up, at most
CENTRED = 0.2  # a mean less than so many standard deviations from 0 is near it
TICK_GAP = 8.0  # pixels between numbers and the plot
CORNER = 64.0, 10.0  # pixels from the edges of a hero, and of a support, to what stands in a corner
AXIS_GAP = 10.0  # pixels between an axis line and its name


def data_part(view: Data, look: Look, box: Box, hero: bool, shares: Mapping[str, float] = ALL) -> Part:
    """Draw the data into a box: as a hero with the ticks inside it, else with numbers beside them.

    ``shares`` are how much has come by keys: of an overlay as much as of the data, if it has none of its own.
    """
    room = hero_box(look, box) if hero else box
    head, room = _headed(view, look, room)
    if is_centred(view):
        axes, words, lines = _crossed(view, look, room)
    elif hero:
        axes, words, lines = _inside(view, look, room, box)
    else:
        axes, words, lines = _beside(view, look, room)
    points = np.stack([view.x, view.y], axis=-1)[:MOST_DOTS]
    radius = DOT if not hero else LARGE_DOT if len(points) <= FEW else HERO_DOT
    edge = box if hero else axes.box
    dots = Dots(points=axes.place(points), radius=look.line(radius), fills=_fills(view, look), clip=edge)
    ground = Part(tuple(lines), labels=(*head, *words))
    turning = Part(moving=lambda state: _line(view, axes, look, edge, hero, state))
    if not view.overlays:
        return together([ground, Part((dots,)), turning])
    squares = measured(view, look, axes, _corners(look, axes, room, hero), shares)
    return together([ground, clipped(squares, edge), turning, Part(moving=lambda state: [dots])])


def _corners(look: Look, axes: Axes, room: Box, hero: bool) -> Box:
    """Return the box in whose corners something may stand: what a hero's ticks leave, or all of the axes'."""
    box, inset = (room, CORNER[0] * look.px) if hero else (axes.box, CORNER[1] * look.px)
    return Box(box.left + inset, box.bottom + inset, box.width - 2 * inset, box.height - 2 * inset)


def is_centred(view: Data) -> bool:
    """Tell whether both axes are features about 0, as their window has it, and no target is told of them."""
    shown = (view.x, view.y) if view.window is None else np.transpose(view.window)
    near = [abs(each.mean()) < CENTRED * each.std() for each in shown]
    return all(near) and view.shade is None and view.fit is None


def _headed(view: Data, look: Look, box: Box) -> tuple[list[Words], Box]:
    """Return the words above the data, large where they have the room, and the box that is left."""
    source = tuple(Span("muted" if each.role == PLAIN else each.role, each.text) for each in spans(view.head))
    if not source:
        return [], box
    wide = sum(line(each.text, each.role != "muted").advance for each in source)
    large = wide * look.type(HEAD) <= box.width and box.height >= look.type(TALL)
    size = HEAD if large else LABEL
    height = height_of(source, look, size, box.width) + 8 * look.px
    words = written(source, box.left, box.top, look, size, box.width)
    return words, Box(box.left, box.bottom, box.width, box.height - height)


def _window(view: Data) -> tuple[Array, Array]:
    """Return the ends of what is seen: the window's, or the samples' with some room."""
    points = np.stack([view.x, view.y], axis=-1) if view.window is None else np.asarray(view.window)
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    pad = PAD if view.window is None else 0.0
    return low - pad * span, high + pad * span


def _axes(low: Array, high: Array, box: Box, equal: bool = False) -> Axes:
    (left, bottom), (right, top) = low.tolist(), high.tolist()
    return Axes(Window((left, bottom), (right, top), equal=equal), box)


def _crossed(view: Data, look: Look, box: Box) -> tuple[Axes, list[AnyMark], list[AnyMark]]:
    """Lay out two axes that cross at 0 in the middle, with their names at their ends."""
    low, high = _window(view)
    reach = max(float(np.abs([low, high]).max()), 1e-300)
    side = min(box.width, box.height)
    square = Box(box.left + (box.width - side) / 2, box.top - side, side, side)
    axes = _axes(np.full(2, -reach), np.full(2, reach), square, equal=True)
    (x, y), color, gap = square.center, look.theme.color("faint"), AXIS_GAP * look.px
    lines = [
        np.array([(square.left, y), (square.right, y)]),
        np.array([(x, square.bottom), (x, square.top)]),
    ]
    ground: list[AnyMark] = [Curve(points=each, color=color, width=look.line(1.2)) for each in lines]
    size, room = look.type(LABEL), 0.42 * side
    level = _name(view.names[0], look, (square.right, y - gap - 0.5 * size), room, "right")
    upright = _name(view.names[1], look, (x + gap, square.top - 0.5 * size), room, "left")
    return axes, [level, upright], ground


def _inside(view: Data, look: Look, focus: Box, box: Box) -> tuple[Axes, list[AnyMark], list[AnyMark]]:
    """Lay the window into a hero's safe area, beyond which the axes reach to the ends of its rectangle."""
    low, high = _window(view)
    size, px = look.type(LABEL), look.px
    below, above = (1.5 * size if isinstance(name, str) else 0.0 for name in view.names)
    left, foot = focus.left + 50 * px, focus.bottom + 24 * px + below
    inner = Box(left, foot, focus.right - left, focus.top - 12 * px - above - foot)
    within = _axes(low, high, inner)
    ends = within.find(np.array([(box.left, box.bottom), (box.right, box.top)]))
    axes = _axes(ends[0], ends[1], box)
    terms = [name if isinstance(name, Term) else "" for name in view.names]
    ticks = map_ticks(axes, (terms[0], terms[1]), look, focus)
    words = [mark for mark in ticks if not isinstance(mark, Words) or mark.text]
    places: list[tuple[tuple[float, float], Anchor]] = [
        ((focus.right, focus.bottom + 24 * px + 0.5 * size), "right"),
        ((focus.left, focus.top - 0.5 * size), "left"),
    ]
    for name, (at, anchor) in zip(view.names, places, strict=True):
        if isinstance(name, str):
            words.append(_name(name, look, at, 0.6 * focus.width, anchor))
    return axes, words, _grid(axes, low, high, look)


def _grid(axes: Axes, low: Array, high: Array, look: Look) -> list[AnyMark]:
    """Return faint lines from edge to edge at round numbers, the same ones wherever the data are moved to."""
    box, color, width = axes.box, look.theme.color("grid", GRID), look.line(1.1)
    marks: list[AnyMark] = []
    for axis, most in enumerate(SPACES):
        steps = np.diff(geometry.ticks(float(low[axis]), float(high[axis]), most))
        step = steps[0] if steps.size else np.inf
        ends = np.array([axes.window.low[axis], axes.window.high[axis]]) / step
        for value in np.arange(np.ceil(ends[0]), np.floor(ends[1]) + 1) * step if steps.size else ():
            at = axes.place(np.full(2, value))
            first, last = np.array([box.left, box.bottom]), np.array([box.right, box.top])
            first[axis] = last[axis] = at[axis]
            marks.append(Curve(points=np.array([first, last]), color=color, width=width))
    return marks


def _beside(view: Data, look: Look, box: Box) -> tuple[Axes, list[AnyMark], list[AnyMark]]:
    """Lay out a plot with two numbers an axis, beside it and below it, and the names where they have room."""
    size, gap, row = look.type(TICK), TICK_GAP * look.px, 1.3 * look.type(LABEL)
    low, high = _window(view)
    across, up = _two(float(low[0]), float(high[0])), _two(float(low[1]), float(high[1]))
    widest = max((line(text).advance * size for text in ticked(up)), default=0.0)
    left = min(widest, 0.4 * box.width) + gap
    last = box.left + left + (across[-1] - low[0]) / (high[0] - low[0]) * (box.width - left)
    last += (line(ticked(across)[-1]).advance / 2 + 1.6) * size
    beside = isinstance(view.names[0], Term) and last < box.right
    foot = 1.45 * size + (0.0 if beside else row)
    height = max(box.height - foot - row, 0.1 * box.height)
    plot = Box(box.left + left, box.bottom + foot, box.width - left, height)
    axes = _axes(low, high, plot)
    y = plot.bottom - 0.87 * size if beside else box.bottom + 0.45 * look.type(LABEL)
    words: list[AnyMark] = [
        _name(view.names[1], look, (box.left, box.top - 0.5 * look.type(LABEL)), box.width, "left"),
        _name(view.names[0], look, (box.right, y), box.width, "right"),
    ]
    places = axes.place(np.stack(np.broadcast_arrays(across, low[1]), axis=-1))[:, 0].tolist()
    heights = axes.place(np.stack(np.broadcast_arrays(low[0], up), axis=-1))[:, 1].tolist()
    if np.ptp(heights) < 1.15 * size:
        heights = heights[:1]
    for x, text in zip(places, ticked(across), strict=True):
        half = line(text).advance * size / 2
        at = min(max(x, box.left + half), box.right - half), plot.bottom - 1.2 * size
        words.append(_number(text, at, "center", box.width / 2, look))
    for y, text in zip(heights, ticked(up), strict=False):
        at = plot.left - gap, min(y, plot.top - 0.5 * size) - 0.33 * size
        words.append(_number(text, at, "right", left - gap, look))
    ends = [((x, plot.bottom), (x, plot.top)) for x in places]
    ends += [((plot.left, y), (plot.right, y)) for y in heights]
    color, width = look.theme.color("grid"), look.line(1.1)
    return axes, words, [Curve(points=np.array(each), color=color, width=width) for each in ends]


def _number(text: str, at: tuple[float, float], anchor: Anchor, room: float, look: Look) -> Words:
    text, size = fitted(text, look.type(TICK), room, look.type(LEAST))
    return Words(text=text, at=at, size=size, color=look.theme.color("muted"), anchor=anchor)


def _two(low: float, high: float) -> Array:
    """Return two round numbers between two others, as far apart as may be."""
    for most in (2, 3, 4, 5):
        values = geometry.ticks(low, high, most)
        if len(values) > 1:
            return values[[0, -1]]
    return values


def _name(name: Name, look: Look, at: tuple[float, float], room: float, anchor: Anchor) -> AnyMark:
    """Return an axis' name, centred upright on a place where it begins or ends."""
    ink = look.theme.color("ink")
    if not isinstance(name, str):
        return Formula(terms=(name,), colors=(ink,), at=at, size=look.type(MATHS), anchor=anchor, room=room)
    text, size = fitted(name, look.type(TICK), room, look.type(LEAST))
    return Words(text=text, at=(at[0], at[1] - 0.33 * size), size=size, color=ink, anchor=anchor)


def _fills(view: Data, look: Look) -> Array | Rgba:
    """Return the dots' one colour, or a colour for each: the larger its shade, the nearer to the ink."""
    if view.shade is None:
        clear = CLEAR * min(1.0, max(MANY / len(view.x), LEAST_CLEAR))
        return look.theme.color("ink", clear)
    values = view.shade[:MOST_DOTS]
    shares = (values - values.min()) / (np.ptp(values) or 1.0)
    return look.theme.ramp(
        look.theme.shades, np.round(shares, 6)
    )  # the last digits are not the same everywhere


def _line(view: Data, axes: Axes, look: Look, clip: Box, hero: bool, state: State) -> list[AnyMark]:
    if view.fit is None:
        return []
    intercept, slope = fit_at(view.fit, state)
    ends = np.array([axes.window.low[0], axes.window.high[0]])
    points = axes.place(np.stack([ends, intercept + slope * ends], axis=-1))
    color, width = look.theme.color("path"), look.line(HERO_FIT if hero else FIT)
    return [Curve(points=points, color=color, width=width, clip=clip)]
