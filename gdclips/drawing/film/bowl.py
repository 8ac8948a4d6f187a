"""The bowl of a film: a loss as a surface above its map, which it becomes as the camera rises."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.maps.map import MapPlace, ring_alpha
from gdclips.drawing.film.maps.planes import exact_section_of, marked, mean_square
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.runs import colors_of
from gdclips.drawing.film.screen import EDGE, TOP, Look, Side
from gdclips.drawing.geometry import ROUNDING
from gdclips.drawing.layers import nothing
from gdclips.drawing.marks import AnyMark, Curve, Points, Words
from gdclips.drawing.space.bowl import FLOOR, bowl, rim_above
from gdclips.drawing.space.bowl import Bowl as Shape
from gdclips.drawing.space.drape import Drape, drape
from gdclips.drawing.space.floor import hidden
from gdclips.drawing.space.rise import Pose, rise
from gdclips.drawing.space.scale import scale_marks
from gdclips.drawing.space.scene import before, behind, run
from gdclips.drawing.space.style import HEAD, SHADOW_DOT, Style, faded
from gdclips.drawing.text.lettering import fitted, line
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Bowl
from gdclips.story.numbers import significant

BESIDE, ABOVE, BELOW = 100.0, 22.0, 96.0  # pixels left around a bowl: the rim may stand above the safe area
SCALE, CLOCK = 125.0, 70.0  # pixels from the frame's right edge and top to the scale of heights
NARROW, ASIDE = 12.0, 28.0  # pixels beside a bowl that is as wide as the frame, and beside a column
AWAY = 112.0, 50.0  # pixels from the point to its MSE
BETWEEN, APART = 4, 8.0  # places of it that are tried in each step, and pixels from one to the next
DROPPED = 9  # places of each line from the point to its shadow from which words keep away
SMALL, LEAST = 21.0, 20.0  # pixels of the letters that say what the height is


def bowl_box(look: Look, side: Side) -> Box:
    """Return the box that a bowl fills, beside its scale of heights or the supports."""
    px, column = look.px, look.column(side)
    low, high = BELOW * px * (0.4 if look.bare else 1.0), 1.0 - ABOVE * px
    if not look.landscape:
        low = low if column is None else column.top + ASIDE * px
        high = 1.0 - 0.8 * TOP * px
        return Box(NARROW * px, low, look.width - 2 * NARROW * px, high - low)
    if column is None:
        left, right = BESIDE * px, look.width - look.type(SCALE) - 0.6 * BESIDE * px
    elif side == "left":
        left, right = column.right + ASIDE * px, look.width - ASIDE * px
    else:
        left, right = ASIDE * px, column.left - ASIDE * px
    return Box(left, low, right - left, high - low)


class Laid(msgspec.Struct, frozen=True, eq=False):
    """A bowl whose rings and runs are those of a map in one place, for a camera that may rise above it."""

    view: Bowl
    look: Look
    place: MapPlace
    shape: Shape
    paths: list[Drape]


def laid(view: Bowl, look: Look, place: MapPlace) -> Laid:
    """Return what of a bowl is the same from wherever it is seen."""
    shape, pair = _shape(view, look, place), list(view.plane.axes)
    runs = [track.run.points[:, pair] for track in view.tracks]
    longest = max((len(points) for points in runs), default=0)
    paths = [
        drape(shape, points, colors_of(track.role, look.theme, longest), track.role)
        for track, points in zip(view.tracks, runs, strict=True)
    ]
    return Laid(view, look, place, shape, paths)


def bowl_part(bowl: Laid, box: Box, share: float) -> Part:
    """Draw a bowl into a box, at a share of its camera's rise, in time; at 1 it is the map."""
    view, look, place, shape = bowl.view, bowl.look, bowl.place, bowl.shape
    style = Style(look.theme, look.line(1.0), look.type(1.0))
    runs = [track.run.points[:, list(view.plane.axes)] for track in view.tracks]
    shadowed = np.concatenate(runs or [shape.section.center[None]])
    pose = rise(shape, box, place.axes, view.elevation, view.azimuth, shadowed).at(share)

    def moving(state: State) -> list[AnyMark]:
        time = state.step + state.glide
        return [*run(shape, pose, style, bowl.paths, time, breath=state.breath), *before(shape, pose, style)]

    told = view.told and share <= 0.0
    value = _Value(view, look, shape, pose) if told and view.tracks else None
    labels = _labels(view, look, place.focus, shape, pose, value) if view.named and share <= 0.0 else []
    scale: list[AnyMark] = []
    if told and look.landscape and place.focus == look.focus("full"):
        scale = scale_marks(shape, pose, style, look.width - look.type(SCALE), 1.0 - look.type(CLOCK))
    return Part(
        ground=tuple(behind(shape, pose, style, look.frame)),
        moving=moving,
        labels=(*labels, *scale),
        front=value.marks if value else nothing,
    )


def _shape(view: Bowl, look: Look, place: MapPlace) -> Shape:
    """Return the surface, whose rings are the map's and whose rim is above all that is to be seen."""
    plane = view.plane
    section = exact_section_of(plane)
    rings = place.ladder.seen(section, place.axes, look.px)
    levels = np.array([place.ladder.level(ring) for ring in rings])
    outer = rings[0] + 1 if rings else place.ladder.outer + 1
    filled = not look.theme.bounded or outer <= place.ladder.outer
    alphas = [ring_alpha(section, place.axes, level, look.px) for level in levels.tolist()]
    fills = tuple(
        faded(place.ladder.color(ring, look.theme), alpha)
        for ring, alpha in zip((outer, *rings), (float(filled), *alphas), strict=True)
    )
    signs = marked(plane)
    rim = rim_above(section, np.concatenate([view.seen, signs]), mean_square(plane))
    truth = signs[1] if len(signs) > 1 else None
    return bowl(section, rim, levels, fills, place.axes.scale, signs[0], truth)


def _labels(
    view: Bowl, look: Look, focus: Box, shape: Shape, pose: Pose, value: _Value | None
) -> list[AnyMark]:
    """Name the start on the wall, its shadow on the floor and, where weights are hidden, the height."""
    labels = Labels(look, focus)
    marks = _height_note(view, look, labels)
    if not view.tracks:
        return marks
    start = shape.inward(view.tracks[0].run.points[:, list(view.plane.axes)])
    start = start[np.square(start).sum(axis=-1) <= 1.0]
    if not len(start):
        return marks
    floor = shape.plane(start, FLOOR * pose.fall)
    wall, below = pose.lens.place(shape.surface(start, pose.fall)), pose.lens.place(floor)
    signs = pose.lens.place(np.stack([shape.surface(shape.minimum, 1.0), shape.plane(shape.minimum, FLOOR)]))
    drops = np.linspace(wall, below, DROPPED).reshape(-1, 2)
    for points in (wall, below, drops, signs):
        labels.avoid(points)
    if value:
        for box in value.boxes():
            labels.reserve(box)
    labels.beside(wall[0], HEAD, "start", "ink")
    seen = np.flatnonzero(~hidden(shape, pose, floor))
    if pose.floor >= 1.0 and len(seen) and look.cut == "full":
        labels.beside(below[seen[0]], SHADOW_DOT, "its shadow: the map", "ink")
    return [*marks, *labels.marks]


def _height_note(view: Bowl, look: Look, labels: Labels) -> list[AnyMark]:
    """Say what the height is, unless it is the MSE of all weights."""
    if view.plane.note == "MSE":
        return []
    room = 0.5 * look.width
    text, em = fitted(f"height: {view.plane.note}", look.type(SMALL), room, look.type(LEAST))
    at = look.width - EDGE * look.px, look.foot + 4 * look.px
    width = line(text).advance * em
    labels.reserve(Box(at[0] - width, at[1] - 0.3 * em, width, 1.2 * em))
    muted, halo = look.theme.color("muted"), look.theme.color("halo", 0.75)
    return [Words(text=text, at=at, size=em, color=muted, anchor="right", halo=halo)]


class _Value:
    """The height of the point on the surface, an MSE, as a number beside it with a leader.

    It stands on one side all along: on the right, unless it would leave the bowl's surroundings there.
    """

    def __init__(self, view: Bowl, look: Look, shape: Shape, pose: Pose) -> None:
        points = view.tracks[0].run.points[:, list(view.plane.axes)]
        self._look, self._shape, self._pose, self._disc = look, shape, pose, shape.inward(points)
        with np.errstate(all="ignore"):
            inside = np.square(self._disc).sum(axis=-1) <= 1.0
        self._em = look.type(LABEL)
        self._form = significant(3)
        texts = [self._text(at) for at in self._between()]
        self._width = max((line(text, True).advance for text in texts), default=0.0) * self._em
        places = pose.lens.place(shape.surface(self._disc[inside], pose.fall))
        self._right = look.focus("full").right - (look.type(SCALE) if look.landscape else 0.0)
        far = float(places[:, 0].max(initial=0.0)) + 0.5 * AWAY[0] * look.px + self._width
        self._way = 1.0 if far <= self._right else -1.0

    def boxes(self) -> list[Box]:
        """Return the boxes that the number takes on the whole way, apart by some pixels."""
        places = self._pose.lens.place(self._shape.surface(self._between(), self._pose.fall))
        step = APART * self._look.px
        _, first = np.unique(np.round(places / step), axis=0, return_index=True)
        found = (self._place(x, y) for x, y in places[first].tolist())
        return [Box(left, bottom - 0.25 * self._em, self._width, self._em) for left, bottom in found]

    def _between(self) -> Points:
        """Return the points (k, 2) of the disc through which the point goes, some in each step."""
        ends = self._disc[:-1, None], self._disc[1:, None]
        shares = np.linspace(0.0, 1.0, BETWEEN, endpoint=False)[:, None]
        with np.errstate(all="ignore"):
            disc = np.concatenate([(ends[0] + shares * (ends[1] - ends[0])).reshape(-1, 2), self._disc[-1:]])
            return np.asarray(disc[np.square(disc).sum(axis=-1) <= 1.0])

    def _text(self, at: Points) -> str:
        """Return the MSE over a point (2,) of the disc."""
        shape = self._shape
        value = shape.section.floor + shape.rim * float(at @ at)
        return f"MSE {self._form(value if value > ROUNDING * shape.rim else 0.0)}"

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """Return where the number begins, in the safe area, beside a head."""
        look, px = self._look, self._look.px
        left = x + AWAY[0] * px if self._way > 0 else x - AWAY[0] * px - self._width
        left = max(min(left, self._right - self._width), EDGE * px)
        return left, min(y + AWAY[1] * px, look.focus("full").top - 0.8 * self._em)

    def marks(self, state: State) -> list[AnyMark]:
        """Return the number at a moment; none beyond the rim."""
        state, look, disc = state.until(len(self._disc) - 1), self._look, self._disc
        with np.errstate(all="ignore"):
            ends = disc[[state.step, min(state.step + 1, len(disc) - 1)]]
            at = ends[0] + state.glide * (ends[1] - ends[0])
            followed = np.square([ends[0], at]).sum(axis=-1) <= 1.0
        if not followed.all():
            return []
        x, y = self._pose.lens.place(self._shape.surface(at[None], self._pose.fall))[0].tolist()
        (left, bottom), way, px = self._place(x, y), self._way, look.px
        near = left if way > 0 else left + self._width
        leader = np.array([(x + way * 19 * px, y + 8 * px), (near - way * 10 * px, bottom + 0.33 * self._em)])
        text = self._text(at)
        start = left if way > 0 else near - line(text, True).advance * self._em
        return [
            Curve(points=leader, color=look.theme.color("muted"), width=look.line(1.4)),
            Words(
                text=text,
                at=(start, bottom),
                size=self._em,
                color=look.theme.color("path_text"),
                bold=True,
                halo=look.theme.color("halo", 0.75),
            ),
        ]
