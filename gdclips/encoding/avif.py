"""AVIF encoding: frames become an animated AVIF, by Pillow, and what Pillow can't say in one is set in it."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO

from gdclips.encoding.boxes import boxes
from gdclips.encoding.encoders import require_of_pillow
from gdclips.encoding.labels import Labels
from gdclips.encoding.shown import FrameSequence, held
from gdclips.encoding.xmp import xmp
from gdclips.rendering.frame import RenderedFrame
from gdclips.rendering.look import FOREVER, FullLook

QUALITIES = (60, 45, 30, 15)  # of Pillow's 100
# Colours are as fine as shades, for thin lines. A faster encoder takes a seventh of the time for twice the
# bytes at a worse picture; with more threads, bytes could differ. Chromium takes the range of what moves for
# the limited one, whatever the file says: with the full one its colours are too light.
OPTIONS = {"speed": 6, "subsampling": "4:4:4", "max_threads": 1, "range": "limited"}

INFINITE = 2**64 - 1


def avif(frames: Iterable[RenderedFrame], count: int, look: FullLook, labels: Labels, quality: int) -> bytes:
    """Encode at most so many frames as an AVIF; those that are equal in a row are one, held longer."""
    require_of_pillow("avif", ".webp, .apng or .gif")
    durations: list[int] = []
    pixels = held(frames, look.fps, look.hold, durations)
    memory = BytesIO()
    FrameSequence(pixels, count, look.transparent).save(
        memory,
        "AVIF",
        save_all=True,
        duration=durations,
        quality=QUALITIES[quality],
        xmp=xmp(labels),
        **OPTIONS,
    )
    content = bytearray(memory.getvalue())
    _set_times(content, look.loop)
    return bytes(content)


def _set_times(content: bytearray, loop: int) -> None:
    """Set how often an animation plays, and when it was made: at no time, so that bytes stay the same."""
    found = list(boxes(content))
    lengths = (struct.unpack_from(">Q", content, at + 8)[0] for kind, at in found if kind == b"elst")
    length = next(lengths, 0)  # a picture of one frame has none
    whole = INFINITE if loop == FOREVER else length * loop
    for kind, at in found:
        if kind in (b"mvhd", b"tkhd", b"mdhd"):
            struct.pack_into(">QQ", content, at + 4, 0, 0)  # created and changed
        if kind == b"mvhd":
            struct.pack_into(">Q", content, at + 24, whole)
        if kind == b"tkhd":
            struct.pack_into(">Q", content, at + 28, whole)
        if kind == b"elst":
            struct.pack_into(">I", content, at, 1 << 24 | (loop != 1))  # version 1, and whether it repeats
