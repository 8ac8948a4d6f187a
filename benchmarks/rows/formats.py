"""Formats: bytes, CPU and PSNR of the same frames as the engine and the tools that people use write them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from benchmarks.measuring.case import Case
from benchmarks.measuring.drawing import Drawing, Drawn
from benchmarks.measuring.process import SLOW, cpu, module_command, run
from benchmarks.measuring.records import Check, Row
from benchmarks.measuring.side import decode, psnr
from benchmarks.measuring.stories import Name
from benchmarks.stock.tools import TOOLS, Tool
from gdclips.formats import FORMATS

STORIES: tuple[Name, ...] = ("map", "plots", "bowl")
CLIPS = ("noise_ball", "ravine", "surface_descent")
IMAGES, VIDEOS = ("gif", "webp", "apng", "avif", "png"), ("mp4", "webm", "mov")
ENGINE = "this project"
WORSE = 1.0  # dB; a file whose picture is worse by more is no match
LEAST = {
    "gif": 1.1,
    "webp": 0.95,
    "apng": 0.8,
    "png": 0.95,
}  # times the bytes of the engine's files, at least


class Found(msgspec.Struct, frozen=True):
    """A clip's file of a format, and who made it: its bytes, the CPU seconds and the PSNR in dB."""

    clip: str
    suffix: str
    by: str
    bytes: int
    cpu: float
    psnr: float | None = None

    @property
    def cell(self) -> str:
        """The figures as text."""
        quality = "" if self.psnr is None else f", {self.psnr:.1f} dB"
        return f"{self.bytes / 1000:.0f} kB, {self.cpu:.2f} s{quality}"


def row(repeats: int, media: Path) -> Row:
    """Return the figures of each format that the engine has, in a table and as ratios of bytes."""
    found: list[Found] = []
    for clip in CLIPS:
        found += measured(Drawing(clip, "light", "640x360", 20), IMAGES, repeats)
        found += measured(Drawing(clip, "dark", "720p", 30), VIDEOS, repeats)
    missing = sorted({tool.program for tool in TOOLS if tool.missing})
    notes = [f"{program}: left out, because it is not installed" for program in missing]
    title = "the same frames by each tool; bytes beside the least of the others that look no worse"
    return Row("formats", title, checks(found), tuple(notes), table(found))


def vectors(repeats: int, media: Path) -> Row:
    """Return the figures of stills as vectors, by the engine and by matplotlib with its own artists."""
    modules = {ENGINE: "benchmarks.engine.still", "matplotlib, savefig": "benchmarks.stock.matplotlib_still"}
    found = []
    with TemporaryDirectory() as folder:
        for story, suffix, (by, module) in product(STORIES, ("svg", "pdf"), modules.items()):
            path, case = Path(folder) / f"still.{suffix}", Case(story, 640, 360, 20, 3.0, "pillow")
            command = module_command(module, msgspec.json.encode(case).decode(), str(path))
            times = [float(run(command)) for _ in range(repeats)]
            found.append(Found(story, suffix, by, path.stat().st_size, statistics.median(times)))
    title = "the last frame as vectors, 640x360, and matplotlib's of the same picture"
    return Row("vectors", title, checks(found), (), table(found))


def measured(drawing: Drawing, suffixes: Sequence[str], repeats: int) -> list[Found]:
    """Draw a clip once, and have it written in some formats by the engine and by each tool."""
    suffixes = [suffix for suffix in suffixes if suffix in FORMATS]
    with TemporaryDirectory() as folder:
        what = msgspec.json.encode(drawing).decode()
        printed = run(module_command("benchmarks.engine.draw_frames", what, folder, suffixes[0]))
        drawn = msgspec.json.decode(printed, type=Drawn)
        return [each for suffix in suffixes for each in _written(drawing, drawn, suffix, repeats)]


def _written(drawing: Drawing, drawn: Drawn, suffix: str, repeats: int) -> Iterator[Found]:
    path = Path(drawn.folder) / f"clip.{suffix}"
    texts = [msgspec.json.encode(each).decode() for each in (drawing, drawn)]
    engine = module_command("benchmarks.engine.encode_frames", *texts, str(path))
    ways: dict[str, Callable[[], float]] = {ENGINE: lambda: float(run(engine))}
    ways |= {
        tool.title: _cost(tool, drawn, path) for tool in TOOLS if tool.suffix == suffix and not tool.missing
    }
    pixels = np.memmap(drawn.raw, np.uint8, "r", shape=drawn.shape)
    true = pixels[-1:] if suffix == "png" else pixels
    for by, cost in ways.items():
        times = [cost()]
        while len(times) < repeats and times[0] < SLOW:
            times.append(cost())
        quality = psnr(true, decode(path, drawn.fps, len(true)))
        yield Found(drawing.scene, suffix, by, path.stat().st_size, statistics.median(times), quality)
        path.unlink()


def _cost(tool: Tool, drawn: Drawn, path: Path) -> Callable[[], float]:
    """Return what has a tool write a file, and returns the CPU seconds."""
    command = tool.command(drawn, path)
    return lambda: float(run(command).splitlines()[-1]) if tool.timed else cpu(command)


def checks(found: Sequence[Found]) -> tuple[Check, ...]:
    """Return the bytes of each of the engine's files beside the least of the others' that look no worse."""
    figures = []
    for ours in found:
        if ours.by == ENGINE:
            peers = [each for each in found if (each.clip, each.suffix) == (ours.clip, ours.suffix)]
            sizes = [each.bytes for each in peers if each.by != ENGINE and _as_good(each, ours)]
            least = min(sizes, default=None)
            ratio = least / ours.bytes if least else math.nan
            figures.append(
                Check(f"{ours.clip}.{ours.suffix}, bytes", ours.bytes, least, ratio, LEAST.get(ours.suffix))
            )
    return tuple(figures)


def _as_good(other: Found, ours: Found) -> bool:
    return other.psnr is None or ours.psnr is None or other.psnr > ours.psnr - WORSE


def table(found: Sequence[Found]) -> tuple[tuple[str, ...], ...]:
    """Return a table with a line for each format and maker, and a column for each clip."""
    cells = {(each.suffix, each.by, each.clip): each.cell for each in found}
    makers = dict.fromkeys((each.suffix, each.by) for each in found)
    clips = tuple(dict.fromkeys(each.clip for each in found))
    lines = [(f".{suffix}", by, *(cells[suffix, by, clip] for clip in clips)) for suffix, by in makers]
    return (("file", "by", *clips), *lines)
