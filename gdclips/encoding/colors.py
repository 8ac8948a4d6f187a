"""Fewer colours: frames in those that stand for all of a clip's, so that files need fewer bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image

from gdclips.encoding.palette import bgra, bgra_sample, palette, quantized
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle, RenderedFrame

COLORS = (0, 256, 128, 64)  # of each quality in formats.format.IN_COLORS; 0 is all
INDEXED = 256  # the most colours of a picture that has numbers of colours for pixels
SAMPLE = 5  # frames that the colours are chosen from


def sampled(count: int) -> list[int]:
    """Return the numbers of the frames, evenly spaced, that colours are chosen from."""
    return sorted({round(index * (count - 1) / (SAMPLE - 1)) for index in range(SAMPLE)})


def in_colors(
    frames: Iterable[RenderedFrame], sample: Iterable[Pixels], size: FrameSize, quality: int
) -> Iterator[RenderedFrame]:
    """Yield frames in as many colours as one of the qualities has, as a ``sample`` needs them most.

    Opacity stays as it is.
    """
    if not COLORS[quality]:
        yield from frames
        return
    few = palette(bgra_sample(map(_opaque, sample), None), COLORS[quality])
    last: list[RenderedFrame] = []

    def opaque() -> Iterator[tuple[int, RenderedFrame]]:
        for index, frame in enumerate(frames):
            last[:] = [frame]
            yield index, RenderedFrame(_opaque(frame.pixels), frame.changed)

    for picture in quantized(bgra(opaque(), size, None), few):
        (frame,) = last
        pixels = frame.pixels.copy()
        pixels[:, :, :3] = picture.reformat(format="rgb24").to_ndarray()
        yield RenderedFrame(pixels, frame.changed)


def still(pixels: Pixels, quality: int, transparent: bool) -> Image.Image:
    """Return a frame as a picture, in as many colours as one of the qualities has."""
    height, width, _ = pixels.shape
    whole = RenderedFrame(pixels, (Rectangle(0, 0, width, height),))
    (reduced,) = in_colors([whole], [pixels], FrameSize(width, height), quality)
    return picture(reduced.pixels, quality, transparent)


def picture(pixels: Pixels, quality: int, transparent: bool) -> Image.Image:
    """Return pixels that are in as few colours as a quality has as a picture, if it can, of their numbers."""
    if not COLORS[quality]:
        return Image.fromarray(pixels if transparent else pixels[:, :, :3])
    packed = np.ascontiguousarray(pixels).view(np.uint32)[:, :, 0]
    values, numbers = np.unique(packed, return_inverse=True)
    if len(values) > INDEXED:
        return Image.fromarray(pixels)
    image = Image.fromarray(numbers.reshape(packed.shape).astype(np.uint8), "P")
    mode = "RGBA" if transparent else "RGB"
    image.putpalette(values.view(np.uint8).reshape(-1, 4)[:, : len(mode)].tobytes(), mode)
    return image


def _opaque(pixels: Pixels) -> Pixels:
    opaque = pixels.copy()
    opaque[:, :, 3] = 255
    return opaque
