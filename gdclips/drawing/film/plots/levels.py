"""Levels of plots: the numbers at the upright axis, round ones or what lines should come to."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.geometry import DIGITS
from gdclips.story.film.views import Plot
from gdclips.story.numbers import plain, steady, superscript, ticked
from gdcore import Array

NUMBERS = 1e-3, 1e5  # ticks beyond these have powers of ten
LARGEST = 308.0  # the largest power of ten that a number has
DECIMAL = -2, 3  # decades beyond which all are written as powers
LONG = 7  # letters of a reference's number from which it has as many digits as the others


class Level(msgspec.Struct, frozen=True):
    """A tick on the upright axis: its height, its number and, where it is a reference, its line's role."""

    height: float
    text: str
    role: str = ""


def levels_of(view: Plot, low: float, high: float, most: int) -> list[Level]:
    """Return the ticks of the upright axis: the references, and round numbers where there is at most one."""
    if view.log:
        return _decades(low, high, most)
    known = [(each, each.reference) for each in view.lines if each.reference is not None]
    form = steady([value for _, value in known], 3, fine=False)
    texts = [plain(value) if len(plain(value)) < LONG else form(value) for _, value in known]
    levels = [Level(value, text, each.role) for (each, value), text in zip(known, texts, strict=True)]
    if len(known) > 1:
        return levels
    values = _round(low, high, most)
    numbers = zip(values.tolist(), ticked(values, *NUMBERS), strict=True)
    return [*levels, *(Level(at, text) for at, text in numbers)]


def apart(levels: list[Level], least: float) -> list[Level]:
    """Return the ticks whose numbers have room: all references, which move, and round numbers beside them."""
    known = [each for each in levels if each.role]
    free = [
        each
        for each in levels
        if not each.role and all(abs(each.height - one.height) >= least for one in known)
    ]
    if len(free) > 1 and free[1].height - free[0].height < least:
        wide = free[-1].height - free[0].height >= least
        free = [free[0], free[-1]] if wide else free[:1]
    return [*known, *free]


def _round(low: float, high: float, most: int) -> Array:
    """Return round numbers: two at least, for one alone tells no scale."""
    return next(
        (found for wanted in range(most, most + 4) if len(found := geometry.ticks(low, high, wanted)) > 1),
        geometry.ticks(low, high, most),
    )


def _decades(low: float, high: float, most: int) -> list[Level]:
    """Return decades; where there is but one, numbers between them."""
    exponents = np.arange(np.ceil(low), np.floor(high) + 1)
    if len(exponents) > 1:
        every = -(-len(exponents) // (most + 1))
        shown = [int(at) for at in exponents[::every]]
        powers = min(shown) < DECIMAL[0] or max(shown) > DECIMAL[1]
        return [Level(float(at), _decade(at, powers)) for at in shown]
    values = _round(10.0**low, 10.0 ** min(high, LARGEST), most)
    values = values[values > 0]
    return [
        Level(float(np.log10(value)), text)
        for value, text in zip(values.tolist(), ticked(values, *NUMBERS), strict=True)
    ]


def _decade(power: int, powers: bool) -> str:
    return f"10{superscript(power)}" if powers and power else plain(10.0**power, 1)


def spread(places: list[float], pitch: float, low: float, high: float) -> list[float]:
    """Return heights moved apart to at least ``pitch``, in their order, and kept between two others."""
    order = np.argsort(np.round(places, DIGITS), kind="stable")
    moved = np.clip(np.array(places)[order], low + pitch / 2, high - pitch / 2)
    for index in range(1, len(moved)):
        moved[index] = max(moved[index], moved[index - 1] + pitch)
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], high - pitch / 2 - (len(moved) - 1 - index) * pitch)
    found = np.empty(len(moved))
    found[order] = moved
    return [float(place) for place in found]
