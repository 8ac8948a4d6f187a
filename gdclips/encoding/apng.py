"""APNG encoding: frames become an animated PNG, by PyAV, of which readers of PNG show the first frame."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL.PngImagePlugin import putchunk

from gdclips.encoding.encoders import require_of_pyav
from gdclips.encoding.labels import Labels
from gdclips.encoding.shown import last_delay, shown
from gdclips.encoding.stills import info
from gdclips.rendering.frame import FrameSize, RenderedFrame
from gdclips.rendering.look import FullLook

# Of a frame only what changed is kept, the rest is transparent, which is why even opaque pixels are RGBA.
# Rows are not predicted from others: in flat colours that makes a fifth fewer bytes.
RGBA, OPTIONS = "rgba", {"pred": "none"}
HEAD = 33  # bytes of the signature and the header, which come first


def apng(frames: Iterable[RenderedFrame], size: FrameSize, look: FullLook, labels: Labels) -> bytes:
    """Encode frames as an APNG; the ones that are equal in a row are one, held longer, but for the last."""
    require_of_pyav("apng")
    memory = BytesIO()
    delay = last_delay(look.fps, look.hold)
    ends = {"plays": str(look.loop), "final_delay": f"{delay.numerator}/{delay.denominator}"}
    with av.open(memory, "w", format="apng", options=ends) as file:
        stream = file.add_stream("apng", rate=look.fps, options=OPTIONS)
        stream.pix_fmt, stream.width, stream.height = RGBA, size.width, size.height
        stream.codec_context.sample_aspect_ratio = Fraction(1)  # or PNG's chunk of it says 0 to 1
        for index, pixels in shown(frames):
            frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=RGBA)
            frame.pts, frame.time_base = index, Fraction(1, look.fps)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return _labelled(memory.getvalue(), labels)


def _labelled(png: bytes, labels: Labels) -> bytes:
    """Return a PNG with its labels, which PyAV can't write, after its header."""
    chunks = BytesIO()
    for kind, data, *_ in info(labels).chunks:
        putchunk(chunks, kind, data)
    return png[:HEAD] + chunks.getvalue() + png[HEAD:]
