"""Frames: the cost of one frame of each scene, drawn and encoded, over a whole default clip."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring.case import request
from benchmarks.measuring.records import Check, Row
from gdclips.build.job import file_info, tell_story
from gdclips.build.render import render_parts
from gdclips.rendering.look import RENDERERS, Look, Renderer
from gdclips.requests.request import Overrides
from gdclips.setup import extras
from gdclips.story.scenes import SCENES

LIMITS = {("manim", "2D"): 12.0, ("manim", "3D"): 40.0, ("matplotlib", "2D"): 8.0, ("matplotlib", "3D"): 12.0}
"""The maximal CPU milliseconds of a frame, by renderer and kind of scene."""


def row(repeats: int, media: Path) -> Row:
    """Return the CPU milliseconds of a frame of each scene and renderer, with all threads and set-up."""
    renderers = RENDERERS if extras.has("manim") else ("matplotlib",)
    checks = [_measure(name, renderer, repeats) for name in SCENES for renderer in renderers]
    return Row("frames", "CPU ms a frame over a whole clip as it is made by default", tuple(checks))


def _measure(name: str, renderer: Renderer, repeats: int) -> Check:
    """Return the median cost of a scene's clip, a video by Manim or a GIF by matplotlib."""
    clip = request(
        f"{name}.{'mp4' if renderer == 'manim' else 'gif'}", Overrides(look=Look(renderer=renderer))
    )
    story, times = tell_story(clip, None), []
    with TemporaryDirectory() as folder:
        for _ in range(repeats):
            cpu = time.process_time()
            info = file_info(clip, story, None)
            parts = render_parts(clip, story, info.labels, range(len(info.frames)), lambda done: None)
            clip.format.join(Path(folder) / clip.file, parts, info.labels)
            times.append(time.process_time() - cpu)
    cost = 1000 * statistics.median(times) / story.timeline(clip.look.cut).frames(clip.look.fps)
    limit = LIMITS[renderer, "3D" if SCENES[name].in_space else "2D"]
    return Check(f"{name}, {renderer}", cost, None, cost, limit, most=True)
