"""The camera of the 3D panel: parallel projection, and how the room that it sees lies on the stage.

Angles are those of :mod:`gdclips.drawing.lens`.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.layout import Box
from gdclips.drawing.lens import Lens, directions
from gdcore import Array

VIEWS = 25  # of an arc that the room is fitted to


def project(points: Array, elevation: float, azimuth: float) -> Array:
    """Return where points (..., 3) of the room lie in the picture (..., 2), in the room's unit."""
    return np.asarray(points @ directions(elevation, azimuth)[:2].T)


def depth(points: Array, elevation: float, azimuth: float) -> Array:
    """Return how far points (..., 3) lie towards the camera (...), in the room's unit."""
    return np.asarray(points @ directions(elevation, azimuth)[2])


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
