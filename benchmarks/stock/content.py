"""Content: what the stock side's clips show, taken from the case's picture before the clock starts."""

from __future__ import annotations

from functools import cache

from benchmarks.measuring.case import Case, shown, tell
from benchmarks.stock.bowl import Bowl, bowl_of, flat
from benchmarks.stock.gathered import marks_of
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.picture import Picture
from gdclips.story.story import Surface

Content = tuple[Picture, list[list[AnyMark]], Bowl | None]
"""The picture, each frame's marks that move, and what is seen of a bowl, if any."""


@cache
def content(case: Case) -> Content:
    """Return what the clip shows."""
    picture, (panel, *_) = shown(case), tell(case).panels
    states = [picture.timeline.state(index / case.fps) for index in range(case.frames)]
    marks = [marks_of(picture, state) for state in states]
    if not isinstance(panel, Surface):
        return picture, marks, None
    return picture, [flat(each, case.theme) for each in marks], bowl_of(case, panel, states)
