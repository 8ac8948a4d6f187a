"""Pairs: clips of the engine and the same clips made with stock tools."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks.measuring import results
from benchmarks.measuring.case import Case
from benchmarks.measuring.process import measure_once, measure_pair
from benchmarks.measuring.records import Check, Measure, Row
from benchmarks.measuring.sheet import contact_sheet, read_frames
from benchmarks.measuring.stories import Name

FLAT: Final = "map"
PANELS: Final = "plots"
BOWL: Final = "bowl"


class Pair(msgspec.Struct, frozen=True):
    """A case and its limits: how many times less CPU and fewer bytes than the stock side it must need."""

    title: str
    case: Case
    cpu: float
    aim: float | None = None
    size: float | None = None  # the stock side's bytes relative to the engine's
    psnr: float | None = None


def _gif(story: Name, width: int, seconds: float, writer: str, **limits: float) -> Pair:
    frames = round(20 * seconds)
    stock = {"pillow": "PillowWriter", "ffmpeg": "palettegen and paletteuse"}[writer]
    case = Case(story, width, 500, 20, seconds, "pillow" if writer == "pillow" else "ffmpeg")
    return Pair(f"GIF of the {story}, {frames} frames, {width}x500; FuncAnimation, {stock}", case, **limits)


def _video(story: Name, height: int, fps: int, seconds: float, cpu: float) -> Pair:
    case = Case(story, height * 16 // 9, height, fps, seconds, "manim", "dark")
    return Pair(f"video of the {story}, {case.frames} frames, {height}p{fps}; plain Manim", case, cpu)


PAIRS = {
    "gif_60": _gif(FLAT, 500, 3.0, "pillow", cpu=15, aim=20, size=9, psnr=50),
    "gif_200": _gif(FLAT, 500, 10.0, "pillow", cpu=30, aim=40),
    "gif_panels": _gif(PANELS, 1800, 3.0, "pillow", cpu=15, aim=25, size=7),
    "ffmpeg_60": _gif(FLAT, 500, 3.0, "ffmpeg", cpu=12, aim=16, size=1 / 1.05),
    "ffmpeg_200": _gif(FLAT, 500, 10.0, "ffmpeg", cpu=24, aim=34, size=1 / 1.05),
    "ffmpeg_panels": _gif(PANELS, 1800, 3.0, "ffmpeg", cpu=12, aim=21, size=1 / 1.05),
    "gif_surface": _gif(BOWL, 500, 3.0, "pillow", cpu=8, aim=12, size=1),
    "manim_720": _video(FLAT, 720, 30, 8.0, 4),
    "manim_1080": _video(FLAT, 1080, 60, 4.0, 3),
    "manim_surface_720": _video(BOWL, 720, 30, 12.0, 12),
    "manim_surface_1080": _video(BOWL, 1080, 60, 3.0, 9),
}


def row(name: str, repeats: int, media: Path) -> Row:
    """Return the measures of a pair; save frames of both sides in a contact sheet."""
    pair = PAIRS[name]
    module = f"benchmarks.stock.{'manim' if pair.case.writer == 'manim' else 'matplotlib'}_clip"
    with TemporaryDirectory() as folder:
        engine, stock, runs = measure_pair(pair.case, module, repeats, Path(folder))
        frames = [(side, read_frames(Path(folder) / side)) for side in ("engine", "stock")]
    results.put(media, f"{name}.png", contact_sheet(frames))
    notes = [f"the engine ran {repeats} times, stock {runs}; the frames of both: bench/{name}.png"]
    if pair.case.writer == "ffmpeg":
        notes.append("palettegen and paletteuse with ffmpeg's defaults run through PyAV, no ffmpeg binary")
    found = checks(pair, engine, stock)
    return Row(name, pair.title, found + _memory(name, engine), tuple(notes))


def _memory(name: str, engine: Measure) -> tuple[Check, ...]:
    """Return the engine's memory for 200 frames relative to that for 60."""
    if name != "gif_200":
        return ()
    few = measure_once(PAIRS["gif_60"].case, "benchmarks.engine.clip", None)
    what = "engine: MB at 200 frames, at 60"
    return (Check(what, engine.memory, few.memory, engine.memory / few.memory, 1.1, most=True),)


def checks(pair: Pair, engine: Measure, stock: Measure) -> tuple[Check, ...]:
    """Return a pair's figures from the measures of both sides."""
    return (
        Check("CPU s", engine.cpu, stock.cpu, stock.cpu / engine.cpu, pair.cpu, pair.aim),
        Check("wall s", engine.wall, stock.wall, stock.wall / engine.wall),
        Check("peak memory MB", engine.memory, stock.memory, stock.memory / engine.memory),
        Check("bytes", engine.bytes, stock.bytes, stock.bytes / engine.bytes, pair.size),
        Check("PSNR dB", engine.psnr or 0.0, stock.psnr, engine.psnr or 0.0, pair.psnr),
    )
