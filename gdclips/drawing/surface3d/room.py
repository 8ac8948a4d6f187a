"""What stands around the bowl of a 3D panel: the contours on the floor below it, the axes, the signs."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.layout import Box
from gdclips.drawing.lens import Lens, directions
from gdclips.drawing.marks import AnyMark, Area, Curve, Formula, Points, Words
from gdclips.drawing.surface3d import bowl as shapes
from gdclips.drawing.surface3d.bowl import HEIGHT, Bowl
from gdclips.drawing.surface3d.camera import Camera, fitted
from gdclips.drawing.text.lettering import fitted as fitted_words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Rgba, Theme, Type, Width
from gdclips.drawing.views.bands import LEVEL_ALPHA
from gdclips.story.numbers import BRIEF, ticked
from gdclips.story.story import Surface
from gdclips.story.terms import Term
from gdcore import Array

MARGINS = (0.125, 0.100, 0.020, 0.052)  # left, below, right and above: for the numbers and the names
NAMES_ROW, NAMES_AT, INDENT = 0.035, 0.056, 0.047  # more below, for names in words, and where they stand
TICK, TICK_GAP, NAME_GAP = 0.010, 0.016, 0.034
NEAR_END = 0.06  # of an axis: no tick is so near its end
OVER = 1.06  # how high the upright axis is, in the rim's height
EDGE_ON, SHORT = 0.06, 0.15  # an axis seen this short is left out, or has few ticks
POINTS = 73


class Room(msgspec.Struct, frozen=True):
    """A bowl, the camera that sees it, and which edges of the floor the axes lie along.

    ``front`` is the weight along the edge before the bowl; ``sides`` says for each weight at which end of
    it, -1 or 1, the other weight's axis lies, and ``corner`` (2,) where that of the MSE stands.
    """

    bowl: Bowl
    camera: Camera
    front: int
    sides: tuple[float, float]
    corner: tuple[float, float]
    box: Box

    @property
    def reach(self) -> Array:
        """Half the floor's extent along each weight (2,), in the room's unit."""
        return np.asarray(self.bowl.half * self.bowl.scale)


def room(bowl: Bowl, panel: Surface, box: Box) -> Room:
    """Furnish a bowl, and fit the camera so that all stays in the box along its arc."""
    right, _, toward = directions(panel.elevation, panel.azimuth)
    right, toward = np.where(right < 0, -1.0, 1.0), toward + (1e-9, 0.0, 0.0)
    back = int(np.argmax(np.abs(toward[:2])))
    sides = [0.0, 0.0]
    sides[back], sides[1 - back] = (-1.0 if toward[back] < 0 else 1.0), -float(right[1 - back])
    reach = bowl.half * bowl.scale
    corner = -right[:2] * reach  # farthest left, where the axis is clear of the bowl
    rim = bowl.surface(shapes.arc(1.0, 0.0, np.pi, POINTS))
    floor = [(x * reach[0], y * reach[1], 0.0) for x in (-1, 1) for y in (-1, 1)]
    points = np.concatenate([rim, floor, [(*corner, bowl.gap + HEIGHT * OVER)]])
    camera = fitted(points, panel.elevation, panel.azimuth, panel.arc, _inner(box, panel))
    return Room(bowl, camera, 1 - back, (sides[0], sides[1]), (float(corner[0]), float(corner[1])), box)


def _inner(box: Box, panel: Surface) -> Box:
    left, below, beyond, above = MARGINS
    below += NAMES_ROW * any(isinstance(name, str) for name in panel.names)
    return Box(box.left + left, box.bottom + below, box.width - left - beyond, box.height - below - above)


def floor_marks(room: Room, lens: Lens, theme: Theme, fills: list[Rgba]) -> list[AnyMark]:
    """The contours on the floor, from the rim's inwards, filled as those of the contour panel."""
    color = theme.color("level", LEVEL_ALPHA[theme.name])
    radii = np.sqrt(np.concatenate([[room.bowl.rim], room.bowl.levels]) / room.bowl.rim)
    rings = lens.place(room.bowl.floor(shapes.arc(radii, 0.0, np.pi, POINTS)[:, :-1]))
    return [
        Area(
            outline=ring,
            fill=fill,
            edge=color,
            width=Width.contour,
        )
        for ring, fill in zip(rings, fills, strict=True)
    ]


def axes_marks(room: Room, lens: Lens, theme: Theme, names: tuple[Term | str, Term | str]) -> list[AnyMark]:
    """The two weights' axes along the floor's edges, and that of the MSE above the corner behind."""
    marks = [mark for axis in (0, 1) for mark in _level_axis(room, lens, theme, axis, names[axis])]
    return [*marks, *_upright_axis(room, lens, theme)]


def _level_axis(room: Room, lens: Lens, theme: Theme, axis: int, name: Term | str) -> list[AnyMark]:
    muted, middle = theme.color("muted"), room.bowl.section.center[axis]
    low, high = middle - room.bowl.half[axis], middle + room.bowl.half[axis]
    ends = lens.place(_along(room, axis, np.array([low, high])))
    length = float(np.linalg.norm(ends[1] - ends[0]))
    marks: list[AnyMark] = [Curve(points=ends, color=muted, width=Width.thin)]
    if length < EDGE_ON:
        return marks
    away = _away(ends, axis == room.front)
    inset = NEAR_END * (high - low)
    values = geometry.ticks(low + inset, high - inset, 3 if _length(room, axis) > SHORT else 1)
    texts = ticked(values, *BRIEF)
    widest = max((_support(text, away, Type.tick) for text in texts), default=0.0)
    for text, at in zip(texts, lens.place(_along(room, axis, values)), strict=True):
        marks.append(Curve(points=np.array([at, at + TICK * away]), color=muted, width=Width.thin))
        middle_of = at + away * (TICK_GAP + _support(text, away, Type.tick))
        marks.append(_centered(text, middle_of, Type.tick, muted))
    return [*marks, _name(room, theme, axis, name, ends.mean(axis=0), away, TICK_GAP + 2 * widest)]


def _length(room: Room, axis: int) -> float:
    """Return how long an axis is seen in the middle of the arc: on the way, no tick comes or goes."""
    ends = np.zeros((2, 3))
    ends[:, axis] = -room.reach[axis], room.reach[axis]
    return float(np.linalg.norm(np.subtract(*room.camera.at(0.5).place(ends))))


def _along(room: Room, axis: int, values: Array) -> Array:
    """Return the points (k, 3) of the room on an axis of a weight at some of its values (k,)."""
    points = np.zeros((len(values), 3))
    points[:, axis] = (values - room.bowl.section.center[axis]) * room.bowl.scale[axis]
    points[:, 1 - axis] = room.sides[1 - axis] * room.reach[1 - axis]
    return points


def _away(ends: Points, front: bool) -> Points:
    """Return the unit vector (2,) across an axis: downwards from the one in front, else leftwards."""
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    across = np.array([-along[1], along[0]])
    return np.asarray(-across if across[1 if front else 0] > 0 else across)


def _support(text: str, away: Points, size: float) -> float:
    """Return how far the middle of a text is from the line that it touches."""
    return float(np.abs(away) @ (line(text).advance * size / 2, 0.36 * size))


def _centered(text: str, middle: Points, size: float, color: Rgba, halo: Rgba | None = None) -> Words:
    at = (float(middle[0]), float(middle[1]) - 0.33 * size)
    return Words(text=text, at=at, size=size, color=color, anchor="center", halo=halo)


def _name(
    room: Room, theme: Theme, axis: int, name: Term | str, middle: Points, away: Points, gap: float
) -> AnyMark:
    """Name an axis: beyond its numbers where the name is short, at the panel's foot where it is words."""
    ink, box = theme.color("ink"), room.box
    if isinstance(name, str):
        text, size = fitted_words(name, Type.label, box.width / 2 - 0.05, Type.label)
        first = axis != room.front
        at = (box.left + INDENT if first else box.right, box.bottom + NAMES_AT)
        return Words(text=text, at=at, size=size, color=ink, anchor="left" if first else "right")
    x, y = middle + away * (gap + NAME_GAP)
    return Formula(terms=(name,), colors=(ink,), at=(float(x), float(y)), size=Type.equation, anchor="center")


def _upright_axis(room: Room, lens: Lens, theme: Theme) -> list[AnyMark]:
    if lens.axes[1, 2] < SHORT:
        return []
    muted, floor, gap = theme.color("muted"), room.bowl.section.floor, room.bowl.gap
    corner, up = np.array([*room.corner, 0.0]), np.array([0.0, 0.0, 1.0])
    foot, low, high = lens.place(corner + np.outer((0.0, gap, gap + HEIGHT * OVER), up))
    slack = 1e-6 * room.bowl.rim  # a floor of 1e-30 has its tick at 0
    values = geometry.ticks(floor - slack, floor + room.bowl.rim, 4)
    marks: list[AnyMark] = [
        Curve(points=np.array([foot, low]), color=muted, width=Width.contour, dash=(0.004, 0.008)),
        Curve(points=np.array([low, high]), color=muted, width=Width.thin),
        _centered("MSE", high + (0.0, 0.028), Type.label, theme.color("ink")),
    ]
    places = lens.place(corner + np.outer(room.bowl.height(values), up))
    for text, at in zip(ticked(values, *BRIEF), places, strict=True):
        marks.append(Curve(points=np.array([at, at - (TICK, 0.0)]), color=muted, width=Width.thin))
        place = (float(at[0]) - TICK_GAP, float(at[1]) - 0.35 * Type.tick)
        marks.append(Words(text=text, at=place, size=Type.tick, color=muted, anchor="right"))
    return marks
