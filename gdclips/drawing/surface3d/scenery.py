"""What all parts of a 3D panel are drawn from, and the signs on its floor."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.geometry import DIGITS
from gdclips.drawing.layout import Box
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import AnyMark, Points, Words
from gdclips.drawing.surface3d import bowl as shapes
from gdclips.drawing.surface3d.drape import Drape, drape
from gdclips.drawing.surface3d.room import Room, room
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Rgba, Theme, Type, Width
from gdclips.drawing.views.labels import faded
from gdclips.drawing.views.minimum import Minimum, mean_square, minimum
from gdclips.drawing.views.signs import ring_sign, star_sign
from gdclips.story.story import Surface
from gdclips.story.timeline import State

NAME_GAP = 0.046  # from a sign's middle to its name's
SAME = 1e-5  # of the rim's radius: signs so near to each other are the same


class Scene(msgspec.Struct, frozen=True):
    """What all of the panel's parts are drawn from."""

    panel: Surface
    theme: Theme
    room: Room
    drapes: tuple[Drape, ...]
    minimum: Minimum
    ring: Points  # (2,), where that is on the disc
    truth: Points  # (0 or 1, 2) on the disc
    fills: tuple[Rgba, ...]


def scene(panel: Surface, theme: Theme, box: Box) -> Scene:
    """Lay out a panel in a box."""
    pair, section = list(panel.axes), panel.loss.section(panel.axes, panel.at)
    runs = [track.run.points[:, pair] for track in panel.tracks]
    truth = runs[0][:0] if panel.truth is None else panel.truth[None, pair]
    least = minimum(panel, section)
    marked = np.concatenate([truth, least.at[None]])
    bowl = shapes.bowl(section, runs, marked, panel.elevation, mean_square(panel))
    stands = room(bowl, panel, box)
    drapes = tuple(drape(bowl.inward(run), stands.camera.scale) for run in runs)
    fills = theme.ramp(theme.contour, np.linspace(0.0, 1.0, len(bowl.levels) + 1))
    bands = tuple((r, g, b, a) for r, g, b, a in fills.tolist())
    return Scene(panel, theme, stands, drapes, least, bowl.inward(least.at), bowl.inward(truth), bands)


def signs(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The ring of the minimiser and the star of the true weights on the floor, with their names."""
    ring, star = state.shown.get("minimizer", 0.0), state.shown.get("truth", 0.0)
    places = lens.place(scene.room.bowl.floor(np.concatenate([scene.ring[None], scene.truth])))
    marks: list[AnyMark] = [ring_sign(scene.theme, places[0], ring)] if ring else []
    if len(places) == 2 and star:
        marks.append(star_sign(scene.theme, places[1], star))
    return [*marks, *(faded(name, ring) for name in _names(scene, lens, places) if ring)]


def _names(scene: Scene, lens: Lens, places: Points) -> list[Words]:
    """Name the signs on the floor, as one where they coincide, below the lower and above the upper."""
    side = _side(scene)
    if len(places) == 2 and float(np.linalg.norm(places[1] - places[0])) < Width.ring:
        same = "=" if float(np.abs(scene.truth - scene.ring).max()) < SAME else "≈"
        return [_named(scene, lens, f"true weights {same} {scene.minimum.short}", places[0], side)]
    order = np.argsort(-side * places[:, 1]).tolist()
    texts = (scene.minimum.name, "true weights")
    ways = zip(order, (side, -side), strict=False)
    return [_named(scene, lens, texts[i], places[i], way) for i, way in ways]


def _side(scene: Scene) -> float:
    """Return on which side of the signs, above (1) or below, the first path's shadow leaves more room."""
    middle, bowl, path = scene.room.camera.at(0.5), scene.room.bowl, scene.drapes[0]
    way = middle.place(bowl.floor(path.knots)) - middle.place(bowl.floor(scene.ring))
    return -1.0 if round(float(way[:, 1].mean()), DIGITS) >= 0 else 1.0


def _named(scene: Scene, lens: Lens, text: str, place: Points, side: float) -> Words:
    """Name a sign on the floor, with a halo in the colour of the band half-way along the words."""
    bowl, half = scene.room.bowl, line(text).advance * Type.label / 4
    middle = place + (0.0, side * NAME_GAP)
    floor = (lens.axes[:2, :2] * lens.scale) @ bowl.spread
    below = np.linalg.lstsq(floor, middle + (half, 0.0) - lens.place(np.zeros(3)), rcond=None)[0]
    halo = scene.fills[int(np.count_nonzero(bowl.levels / bowl.rim >= below @ below))]
    at, ink = (float(middle[0]), float(middle[1]) - 0.33 * Type.label), scene.theme.color("ink")
    return Words(text=text, at=at, size=Type.label, color=ink, anchor="center", halo=halo)
