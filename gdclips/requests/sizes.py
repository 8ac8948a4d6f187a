"""Sizes: WIDTHxHEIGHT in pixels, or a height such as 720p."""

from __future__ import annotations

import re

from gdclips.messages import RequestError, quote
from gdclips.rendering.frame import FrameSize

HEIGHTS = (240, 360, 480, 720, 1080, 1440, 2160, 4320)  # 480p is 854x480, and so on
SMALLEST, LARGEST = 64, 7680  # pixels of a side
MOST_PIXELS = 7680 * 4320


def read_size(text: str) -> FrameSize:
    """Return a size such as 1280x720 or 720p; raise a RequestError if it is none, too small or too large."""
    match = re.fullmatch(r"(\d{1,9})x(\d{1,9})|(\d{1,9})p", text, re.ASCII)
    if match is None:
        raise RequestError(f"size {quote(text)}: expected WIDTHxHEIGHT, such as 1280x720, or {_heights()}")
    if match[3]:
        if int(match[3]) not in HEIGHTS:
            raise RequestError(f"size {quote(text)}: expected {_heights()}, or WIDTHxHEIGHT")
        height = int(match[3])
        return FrameSize(-(-height * 16 // 9) + -(-height * 16 // 9) % 2, height)
    width, height = int(match[1]), int(match[2])
    if min(width, height) < SMALLEST or max(width, height) > LARGEST or width * height > MOST_PIXELS:
        raise RequestError(
            f"size {quote(text)}: expected sides from {SMALLEST} to {LARGEST} pixels, at most 7680x4320"
        )
    return FrameSize(width, height)


def even(size: FrameSize) -> FrameSize:
    """Return the size with odd sides rounded up."""
    return FrameSize(size.width + size.width % 2, size.height + size.height % 2)


def _heights() -> str:
    return ", ".join(f"{height}p" for height in HEIGHTS)
