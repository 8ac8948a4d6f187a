"""Contact sheets: the same moments of both sides, one beside the other, so that all see they are alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import imageio.v3 as iio
import numpy as np
from PIL import Image

from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.picture import Picture
from gdclips.drawing.theme import LIGHT
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, Pixels
from gdclips.rendering.images import png
from gdclips.story.timeline import Beat, Timeline

LABEL = 32  # pixels in height
WIDEST = 900  # pixels; larger frames are made smaller


def sheet(rows: Sequence[tuple[str, Sequence[Pixels]]]) -> bytes:
    """Return rows of frames with a name above each as a PNG."""
    return png(np.concatenate([part for name, frames in rows for part in _row(name, frames)]))


def _row(name: str, frames: Sequence[Pixels]) -> tuple[Pixels, Pixels]:
    wide = np.concatenate([_smaller(frame) for frame in frames], axis=1)
    return label(name, wide.shape[1]), wide


def _smaller(frame: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(frame).reduce(-(-frame.shape[1] // WIDEST)))


def label(text: str, width: int) -> Pixels:
    """Return a line of text as pixels."""
    frame, timeline = FrameSize(width, LABEL), Timeline((Beat(0.2, ""),), 0)
    words: AnyMark = Words(text=text, at=(0.3, 0.3), size=0.6, color=LIGHT.color("ink"))
    shown = Picture(timeline, LIGHT.color("background"), (words,), lambda state: [], (), frame.aspect)
    return MatplotlibStage(shown, frame).draw(timeline.state(0.0))


def kept(folder: Path) -> list[Pixels]:
    """Read the frames that a side has put into a folder, in their order."""
    return [iio.imread(path, mode="RGBA") for path in sorted(folder.glob("*.png"))]
