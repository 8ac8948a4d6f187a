"""The camera's rise: a bowl in perspective becomes the map that it is from above.

All is a function of s, the share of the rise that is done. At 0 the bowl is seen from a side, at 1 its
heights are gone and the lens places each point of the weights' plane where the map has it.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.geometry import Axes
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import Points
from gdclips.drawing.space.bowl import FLOOR, Bowl, circles
from gdclips.story.motion import ease
from gdcore import Array

ELEVATION, AZIMUTH = 25.0, 28.0  # degrees, at the beginning
DISTANCE = 3.8  # of the eye from where it looks, in half-widths of the rim; at the end it is far away
FALLS, DARKENS, BANDED, MAPPED = (0.30, 1.0), (0.35, 0.95), (0.55, 0.95), (0.70, 1.0)  # shares of the rise
FLOOR_GOES = (30.0, 45.0)  # degrees of the elevation
AROUND = 0.20  # of the floor around the minimum that is fitted into the box, on the disc


class Pose(msgspec.Struct, frozen=True):
    """How a bowl stands before the camera at one time; shares from 0 to 1."""

    lens: Lens
    fall: float  # of the heights, what is left
    light: float  # of the light and the shade, what is left
    bands: float  # of the map's bands on the surface
    mapped: float  # of the map beyond the rim
    floor: float  # of the floor, with the shadow on it


class Rise(msgspec.Struct, frozen=True):
    """The way of the camera from an elevation and an azimuth, in degrees, to the map.

    The azimuth is that of the eye around the bowl: the bowl is turned by as much to the left. Without a
    map the camera stays above the middle of what it saw.
    """

    elevation: float
    azimuth: float
    scale: tuple[float, float]  # stage units for one of space, at the beginning and at the end
    origin: tuple[Array, Array]  # where the stage has the middle of space (2,), likewise

    def at(self, s: float, turn: float = 0.0) -> Pose:
        """Return the pose at a share of the rise; ``turn`` degrees are added to the azimuth."""
        share = ease(s)
        elevation = self.elevation + share * (90.0 - self.elevation)
        axes = directions(elevation, (1 - share) * self.azimuth + turn)
        first, last = np.log(self.scale)
        x, y = self.origin[0] + share * (self.origin[1] - self.origin[0])
        low, high = FLOOR_GOES
        scale = float(np.exp(first + share * (last - first)))
        distance = DISTANCE / (1 - share) if share < 1.0 else np.inf
        return Pose(
            lens=Lens(axes, scale, (float(x), float(y)), distance),
            fall=1 - _within(FALLS, s),
            light=1 - _within(DARKENS, s),
            bands=_within(BANDED, s),
            mapped=_within(MAPPED, s),
            floor=1 - ease((elevation - low) / (high - low)),
        )


def rise(
    bowl: Bowl,
    box: Box,
    axes: Axes | None = None,
    elevation: float = ELEVATION,
    azimuth: float = AZIMUTH,
    shadowed: Points | None = None,
) -> Rise:
    """Return the rise that begins with a bowl as large as a box allows, and ends on a map's axes.

    The box holds the rim, the minimum on the floor and, on the floor too, the weights ``shadowed`` (m, 2).
    """
    first = fitted(bowl, box, elevation, azimuth, shadowed)
    last = first if axes is None else _above(bowl, axes)
    return Rise(
        elevation, azimuth, (first.scale, last.scale), (np.array(first.origin), np.array(last.origin))
    )


def _above(bowl: Bowl, axes: Axes) -> Lens:
    x, y = axes.place(bowl.section.center)
    scale = float((axes.scale / bowl.units).mean())
    return Lens(directions(90.0, 0.0), scale, (float(x), float(y)))


def fitted(bowl: Bowl, box: Box, elevation: float, azimuth: float, shadowed: Points | None = None) -> Lens:
    """Return the lens that shows a bowl, with its floor, as large as a box allows; see :func:`rise`."""
    circle = circles(1.0)
    shown = [bowl.surface(circle), bowl.surface(np.zeros((1, 2)))]
    if elevation < FLOOR_GOES[1]:
        below = (
            circle * AROUND if shadowed is None else np.concatenate([circle * AROUND, bowl.inward(shadowed)])
        )
        shown.append(bowl.plane(below[np.square(below).sum(axis=-1) <= 1.0], FLOOR))
    seen = Lens(directions(elevation, azimuth), 1.0, (0.0, 0.0), DISTANCE).place(np.concatenate(shown))
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = float(min((box.width, box.height) / np.maximum(high - low, 1e-9)))
    x, y = box.center - scale * (low + high) / 2
    return Lens(directions(elevation, azimuth), scale, (float(x), float(y)), DISTANCE)


def directions(elevation: float, azimuth: float) -> Array:
    """Return the unit vectors (3, 3) that point right and up in the picture, and towards the eye.

    From above, at an azimuth of 0, they are those of space.
    """
    e, a = np.radians(elevation), np.radians(azimuth)
    back = np.array([np.sin(a), np.cos(a), 0.0])
    return np.array(
        [
            (np.cos(a), -np.sin(a), 0.0),
            (*(np.sin(e) * back[:2]), np.cos(e)),
            (*(-np.cos(e) * back[:2]), np.sin(e)),
        ]
    )


def _within(part: tuple[float, float], s: float) -> float:
    return ease((s - part[0]) / (part[1] - part[0]))
