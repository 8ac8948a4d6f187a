"""Alpha: frames on no background, found from the same frames on a black and on a white one.

What is drawn over a channel's value is a linear function of it, so the two tell how opaque each pixel is, in
the renderer's own arithmetic: what is painted in the background's colour, such as a scrim, is transparent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import tee

import numpy as np
from numpy.typing import NDArray

from gdclips.rendering.bounds import joined
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import Pixels, RenderedFrame
from gdclips.story.film.timeline import State

OPAQUE = 255
CLEAR = np.array([255, 255, 255, 0], np.uint8).view(np.uint32)[0]  # what is seen through a clear pixel


def _colors() -> NDArray[np.uint8]:
    """Return a channel's values (65536,): by opacity, then by how bright it is on black."""
    alpha, shown = np.arange(256)[:, None], np.arange(256)
    straight = np.rint(OPAQUE * shown / np.maximum(alpha, 1))
    return np.asarray(np.minimum(straight, OPAQUE * (alpha > 0)), np.uint8).ravel()


COLORS = _colors()


class TransparentStage:
    """Draws the states of a picture as frames of straight alpha, by two stages that draw it opaque."""

    def __init__(self, black: Canvas, white: Canvas) -> None:
        self._black, self._white = black, white

    def draw(self, state: State) -> Pixels:
        """Return the frame (height, width, 4) of a state; it depends on nothing drawn before."""
        return straight(self._black.draw(state), self._white.draw(state))

    def frames(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""
        first, second = tee(states)
        pixels: Pixels | None = None
        for black, white in zip(self._black.frames(first), self._white.frames(second), strict=True):
            pixels = np.empty_like(black.pixels) if pixels is None else pixels
            changed = reduce(joined, white.changed, list(black.changed))
            for each in changed:
                pixels[each.part] = straight(black.pixels[each.part], white.pixels[each.part])
            yield RenderedFrame(pixels, tuple(changed))


def straight(black: Pixels, white: Pixels) -> Pixels:
    """Return pixels (height, width, 4) with straight alpha that look on black and on white as these do."""
    below, above = (np.ascontiguousarray(each).view(np.uint32)[..., 0] for each in (black, white))
    through = above - below  # of each channel, because none is darker on white than on black
    pixels = below * (through != CLEAR)
    mixed = np.flatnonzero((through != 0) & (through != CLEAR))
    sides = (each.ravel()[mixed].view(np.uint8).reshape(-1, 4) for each in (below, above))
    pixels.ravel()[mixed] = _mixed(*sides).view(np.uint32)[:, 0]
    return np.asarray(pixels.view(np.uint8).reshape(black.shape))


def _mixed(black: Pixels, white: Pixels) -> Pixels:
    """Return translucent pixels (k, 4) by what is seen of them on black and on white.

    How much is seen through one is the middle of what its channels tell, and its colour lies between what it
    is on black and on white: so it differs from both by half of what the renderer rounds.
    """
    red, green, blue, _ = np.ascontiguousarray((white - black).T)
    least, most = np.minimum(np.minimum(red, green), blue), np.maximum(np.maximum(red, green), blue)
    through = least + ((most - least) >> 1)
    pixels = np.empty_like(black)
    pixels[:, 3] = alpha = OPAQUE - through
    row, highest = alpha.astype(np.intp) << 8, alpha.astype(np.int16)
    for channel in range(3):
        shown = np.add(black[:, channel], white[:, channel], dtype=np.int16) - through
        pixels[:, channel] = COLORS[row + np.clip((shown + 1) >> 1, 0, highest)]
    return pixels


def multiplied(pixels: Pixels) -> Pixels:
    """Return pixels (height, width, 4) of straight alpha with colours that are multiplied by it."""
    found = pixels.copy()
    mixed = pixels[..., 3] != OPAQUE
    colors = pixels[mixed].astype(np.uint16)
    found[mixed, :3] = (colors[:, :3] * colors[:, 3:] + OPAQUE // 2) // OPAQUE
    return found


def unmultiplied(pixels: Pixels) -> Pixels:
    """Return pixels (height, width, 4) whose colours were multiplied by their alpha with straight alpha."""
    found = pixels.copy()
    mixed = pixels[..., 3] != OPAQUE
    colors = pixels[mixed].astype(np.intp)
    found[mixed, :3] = COLORS[(colors[:, 3:] << 8) + colors[:, :3]]
    return found
