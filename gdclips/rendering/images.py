"""Frames -> pictures: a GIF with one palette for the whole clip, and stills.

A GIF is PyAV's, stills are imageio's. Frames are taken one by one, so memory doesn't grow with their
number.
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
from PIL.PngImagePlugin import PngInfo

from gdclips.rendering.credit import CREDIT
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame

SHEETS = 3  # arrays that frames of a GIF are written to in turn
PALETTE_FRAMES = 5
GIF_HOLD = 200  # hundredths of a second that the last frame is held


def png(frame: Pixels) -> bytes:
    """Encode one frame as a PNG."""
    import imageio.v3 as iio  # only here: GIFs do without

    words = PngInfo()
    words.add_text("Copyright", CREDIT)
    rgb = frame[:, :, :3]
    return iio.imwrite("<bytes>", rgb, plugin="pillow", extension=".png", optimize=True, pnginfo=words)


def palette_frames(count: int) -> list[int]:
    """Return the numbers of the frames, at equal distances, that a GIF's palette is made from."""
    return sorted({round(index * (count - 1) / (PALETTE_FRAMES - 1)) for index in range(PALETTE_FRAMES)})


def gif(shots: Iterable[RenderedFrame], sample: Iterable[Pixels], size: FrameSize, rate: int) -> bytes:
    """Encode a GIF that loops forever and holds its last frame; one that comes again is held longer.

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
        palette = _palette(_sampled(sample, rate))
        for frame in _painted(_blue_first(_new(shots), size, rate), palette):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return _commented(memory.getvalue(), CREDIT)


def _commented(gif: bytes, text: str) -> bytes:
    """Return a GIF with a comment of at most 255 letters before its first block, which PyAV can't write."""
    colors = 3 * 2 ** ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0
    first, comment = 13 + colors, text.encode("ascii")
    return gif[:first] + b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0" + gif[first:]


def _new(shots: Iterable[RenderedFrame]) -> Iterator[tuple[int, RenderedFrame]]:
    """Yield the frames that differ from the one before, with their numbers, and the last.

    A frame that comes again is the one before, held longer.
    """
    index, last = -1, None
    for index, shot in enumerate(shots):
        last = None if shot.changed else shot
        if last is None:
            yield index, shot
    if last is not None:
        yield index, last


def _blue_first(
    shots: Iterable[tuple[int, RenderedFrame]], size: FrameSize, rate: int
) -> Iterator[VideoFrame]:
    """Yield numbered frames in the order of colours that the palette's filters work in.

    What didn't change is not turned again. The filters keep hold of the frame before, so arrays are used
    in turn: a new one for each frame would cost more than all else here.
    """
    turned = np.empty((size.height, size.width, 4), dtype=np.uint8)
    sheets = cycle([turned.copy() for _ in range(SHEETS)])
    for (index, shot), sheet in zip(shots, sheets, strict=False):
        for patch in shot.changed:
            _turn(turned[patch.part], shot.pixels[patch.part])
        np.copyto(sheet, turned)
        yield numbered(VideoFrame.from_numpy_buffer(sheet, format="bgra"), index, rate)


def _sampled(frames: Iterable[Pixels], rate: int) -> Iterator[VideoFrame]:
    for index, pixels in enumerate(frames):
        turned = np.empty_like(pixels)
        _turn(turned, pixels)
        yield numbered(VideoFrame.from_numpy_buffer(turned, format="bgra"), index, rate)


def _turn(blue_first: Pixels, pixels: Pixels) -> None:
    """Write pixels (..., 4) with red and blue in each other's place."""
    np.copyto(blue_first, pixels)
    blue_first[..., 0], blue_first[..., 2] = pixels[..., 2], pixels[..., 0]


def numbered(frame: VideoFrame, index: int, rate: int) -> VideoFrame:
    """Give a frame its time, its number divided by the rate."""
    frame.pts, frame.time_base = index, Fraction(1, rate)
    return frame


def _palette(frames: Iterator[VideoFrame]) -> VideoFrame:
    """Return the 256 colours that serve all of the frames best, as ffmpeg's palettegen finds them."""
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


def _painted(frames: Iterator[VideoFrame], palette: VideoFrame) -> Iterator[VideoFrame]:
    """Yield the frames in the palette's colours, undithered, as ffmpeg's paletteuse sets them."""
    first = next(frames)
    graph = Graph()
    palette.pts, palette.time_base = 0, first.time_base
    source, colors = _buffer(graph, first), _buffer(graph, palette)
    painter = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(painter, 0, 0)
    colors.link_to(painter, 0, 1)
    painter.link_to(sink)
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
