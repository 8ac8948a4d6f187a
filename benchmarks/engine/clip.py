"""Clip of the engine: made from a request as the program makes it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import msgspec

from benchmarks.measuring.case import Case, case_picture, tell_story
from benchmarks.measuring.side import Frames, run_side
from gdclips.build.job import file_info
from gdclips.build.render import render_parts, stage_of


def write(case: Case, path: Path) -> None:
    """Make the file as the program does."""
    request, story = case.request, tell_story(case)
    info = file_info(request, story, None)
    parts = render_parts(request, story, info.labels, range(len(info.frames)), lambda done: None)
    request.format.join(path, parts, info.labels)


def frames(case: Case) -> Frames:
    """Yield the original frames."""
    picture = case_picture(case)
    stage = stage_of(case.request, picture)
    for index in range(case.frames):
        yield stage.draw(picture.timeline.state(index / case.fps))


if __name__ == "__main__":
    stage = "manim.stage" if msgspec.json.decode(sys.argv[1], type=Case).writer == "manim" else "agg"
    import_module(f"gdclips.rendering.{stage}")  # so that its import is not timed
    run_side(write, frames)
