"""Kept frames, encoded as the program does; the CPU seconds that this takes are printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import msgspec
import numpy as np

from benchmarks.measuring.drawing import CHANGED, Drawing, Drawn
from benchmarks.measuring.side import cpu_seconds
from gdclips import encoding
from gdclips.build.job import file_info, tell_story
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle, RenderedFrame
from gdclips.rendering.look import FullLook


@dataclass(frozen=True)
class KeptFrames:
    """The frames of a file, drawn before."""

    drawn: Drawn
    size: FrameSize
    look: FullLook
    labels: Labels
    lengths: Sequence[int]
    quality: int = 0

    @cached_property
    def pixels(self) -> np.ndarray:
        """All of them, read when they are used."""
        return np.memmap(self.drawn.raw, np.uint8, "r+", shape=self.drawn.shape)

    def rendered(self) -> Iterator[RenderedFrame]:
        """Yield all frames."""
        content = (Path(self.drawn.folder) / CHANGED).read_bytes()
        changed = msgspec.json.decode(content, type=list[tuple[Rectangle, ...]])
        for pixels, rectangles in zip(self.pixels, changed, strict=True):
            yield RenderedFrame(np.asarray(pixels), rectangles)

    def draw(self, number: int) -> Pixels:
        """Return a frame by its number."""
        return np.asarray(self.pixels[number])

    def still(self) -> Pixels:
        """Return the last frame."""
        return self.draw(-1)


def import_encoders() -> None:
    """Import all that encodes, so that it is not timed."""
    for module in walk_packages(encoding.__path__, f"{encoding.__name__}."):
        import_module(module.name)


def encode(drawing: Drawing, drawn: Drawn, path: Path) -> float:
    """Write a file of the format that its suffix names; return the CPU seconds, imports not included."""
    clip = drawing.request(path.name.partition(".")[2])
    import_encoders()
    info = file_info(clip, tell_story(clip, None), None)
    frames = KeptFrames(drawn, clip.size, clip.look, info.labels, info.frames)
    before = cpu_seconds()
    clip.format.join(path, clip.format.encode(frames), info.labels)
    return cpu_seconds() - before


if __name__ == "__main__":
    what, where, path = sys.argv[1:]
    drawing, drawn = msgspec.json.decode(what, type=Drawing), msgspec.json.decode(where, type=Drawn)
    print(encode(drawing, drawn, Path(path)))
