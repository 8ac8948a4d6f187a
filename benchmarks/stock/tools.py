"""Tools that people use: how each makes a file from frames, with its own defaults or a usual recipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.measuring.drawing import Drawn
from benchmarks.measuring.process import module_command
from gdclips.setup import extras

Command = Callable[[Drawn, Path], list[str]]  # from the frames and the file's path


class Tool(msgspec.Struct, frozen=True):
    """A way to make files of a format: the ``program`` that it takes, and its command.

    One that is ``timed`` prints its CPU seconds itself, without the imports.
    """

    suffix: str
    title: str
    program: str
    command: Command
    timed: bool = False

    @property
    def missing(self) -> bool:
        """Whether its program is not on this machine."""
        if self.program == "manim":
            return not extras.has("manim")
        return shutil.which(self.program) is None


def _pillow(suffix: str, **options: Any) -> Tool:
    def command(drawn: Drawn, path: Path) -> list[str]:
        texts = [msgspec.json.encode(each).decode() for each in (drawn, options)]
        return module_command("benchmarks.stock.pillow_file", texts[0], str(path), texts[1])

    words = ", ".join(f"{name}={value}" for name, value in options.items())
    return Tool(suffix, f"Pillow, {words or 'defaults'}", sys.executable, command, timed=True)


def _manim(suffix: str) -> Tool:
    def command(drawn: Drawn, path: Path) -> list[str]:
        text = msgspec.json.encode(drawn).decode()
        return module_command("benchmarks.stock.manim_file", text, str(path))

    return Tool(suffix, f"Manim, --format {suffix}", "manim", command, timed=True)


def _ffmpeg(suffix: str, title: str, *options: str, raw: bool = False) -> Tool:
    def command(drawn: Drawn, path: Path) -> list[str]:
        rate = str(drawn.fps)
        given = ["-framerate", rate, "-start_number", "0", "-i", drawn.pattern]
        if raw:
            form = ["-pix_fmt", "rgb0", "-s", f"{drawn.width}x{drawn.height}"]
            given = ["-f", "rawvideo", *form, "-r", rate, "-i", str(drawn.raw)]
        return ["ffmpeg", "-nostdin", "-v", "error", "-y", *given, *options, str(path)]

    return Tool(suffix, f"ffmpeg, {title}", "ffmpeg", command)


def _gifski(drawn: Drawn, path: Path) -> list[str]:
    return ["gifski", "--quiet", "--fps", str(drawn.fps), "-o", str(path), *drawn.pictures]


def _img2webp(*options: str) -> Command:
    def command(drawn: Drawn, path: Path) -> list[str]:
        each = [*options, "-d", str(1000 // drawn.fps)]
        return ["img2webp", "-loop", "0", *each, *drawn.pictures, "-o", str(path)]

    return command


def _apngasm(drawn: Drawn, path: Path) -> list[str]:
    return ["apngasm", str(path), drawn.pattern % 0, "1", str(drawn.fps)]


def _avifenc(drawn: Drawn, path: Path) -> list[str]:
    return ["avifenc", "--fps", str(drawn.fps), *drawn.pictures, str(path)]


PALETTE = "split[a][b];[a]palettegen[p];[b][p]paletteuse"
BAYER = (
    "split[a][b];[a]palettegen=stats_mode=diff[p];"
    "[b][p]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle"
)
FOUR_TWENTY = ("-pix_fmt", "yuv420p")
FOUR_FOUR = ("-profile:v", "4444", "-pix_fmt", "yuva444p10le")

TOOLS = (
    Tool("gif", "gifski", "gifski", _gifski),
    _ffmpeg("gif", "palettegen and paletteuse", "-vf", PALETTE),
    _ffmpeg("gif", "the same, stats_mode=diff, bayer", "-vf", BAYER),
    _pillow("gif"),
    _manim("gif"),
    Tool("webp", "img2webp, lossless", "img2webp", _img2webp()),
    Tool("webp", "img2webp -lossy", "img2webp", _img2webp("-lossy")),
    Tool("webp", "img2webp -mixed", "img2webp", _img2webp("-mixed")),
    _ffmpeg("webp", "libwebp_anim", "-c:v", "libwebp_anim", "-loop", "0"),
    _pillow("webp"),
    _pillow("webp", lossless=True),
    Tool("apng", "apngasm", "apngasm", _apngasm),
    _ffmpeg("apng", "apng", "-f", "apng", "-plays", "0"),
    _pillow("apng"),
    Tool("avif", "avifenc", "avifenc", _avifenc),
    _ffmpeg("avif", "libsvtav1", "-c:v", "libsvtav1"),
    _pillow("avif"),
    _ffmpeg("mp4", "libx264", "-c:v", "libx264", *FOUR_TWENTY, raw=True),
    _manim("mp4"),
    _ffmpeg("webm", "libvpx-vp9", "-c:v", "libvpx-vp9", *FOUR_TWENTY, raw=True),
    _ffmpeg(
        "webm", "libvpx-vp9 crf 31", "-c:v", "libvpx-vp9", "-crf", "31", "-b:v", "0", *FOUR_TWENTY, raw=True
    ),
    _manim("webm"),
    _ffmpeg("mov", "prores_ks 4444", "-c:v", "prores_ks", *FOUR_FOUR, raw=True),
    _ffmpeg("mov", "qtrle", "-c:v", "qtrle", "-pix_fmt", "argb", raw=True),
    _pillow("png"),
    _pillow("png", optimize=True),
)
"""All of them, by format."""
