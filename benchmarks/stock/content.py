"""Content of the stock side's clips, taken from the case's picture before the time is measured."""

from __future__ import annotations

from functools import cache

from benchmarks.measuring.case import Case, case_picture, tell_story
from benchmarks.stock.bowl import Bowl, bowl_of, flat_marks
from benchmarks.stock.merged import marks_of
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.picture import Picture
from gdclips.story.story import Surface

Content = tuple[Picture, list[list[AnyMark]], Bowl | None]
"""The picture, each frame's moving marks, and the bowl if there is one."""


@cache
def content(case: Case) -> Content:
    """Return the content of a case's clip."""
    picture, (panel, *_) = case_picture(case), tell_story(case).panels
    states = [picture.timeline.state(index / case.fps) for index in range(case.frames)]
    marks = [marks_of(picture, state) for state in states]
    if not isinstance(panel, Surface):
        return picture, marks, None
    return picture, [flat_marks(each, case.theme) for each in marks], bowl_of(case, panel, states)
