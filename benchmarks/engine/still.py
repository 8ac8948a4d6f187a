"""Still of the engine: the last frame of a case as vectors; the CPU seconds that this takes are printed."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from benchmarks.engine.encode_frames import import_encoders
from benchmarks.measuring.case import CLIP, Case, request, tell_story
from benchmarks.measuring.side import cpu_seconds
from gdclips.build.job import file_info
from gdclips.build.render import render_parts
from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides


def write(case: Case, path: Path) -> float:
    """Write a file of the format that its suffix names; return the CPU seconds, imports not included."""
    look = Look(theme=case.theme, size=f"{case.width}x{case.height}", cut="short")
    clip = request(f"{CLIP}{path.suffix}", Overrides(look=look))
    import_encoders()
    before = cpu_seconds()
    story = tell_story(case)
    info = file_info(clip, story, None)
    parts = render_parts(clip, story, info.labels, range(1), lambda done: None)
    clip.format.join(path, parts, info.labels)
    return cpu_seconds() - before


if __name__ == "__main__":
    what, path = sys.argv[1:]
    print(write(msgspec.json.decode(what, type=Case), Path(path)))
