"""Our side's clip: the program's own way from a request to a file."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from benchmarks.measuring.case import Case, shown, tell
from benchmarks.measuring.side import Frames, side
from gdclips.build.render import make
from gdclips.rendering.agg import MatplotlibStage


def write(case: Case, path: Path) -> None:
    """Make the file as the program does."""
    request, story = case.request, tell(case)
    request.format.join(path, make(request, story, range(len(story.short)), lambda done: None))


def frames(case: Case) -> Frames:
    """Yield the true frames."""
    picture, kind = shown(case), _manim() if case.way == "manim" else MatplotlibStage
    stage = kind(picture, case.request.size)
    for index in range(case.frames):
        yield stage.draw(picture.timeline.state(index / case.fps))


def _manim() -> type:
    from gdclips.rendering.manim.stage import ManimStage

    return ManimStage


if __name__ == "__main__":
    if msgspec.json.decode(sys.argv[1], type=Case).way == "manim":
        _manim()  # so that its import is not timed
    side(write, frames)
