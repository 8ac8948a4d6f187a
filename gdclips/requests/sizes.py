"""Sizes and frame rates, as users write them."""

from __future__ import annotations

import re

from gdclips.messages import RequestError, Suffix, seen
from gdclips.rendering.frame import GIF_RATES, FrameSize

HEIGHTS = (240, 360, 480, 720, 1080, 1440, 2160, 4320)  # 480p is 854x480, and so on
SMALLEST, LARGEST = 64, 7680  # pixels of a side
MOST_PIXELS = 7680 * 4320
SLOWEST, FASTEST = 5, 120  # frames a second


def read_size(text: str) -> FrameSize:
    """Read 1280x720 or 720p."""
    match = re.fullmatch(r"(\d{1,9})x(\d{1,9})|(\d{1,9})p", text, re.ASCII)
    if match is None:
        raise RequestError(f"size {seen(text)}: expected WIDTHxHEIGHT, such as 1280x720, or {_heights()}")
    if match[3]:
        if int(match[3]) not in HEIGHTS:
            raise RequestError(f"size {seen(text)}: expected {_heights()}, or WIDTHxHEIGHT")
        height = int(match[3])
        return FrameSize(-(-height * 16 // 9) + -(-height * 16 // 9) % 2, height)
    width, height = int(match[1]), int(match[2])
    if min(width, height) < SMALLEST or max(width, height) > LARGEST or width * height > MOST_PIXELS:
        raise RequestError(
            f"size {seen(text)}: expected sides from {SMALLEST} to {LARGEST} pixels, at most 7680x4320"
        )
    return FrameSize(width, height)


def even(size: FrameSize) -> FrameSize:
    """Return the size with odd sides rounded up, for H.264."""
    return FrameSize(size.width + size.width % 2, size.height + size.height % 2)


def read_rate(text: str, suffix: Suffix) -> int:
    """Read how many frames a second a file of that suffix has."""
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise RequestError(f"fps {seen(text)}: expected a whole number of frames a second")
    fps = int(text)
    if suffix == "gif" and fps not in GIF_RATES:
        raise RequestError(
            f"fps {fps}: a GIF's delays are hundredths of a second; expected {_list(GIF_RATES)}"
        )
    if not SLOWEST <= fps <= FASTEST or fps % SLOWEST:
        raise RequestError(f"fps {fps}: expected a multiple of {SLOWEST} from {SLOWEST} to {FASTEST}")
    return fps


def _heights() -> str:
    return ", ".join(f"{height}p" for height in HEIGHTS)


def _list(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers[:-1])) + f" or {numbers[-1]}"
