"""Frames of a clip, drawn beforehand and kept in a file, so that the encoding alone is timed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.measuring.case import Case, shown
from benchmarks.ours.clip import frames
from gdclips.rendering.frame import Rectangle, RenderedFrame


def ready(case: Case, folder: Path) -> list[np.ndarray]:
    """Draw the frames into a file; return them, a frame that comes again as the same array."""
    timeline, drawn, kept = shown(case).timeline, frames(case), []
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


def shots(kept: list[np.ndarray]) -> Iterator[RenderedFrame]:
    """Yield ready frames to be encoded, each whole, but for those that are the one before again."""
    whole, last = (Rectangle(0, 0, kept[0].shape[1], kept[0].shape[0]),), None
    for pixels in kept:
        yield RenderedFrame(pixels, () if pixels is last else whole)
        last = pixels


def given() -> tuple[Case, Path]:
    """Return the case of the command line and where its file goes."""
    return msgspec.json.decode(sys.argv[1], type=Case), Path(sys.argv[2])


def opaque(kept: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the frames without their opacity."""
    return (frame[:, :, :3] for frame in kept)
