"""Pairs: our clips beside the same clips made with stock tools."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.measuring import results
from benchmarks.measuring.case import Case
from benchmarks.measuring.process import once, pair
from benchmarks.measuring.records import Check, Measure, Row
from benchmarks.measuring.sheet import kept, sheet

FLAT, PANELS, BOWL = "contour_descent", "sgd", "surface_descent"


class Pair(msgspec.Struct, frozen=True):
    """A case and what is wanted of it: how many times less CPU and fewer bytes than the stock side."""

    title: str
    case: Case
    cpu: float
    aim: float | None = None
    size: float | None = None  # the stock side's bytes by ours
    psnr: float | None = None


def _gif(scene: str, width: int, seconds: float, way: str, **requests: float) -> Pair:
    frames = round(20 * seconds)
    stock = {"pillow": "PillowWriter", "ffmpeg": "palettegen and paletteuse"}[way]
    case = Case(scene, width, 500, 20, seconds, "pillow" if way == "pillow" else "ffmpeg")
    return Pair(f"GIF of {scene}, {frames} frames, {width}x500; FuncAnimation, {stock}", case, **requests)


def _video(scene: str, height: int, fps: int, seconds: float, cpu: float) -> Pair:
    case = Case(scene, height * 16 // 9, height, fps, seconds, "manim", "dark")
    return Pair(f"video of {scene}, {case.frames} frames, {height}p{fps}; plain Manim", case, cpu)


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
    """Measure a pair and put both sides' frames into one sheet."""
    requests = PAIRS[name]
    stock = f"benchmarks.stock.{'manim' if requests.case.way == 'manim' else 'matplotlib'}_clip"
    with TemporaryDirectory() as folder:
        ours, theirs, runs = pair(requests.case, stock, repeats, Path(folder))
        frames = [(side, kept(Path(folder) / side)) for side in ("ours", "stock")]
    results.put(media, f"{name}.png", sheet(frames))
    notes = [f"ours ran {repeats} times, stock {runs}; the frames of both: bench/{name}.png"]
    if requests.case.way == "ffmpeg":
        notes.append("palettegen and paletteuse with ffmpeg's defaults run through PyAV, no ffmpeg binary")
    found = checks(requests, ours, theirs)
    return Row(name, requests.title, found + _memory(name, ours), tuple(notes))


def _memory(name: str, ours: Measure) -> tuple[Check, ...]:
    """Return what our memory is at 200 frames by that at 60."""
    if name != "gif_200":
        return ()
    few = once(PAIRS["gif_60"].case, "benchmarks.ours.clip", None)
    what = "our MB at 200 frames, at 60"
    return (Check(what, ours.memory, few.memory, ours.memory / few.memory, 1.1, most=True),)


def checks(requests: Pair, ours: Measure, stock: Measure) -> tuple[Check, ...]:
    """Return what a pair's measures say."""
    return (
        Check("CPU s", ours.cpu, stock.cpu, stock.cpu / ours.cpu, requests.cpu, requests.aim),
        Check("wall s", ours.wall, stock.wall, stock.wall / ours.wall),
        Check("peak memory MB", ours.memory, stock.memory, stock.memory / ours.memory),
        Check("bytes", ours.bytes, stock.bytes, stock.bytes / ours.bytes, requests.size),
        Check("PSNR dB", ours.psnr or 0.0, stock.psnr, ours.psnr or 0.0, requests.psnr),
    )
