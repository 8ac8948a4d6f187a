"""The brim: the map beyond the bowl's rim, with what a run does there, at the rim's height and as flat.

It may reach behind the camera, and comes so late in a rise that it is seen in parallel as good as in
perspective.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.box import Box
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import AnyMark, Area, Dots, Points, Trail
from gdclips.drawing.space import style as px
from gdclips.drawing.space.bowl import FOOT, Bowl, circles
from gdclips.drawing.space.drape import Drape, chords, spans
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.runs import head_marks
from gdclips.drawing.space.style import Style, faded
from gdcore import Array

FAR = 1e3  # radii of the rim: no map reaches so far


def brim(bowl: Bowl, pose: Pose, style: Style, box: Box) -> list[AnyMark]:
    """Return the map beyond the rim in a box of the stage, as far as it has come."""
    outer = bowl.levels[bowl.levels >= bowl.rim]
    edge, rings = style.level(pose.mapped), circles(np.sqrt(outer / bowl.rim))[:, :-1]
    lens = _lens(bowl, pose)
    return [
        Area(outline=box.corners, fill=faded(bowl.fills[0], pose.mapped)),
        *(
            Area(
                outline=bowl.plane(ring, _height(bowl, pose)),
                fill=faded(fill, pose.mapped),
                edge=faded(edge, fill[3]),
                width=style.line * px.LINE,
                lens=lens,
            )
            for ring, fill in zip(rings, bowl.fills[1:], strict=False)
        ),
    ]


def outer_path(bowl: Bowl, pose: Pose, style: Style, path: Drape, time: float) -> list[AnyMark]:
    """Return what of a run up to a time in steps is not on the surface, as far as the brim has come."""
    time = min(time, float(len(path.run) - 1))
    step = int(time)
    points, left = path.run[: step + 2], time - step
    ends, steps = _pieces(points, left)
    outside = np.flatnonzero(_over(points[: step + 1]) & ~_over(points[: step + 1] / FAR))
    colors, lens = path.colors * (1.0, 1.0, 1.0, pose.mapped), _lens(bowl, pose)
    marks: list[AnyMark] = []
    if len(steps):
        shades = np.zeros((2 * len(steps) - 1, 4))  # none from the end of one to the next
        shades[::2] = colors[steps]
        knots = bowl.plane(ends.reshape(-1, 2), _height(bowl, pose))
        marks.append(Trail(points=knots, colors=shades, width=style.line * px.PATH, lens=lens))
    if len(outside):
        marks.append(
            Dots(
                points=bowl.plane(points[outside], _height(bowl, pose)),
                radius=style.line * px.DOT,
                fills=colors[outside],
                edge=style.theme.color("dot_rim", pose.mapped),
                width=style.line * px.DOT_EDGE,
                lens=lens,
            )
        )
    head = path.at(time)
    if path.head(time) is None and not _over(head / FAR):
        place = bowl.plane(head[None], _height(bowl, pose))
        marks += head_marks(place, lens, style, path.role, pose.mapped)
    return marks


@np.errstate(all="ignore")
def _pieces(run: Points, left: float) -> tuple[Array, NDArray[np.intp]]:
    """Return the pieces (k, 2, 2) of a run beyond the rim, and their steps (k,); ``left`` is of the last."""
    (low, high), (first, last) = spans(run), chords(run, FAR)
    until = np.ones(len(first))
    until[-1:] = left
    shown, either = high > low, np.logical_or(_over(run[:-1]), _over(run[1:]))
    starts = np.stack([first, np.where(shown, high, 1.0)], axis=-1)
    stops = np.stack([np.where(shown, low, last), np.where(shown, last, 0.0)], axis=-1)
    stops = np.minimum(stops, until[:, None])
    step, piece = np.nonzero((starts < stops) & either[:, None])
    shares = np.stack([starts[step, piece], stops[step, piece]], axis=-1)
    return run[step, None] + shares[..., None] * (run[step + 1] - run[step])[:, None], step


@np.errstate(all="ignore")
def _over(points: Points) -> NDArray[np.bool_]:
    """Return which points (m, 2) of the disc are beyond the rim (m,)."""
    return np.asarray(np.square(points).sum(axis=-1) > 1.0)


def _height(bowl: Bowl, pose: Pose) -> float:
    return pose.fall * (FOOT + bowl.height)


def _lens(bowl: Bowl, pose: Pose) -> Lens:
    """Return the parallel lens that sees the rim's middle where, and as large as, the camera does."""
    lens, height = pose.lens, _height(bowl, pose)
    middle = lens.place(np.array([0.0, 0.0, height]))
    scale = lens.scale / (1 - height * lens.axes[2, 2] / lens.distance)
    x, y = middle - scale * height * lens.axes[:2, 2]
    return Lens(lens.axes, scale, (float(x), float(y)))
