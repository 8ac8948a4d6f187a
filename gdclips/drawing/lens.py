"""The lens: how a camera projects space onto the stage, in parallel or in perspective.

Angles are matplotlib's, in degrees: the elevation above the floor, and the azimuth from the first
axis towards the second of where the camera stands.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from gdcore import Array


def directions(elevation: float, azimuth: float) -> Array:
    """Return the unit vectors (3, 3) that point right and up in the picture, and towards the camera."""
    e, a = np.radians(elevation), np.radians(azimuth)
    right = (-np.sin(a), np.cos(a), 0.0)
    up = (-np.sin(e) * np.cos(a), -np.sin(e) * np.sin(a), np.cos(e))
    toward = (np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e))
    return np.array([right, up, toward])


class Lens(msgspec.Struct, frozen=True, eq=False):
    """A camera's projection of space onto the stage.

    The camera looks along the third of the ``axes`` at space's origin, from a ``distance`` in units of space;
    from infinitely far it projects in parallel.
    """

    axes: Array  # (3, 3), unit vectors that point right and up in the picture, and towards the camera
    scale: float  # stage units for one of space, at space's origin
    origin: tuple[float, float]  # of space, on the stage
    distance: float = math.inf

    def __eq__(self, other: object) -> bool:
        """Whether another projects alike."""
        return isinstance(other, Lens) and self._key == other._key

    def __hash__(self) -> int:
        """Return a hash that is equal for lenses that are."""
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.axes.tobytes(), self.scale, self.origin, self.distance

    def place(self, points: Array) -> Array:
        """Return the stage's coordinates (..., 2) of points (..., 3) of space.

        Those beside or behind the camera have none, and are NaN.
        """
        if self.distance == math.inf:
            return np.asarray(points @ (self.axes[:2].T * self.scale) + self.origin)
        seen = points @ self.axes.T
        gap = self.distance - seen[..., 2:]
        shrink = self.distance * self.scale / np.where(gap > 0, gap, np.nan)
        return np.asarray(seen[..., :2] * shrink + self.origin)
