"""The bowl: the loss over two weights as a surface in space, exact, with the levels of the map as its rings.

The loss is a quadratic, floor + |root (p - center)|^2, so one affine map turns the round bowl z = |v|^2
over the unit disc into it. All here is exact in v: level rings are circles, the rim is the unit circle.
In space x and y are the weights from the minimum, z is the height; the rim is at most 2 wide.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import Points
from gdclips.drawing.theme import Rgba
from gdcore import Array, Section

HEIGHT = 0.75  # from the foot to the rim, in half-widths of the rim
FOOT, FLOOR = -0.16, -0.58  # heights: space has its origin where the camera looks
ABOVE = 1.25  # the rim's excess, in the highest of what is shown
UNEQUAL = 3.0  # a longer bowl is drawn with its axes scaled apart
LEAST = 1e-12  # of the rim's excess: nearer to the minimum no shade differs
POINTS = 120  # of a circle
TOUCHES = 1e-9  # a circle that goes less far beyond the fold only touches it: the root there follows rounding
FLAT = 1e-9  # a surface lower than this has no outer face


class Bowl(msgspec.Struct, frozen=True):
    """A section of the loss up to a rim."""

    section: Section
    rim: float  # the excess of the rim over the minimum
    levels: Array  # (k,), the map's, as excesses over the minimum, outermost first
    fills: tuple[Rgba, ...]  # k + 1, the map's bands from the outside in
    units: Array  # (2,), space units for one of each weight
    spread: Array  # (2, 2), the map from the unit disc to the plane of space
    gather: Array  # (2, 2), its inverse
    minimum: Array  # (2,), where the minimiser is on the disc
    truth: Array | None  # (2,), where the true weights are, if known
    height: float

    @property
    def rings(self) -> Array:
        """The radii (j,) on the disc of the levels within the rim, outermost first."""
        return np.asarray(np.sqrt(self.levels[self.levels < self.rim] / self.rim))

    @property
    def inner_fills(self) -> tuple[Rgba, ...]:
        """The colours (j + 1) of the bands within the rim, from the outside in."""
        return self.fills[len(self.levels) - len(self.rings) :]

    def inward(self, points: Points) -> Points:
        """Return the points (..., 2) of the disc for weights (..., 2)."""
        with np.errstate(all="ignore"):
            return np.asarray((points - self.section.center) @ self.section.root.T / np.sqrt(self.rim))

    def plane(self, disc: Points, height: float = 0.0) -> Array:
        """Return the points (..., 3) of space at a height over points (..., 2) of the disc."""
        flat = disc @ self.spread.T
        return np.concatenate([flat, np.full((*flat.shape[:-1], 1), height)], axis=-1)

    def surface(self, disc: Points, fall: float = 1.0) -> Array:
        """Return the points (..., 3) of the surface over points (..., 2) of the disc.

        Its heights are multiplied by ``fall``: at 0 the bowl is the map.
        """
        height = fall * (FOOT + self.height * np.square(disc).sum(axis=-1, keepdims=True))
        return np.concatenate([disc @ self.spread.T, height], axis=-1)

    def heights(self, losses: Array) -> Array:
        """Return the heights at which the surface has losses."""
        return np.asarray(FOOT + self.height * (losses - self.section.floor) / self.rim)

    def normals(self, disc: Points, fall: float) -> Array:
        """Return the unit normals (..., 3) of the surface's inner face."""
        slope = -2 * self.height * fall * disc @ self.gather
        normal = np.concatenate([slope, np.ones((*disc.shape[:-1], 1))], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))

    def shades(self, disc: Points) -> Array:
        """Return colours (..., 4) that blend those of the bands: each is pure midway between its edges."""
        excess = np.maximum(np.square(disc).sum(axis=-1), LEAST)
        fills, edges = np.array(self.inner_fills), np.log(np.append(1.0, np.square(self.rings)))
        fills[:, 3] = 1.0  # small rings of a map are clear, the surface is not
        if len(fills) == 1:
            return np.broadcast_to(fills[0], (*excess.shape, 4))
        middles = np.append((edges[:-1] + edges[1:]) / 2, 1.5 * edges[-1] - 0.5 * edges[-2])
        order = np.argsort(middles)
        channels = [np.interp(np.log(excess), middles[order], fill[order]) for fill in fills.T]
        return np.stack(channels, axis=-1)


def bowl(
    section: Section,
    rim: float,
    levels: Array,
    fills: tuple[Rgba, ...],
    units: Array | None = None,
    minimum: Points | None = None,
    truth: Points | None = None,
) -> Bowl:
    """Return the bowl of a section up to the excess ``rim``, with a map's levels (k,) and k + 1 colours.

    ``units`` (2,) is how long the map draws one of each weight, in any unit; without, they are drawn
    equally long, unless that makes a strip of the bowl. The minimiser is at the weights ``minimum`` (2,), or
    where the section is least; ``truth`` (2,) are the true ones.
    """
    inverse = np.linalg.inv(section.root) * np.sqrt(rim)
    half = np.linalg.norm(inverse, axis=1)
    if units is None:
        units = np.ones(2) if half.max() <= UNEQUAL * half.min() else 1 / half
    units = units / (units * half).max()
    gather = section.root / units / np.sqrt(rim)
    made = Bowl(
        section, rim, levels, fills, units, units[:, None] * inverse, gather, np.zeros(2), None, HEIGHT
    )
    return msgspec.structs.replace(
        made,
        minimum=made.minimum if minimum is None else made.inward(minimum),
        truth=None if truth is None else made.inward(truth),
    )


def rim_above(section: Section, shown: Points, mean_square: float) -> float:
    """Return the excess of a rim above what is ``shown`` (k, 2).

    One that is but rounding beside the targets' mean square is a share of that.
    """
    rim = ABOVE * float(geometry.excess(section, shown).max())
    if rim > geometry.ROUNDING * mean_square:
        return rim
    reach = np.linalg.norm(np.linalg.inv(section.root), axis=1)  # a run that stays at the minimum
    return geometry.STILL * mean_square or float(reach.max()) ** -2


def circles(
    radius: Array | float, middle: float = 0.0, half: Array | float = np.pi, count: int = POINTS + 1
) -> Points:
    """Return circles' arcs (..., count, 2) on the disc, from an angle before ``middle`` to as much after it.

    The radii and half the angles are (...), or one for all.
    """
    angle = middle + np.multiply.outer(half, np.linspace(-1.0, 1.0, count))
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(np.asarray(radius)[..., None, None] * circle)


class Fold(msgspec.Struct, frozen=True):
    """Where the surface folds, seen by a camera: beyond it, the outer face is seen and not the inner.

    On the circle of radius r of the disc, that is where v . (cos angle, sin angle) > lift + bend r^2:
    beyond a chord of the disc seen from afar, else within a circle.
    """

    angle: float  # of the way to the camera, on the disc
    lift: float
    bend: float

    def opening(self, radius: Array) -> Array:
        """Return half the angle (...) of circles of the disc that is beyond the fold."""
        with np.errstate(all="ignore"):
            share = np.where(radius > 0, (self.lift + self.bend * radius**2) / radius, np.inf)
        share = np.clip(np.nan_to_num(share, nan=np.inf, posinf=2.0), -1.0, 1.0)
        return np.asarray(np.where(share > 1.0 - TOUCHES, 0.0, np.arccos(share)))

    def along(self, angle: Array) -> Array:
        """Return the radii (...) at which rays from the middle, at angles from the fold's, cross it."""
        toward = np.cos(angle)
        with np.errstate(all="ignore"):
            root = np.sqrt(toward**2 - 4 * self.bend * self.lift)
            radius = 2 * self.lift / (toward + root)
        return np.where((toward > 0) & np.isfinite(radius), radius, np.inf)

    @property
    def first(self) -> float:
        """The radius of the smallest circle that reaches the fold; inf if none does."""
        return float(self.along(np.zeros(1))[0])


def fold(bowl: Bowl, lens: Lens, fall: float) -> Fold:
    """Return where a bowl whose heights are multiplied by ``fall`` folds, seen through a lens.

    The points whose tangent plane holds the eye lie in one plane: z - z0 + e - z0 = 2 h v . e', with the
    eye at the height e over the point e' of the disc.
    """
    toward, near = lens.axes[2], 1 / lens.distance
    across = bowl.gather @ toward[:2]
    steep = 2 * fall * bowl.height * float(np.hypot(*across))
    if steep < FLAT:
        return Fold(0.0, np.inf, 0.0)
    lift = float(toward[2]) - near * fall * FOOT
    angle = float(np.arctan2(across[1], across[0]))
    return Fold(angle, lift / steep, near * fall * bowl.height / steep)
