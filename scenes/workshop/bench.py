"""The benchmark: what a frame of each scene costs, drawing and encoding, over a whole clip."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from scenes.stage.frame import Frame
from scenes.stories import SCENES
from scenes.workshop import extras
from scenes.workshop.lecture import Suffix
from scenes.workshop.making import make, tell
from scenes.workshop.orders import Order, Renderer

LIMITS = {("manim", "2D"): 12.0, ("manim", "3D"): 40.0, ("matplotlib", "2D"): 8.0, ("matplotlib", "3D"): 12.0}
"""The CPU milliseconds that a frame may cost, by renderer and kind of scene."""


class Row(msgspec.Struct, frozen=True):
    """A clip's cost: CPU milliseconds a frame, all threads and set-up included, and its file's size."""

    scene: str
    renderer: str
    kind: str
    frames: int
    cpu_ms: float
    wall_ms: float
    bytes: int
    limit_ms: float


def bench(media: Path, repeats: int) -> list[Row]:
    """Measure each scene in each renderer, a frame's cost over a whole clip; print it and keep it as JSON."""
    rows = []
    for name in SCENES:
        for renderer in ("matplotlib", "manim") if extras.has("manim") else ("matplotlib",):
            row = _measure(name, renderer, repeats)
            print(_line(row), flush=True)
            rows.append(row)
    folder = media / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "frames.json").write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    return rows


def _line(row: Row) -> str:
    cost = f"{row.cpu_ms:5.1f} ms CPU (at most {row.limit_ms:g})  {row.wall_ms:5.1f} ms wall"
    return f"{row.scene:18} {row.renderer:10} {row.frames:4} frames  {cost}  {row.bytes / 1000:.0f} kB"


def _measure(name: str, renderer: Renderer, repeats: int) -> Row:
    """Make the scene's clip as it is made by default by a renderer; the median of some repeats."""
    order = _order(name, renderer)
    story, times, size = tell(order), [], 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / order.file
        for _ in range(repeats):
            cpu, wall = time.process_time(), time.perf_counter()
            make(order, story, path, lambda done, total: None, lambda part: None)
            times.append((time.process_time() - cpu, time.perf_counter() - wall))
            size = path.stat().st_size
    frames = story.timeline(order.cut).frames(order.fps)
    cpu_ms, wall_ms = (1000 * statistics.median(column) / frames for column in zip(*times, strict=True))
    kind = "3D" if "surface" in name else "2D"
    return Row(name, renderer, kind, frames, cpu_ms, wall_ms, size, LIMITS[renderer, kind])


def _order(name: str, renderer: Renderer) -> Order:
    suffix: Suffix = "mp4" if renderer == "manim" else "gif"
    video = suffix == "mp4"
    return Order(
        file=f"{name}.{suffix}",
        suffix=suffix,
        scene=name,
        settings=SCENES[name].settings(),
        data=None,
        renderer=renderer,
        theme="dark" if video else "light",
        cut="full" if video else "short",
        bare=False,
        size=Frame(1280, 720) if video else Frame(640, 360),
        fps=30 if video else 20,
    )
