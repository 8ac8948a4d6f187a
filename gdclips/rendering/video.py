"""Frames -> H.264: a video is encoded in segments, each by itself, and joined without encoding again.

A segment begins with a frame that needs no other, so where and when each is encoded changes no byte.
Frames are taken one by one, so memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from gdclips.rendering.credit import CREDIT
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle, RenderedFrame
from gdclips.rendering.images import numbered

# The number of threads changes bytes, and a second one would save no time. x264's code for AVX-512 reads
# memory that nothing was written to, so bytes would change from run to run; that for SSE4.2 is as fast here.
SAME_BYTES = "keyint=infinite:asm=sse4.2"
# What stands still for long is found by looking far ahead and back, and spends little on what moves; chroma,
# of which yuv420p has a quarter, is coded finer than luma. A fifth to a third fewer bytes, as true, as fast.
FEW_BYTES = "rc-lookahead=20:bframes=5:ref=3:trellis=1:qcomp=0.4:chroma-qp-offset=-5"
PARAMS = f"{SAME_BYTES}:{FEW_BYTES}"
X264 = {"crf": "20", "preset": "veryfast", "threads": "1", "x264-params": PARAMS}
REORDERED = 2  # frames that x264 is ahead of those it shows, but in segments too short for it
BT709 = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}
BLEND = 2  # pixels from which a colour is blended in yuv420p
TILE, GUARD = 16, 8  # pixels: patches are converted in whole tiles, with so much around them


def segment(shots: Iterable[RenderedFrame], size: FrameSize, rate: int) -> bytes:
    """Encode frames as H.264 in yuv420p, in an MP4; their sides must be even."""
    memory = BytesIO()
    with av.open(memory, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=rate, options=X264)
        stream.pix_fmt, stream.width, stream.height = "yuv420p", size.width, size.height
        for name, value in BT709.items():
            setattr(stream.codec_context, name, value)
        for frame in _converted(shots, rate):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return memory.getvalue()


def join(path: Path, segments: Iterable[bytes]) -> None:
    """Write segments one after the other as a video, with the index first; an OSError if that fails."""
    try:
        _join(path, segments)
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _join(path: Path, segments: Iterable[bytes]) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        file.metadata["copyright"] = CREDIT
        joined, start, number = None, 0, 0
        for each in segments:
            with av.open(BytesIO(each), "r") as part:
                (stream,) = part.streams.video
                joined = joined or file.add_stream_from_template(stream)
                for packet in part.demux(stream):
                    if packet.pts is not None and packet.duration is not None:  # the last one is empty
                        packet.pts += start * packet.duration
                        packet.dts = (number - REORDERED) * packet.duration
                        packet.stream = joined
                        file.mux(packet)
                        number += 1
                start = number


def _converted(shots: Iterable[RenderedFrame], rate: int) -> Iterator[VideoFrame]:
    """Yield one frame again and again, in yuv420p and BT.709: after the first, only patches are converted."""
    to_yuv, yuv = VideoReformatter(), None
    for index, shot in enumerate(shots):
        if yuv is None:
            yuv = whole_yuv(to_yuv, shot.pixels)
        else:
            for patch in shot.changed:
                _renew(yuv, to_yuv, shot.pixels, patch)
        yield numbered(yuv, index, rate)


def whole_yuv(to_yuv: VideoReformatter, pixels: Pixels) -> VideoFrame:
    """Convert a frame to yuv420p and BT.709 in video range."""
    return to_yuv.reformat(
        VideoFrame.from_numpy_buffer(pixels, format="rgba"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=1,  # more cost more than they save
    )


def _renew(yuv: VideoFrame, to_yuv: VideoReformatter, pixels: Pixels, patch: Rectangle) -> None:
    """Convert a patch of a frame, as it is converted with the whole: colours blend with those around."""
    height, width = pixels.shape[:2]
    left, right, low, high = _tiles(patch.left, patch.right, width)
    top, bottom, first, last = _tiles(patch.top, patch.bottom, height)
    part = whole_yuv(to_yuv, pixels[first:last, low:high])
    for whole, piece, n in zip(_planes(yuv), _planes(part), (1, 2, 2), strict=True):
        rows, columns = slice(top // n, bottom // n), slice(left // n, right // n)
        y, x = first // n, low // n
        whole[rows, columns] = piece[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]


def _tiles(start: int, stop: int, most: int) -> tuple[int, int, int, int]:
    """Return the ends of the whole tiles that a span can be seen in, and of what these are made from."""
    start, stop = max(start - BLEND, 0), stop + BLEND
    start, stop = start - start % TILE, min(stop + -stop % TILE, most)
    return start, stop, max(start - GUARD, 0), min(stop + GUARD, most)


def _planes(yuv: VideoFrame) -> list[NDArray[np.uint8]]:
    """Return the three planes of a frame (height, width), writable."""
    buffers = ((plane, np.frombuffer(memoryview(plane), np.uint8)) for plane in yuv.planes)
    return [buffer.reshape(plane.height, plane.line_size)[:, : plane.width] for plane, buffer in buffers]
