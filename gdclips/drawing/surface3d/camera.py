"""The camera of the 3D panel: parallel projection, and how the room that it sees lies on the stage.

Angles are matplotlib's, in degrees: the elevation above the floor, and the azimuth from the first
axis towards the second of where the camera stands.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.layout import Box
from gdcore import Array

VIEWS = 25  # of an arc that the room is fitted to


def directions(elevation: float, azimuth: float) -> Array:
    """Return the unit vectors (3, 3) that point right and up in the picture, and towards the camera."""
    e, a = np.radians(elevation), np.radians(azimuth)
    right = (-np.sin(a), np.cos(a), 0.0)
    up = (-np.sin(e) * np.cos(a), -np.sin(e) * np.sin(a), np.cos(e))
    toward = (np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e))
    return np.array([right, up, toward])


def project(points: Array, elevation: float, azimuth: float) -> Array:
    """Return where points (..., 3) of the room lie in the picture (..., 2), in the room's unit."""
    return np.asarray(points @ directions(elevation, azimuth)[:2].T)


def depth(points: Array, elevation: float, azimuth: float) -> Array:
    """Return how far points (..., 3) lie towards the camera (...), in the room's unit."""
    return np.asarray(points @ directions(elevation, azimuth)[2])


class Lens(msgspec.Struct, frozen=True):
    """The room as it lies on the stage from one azimuth."""

    axes: Array  # (3, 3), what points right and up in the picture, and towards the camera
    scale: float  # stage units for one of the room
    origin: tuple[float, float]  # of the room, on the stage

    def place(self, points: Array) -> Array:
        """Return the stage's coordinates (..., 2) of points (..., 3) of the room."""
        return np.asarray(points @ (self.axes[:2].T * self.scale) + self.origin)


class Camera(msgspec.Struct, frozen=True):
    """A camera on an arc: always at the same height and scale, so that nothing breathes."""

    elevation: float
    azimuth: float  # in the middle of the arc
    arc: float
    scale: float
    origin: tuple[float, float]

    def at(self, turn: float) -> Lens:
        """Return what it sees when a share of the arc, 0 to 1, is done."""
        azimuth = self.azimuth + (turn - 0.5) * self.arc
        return Lens(directions(self.elevation, azimuth), self.scale, self.origin)


def fitted(points: Array, elevation: float, azimuth: float, arc: float, box: Box) -> Camera:
    """Return the camera that shows points (m, 3) as large as a box allows, all along its arc."""
    views = azimuth + np.linspace(-arc / 2, arc / 2, VIEWS)
    seen = np.concatenate([project(points, elevation, view) for view in views])
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = float(min((box.width, box.height) / np.maximum(high - low, 1e-9)))
    x, y = box.center - scale * (low + high) / 2
    return Camera(elevation, azimuth, arc, scale, (float(x), float(y)))
