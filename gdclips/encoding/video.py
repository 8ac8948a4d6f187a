"""Video encoding: H.264 in segments, each encoded by itself, which are joined without encoding again.

A segment begins with a key frame, so where and when each is encoded changes no byte. Frames are taken one by
one, so that memory doesn't grow with their number.
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

from gdclips.encoding.labels import Labels
from gdclips.encoding.palette import numbered
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle, RenderedFrame

# The number of threads changes bytes, and a second one would save no time. x264's code for AVX-512 reads
# memory that nothing was written to, so bytes would change from run to run; that for SSE4.2 is as fast here.
SAME_BYTES = "keyint=infinite:asm=sse4.2"
# Most of a picture stands still, so x264 looks far ahead and back; chroma, of which yuv420p has a quarter, is
# coded finer than luma. This gives a fifth to a third fewer bytes at the same quality and speed.
FEW_BYTES = "rc-lookahead=20:bframes=5:ref=3:trellis=1:qcomp=0.4:chroma-qp-offset=-5"
# Motion between pixels is looked for once, not twice: a fifth less time for 0 to 5% more bytes, 8% in space.
FAST = "subme=1"
PARAMS = f"{SAME_BYTES}:{FEW_BYTES}:{FAST}"
X264 = {"crf": "20", "preset": "veryfast", "threads": "1", "x264-params": PARAMS}
REORDER_DELAY = 2  # frames that x264 decodes ahead of presentation, except in very short segments
BT709 = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}
BLEND = 2  # pixels around one whose colours are blended into it in yuv420p
TILE, GUARD = 16, 8  # pixels: dirty rectangles are converted in whole tiles, with a guard around them


def segment(frames: Iterable[RenderedFrame], size: FrameSize, rate: int) -> bytes:
    """Encode frames as H.264 in yuv420p, in an MP4; their sides must be even."""
    memory = BytesIO()
    with av.open(memory, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=rate, options=X264)
        stream.pix_fmt, stream.width, stream.height = "yuv420p", size.width, size.height
        for name, value in BT709.items():
            setattr(stream.codec_context, name, value)
        for frame in _converted(frames, rate):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return memory.getvalue()


def join(path: Path, segments: Iterable[bytes], labels: Labels) -> None:
    """Write segments one after the other as a video with its index first; an OSError if that fails."""
    try:
        _join(path, segments, labels)
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _join(path: Path, segments: Iterable[bytes], labels: Labels) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        file.metadata["copyright"] = labels.copyright
        joined, start, number = None, 0, 0
        for each in segments:
            with av.open(BytesIO(each), "r") as part:
                (stream,) = part.streams.video
                joined = joined or file.add_stream_from_template(stream)
                for packet in part.demux(stream):
                    if packet.pts is not None and packet.duration is not None:  # the last one is empty
                        packet.pts += start * packet.duration
                        packet.dts = (number - REORDER_DELAY) * packet.duration
                        packet.stream = joined
                        file.mux(packet)
                        number += 1
                start = number


def _converted(frames: Iterable[RenderedFrame], rate: int) -> Iterator[VideoFrame]:
    """Yield frames in yuv420p and BT.709, all in one buffer, of which only dirty rectangles are converted."""
    reformatter, yuv = VideoReformatter(), None
    for index, frame in enumerate(frames):
        if yuv is None:
            yuv = to_yuv(reformatter, frame.pixels)
        else:
            for dirty in frame.changed:
                _update(yuv, reformatter, frame.pixels, dirty)
        yield numbered(yuv, index, rate)


def to_yuv(reformatter: VideoReformatter, pixels: Pixels) -> VideoFrame:
    """Convert a frame to yuv420p and BT.709 in video range."""
    return reformatter.reformat(
        VideoFrame.from_numpy_buffer(pixels, format="rgba"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=1,  # more cost more than they save
    )


def _update(yuv: VideoFrame, reformatter: VideoReformatter, pixels: Pixels, dirty: Rectangle) -> None:
    """Convert a dirty rectangle of a frame to the same values as if the whole frame were converted."""
    height, width = pixels.shape[:2]
    left, right, low, high = _tiles(dirty.left, dirty.right, width)
    top, bottom, first, last = _tiles(dirty.top, dirty.bottom, height)
    part = to_yuv(reformatter, pixels[first:last, low:high])
    for plane, source, n in zip(_planes(yuv), _planes(part), (1, 2, 2), strict=True):
        rows, columns = slice(top // n, bottom // n), slice(left // n, right // n)
        y, x = first // n, low // n
        plane[rows, columns] = source[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]


def _tiles(start: int, stop: int, size: int) -> tuple[int, int, int, int]:
    """Return where the whole tiles that a span affects start and stop, and the same with their guard."""
    start, stop = max(start - BLEND, 0), stop + BLEND
    start, stop = start - start % TILE, min(stop + -stop % TILE, size)
    return start, stop, max(start - GUARD, 0), min(stop + GUARD, size)


def _planes(yuv: VideoFrame) -> list[NDArray[np.uint8]]:
    """Return the three planes of a frame (height, width), writable."""
    buffers = ((plane, np.frombuffer(memoryview(plane), np.uint8)) for plane in yuv.planes)
    return [buffer.reshape(plane.height, plane.line_size)[:, : plane.width] for plane, buffer in buffers]
