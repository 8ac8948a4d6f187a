"""Our side: the program's own way from an order to a file."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from benchmarks.cases import Case, shown, tell
from benchmarks.measured import Frames, side
from gdclips.build.making import make
from gdclips.jobs.production import write as write_parts
from gdclips.rendering.agg import MatplotlibStage


def write(case: Case, path: Path) -> None:
    """Make the file as the program does."""
    story = tell(case)
    write_parts(path, case.order.suffix, make(case.order, story, range(len(story.short)), lambda done: None))


def frames(case: Case) -> Frames:
    """Yield the true frames."""
    picture, kind = shown(case), _manim() if case.way == "manim" else MatplotlibStage
    stage = kind(picture, case.order.size)
    for index in range(case.frames):
        yield stage.draw(picture.timeline.state(index / case.fps))


def _manim() -> type:
    from gdclips.rendering.manim.stage import ManimStage

    return ManimStage


if __name__ == "__main__":
    if msgspec.json.decode(sys.argv[1], type=Case).way == "manim":
        _manim()  # so that its import is not timed
    side(write, frames)
