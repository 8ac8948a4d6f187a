"""Transparent GIFs: images that leave out what stays, and clear what is to be seen through again, by Pillow.

ffmpeg's encoder would write every frame whole, which takes three times as many bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image
from PIL.GifImagePlugin import getdata, getheader

Indices = NDArray[np.uint8]  # (height, width): numbers of colours of the palette
Mask = NDArray[np.bool_]
Part = tuple[slice, slice]  # rows and columns
KEEP, CLEAR = 1, 2  # what is done with an image before the next
SHORTEST = 2  # hundredths of a second; browsers make shorter delays longer
MILLISECONDS = 10  # of a hundredth of a second
END = b";"


def transparent_gif(
    frames: Iterable[VideoFrame], palette: VideoFrame, ends: int, repeats: int | None, comment: bytes
) -> bytes:
    """Return a GIF of frames in a palette that has a transparent colour, the last shown until it ``ends``.

    Times are hundredths of a second. Without ``repeats`` it is played once.
    """
    colors = np.array(palette.to_ndarray()).reshape(-1, 4)
    clear = int(colors[:, 3].argmin())
    shown = ((int(frame.pts or 0), np.array(frame.to_ndarray()[0])) for frame in frames)
    first = next(shown)
    picture = Image.fromarray(first[1], "P")
    picture.putpalette(colors[:, 2::-1].tobytes())
    header, _ = getheader(picture, info={"transparency": clear, "loop": repeats, "comment": comment})
    # Before it is played again all is cleared, because not every reader does that by itself.
    images = _images(chain([first], shown), clear, ends, cleared=repeats is not None)
    return b"".join([*header, *images, END])


def _images(frames: Iterator[tuple[int, Indices]], clear: int, ends: int, cleared: bool) -> Iterator[bytes]:
    """Yield the images of frames, given with when each begins; at the end all is ``cleared`` or stays.

    A pixel becomes transparent again as the whole rectangle of the image before is cleared. If there is
    time, that is an image in which nothing changes: then less has to be drawn again.
    """
    begun, shown = next(frames)
    below = blank = np.full_like(shown, clear)
    for begins, following in chain(frames, [(ends, blank)]):
        changed, delay = shown != below, begins - begun
        gone = (shown != clear) & (following == clear) & (cleared or following is not blank)
        below = shown.copy()
        if gone.any():
            if delay >= 2 * SHORTEST:
                yield _image(shown, changed, _box(changed), delay - SHORTEST, KEEP, clear)
                changed, delay = np.zeros_like(changed), SHORTEST
            part = _box(changed | gone)
            yield _image(shown, changed, part, delay, CLEAR, clear)
            below[part] = clear
        else:
            yield _image(shown, changed, _box(changed), delay, KEEP, clear)
        begun, shown = begins, following


def _box(pixels: Mask) -> Part:
    """Return the rows and columns of the smallest rectangle around some pixels; of one if there are none."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not rows.size:
        return slice(0, 1), slice(0, 1)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _image(pixels: Indices, changed: Mask, part: Part, delay: int, disposal: int, clear: int) -> bytes:
    """Return the changed pixels in a part of a frame."""
    rows, columns = part
    picture = Image.fromarray(np.where(changed[part], pixels[part], np.uint8(clear)), "L")
    told = {"duration": MILLISECONDS * delay, "disposal": disposal, "transparency": clear}
    return b"".join(getdata(picture, (columns.start, rows.start), **told))
