"""Drawn frames of a clip, kept in a file, so that the encoding is timed alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.engine.clip import frames
from benchmarks.measuring.case import Case, case_picture
from gdclips.rendering.frame import Rectangle, RenderedFrame


def draw(case: Case, folder: Path) -> list[np.ndarray]:
    """Draw the frames into a file and return them; a repeated frame is the same array."""
    timeline, drawn, kept = case_picture(case).timeline, frames(case), []
    store = np.memmap(folder / "frames", np.uint8, "w+", shape=(case.frames, case.height, case.width, 4))
    last = None
    for index, frame in enumerate(drawn):
        state = timeline.state(index / case.fps)
        if state != last:
            store[index] = frame
            kept.append(np.asarray(store[index]))
        else:
            kept.append(kept[-1])
        last = state
    return kept


def rendered(kept: list[np.ndarray]) -> Iterator[RenderedFrame]:
    """Yield drawn frames for an encoder, each as entirely changed, except for repeated ones."""
    whole, last = (Rectangle(0, 0, kept[0].shape[1], kept[0].shape[0]),), None
    for pixels in kept:
        yield RenderedFrame(pixels, () if pixels is last else whole)
        last = pixels


def arguments() -> tuple[Case, Path]:
    """Return the case and the path of its file from the command line."""
    return msgspec.json.decode(sys.argv[1], type=Case), Path(sys.argv[2])
