"""What enters with a beat: until then its place is empty, or the data are seen there."""

from __future__ import annotations

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Area
from gdclips.drawing.theme import Theme
from gdclips.drawing.views.frames import BELOW as NAMES
from gdclips.drawing.views.frames import foot
from gdclips.drawing.views.scatter import scatter_view
from gdclips.drawing.views.views import View
from gdclips.story.story import Scatter
from gdclips.story.timeline import State

BELOW, RIGHT = 0.030, 0.03  # what is hidden with panels around them, below their last row of words
ABOVE, HEAD = 0.046, 0.06  # above them, with a power of ten, and with their heads
LEFT = 0.152  # on their left, with the upright axis' name: of the first, up to the frame's edge
WIDEST = 3.5  # widths of the data's place in its heights: not more, even in a very wide frame


def entering(view: View, at: str, before: Scatter | None, theme: Theme, box: Box, alone: bool) -> View:
    """Return a view that is hidden until the beat that shows ``at``; what was there goes before it comes."""
    scatter = scatter_view(before, theme, _middle(box), alone) if before else View(())
    hidden = _around(box, alone).corners

    def cover(alpha: float) -> AnyMark:
        return Area(outline=hidden, fill=theme.color("background", alpha))

    def moving(state: State) -> list[AnyMark]:
        come = state.shown.get(at, 0.0)
        if come >= 1:
            return view.moving(state)
        if come > 0.5:
            return [*view.moving(state), cover(2 - 2 * come)]
        gone = [cover(2 * come)] if come else []
        return [cover(1.0), *scatter.static, *gone]

    return View(view.static, moving, view.growing)


def _middle(box: Box) -> Box:
    """Return the middle of a box: all of it, unless it is too wide for its height."""
    width = min(box.width, WIDEST * box.height)
    return Box(box.center[0] - width / 2, box.bottom, width, box.height)


def _around(box: Box, alone: bool) -> Box:
    """Return the box of a panel, or of several, with all the words around it."""
    above, below = ABOVE if alone else HEAD, BELOW + (foot(box) if alone else NAMES)
    return Box(box.left - LEFT, box.bottom - below, box.width + LEFT + RIGHT, box.height + below + above)
