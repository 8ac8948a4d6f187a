"""Grid to which marks are rounded: coordinates to 1/1024 of a pixel, colours to 1/65280.

Linear algebra gives other last digits on other processors. Marks are rounded to a grid far coarser than these
differences, and far finer than what can be seen. Renderers round coordinates to 1/256 of a pixel and colours
to 1/255; a value halfway between two of these, as layouts have them, is a point of the grid, so that no last
digit moves it to one side.

The worse a loss is conditioned, the more the last digits of weights matter. Below a condition number of 10⁶,
no clip was found that changes if all results of linear algebra are perturbed by a relative 1e-14, a hundred
times their rounding; near 10⁶, one mark in a thousand moved by a step; beyond 10⁸, some do in most clips.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.marks import (
    Area,
    Curve,
    Dots,
    Formula,
    Gradient,
    Mesh,
    Place,
    Some,
    Trail,
    Words,
    projected,
)
from gdclips.drawing.theme import Rgba
from gdcore import Array

FINE = 1024  # steps of a pixel
SHADES = 255 * 256  # steps of a colour's channel
FAR = 2.0**30  # steps; beyond, values keep as many binary digits


def on_grid(mark: Some, unit: float) -> Some:
    """Return a mark on the stage, its coordinates and the colours that are computed rounded to the grid.

    ``unit`` is the pixels in a stage unit. Only meshes and the halos of words have colours that are computed;
    all others are the theme's.
    """
    steps, mark = FINE * unit, projected(mark)
    match mark:
        case Area():
            return msgspec.structs.replace(mark, outline=_rounded(mark.outline, steps))
        case Curve():
            return msgspec.structs.replace(mark, points=_rounded(mark.points, steps))
        case Trail():
            return msgspec.structs.replace(mark, points=_rounded(mark.points, steps))
        case Mesh():
            colors = _rounded(mark.colors, SHADES)
            return msgspec.structs.replace(mark, corners=_rounded(mark.corners, steps), colors=colors)
        case Dots():
            return msgspec.structs.replace(mark, points=_rounded(mark.points, steps))
        case Words():
            return msgspec.structs.replace(mark, at=_place(mark.at, steps), halo=_shade(mark.halo))
        case Gradient():
            return msgspec.structs.replace(mark, box=_box(mark.box, steps))
        case Formula():
            return msgspec.structs.replace(mark, at=_place(mark.at, steps))
        case _:
            return mark


def _rounded(values: Array, steps: float) -> Array:
    """Return values rounded to whole steps, and far ones to their leading digits."""
    rounded = np.asarray(values * steps)
    np.rint(rounded, out=rounded)
    if not np.vdot(rounded, rounded) <= FAR**2:  # some may be far or not finite; no check is cheaper
        fraction, power = np.frexp(rounded)
        far = np.ldexp(np.rint(fraction * FAR), power - 30)
        rounded = np.where(np.abs(rounded) > FAR, far, rounded)
    rounded /= steps
    return rounded


def _place(at: Place, steps: float) -> Place:
    return round(at[0] * steps) / steps, round(at[1] * steps) / steps


def _box(box: Box, steps: float) -> Box:
    (left, bottom), (right, top) = _place((box.left, box.bottom), steps), _place((box.right, box.top), steps)
    return Box(left, bottom, right - left, top - bottom)


def _shade(color: Rgba | None) -> Rgba | None:
    if color is None:
        return None
    red, green, blue, alpha = (round(part * SHADES) / SHADES for part in color)
    return red, green, blue, alpha
