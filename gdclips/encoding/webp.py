"""WebP encoding: frames become an animated WebP, by Pillow, without loss but for the number of colours.

Of pictures such as these, lossy WebPs are both larger and worse than lossless ones in few colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from gdclips.encoding.encoders import require_of_pillow
from gdclips.encoding.labels import Labels
from gdclips.encoding.shown import FrameSequence, milliseconds
from gdclips.encoding.xmp import xmp
from gdclips.rendering.frame import RenderedFrame
from gdclips.rendering.look import FullLook

# How hard to compress; more costs more time than it saves bytes. No frame but the first is there as a whole.
LOSSLESS = {"lossless": True, "method": 2, "quality": 50, "kmin": 2**30, "kmax": 2**31 - 1}


def webp(frames: Iterable[RenderedFrame], count: int, look: FullLook, labels: Labels) -> bytes:
    """Encode so many frames as a WebP; those that are equal in a row are one, held longer."""
    require_of_pillow("webp", ".apng, .avif or .gif")
    pixels = (frame.pixels for frame in frames)
    memory = BytesIO()
    FrameSequence(pixels, count, look.transparent).save(
        memory,
        "WEBP",
        save_all=True,
        duration=milliseconds(count, look.fps, look.hold),
        loop=look.loop,
        xmp=xmp(labels),
        **LOSSLESS,
    )
    return memory.getvalue()
