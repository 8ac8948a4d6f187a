"""Our side's clip: the program's own way from a request to a file."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import msgspec

from benchmarks.measuring.case import Case, shown, tell
from benchmarks.measuring.side import Frames, side
from gdclips.build.render import make, stage_of


def write(case: Case, path: Path) -> None:
    """Make the file as the program does."""
    request, story = case.request, tell(case)
    request.format.join(path, make(request, story, range(len(story.short)), lambda done: None))


def frames(case: Case) -> Frames:
    """Yield the true frames."""
    picture = shown(case)
    stage = stage_of(case.request, picture)
    for index in range(case.frames):
        yield stage.draw(picture.timeline.state(index / case.fps))


if __name__ == "__main__":
    if msgspec.json.decode(sys.argv[1], type=Case).way == "manim":
        import_module("gdclips.rendering.manim.stage")  # so that this is not timed
    side(write, frames)
