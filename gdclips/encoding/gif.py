"""GIF encoding: frames become a GIF with one palette for all of them, by PyAV.

Frames are taken one by one, so that memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from itertools import chain, cycle

import av
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from gdclips.encoding.credit import CREDIT
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame

BUFFERS = 3  # arrays that frames of a GIF are written to in turn
PALETTE_FRAMES = 5
GIF_HOLD = 200  # hundredths of a second that the last frame is held


def palette_frames(count: int) -> list[int]:
    """Return the numbers of the frames, evenly spaced, that a GIF's palette is made from."""
    return sorted({round(index * (count - 1) / (PALETTE_FRAMES - 1)) for index in range(PALETTE_FRAMES)})


def gif(frames: Iterable[RenderedFrame], sample: Iterable[Pixels], size: FrameSize, rate: int) -> bytes:
    """Encode a GIF that loops forever and holds its last frame.

    Its palette is made from ``sample``, such as :func:`palette_frames` names. Raises a ValueError if
    a frame doesn't last whole hundredths of a second.
    """
    if 100 % rate:
        raise ValueError(f"a GIF at {rate} frames a second; expected frames of whole hundredths of a second")
    options = {"loop": "0", "final_delay": str(GIF_HOLD)}
    memory = BytesIO()
    with av.open(memory, "w", format="gif", options=options) as file:
        stream = file.add_stream("gif", rate=rate)
        stream.pix_fmt, stream.width, stream.height = "pal8", size.width, size.height
        palette = _palette(_bgra_sample(sample, rate))
        for frame in _quantized(_bgra(_changed(frames), size, rate), palette):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return _commented(memory.getvalue(), CREDIT)


def _commented(gif: bytes, text: str) -> bytes:
    """Return a GIF with a comment of at most 255 letters, which PyAV can't write, before its first block."""
    colors = 3 * 2 ** ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0
    first, comment = 13 + colors, text.encode("ascii")
    return gif[:first] + b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0" + gif[first:]


def _changed(frames: Iterable[RenderedFrame]) -> Iterator[tuple[int, RenderedFrame]]:
    """Yield the frames that differ from the one before, with their numbers, and the last.

    An unchanged frame needs no encoding: the one before is held longer.
    """
    index, last = -1, None
    for index, frame in enumerate(frames):
        last = None if frame.changed else frame
        if last is None:
            yield index, frame
    if last is not None:
        yield index, last


def _bgra(frames: Iterable[tuple[int, RenderedFrame]], size: FrameSize, rate: int) -> Iterator[VideoFrame]:
    """Yield numbered frames in BGRA, which the palette's filters work in, converting only dirty rectangles.

    The filters still refer to the frame before, so buffers take turns; a new one for each frame would cost
    more than all else here.
    """
    bgra = np.empty((size.height, size.width, 4), dtype=np.uint8)
    buffers = cycle([bgra.copy() for _ in range(BUFFERS)])
    for (index, frame), buffer in zip(frames, buffers, strict=False):
        for dirty in frame.changed:
            _to_bgra(frame.pixels[dirty.part], bgra[dirty.part])
        np.copyto(buffer, bgra)
        yield numbered(VideoFrame.from_numpy_buffer(buffer, format="bgra"), index, rate)


def _bgra_sample(frames: Iterable[Pixels], rate: int) -> Iterator[VideoFrame]:
    for index, pixels in enumerate(frames):
        bgra = np.empty_like(pixels)
        _to_bgra(pixels, bgra)
        yield numbered(VideoFrame.from_numpy_buffer(bgra, format="bgra"), index, rate)


def _to_bgra(pixels: Pixels, bgra: Pixels) -> None:
    """Write RGBA pixels (..., 4) into an array with red and blue swapped."""
    np.copyto(bgra, pixels)
    bgra[..., 0], bgra[..., 2] = pixels[..., 2], pixels[..., 0]


def numbered(frame: VideoFrame, index: int, rate: int) -> VideoFrame:
    """Set a frame's presentation time to its number divided by the rate, and return it."""
    frame.pts, frame.time_base = index, Fraction(1, rate)
    return frame


def _palette(frames: Iterator[VideoFrame]) -> VideoFrame:
    """Return the palette of 256 colours for all of the frames, by ffmpeg's palettegen."""
    first = next(frames)
    graph = Graph()
    source = _buffer(graph, first)
    maker = graph.add("palettegen", "stats_mode=full:reserve_transparent=1")
    sink = graph.add("buffersink")
    source.link_to(maker)
    maker.link_to(sink)
    graph.configure()
    for frame in chain([first], frames):
        graph.vpush(frame)
    graph.vpush(None)
    return graph.vpull()


def _quantized(frames: Iterator[VideoFrame], palette: VideoFrame) -> Iterator[VideoFrame]:
    """Yield the frames in the palette's colours, undithered, by ffmpeg's paletteuse."""
    first = next(frames)
    graph = Graph()
    palette.pts, palette.time_base = 0, first.time_base
    source, colors = _buffer(graph, first), _buffer(graph, palette)
    mapper = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(mapper, 0, 0)
    colors.link_to(mapper, 0, 1)
    mapper.link_to(sink)
    graph.configure()
    colors.push(palette)
    colors.push(None)
    for frame in chain([first], frames):
        source.push(frame)
        yield graph.vpull()


def _buffer(graph: Graph, like: VideoFrame) -> FilterContext:
    return graph.add_buffer(
        width=like.width, height=like.height, format=like.format, time_base=like.time_base
    )
