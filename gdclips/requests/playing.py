"""Readers of options that say how a file looks and plays: colours, moments, loops, seconds, bytes, words.

Each returns the normal form of a value as a user writes it; a RequestError says what was expected.
"""

from __future__ import annotations

import math
import re
from typing import Any

from gdclips.messages import RequestError, quote
from gdclips.rendering.look import FOREVER
from gdclips.story.film.moments import BEAT

NO_BACKGROUND = "none"
LOOPS = {"forever": FOREVER, "once": 1}
MOST_LOOPS = 1000
MOST_SECONDS = 3600.0
UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
FEWEST_BYTES = 1000
MAX_LETTERS = 200  # of a name


def color(value: str, name: str = "matte") -> str:
    """Return a colour as ``#rrggbb``."""
    from PIL import ImageColor

    try:
        channels = ImageColor.getrgb(value.strip())
    except ValueError:
        channels = (0, 0, 0, 0)
    red, green, blue, *alpha = channels
    if alpha not in ([], [255]) or not all(
        0 <= each <= 255 for each in channels
    ):  # Pillow takes rgb(300,0,0)
        also = ", or none" if name == "background" else ""
        raise RequestError(f"{name} {quote(value)}: expected a colour, such as white or #f4f1e8{also}")
    return f"#{red:02x}{green:02x}{blue:02x}"


def background(value: str) -> str:
    """Return a colour as ``#rrggbb``, or "none"."""
    return value if value == NO_BACKGROUND else color(value, "background")


def at(value: str | int) -> str:
    """Return a moment: an iteration, "beat:3", "poster" or "end"."""
    text = str(value).strip()
    if text not in ("poster", "end") and not re.fullmatch(rf"(?:{BEAT})?\d{{1,9}}", text, re.ASCII):
        raise RequestError(
            f"at {quote(str(value))}: expected an iteration, such as 30, or {BEAT}3, poster or end"
        )
    return text


def loop(value: str | int) -> int:
    """Return how often a file plays, 0 for ever."""
    text = str(value).strip()
    if text in LOOPS:
        return LOOPS[text]
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= MOST_LOOPS:
        raise RequestError(f"loop {quote(text)}: expected forever, once or a number from 1 to {MOST_LOOPS}")
    return int(text)


def hold(value: float) -> float:
    """Return how many seconds the last frame stands."""
    return _seconds("hold", value, 0.0)


def seconds(value: float) -> float:
    """Return the length of a file in seconds."""
    return _seconds("seconds", value, 0.1)


def max_bytes(value: str | int) -> int:
    """Return a number of bytes."""
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?) ?([a-z]{0,3})", str(value).strip().casefold(), re.ASCII)
    count = int(float(match[1]) * UNITS[match[2]]) if match and match[2] in UNITS else 0
    if count < FEWEST_BYTES:
        raise RequestError(
            f"max_bytes {quote(str(value))}: expected a size from 1 kB on, such as 300kB, 1.5MB or 1000000"
        )
    return count


def text(value: str) -> str:
    """Return a name."""
    if not value.isprintable() or len(value) > MAX_LETTERS:
        raise RequestError(f"{value[:MAX_LETTERS]!r}: expected a name of at most {MAX_LETTERS} letters")
    return value.strip()


def language(value: str) -> str:
    """Return a language's tag as in BCP 47."""
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", value, re.ASCII):
        raise RequestError(f"language {quote(value)}: expected a tag such as en, de or pt-BR")
    return value


def _seconds(name: str, value: Any, least: float) -> float:
    if not math.isfinite(value) or not least <= value <= MOST_SECONDS:
        raise RequestError(f"{name} {value:g}: expected seconds from {least:g} to {MOST_SECONDS:g}")
    return abs(float(value))  # of -0.0, too
