"""Drawings: frames of a scene's clip, drawn once into a folder, from which every tool makes its file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks.measuring.case import request
from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides, Request

RAW, CHANGED, FACTS = "frames.rgba", "changed.json", "drawn.json"


class Drawing(msgspec.Struct, frozen=True):
    """What is drawn: the short cut of a scene's clip, of its own length or of ``seconds``, without a hold."""

    scene: str
    theme: str
    size: str
    fps: int
    seconds: float | None = None

    def request(self, suffix: str) -> Request:
        """Return the request for a file of that format."""
        look = Look(theme=self.theme, size=self.size, fps=self.fps, renderer="matplotlib", cut="short")
        found = request(f"{self.scene}.{suffix}", Overrides(look=look))
        full = msgspec.structs.replace(found.look, hold=0.0, seconds=self.seconds)
        return msgspec.structs.replace(found, look=full)


class Drawn(msgspec.Struct, frozen=True):
    """Frames in a folder: their size, rate and number; all in one raw file, and each as a PNG."""

    folder: str
    width: int
    height: int
    fps: int
    count: int

    @property
    def raw(self) -> Path:
        """The file with the pixels of all frames, RGBA."""
        return Path(self.folder) / RAW

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """The shape of all frames as an array."""
        return self.count, self.height, self.width, 4

    @property
    def pattern(self) -> str:
        """The names of the PNGs, as ffmpeg writes them."""
        return str(Path(self.folder) / "%04d.png")

    @property
    def pictures(self) -> list[str]:
        """The PNGs, in order."""
        return [self.pattern % number for number in range(self.count)]
