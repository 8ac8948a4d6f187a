"""Palettes: one for all frames of a file, made from a sample of them, and the frames in its colours, by PyAV.

Frames are taken one by one, so that memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, cycle

import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from PIL import ImageColor

from gdclips.drawing.theme import THEMES
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame

MOST_COLORS = 256
SWATCH = 0.003  # of a frame: as much as a palette takes notice of
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


def palette(frames: Iterable[VideoFrame], colors: int) -> VideoFrame:
    """Return a palette of so many colours for all of the frames, by ffmpeg's palettegen."""
    sample = list(frames)
    if colors < MOST_COLORS:
        sample.append(_swatches(sample))
    first, graph = sample[0], Graph()
    source = _buffer(graph, first)
    maker = graph.add("palettegen", f"stats_mode=full:reserve_transparent=1:max_colors={colors}")
    sink = graph.add("buffersink")
    source.link_to(maker)
    maker.link_to(sink)
    graph.configure()
    for frame in sample:
        graph.vpush(frame)
    graph.vpush(None)
    return graph.vpull()


def _swatches(sample: Sequence[VideoFrame]) -> VideoFrame:
    """Return the last of a sample of frames again, with swatches of those colours of the themes that occur.

    Else few colours would be those of large areas, and a small yellow star would become beige.
    """
    found = np.unique(np.concatenate([frame.to_ndarray().view(np.uint32).ravel() for frame in sample]))
    named = sorted({color for theme in THEMES.values() for color in theme.colors.values()})
    known = np.array([(*ImageColor.getrgb(color)[2::-1], 255) for color in named], np.uint8)
    seen = known[np.isin(known.view(np.uint32)[:, 0], found)]
    pixels = np.array(sample[-1].to_ndarray(), np.uint8)
    flat = pixels.reshape(-1, 4)
    swatches = np.repeat(seen, max(1, round(SWATCH * len(flat))), axis=0)[: len(flat)]
    flat[: len(swatches)] = swatches
    return numbered(VideoFrame.from_numpy_buffer(pixels, format="bgra"), len(sample))


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
