"""The scale of the heights beside the bowl: how high the surface has an MSE, on the bowl's own axis."""

from __future__ import annotations

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.marks import AnyMark, Curve, Words
from gdclips.drawing.space import style as px
from gdclips.drawing.space.bowl import Bowl
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.style import Style
from gdclips.drawing.theme import Rgba
from gdclips.story.numbers import BRIEF, ticked

MOST = 4  # ticks above the lowest
TICK = 7.0  # pixels
TICK_GAP, OVER, NAME_GAP = 0.016, 0.040, 0.024
SHORT = 0.15  # of the stage's height: a shorter scale is none
SLACK = 1e-6  # of the rim: a floor of 1e-30 has its tick at 0


def scale_marks(bowl: Bowl, pose: Pose, style: Style, x: float, below: float = 1.0) -> list[AnyMark]:
    """Return the scale at a place across the stage: ticks at the heights at which losses are on the axis.

    It ends ``below`` a height of the stage. There is none where the camera is so far above that it is short.
    """
    floor = bowl.section.floor
    values = geometry.ticks(floor - SLACK * bowl.rim, floor + bowl.rim, MOST)
    heights = pose.fall * bowl.heights(np.append(values, (floor, floor + bowl.rim)))
    ups = pose.lens.place(heights[:, None] * (0.0, 0.0, 1.0))[:, 1].tolist()
    *places, low, high = ups
    if high - low < SHORT:
        return []
    muted, ink = style.theme.color("muted"), style.theme.color("ink")
    tick, em, name = style.line * TICK, style.type * px.TICK, style.type * px.LABEL
    top = min(high + OVER, below - NAME_GAP - name)
    marks: list[AnyMark] = [
        _line((x, low), (x, top), muted, style),
        Words(text="MSE", at=(x, top + NAME_GAP), size=name, color=ink, anchor="center"),
    ]
    for text, y in zip(ticked(values, *BRIEF), places, strict=True):
        if y > top:
            continue
        at = (x + TICK_GAP, y - 0.35 * em)
        marks.append(_line((x - tick, y), (x, y), muted, style))
        marks.append(Words(text=text, at=at, size=em, color=muted))
    return marks


def _line(start: tuple[float, float], end: tuple[float, float], color: Rgba, style: Style) -> Curve:
    return Curve(points=np.array([start, end]), color=color, width=style.line * px.DROP)
