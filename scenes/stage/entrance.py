"""A panel that enters with a beat: until then its place is empty, or the data are seen there."""

from __future__ import annotations

from scenes.stage.frames import BELOW as NAMES
from scenes.stage.frames import foot
from scenes.stage.layout import Box
from scenes.stage.marks import AnyMark, Area
from scenes.stage.scatter import scatter_view
from scenes.stage.story import Entrance
from scenes.stage.theme import Theme
from scenes.stage.timeline import State
from scenes.stage.views import View

BELOW, RIGHT = 0.030, 0.02  # what is hidden with a panel around it, below its last row of words
ABOVE, HEAD = 0.02, 0.06  # above it, and with its head
LEFT, TICKS = 0.13, 0.09  # on its left with the upright axis' name, and without


def entering(view: View, entrance: Entrance, theme: Theme, box: Box, alone: bool, first: bool = True) -> View:
    """Return a panel's view that is hidden until its beat; what was there goes before it comes."""
    scatter = scatter_view(entrance.before, theme, box, alone) if entrance.before else View(())
    left = LEFT if first else TICKS
    above, below = ABOVE if alone else HEAD, BELOW + (foot(box) if alone else NAMES)
    around = Box(box.left - left, box.bottom - below, box.width + left + RIGHT, box.height + below + above)

    def cover(alpha: float) -> AnyMark:
        return Area(outline=around.corners, fill=theme.color("background", alpha))

    def moving(state: State) -> list[AnyMark]:
        come = state.shown.get(entrance.at, 0.0)
        if come >= 1:
            return view.moving(state)
        if come > 0.5:
            return [*view.moving(state), cover(2 - 2 * come)]
        gone = [cover(2 * come)] if come else []
        return [cover(1.0), *scatter.static, *gone]

    return View(view.static, moving, view.growing)
