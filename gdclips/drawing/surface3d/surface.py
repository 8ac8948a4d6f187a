"""The 3D panel: the MSE over two weights as a bowl above its contours, and the run's path on both.

The bowl's inner face, as far as it is seen, is drawn first, then the path, which stands on it, then the
outer face of the wall that is nearer, through which the path is seen.
"""

from __future__ import annotations

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.surface3d.room import axes_marks, floor_marks
from gdclips.drawing.surface3d.scenery import Scene, scene, signs
from gdclips.drawing.surface3d.sheets import inside, wall
from gdclips.drawing.surface3d.walk import heads, paths, pointers, shadows
from gdclips.drawing.text.lettering import fitted
from gdclips.drawing.theme import Theme, Type
from gdclips.drawing.views.endings import endings_view
from gdclips.drawing.views.views import View
from gdclips.story.story import Surface
from gdclips.story.timeline import State

AROUND = (0.118, 0.090, 0.020, 0.030)  # what a panel has left, below, right and above it for its names


def surface_view(panel: Surface, theme: Theme, box: Box) -> View:
    """Draw a 3D panel into a box and the margins that others have for their ticks."""
    laid = scene(panel, theme, around(box))
    ended = endings_view(panel.tracks, theme, box, theme.color("background"))

    def moving(state: State) -> list[AnyMark]:
        lens = laid.room.camera.at(state.turn)
        angle, far = laid.room.bowl.fold(lens.axes[2])
        return [
            *axes_marks(laid.room, lens, theme, panel.names),
            *floor_marks(laid.room, lens, theme, list(laid.fills)),
            *shadows(laid, lens, state),
            *signs(laid, lens, state),
            *pointers(laid, lens, state),
            *inside(laid, lens, angle, far),
            *paths(laid, lens, state),
            *wall(laid, lens, angle, far),
            *heads(laid, lens, state),
            *ended.moving(state),
        ]

    return View(_note(laid), moving)


def around(box: Box) -> Box:
    """Return a panel's box with the margins that other panels have for their ticks and names."""
    left, below, right, above = AROUND
    return Box(box.left - left, box.bottom - below, box.width + left + right, box.height + below + above)


def _note(scene: Scene) -> tuple[AnyMark, ...]:
    note = scene.panel.note if scene.room.bowl.equal else f"{scene.panel.note}; axes scaled apart"
    box, muted = scene.room.box, scene.theme.color("muted")
    text, size = fitted(f"height: {note}", Type.tick, 0.8 * box.width, Type.tick)
    return (Words(text=text, at=(box.right, box.bottom + 0.012), size=size, color=muted, anchor="right"),)
