"""Palettes: one for all frames of a file, made from a sample of them, and the frames in its colours, by PyAV.

Frames are taken one by one, so that memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, cycle

import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from PIL import ImageColor

from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame

BUFFERS = 3  # arrays that frames are written to in turn
HUNDREDTHS = 100  # of a second, in which frames are timed
SEEN = 26  # of 255: what is less opaque is transparent


def bgra(
    frames: Iterable[tuple[int, RenderedFrame]], size: FrameSize, matte: str | None
) -> Iterator[VideoFrame]:
    """Yield timed frames in BGRA, which the palette's filters work in, converting only dirty rectangles.

    The filters still refer to the frame before, so buffers take turns; a new one for each frame would cost
    more than all else here.
    """
    whole = np.empty((size.height, size.width, 4), dtype=np.uint8)
    buffers = cycle([whole.copy() for _ in range(BUFFERS)])
    for (begins, frame), buffer in zip(frames, buffers, strict=False):
        for dirty in frame.changed:
            _convert(frame.pixels[dirty.part], whole[dirty.part], matte)
        np.copyto(buffer, whole)
        yield numbered(VideoFrame.from_numpy_buffer(buffer, format="bgra"), begins)


def bgra_sample(frames: Iterable[Pixels], matte: str | None) -> Iterator[VideoFrame]:
    """Yield frames in BGRA."""
    for index, pixels in enumerate(frames):
        converted = np.empty_like(pixels)
        _convert(pixels, converted, matte)
        yield numbered(VideoFrame.from_numpy_buffer(converted, format="bgra"), index)


def _convert(pixels: Pixels, bgra: Pixels, matte: str | None) -> None:
    """Write RGBA pixels (..., 4) into an array of BGRA.

    With a matte, they are transparent or opaque: what is translucent is blended with it.
    """
    np.copyto(bgra, pixels)
    bgra[..., 0], bgra[..., 2] = pixels[..., 2], pixels[..., 0]
    if matte is not None:
        red, green, blue = ImageColor.getrgb(matte)[:3]
        opacity = np.where(pixels[..., 3:] < SEEN, 0, pixels[..., 3:]).astype(np.uint16)
        blended = bgra[..., :3] * opacity + np.array([blue, green, red], np.uint16) * (255 - opacity)
        bgra[..., :3] = (blended + 127) // 255
        bgra[..., 3:] = np.where(opacity, 255, 0)


def numbered(frame: VideoFrame, number: int, rate: int = HUNDREDTHS) -> VideoFrame:
    """Set a frame's presentation time to its number divided by the rate, and return it."""
    frame.pts, frame.time_base = number, Fraction(1, rate)
    return frame


def palette(frames: Iterator[VideoFrame], colors: int) -> VideoFrame:
    """Return a palette of so many colours for all of the frames, by ffmpeg's palettegen."""
    first = next(frames)
    graph = Graph()
    source = _buffer(graph, first)
    maker = graph.add("palettegen", f"stats_mode=full:reserve_transparent=1:max_colors={colors}")
    sink = graph.add("buffersink")
    source.link_to(maker)
    maker.link_to(sink)
    graph.configure()
    for frame in chain([first], frames):
        graph.vpush(frame)
    graph.vpush(None)
    return graph.vpull()


def quantized(frames: Iterator[VideoFrame], colors: VideoFrame) -> Iterator[VideoFrame]:
    """Yield the frames in a palette's ``colors``, undithered, by ffmpeg's paletteuse."""
    first = next(frames)
    graph = Graph()
    colors.pts, colors.time_base = 0, first.time_base
    source, palette = _buffer(graph, first), _buffer(graph, colors)
    mapper = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(mapper, 0, 0)
    palette.link_to(mapper, 0, 1)
    mapper.link_to(sink)
    graph.configure()
    palette.push(colors)
    palette.push(None)
    for frame in chain([first], frames):
        source.push(frame)
        yield graph.vpull()


def _buffer(graph: Graph, like: VideoFrame) -> FilterContext:
    return graph.add_buffer(
        width=like.width, height=like.height, format=like.format, time_base=like.time_base
    )
