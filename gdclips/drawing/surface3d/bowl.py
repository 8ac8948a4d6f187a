"""The bowl: the loss over two weights as a surface in a room, as arrays for both renderers.

The loss is an exact quadratic, floor + |root (p - center)|^2, so one affine map turns the round bowl
z = |v|^2 over the unit disc into it. All here is exact in v: level rings are circles, the rim is the
unit circle, and seen from afar the surface folds over a straight chord of the disc.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.marks import Points
from gdcore import Array, Section

HEIGHT = 0.84  # of the bowl, in half-widths of the floor
CLEAR, MOST_GAP = 0.11, 1.5  # seen between the floor's far edge and the bowl's foot; the most below it
ABOVE = 1.25  # the rim's excess, in the highest of the path
UNEQUAL = 3.0  # a longer bowl is drawn with its axes scaled apart
SMALLEST_RING = 0.07  # of the rim
MOST_RINGS = 12
BELOW_RIM = 0.9  # of the rim's excess: a ring nearer to it would double it
ROWS, COLUMNS, WALL_ROWS, WALL_COLUMNS = (3, 7), 35, 6, 15


class Bowl(msgspec.Struct, frozen=True):
    """A section of the loss up to a rim, in a room whose floor is at most 2 wide."""

    section: Section
    rim: float  # the excess of the rim over the minimum
    half: Array  # (2,), half the rim's width along each weight
    scale: Array  # (2,), the room's units for one of each weight
    levels: Array  # (k,), excesses that are drawn as rings, outermost first
    spread: Array  # (2, 2), the map from the unit disc to the floor of the room
    gather: Array  # (2, 2), its inverse
    gap: float  # between the floor and the bowl

    @property
    def equal(self) -> bool:
        """Whether a unit is as long on both axes."""
        return bool(self.scale[0] == self.scale[1])

    def inward(self, points: Points) -> Points:
        """Return the points (..., 2) of the unit disc for weights (..., 2)."""
        with np.errstate(all="ignore"):
            return np.asarray((points - self.section.center) @ self.section.root.T / np.sqrt(self.rim))

    def surface(self, disc: Points) -> Array:
        """Return the points (..., 3) of the surface over points (..., 2) of the disc."""
        height = self.gap + HEIGHT * np.square(disc).sum(axis=-1, keepdims=True)
        return np.concatenate([disc @ self.spread.T, height], axis=-1)

    def floor(self, disc: Points) -> Array:
        """Return the points (..., 3) of the floor below points (..., 2) of the disc."""
        return np.concatenate([disc @ self.spread.T, np.zeros((*disc.shape[:-1], 1))], axis=-1)

    def height(self, loss: Array) -> Array:
        """Return the heights in the room at which the surface has a loss."""
        return np.asarray(self.gap + HEIGHT * (loss - self.section.floor) / self.rim)

    def share(self, disc: Points) -> Array:
        """Return the place (...) on the contour ramp: each level inward is as far as the one before."""
        excess = np.maximum(np.square(disc).sum(axis=-1), 1e-12)
        last = float(np.log2(self.rim / self.levels[-1])) + 0.5
        return np.asarray(np.clip(-np.log2(excess) / last, 0.0, 1.0))

    def normals(self, disc: Points) -> Array:
        """Return the unit normals (..., 3) of the surface's inner face."""
        slope = -2 * HEIGHT * disc @ self.gather
        normal = np.concatenate([slope, np.ones((*disc.shape[:-1], 1))], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))

    def fold(self, toward: Array) -> tuple[float, float]:
        """Return the chord of the disc beyond which the outer face is seen: its normal's angle, its distance.

        ``toward`` (3,) points to the camera.
        """
        across = self.gather @ toward[:2]
        length = float(np.hypot(*across))
        far = np.inf if length == 0 else float(toward[2]) / (2 * HEIGHT * length)
        return float(np.arctan2(across[1], across[0])), far


def bowl(section: Section, runs: list[Points], marks: Points, elevation: float, mean_square: float) -> Bowl:
    """Return the bowl of a section whose rim is above ``marks`` (k, 2) and what is followed of runs (m, 2).

    A rim that is but rounding beside the targets' mean square is one of a share of that. It
    hangs so high that from a camera's elevation, in degrees, it doesn't cover the floor.
    """
    shown = np.concatenate([*(geometry.followed(run, section) for run in runs), marks])
    rim = ABOVE * float(geometry.excess(section, shown).max())
    reach = np.linalg.norm(np.linalg.inv(section.root), axis=1)
    if rim <= geometry.ROUNDING * mean_square:  # a run that stays where it is, at the minimum
        rim = geometry.STILL * mean_square or float(reach.max()) ** -2
    half = np.sqrt(rim) * reach
    ratio = float(half.max() / half.min())
    scale = np.full(2, 1 / half.max()) if ratio <= UNEQUAL else 1 / half
    spread = scale[:, None] * np.linalg.inv(section.root) * np.sqrt(rim)
    gather = section.root / scale / np.sqrt(rim)
    rise, run = np.sin(np.radians(elevation)) + CLEAR, np.cos(np.radians(elevation))
    gap = float(min(rise / max(run, 1e-9), MOST_GAP))
    return Bowl(section, rim, half, scale, _levels(section, runs[0][0], rim), spread, gather, gap)


def _levels(section: Section, start: Points, rim: float) -> Array:
    """Return the excesses of the rings: the start's, doubled outwards and halved inwards."""
    first = float(geometry.excess(section, start))
    first = first if first > 1e-12 * rim else rim / 2
    outer = int(np.floor(np.log2(BELOW_RIM * rim / first)))
    inner = min(int(np.ceil(np.log2(SMALLEST_RING**2 * rim / first))), outer)
    return np.asarray(first * 2.0 ** np.arange(outer, inner - 1, -1))[:MOST_RINGS]


def arc(radius: Array | float, middle: float, half: Array | float, count: int) -> Points:
    """Return circles' arcs (..., count, 2) on the disc, from an angle before ``middle`` to as much after it.

    The radii and half the angles are (...), or one for all.
    """
    angle = middle + np.multiply.outer(half, np.linspace(-1.0, 1.0, count))
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(np.asarray(radius)[..., None, None] * circle)


def opening(radius: Array, far: float) -> Array:
    """Return half the angle of circles of the disc that lies beyond a chord at the distance ``far``."""
    return np.asarray(np.arccos(np.minimum(far / np.maximum(radius, 1e-9), 1.0)))


def inside(angle: float, far: float) -> Points:
    """Return a mesh (rows, columns, 2) of the part of the disc whose inner face is seen."""
    edge = min(far, 1.0)
    near = edge * np.linspace(0.0, 1.0, ROWS[0]) ** 1.3
    radius = near if edge == 1.0 else np.concatenate([near, _beyond(far, ROWS[1])[1:]])
    return _sheet(radius, angle + np.pi, np.pi - opening(radius, far), COLUMNS)


def wall(angle: float, far: float) -> Points | None:
    """Return a mesh (rows, columns, 2) of the part of the disc whose outer face is seen, if there is one."""
    if far >= 1.0:
        return None
    radius = _beyond(far, WALL_ROWS)
    return _sheet(radius, angle, opening(radius, far), WALL_COLUMNS)


def _beyond(far: float, count: int) -> Array:
    # The fold opens as a root, so the first circles beyond it lie close.
    return np.asarray(far + (1.0 - far) * np.linspace(0.0, 1.0, count) ** 1.6)


def _sheet(radius: Array, middle: float, half: Array, columns: int) -> Points:
    angles = middle + half[:, None] * np.linspace(-1.0, 1.0, columns)
    return np.asarray(radius[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1))
