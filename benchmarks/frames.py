"""What a frame of each scene costs, drawing and encoding, over a whole clip as it is made by default."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.records import Check, Row
from gdclips.build.job import facts, told
from gdclips.build.making import make
from gdclips.jobs.production import write
from gdclips.messages import Suffix
from gdclips.rendering.frame import FrameSize
from gdclips.requests.request import Renderer, Request
from gdclips.setup import extras
from gdclips.story.scenes import SCENES

LIMITS = {("manim", "2D"): 12.0, ("manim", "3D"): 40.0, ("matplotlib", "2D"): 8.0, ("matplotlib", "3D"): 12.0}
"""The CPU milliseconds that a frame may cost, by renderer and kind of scene."""


def row(repeats: int, media: Path) -> Row:
    """Measure each scene in each renderer: CPU milliseconds a frame, all threads and set-up included."""
    renderers: tuple[Renderer, ...] = ("matplotlib", "manim") if extras.has("manim") else ("matplotlib",)
    checks = [_measure(name, renderer, repeats) for name in SCENES for renderer in renderers]
    return Row("frames", "CPU ms a frame over a whole clip as it is made by default", tuple(checks))


def _measure(name: str, renderer: Renderer, repeats: int) -> Check:
    """Make the scene's clip; the median of some repeats."""
    order = _order(name, renderer)
    story, times = told(order, None), []
    with TemporaryDirectory() as folder:
        for _ in range(repeats):
            cpu = time.process_time()
            parts = make(order, story, range(len(facts(order, story, None).frames)), lambda done: None)
            write(Path(folder) / order.file, order.suffix, parts)
            times.append(time.process_time() - cpu)
    cost = 1000 * statistics.median(times) / story.timeline(order.cut).frames(order.fps)
    limit = LIMITS[renderer, "3D" if "surface" in name else "2D"]
    return Check(f"{name}, {renderer}", cost, None, cost, limit, most=True)


def _order(name: str, renderer: Renderer) -> Request:
    suffix: Suffix = "mp4" if renderer == "manim" else "gif"
    video = suffix == "mp4"
    return Request(
        file=f"{name}.{suffix}",
        suffix=suffix,
        scene=name,
        settings=SCENES[name].settings(),
        data=None,
        renderer=renderer,
        theme="dark" if video else "light",
        cut="full" if video else "short",
        bare=False,
        size=FrameSize(1280, 720) if video else FrameSize(640, 360),
        fps=30 if video else 20,
    )
