"""The bowl in space as marks, from back to front, in three parts: what a run lies on, the run, the near rim.

With a camera that stands still, the first and the last stay as they are while the run grows.
"""

from __future__ import annotations

from collections.abc import Sequence

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.space.bowl import Bowl, fold
from gdclips.drawing.space.brim import brim, outer_path
from gdclips.drawing.space.drape import Drape
from gdclips.drawing.space.floor import drop_line, floor_marks, floor_ring, shadow
from gdclips.drawing.space.lines import bands, far_lines, near_lines, near_rim
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.runs import arriving, head_marks, path_marks, sign_marks
from gdclips.drawing.space.sheets import glow, inside, wall
from gdclips.drawing.space.style import Style


def behind(bowl: Bowl, pose: Pose, style: Style, box: Box) -> list[AnyMark]:
    """Return what a run lies on: the floor, the map beyond the rim, in a box of the stage, and the bowl.

    The nearer wall is a part of it: through it, the inside is seen; a run before it keeps its colours.
    """
    folded = fold(bowl, pose.lens, pose.fall)
    marks: list[AnyMark] = []
    if pose.floor > 0.0:
        marks += [*glow(bowl, pose, style), *floor_marks(bowl, pose, style), *floor_ring(bowl, pose, style)]
    if pose.mapped > 0.0:
        marks += brim(bowl, pose, style, box)
    if pose.bands < 1.0:
        marks.append(inside(bowl, pose, style, folded))
    if pose.bands > 0.0:
        marks += bands(bowl, pose, style)
    marks += far_lines(bowl, pose, style, folded)
    near = wall(bowl, pose, style, folded)
    return marks if near is None else [*marks, near, *near_lines(bowl, pose, style, folded)]


def run(
    bowl: Bowl,
    pose: Pose,
    style: Style,
    paths: Sequence[Drape],
    time: float,
    alpha: float = 1.0,
    breath: float = 0.0,
) -> list[AnyMark]:
    """Return runs up to a time in steps: their shadows and paths, the signs above them, and their heads.

    The heads' glow is larger by their ``breath``, from 0 to 1.
    """
    grown = [(path.until(time), path.head(time)) for path in paths]
    marks: list[AnyMark] = []
    for path, head in grown if pose.floor > 0.0 else ():
        marks += shadow(bowl, pose, style, path, alpha)
        if head is not None:
            marks += drop_line(bowl, pose, style, head, alpha)
    for path in paths if pose.mapped > 0.0 else ():
        marks += outer_path(bowl, pose, style, path, time)
    for path, _ in grown:
        marks += path_marks(bowl, pose, style, path, alpha)
    marks += sign_marks(bowl, pose, style)
    for path, head in grown:
        if head is not None:
            marks += head_marks(
                bowl.surface(head[None], pose.fall),
                pose.lens,
                style,
                path.role,
                alpha,
                breath,
                size=arriving(bowl, pose, style, head),
            )
    return marks


def before(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return what a run is behind: the nearer part of the rim."""
    return near_rim(bowl, pose, style, fold(bowl, pose.lens, pose.fall))
