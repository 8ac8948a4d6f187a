"""Ticks of a map: numbers of its axes, inside it at its edges and without lines, and of its rings."""

from __future__ import annotations

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.contours import Contours
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.maps.regions import contours_of
from gdclips.drawing.film.maps.window import AnySection, Ladder
from gdclips.drawing.film.screen import EDGE, Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import Anchor, AnyMark, Curve, Formula, Points, Words
from gdclips.drawing.text.lettering import fit, fitted, line, mathtext_size, words_box
from gdclips.story.film.views import Name, Plane
from gdclips.story.numbers import plain, ticked
from gdcore import Array, Section

SMALL, MATHS = 21.0, 26.0  # pixels of the numbers and of the axes' names
TICK = 8.0  # pixels of a tick's length
LEAST_NAME = 4.5  # ems of the numbers, from the last of them on, that an axis' name has
APART = 170.0, 110.0  # pixels from tick to tick, at least
LEVELS = 3  # rings at most that have their MSE
SPOTS = 5  # of a label's box, from which they keep away
RAYS = 32  # on which these may stand
ON_LINES = 300  # points on lines that are no ellipses, on which they may stand
FAR = 160.0  # pixels from a path: farther is no better
DIGITS = 3, 8  # of an MSE: more where fewer don't tell the rings apart


def map_ticks(axes: Axes, names: tuple[Name, Name], look: Look, focus: Box) -> list[AnyMark]:
    """Return the numbers of both axes within the safe area, and the axes' names beside the last of them."""
    return [*_level(axes, names[0], look, focus), *_upright(axes, names[1], look, focus)]


def level_numbers(
    section: AnySection, axes: Axes, ladder: Ladder, labels: Labels, taken: Points, name: str = "MSE"
) -> None:
    """Write the loss of the ring through the anchor, and of the next ones inwards, upon them.

    Those of a quadratic stand on one ray from the middle, that which is farthest from places ``taken`` (k, 2)
    on the stage, and from the labels that are there; others where each ring is farthest from these and does
    not run close to the next.
    """
    look = labels.look
    rings = [ring for ring in ladder.seen(section, axes, look.px) if ring <= 0][:LEVELS]
    levels = np.array([ladder.level(ring) for ring in rings])
    if not len(levels):
        return
    floor = section.floor if isinstance(section, Section) else ladder.floor
    first, *others = _told_apart(floor + levels)
    texts, em = [f"{name} {first}", *others], look.type(LABEL)
    halves = [np.array([line(text).advance * em, em]) / 2 for text in texts]
    taken = np.concatenate([taken[np.isfinite(taken).all(axis=-1)], *map(_along, labels.boxes)])
    if isinstance(section, Section):
        places = _on_a_ray(section, axes, levels, halves, labels, taken)
    else:
        contours = contours_of(section, axes, ladder, look.px)
        lines = [_spots(contours, axes, floor + each) for each in (2 * levels[0], *levels, levels[-1] / 2)]
        places = _on_lines(lines, halves, labels, taken)
    for text, at, half in zip(texts, places, halves, strict=True):
        if labels.fits(at, half):
            labels.write(text, at, LABEL, "ink")


def _on_a_ray(
    section: Section, axes: Axes, levels: Array, halves: list[Points], labels: Labels, taken: Points
) -> list[Points]:
    """Return where ellipses meet the ray that has most room, (2,) each."""
    angle = 2 * np.pi * np.arange(RAYS) / RAYS
    ways = np.linalg.solve(section.root, np.stack([np.cos(angle), np.sin(angle)])).T
    places = axes.place(section.center + np.sqrt(levels)[:, None, None] * ways)  # (rings, rays, 2)
    gaps = np.linalg.norm(places[:, :, None] - taken, axis=-1).min(axis=2, initial=np.inf)
    room = [[labels.fits(at, half) for at in ring] for ring, half in zip(places, halves, strict=True)]
    worth = np.where(room, np.minimum(gaps / labels.look.px, FAR), 0.0).sum(axis=0)
    return list(places[:, int(np.round(worth, 6).argmax())])


def _spots(contours: Contours, axes: Axes, level: float) -> Points:
    """Return points (k, 2) on the stage of the lines of a level, some hundreds at most."""
    places = axes.place(np.concatenate([np.zeros((0, 2)), *contours.lines(level)]))
    return places[:: max(1, len(places) // ON_LINES)]


def _on_lines(lines: list[Points], halves: list[Points], labels: Labels, taken: Points) -> list[Points]:
    """Return the place (2,) with most room on each line (m, 2) but the first and the last, its neighbours."""
    found: list[Points] = []
    for before, places, after, half in zip(lines, lines[1:], lines[2:], halves, strict=False):
        room = [labels.fits(at, half) for at in places]
        free = np.minimum(_gaps(places, taken) / labels.look.px, FAR)
        alone = np.minimum(_gaps(places, np.concatenate([before, after])) / (2 * half[1]), 1.0)
        worth = np.round(np.where(room, free * alone, 0.0), 6)
        found.append(places[worth.argmax()] if len(places) else np.full(2, -1.0))
        taken = np.concatenate([taken, found[-1][None]])
    return found


def _gaps(places: Points, others: Points) -> Array:
    """Return how far each place (m, 2) is from the nearest of others (k, 2), (m,)."""
    return np.asarray(np.linalg.norm(places[:, None] - others, axis=-1).min(axis=1, initial=np.inf))


def _along(box: Box) -> Points:
    """Return points (k, 2) along the middle of a box."""
    x = np.linspace(box.left, box.right, SPOTS)
    return np.stack([x, np.full(SPOTS, box.center[1])], axis=-1)


def _told_apart(values: Array) -> list[str]:
    """Return numbers with as many digits as tell them apart."""
    for digits in range(DIGITS[0], DIGITS[1]):
        if len({plain(value, digits) for value in values.tolist()}) == len(values):
            break
    return [plain(value, digits) for value in values.tolist()]


def note_marks(plane: Plane, look: Look, focus: Box, room: float) -> list[AnyMark]:
    """Return what the rings of a map are, where that is not the MSE alone, above its safe area.

    Where there is no ``room`` for it, nothing is said.
    """
    note = f"rings: {plane.note}"
    if plane.note in ("", "MSE") or line(note).advance * look.type(0.8 * SMALL) > room:
        return []
    px, muted = look.px, look.theme.color("muted")
    left = focus.left
    text, size = fitted(note, look.type(SMALL), room, look.type(0.8 * SMALL))
    at, halo = (left, focus.top + 10 * px), look.theme.color("halo", 0.6)
    return [Words(text=text, at=at, size=size, color=muted, halo=halo)]


def word_box(word: Words | Formula) -> Box:
    """Return the box that words or a formula take."""
    if isinstance(word, Words):
        left, bottom, right, top = words_box(word)
    else:
        wide, low, high = mathtext_size(tuple(term.mathtext for term in word.terms))
        scale, left, baseline = fit(word, wide, low, high)
        right, bottom, top = left + wide * scale, baseline + low * scale, baseline + high * scale
    return Box(left, bottom, right - left, top - bottom)


def _values(low: float, high: float, length: float, apart: float) -> np.ndarray:
    return geometry.ticks(low, high, max(1, int(length / apart)))


def _level(axes: Axes, name: Name, look: Look, focus: Box) -> list[AnyMark]:
    px, em, muted = look.px, look.type(SMALL), look.theme.color("muted")
    ends = axes.find(np.array([(focus.left + 60 * px, 0.0), (focus.right - 60 * px, 0.0)]))[:, 0]
    values = _values(float(ends[0]), float(ends[1]), (focus.width - 120 * px) / look.type(1.0), APART[0])
    places = axes.place(np.stack([values, np.zeros(len(values))], axis=-1))[:, 0].tolist()
    foot = focus.bottom
    marks: list[AnyMark] = []
    texts = ticked(values)
    while len(places) > 1 and focus.right - places[-1] < LEAST_NAME * em:  # the name has no room beside it
        places, texts = places[:-1], texts[:-1]
    for text, x in zip(texts, places, strict=True):
        tick = np.array([(x, foot + 6 * px), (x, foot + (6 + TICK) * px)])
        marks.append(Curve(points=tick, color=muted, width=look.line(1.2)))
        marks.append(_word(text, (x, foot + 2 * px - 0.75 * em), look, "center"))
    if len(places):
        end = places[-1] + line(texts[-1]).advance * em / 2 + 18 * px
        marks.append(_name(name, (end, foot + 2 * px - 0.42 * em), look, focus.right - end))
    return marks


def _upright(axes: Axes, name: Name, look: Look, focus: Box) -> list[AnyMark]:
    px, em, muted = look.px, look.type(SMALL), look.theme.color("muted")
    ends = axes.find(np.array([(0.0, focus.bottom + 40 * px), (0.0, focus.top - 20 * px)]))[:, 1]
    values = _values(float(ends[0]), float(ends[1]), (focus.height - 60 * px) / look.type(1.0), APART[1])
    places = axes.place(np.stack([np.zeros(len(values)), values], axis=-1))[:, 1].tolist()
    edge = focus.left - EDGE * px
    widest = max((line(text).advance * em for text in ticked(values)), default=0.0)
    right = max(edge + 34 * px, edge + 12 * px + widest)
    marks: list[AnyMark] = []
    for text, y in zip(ticked(values), places, strict=True):
        tick = np.array([(right + 6 * px, y), (right + (6 + TICK) * px, y)])
        marks.append(Curve(points=tick, color=muted, width=look.line(1.2)))
        marks.append(_word(text, (right, y - 0.33 * em), look, "right"))
    if len(places):
        marks.append(_name(name, (right + 22 * px, places[-1]), look, 0.3 * focus.width))
    return marks


def _word(text: str, at: tuple[float, float], look: Look, anchor: Anchor) -> Words:
    halo = look.theme.color("halo", 0.6)
    color = look.theme.color("muted")
    return Words(text=text, at=at, size=look.type(SMALL), color=color, anchor=anchor, halo=halo)


def _name(name: Name, at: tuple[float, float], look: Look, room: float) -> AnyMark:
    """Return an axis' name, centred upright on ``at``, where it begins."""
    ink = look.theme.color("ink")
    if not isinstance(name, str):
        return Formula(terms=(name,), colors=(ink,), at=at, size=look.type(MATHS))
    text, size = fitted(name, look.type(SMALL), max(room, look.type(3 * SMALL)), look.type(0.8 * SMALL))
    halo = look.theme.color("halo", 0.6)
    return Words(text=text, at=(at[0], at[1] - 0.33 * size), size=size, color=ink, halo=halo)
