"""The 3D panel: the MSE over two weights as a bowl above its contours, and the run's path on both.

The bowl's inner face, as far as it is seen, is drawn first, then the path, which stands on it, then the
outer face of the wall that is nearer, through which the path is seen.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenes.stage import bowl as shapes
from scenes.stage.bands import LEVEL_ALPHA
from scenes.stage.bowl import Bowl
from scenes.stage.camera import Lens
from scenes.stage.drape import Drape, drape
from scenes.stage.geometry import Points
from scenes.stage.head import disc
from scenes.stage.labels import faded
from scenes.stage.layout import Box
from scenes.stage.lettering import fitted, line
from scenes.stage.marks import AnyMark, Curve, Dots, Mesh, Trail, Words
from scenes.stage.path import colors_of
from scenes.stage.room import Room, axes_marks, floor_marks, room
from scenes.stage.signs import ring_sign, star_sign
from scenes.stage.story import State, Surface, Track
from scenes.stage.theme import Rgba, Theme, Type, Width
from scenes.stage.views import View

Array = NDArray[np.float64]

AROUND = (0.118, 0.090, 0.020, 0.030)  # what a panel has left, below, right and above it for its names
LIGHT = (-0.55, 0.60, 0.58)  # where the light comes from: right, up and towards the camera
SHADES = {"dark": (0.30, 0.22), "light": (0.12, 0.20)}  # most white and most black that the light adds
RAMP = {"dark": (0.32, 1.0), "light": (0.12, 1.0)}  # the part of the contour ramp that the bowl wears
WALL = {"dark": 0.32, "light": 0.30}  # opacity of the nearer wall
SUNK = (0.35, 0.55)  # opacities of rings on the wall and of the shadow's dots
ARC_POINTS = 49
NAME_GAP = 0.046  # from a sign's middle to its name's


class Scene(msgspec.Struct, frozen=True):
    """What all of the panel's parts are drawn from."""

    panel: Surface
    theme: Theme
    room: Room
    drapes: tuple[Drape, ...]
    truth: Points  # (0 or 1, 2) on the disc
    fills: tuple[Rgba, ...]


def surface_heights(panel: Surface, track: Track) -> Array:
    """Return the height of the surface that is drawn, at each of the run's iterates (steps + 1,)."""
    section = panel.loss.section(panel.axes, panel.at)
    return np.asarray(section.value(track.run.points[:, list(panel.axes)]))


def surface_view(panel: Surface, theme: Theme, box: Box) -> View:
    """Draw a 3D panel into a box and the margins that others have for their ticks."""
    scene = _scene(panel, theme, _around(box))

    def moving(state: State) -> list[AnyMark]:
        lens = scene.room.camera.at(state.turn)
        angle, far = scene.room.bowl.fold(lens.axes[2])
        return [
            *axes_marks(scene.room, lens, theme, panel.names),
            *floor_marks(scene.room, lens, theme, list(scene.fills)),
            *_signs(scene, lens, state),
            *_shadows(scene, lens, state),
            *_inside(scene, lens, angle, far),
            *_paths(scene, lens, state),
            *_wall(scene, lens, angle, far),
            *_heads(scene, lens, state),
        ]

    return View(_note(scene), moving)


def _around(box: Box) -> Box:
    left, below, right, above = AROUND
    return Box(box.left - left, box.bottom - below, box.width + left + right, box.height + below + above)


def _scene(panel: Surface, theme: Theme, box: Box) -> Scene:
    pair, section = list(panel.axes), panel.loss.section(panel.axes, panel.at)
    runs = [track.run.points[:, pair] for track in panel.tracks]
    truth = runs[0][:0] if panel.truth is None else panel.truth[None, pair]
    bowl = shapes.bowl(section, runs, truth)
    stands = room(bowl, panel.elevation, panel.azimuth, panel.arc, box)
    drapes = tuple(drape(bowl.inward(run), stands.camera.scale) for run in runs)
    fills = theme.ramp(theme.contour, np.linspace(0.0, 1.0, len(bowl.levels) + 1))
    bands = tuple((r, g, b, a) for r, g, b, a in fills.tolist())
    return Scene(panel, theme, stands, drapes, bowl.inward(truth), bands)


def _note(scene: Scene) -> tuple[AnyMark, ...]:
    note = scene.panel.note if scene.room.bowl.equal else f"{scene.panel.note}; axes scaled apart"
    box, muted = scene.room.box, scene.theme.color("muted")
    text, size = fitted(f"height: {note}", Type.tick, box.width / 2, Type.tick)
    return (Words(text=text, at=(box.right, box.bottom + 0.012), size=size, color=muted, anchor="right"),)


def _colors(scene: Scene, points: Points, lens: Lens, face: float) -> Array:
    """Return the sheet's colours (..., 4) at points (..., 2) of the disc, on its inner or outer face."""
    theme, bowl = scene.theme, scene.room.bowl
    low, high = RAMP[theme.name]
    flat = theme.ramp(theme.contour, low + (high - low) * bowl.share(points).ravel())
    light = np.array(LIGHT) @ lens.axes / np.linalg.norm(LIGHT)
    facing = (face * bowl.normals(points) @ light).reshape(-1, 1)
    bright, dull = SHADES[theme.name]
    day, night = ("background", "level") if theme.name == "light" else ("level", "background")
    flat = flat + np.maximum(facing - 0.5, 0.0) * 2 * bright * (theme.color(day) - flat)
    flat = flat + np.maximum(0.5 - facing, 0.0) * dull * (theme.color(night) - flat)
    return np.asarray(np.clip(flat, 0.0, 1.0).reshape(*points.shape[:-1], 4))


def _sheet(scene: Scene, lens: Lens, mesh: Points, face: float, alpha: float) -> Mesh:
    corners = lens.place(scene.room.bowl.surface(mesh))
    return Mesh(corners=corners, colors=_colors(scene, mesh, lens, face), alpha=alpha, clip=scene.room.box)


def _inside(scene: Scene, lens: Lens, angle: float, far: float) -> list[AnyMark]:
    """The inner face, with the level rings on it."""
    sheet = _sheet(scene, lens, shapes.inside(angle, far), 1.0, 1.0)
    return [sheet, *_rings(scene, lens, angle + np.pi, far, np.pi, 1.0)]


def _wall(scene: Scene, lens: Lens, angle: float, far: float) -> list[AnyMark]:
    """The outer face, with the level rings on it, and the line along which the surface folds."""
    mesh = shapes.wall(angle, far)
    if mesh is None:
        return []
    sheet = _sheet(scene, lens, mesh, -1.0, WALL[scene.theme.name])
    along = np.linspace(-1.0, 1.0, ARC_POINTS)[:, None] * np.sqrt(1 - far**2)
    out = np.array([np.cos(angle), np.sin(angle)])
    fold = lens.place(scene.room.bowl.surface(far * out + along * (-out[1], out[0])))
    color = scene.theme.color("level", LEVEL_ALPHA[scene.theme.name])
    edge = Curve(points=fold, color=color, width=Width.contour)
    return [sheet, edge, *_rings(scene, lens, angle, far, 0.0, SUNK[0])]


def _rings(
    scene: Scene, lens: Lens, middle: float, far: float, less: float, strength: float
) -> list[AnyMark]:
    """The rings' arcs on the inner face (``less`` is pi) or the outer (0), and the rim's."""
    bowl, marks = scene.room.bowl, []
    radii = np.sqrt(np.concatenate([bowl.levels / bowl.rim, [1.0]]))
    for radius, half in zip(radii.tolist(), shapes.opening(radii, far).tolist(), strict=True):
        span, rim = abs(less - half), radius == 1.0
        if span > 0.0:
            alpha = 0.95 if rim else LEVEL_ALPHA[scene.theme.name] * strength
            points = lens.place(bowl.surface(shapes.arc(radius, middle, span, ARC_POINTS)))
            width = Width.thin if rim else Width.contour
            marks.append(Curve(points=points, color=scene.theme.color("level", alpha), width=width))
    return list(marks)


def _so_far(path: Drape, state: State) -> tuple[Points, NDArray[np.bool_], Array]:
    """Return the ends of the pieces (k, 2) up to now, which are seen (k - 1,), and their steps."""
    time = state.step + state.glide
    count = int(np.searchsorted(path.when, time, side="right"))
    knots, seen, steps = path.knots[:count], path.seen[: count - 1], path.when[: count - 1]
    head = path.head(time)
    if head is not None:
        knots = np.concatenate([knots, head[None]])
        seen, steps = np.append(seen, True), path.when[:count]
    return knots, seen, steps.astype(int)


def _paths(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The paths on the surface, up to the heads."""
    marks: list[AnyMark] = []
    if not state.shown.get("path"):
        return marks
    for track, path in zip(scene.panel.tracks, scene.drapes, strict=True):
        colors = colors_of(track.role, scene.theme, len(path.run))
        knots, seen, steps = _so_far(path, state)
        pieces = colors[steps] * np.where(seen[:, None], 1.0, (1.0, 1.0, 1.0, 0.0))
        dots = path.dots[path.dots <= state.step]
        place = lens.place(scene.room.bowl.surface(knots))
        at = lens.place(scene.room.bowl.surface(path.run[dots]))
        rim, box = scene.theme.color("dot_rim"), scene.room.box
        marks.append(Trail(points=place, colors=pieces, width=Width.path, clip=box))
        marks.append(
            Dots(points=at, radius=Width.dot, fills=colors[dots], edge=rim, width=Width.contour, clip=box)
        )
    return marks


def _shadows(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The paths' shadows on the floor, and the lines that drop from heads behind the surface."""
    marks: list[AnyMark] = []
    if not state.shown.get("path"):
        return marks
    muted = scene.theme.color("muted")
    for path in scene.drapes:
        knots, seen, _ = _so_far(path, state)
        place = lens.place(scene.room.bowl.floor(knots))
        for part in np.split(place, np.flatnonzero(~seen) + 1):
            marks.append(Curve(points=part, color=muted, width=Width.ghost))
        dots = path.run[path.dots[path.dots <= state.step]]
        at = lens.place(scene.room.bowl.floor(dots))
        marks.append(Dots(points=at, radius=Width.cloud, fills=muted))
    return [*marks, *_drops(scene, lens, state, behind=True)]


def _drops(scene: Scene, lens: Lens, state: State, behind: bool) -> list[AnyMark]:
    """The dotted lines from the heads to the floor, of those behind the surface or of those before it."""
    angle, far = scene.room.bowl.fold(lens.axes[2])
    heads = [path.head(state.step + state.glide) for path in scene.drapes]
    out, ink = np.array([np.cos(angle), np.sin(angle)]), scene.theme.color("ink")
    drops = [
        lens.place(np.stack([scene.room.bowl.surface(head), scene.room.bowl.floor(head)]))
        for head in heads
        if head is not None and (head @ out <= far) == behind
    ]
    return [Curve(points=ends, color=ink, width=Width.thin, dash=(0.001, 0.009)) for ends in drops]


def _heads(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    alpha = state.shown.get("path", 0.0)
    if not alpha:
        return []
    marks = _drops(scene, lens, state, behind=False)
    for track, path in zip(scene.panel.tracks, scene.drapes, strict=True):
        head = path.head(state.step + state.glide)
        if head is not None:
            at = lens.place(scene.room.bowl.surface(head))
            marks += disc(at, track.role, alpha, scene.theme, scene.room.box)
    return [*marks, *_start(scene, lens, alpha)]


def _start(scene: Scene, lens: Lens, alpha: float) -> list[AnyMark]:
    """The word at the first path's start, on the side that the path doesn't take."""
    path, bowl = scene.drapes[0], scene.room.bowl
    middle = scene.room.camera.at(0.5)
    ways = middle.place(bowl.surface(path.knots[: 1 + len(path.knots) // 2]))
    way = ways.mean(axis=0) - ways[0]
    up = 1.0 if way[1] <= 0 else -1.0
    at = lens.place(bowl.surface(path.run[0])) + (0.0, up * 0.036 - 0.33 * Type.label)
    color = _colors(scene, path.run[:1], lens, 1.0)[0]
    words = Words(
        text="start",
        at=(float(at[0]), float(at[1])),
        size=Type.label,
        color=scene.theme.color("ink"),
        anchor="center",
        halo=(float(color[0]), float(color[1]), float(color[2]), 1.0),
    )
    return [faded(words, alpha)]


def _signs(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The ring of the minimiser and the star of the true weights on the floor, with their names."""
    ring, star = state.shown.get("minimizer", 0.0), state.shown.get("truth", 0.0)
    places = lens.place(scene.room.bowl.floor(np.concatenate([np.zeros((1, 2)), scene.truth])))
    marks: list[AnyMark] = [ring_sign(scene.theme, places[0], ring)] if ring else []
    if len(places) == 2 and star:
        marks.append(star_sign(scene.theme, places[1], star))
    return [*marks, *(faded(name, ring) for name in _names(scene, lens, places) if ring)]


def _names(scene: Scene, lens: Lens, places: Points) -> list[Words]:
    """Name the signs on the floor, as one where they coincide, below the lower and above the upper."""
    sides, discs = (_side(scene), -_side(scene)), [np.zeros(2), *scene.truth]
    if len(places) == 2 and float(np.linalg.norm(places[1] - places[0])) < Width.ring:
        return [_named(scene, "true weights = minimum", places[0], sides[0], discs[0])]
    texts = ("MSE minimum", "true weights")
    order = np.argsort(sides[0] * -places[:, 1])
    return [_named(scene, texts[i], places[i], sides[k], discs[i]) for k, i in enumerate(order.tolist())]


def _side(scene: Scene) -> float:
    """Return on which side of the signs, above (1) or below, the first path's shadow leaves more room."""
    middle, bowl, path = scene.room.camera.at(0.5), scene.room.bowl, scene.drapes[0]
    way = middle.place(bowl.floor(path.knots)) - middle.place(bowl.floor(np.zeros(2)))
    return -1.0 if float(way[:, 1].sum()) >= 0 else 1.0


def _named(scene: Scene, text: str, place: Points, side: float, disc: Points) -> Words:
    levels = scene.room.bowl.levels / scene.room.bowl.rim
    at = (float(place[0]), float(place[1]) + side * NAME_GAP - 0.33 * Type.label)
    halo = scene.fills[int(np.count_nonzero(levels >= disc @ disc)) // 2]
    ink = scene.theme.color("ink")
    return Words(text=text, at=at, size=Type.label, color=ink, anchor="center", halo=halo)
