"""Segments: parts of a video, each encoded by itself.

Frames are taken one by one, so that memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import islice

import av

from gdclips.encoding.encoders import require_of_pyav
from gdclips.encoding.video.codecs import Codec
from gdclips.encoding.video.planes import converted
from gdclips.rendering.frame import FrameSize, RenderedFrame

SAME_BYTES = {"fflags": "+bitexact"}  # else a WebM has a random number
BT709 = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}


def segments(
    frames: Iterable[RenderedFrame], lengths: Sequence[int], size: FrameSize, codec: Codec
) -> list[bytes]:
    """Encode frames in segments of those lengths."""
    drawn = iter(frames)
    return [segment(islice(drawn, length), size, codec) for length in lengths]


def segment(frames: Iterable[RenderedFrame], size: FrameSize, codec: Codec) -> bytes:
    """Encode frames as one segment, whose first frame is a key frame."""
    require_of_pyav(codec.encoder)
    memory = BytesIO()
    with av.open(memory, "w", format=codec.container, container_options=SAME_BYTES) as file:
        stream = file.add_stream(codec.encoder, rate=codec.rate, options=dict(codec.options))
        stream.pix_fmt, stream.width, stream.height = codec.pixels, size.width, size.height
        for name, value in BT709.items():
            setattr(stream.codec_context, name, value)
        for frame in converted(frames, codec):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return memory.getvalue()
