"""Contact sheets: the same frames of both sides, to compare them by eye."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.theme import LIGHT
from gdclips.encoding.labels import Labels
from gdclips.encoding.stills import png
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, Pixels
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.timeline import Timeline
from gdclips.story.film.views import Plot

LABEL = 32  # pixels in height
WIDEST = 900  # pixels; wider frames are reduced


def contact_sheet(rows: Sequence[tuple[str, Sequence[Pixels]]]) -> bytes:
    """Return a PNG with rows of frames, and a name above each row."""
    return png(np.concatenate([part for name, frames in rows for part in _row(name, frames)]), Labels())


def _row(name: str, frames: Sequence[Pixels]) -> tuple[Pixels, Pixels]:
    wide = np.concatenate([_smaller(frame) for frame in frames], axis=1)
    return label(name, wide.shape[1]), wide


def _smaller(frame: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(frame).reduce(-(-frame.shape[1] // WIDEST)))


def label(text: str, width: int) -> Pixels:
    """Return a line of text as pixels."""
    frame, shot = FrameSize(width, LABEL), Shot(hero=Plot(head="", lines=()), beats=(Beat(0.2),))
    timeline = Timeline((shot,), 0, card=False)
    words: AnyMark = Words(text=text, at=(0.3, 0.3), size=0.6, color=LIGHT.color("ink"))
    layers = Layers((words,))
    shown = Picture(timeline, LIGHT.color("background"), lambda state: layers, frame.aspect)
    return MatplotlibStage(shown, frame).draw(timeline.state(0.0))


def read_frames(folder: Path) -> list[Pixels]:
    """Return the frames that a side saved in a folder, in order."""
    return [_read(path) for path in sorted(folder.glob("*.png"))]


def _read(path: Path) -> Pixels:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"))
