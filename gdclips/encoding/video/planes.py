"""Planes: frames as codecs take them, in YUV by BT.709, of which only dirty rectangles are converted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from gdclips.encoding.palette import numbered
from gdclips.encoding.video.codecs import Codec
from gdclips.rendering.frame import Pixels, Rectangle, RenderedFrame

BLEND = 2  # pixels around one whose colours are blended into it where there is less chroma than luma
TILE, GUARD = 16, 8  # pixels: dirty rectangles are converted in whole tiles, with a guard around them


def converted(frames: Iterable[RenderedFrame], codec: Codec) -> Iterator[VideoFrame]:
    """Yield frames as a codec takes them, all in one buffer, of which only dirty rectangles are converted."""
    reformatter, yuv = VideoReformatter(), None
    for index, frame in enumerate(frames):
        height, width = frame.pixels.shape[:2]
        spread = "420" in codec.pixels and (
            width % 2 or height % 2
        )  # chroma is, over the whole of an odd side
        if yuv is None or (spread and frame.changed):
            yuv = to_yuv(reformatter, _filled(frame.pixels, codec.behind), codec.pixels)
        else:
            for dirty in frame.changed:
                _update(yuv, reformatter, frame.pixels, dirty, codec)
        yield numbered(yuv, index, codec.rate)


def to_yuv(reformatter: VideoReformatter, frame: Pixels, pixels: str = "yuv420p") -> VideoFrame:
    """Convert a frame to a format of ``pixels``, in BT.709 and video range."""
    return reformatter.reformat(
        VideoFrame.from_numpy_buffer(frame, format="rgba"),
        format=pixels,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=1,  # more cost more than they save
    )


def _filled(frame: Pixels, behind: str | None) -> Pixels:
    """Return a frame whose clear pixels have the colour behind them, if one is given."""
    if behind is None:
        return frame
    red, green, blue = bytes.fromhex(behind.removeprefix("#"))
    clear = frame[..., 3:] == 0
    return np.where(clear, np.array([red, green, blue, 0], np.uint8), frame)


def _update(
    yuv: VideoFrame, reformatter: VideoReformatter, frame: Pixels, dirty: Rectangle, codec: Codec
) -> None:
    """Convert a dirty rectangle of a frame to the same values as if the whole frame were converted."""
    height, width = frame.shape[:2]
    left, right, low, high = _tiles(dirty.left, dirty.right, width)
    top, bottom, first, last = _tiles(dirty.top, dirty.bottom, height)
    part = to_yuv(reformatter, _filled(frame[first:last, low:high], codec.behind), codec.pixels)
    for plane, source in zip(_planes(yuv), _planes(part), strict=True):
        n = round(width / plane.shape[1])  # pixels of the frame for one of the plane, in both directions
        y, x = first // n, low // n
        rows, columns = slice(top // n, -(-bottom // n)), slice(left // n, -(-right // n))
        plane[rows, columns] = source[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]


def _tiles(start: int, stop: int, size: int) -> tuple[int, int, int, int]:
    """Return where the whole tiles that a span affects start and stop, and the same with their guard."""
    start, stop = max(start - BLEND, 0), stop + BLEND
    start, stop = start - start % TILE, min(stop + -stop % TILE, size)
    return start, stop, max(start - GUARD, 0), min(stop + GUARD, size)


def _planes(yuv: VideoFrame) -> list[NDArray[Any]]:
    """Return the planes of a frame (height, width), writable, in bytes or in pairs of them."""
    kind = np.uint8 if yuv.format.components[0].bits == 8 else np.uint16
    rows = [np.frombuffer(memoryview(plane), kind).reshape(plane.height, -1) for plane in yuv.planes]
    return [each[:, : plane.width] for each, plane in zip(rows, yuv.planes, strict=True)]
