"""Path data of SVG, short: steps from point to point in place of points, and no letter twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdclips.rendering.vector.outlines import DIGITS

SEGMENT = re.compile(r"([MLQCz])([^MLQCz]*)")
STEPS = 10**DIGITS  # of a point


def short(data: str) -> str:
    """Return path data in few letters; matplotlib writes absolute segments, each with its letter."""
    return re.sub(r" (?=[-a-z])|(?<=[a-z]) ", "", " ".join(_parts(data)))


def _parts(data: str) -> Iterator[str]:
    at = start = (0, 0)
    before = ""
    for letter, text in SEGMENT.findall(data):
        values = [round(float(value) * STEPS) for value in text.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        if letter.lower() != before:
            yield letter.lower()
        for x, y in points:
            yield from (_number(x - at[0]), _number(y - at[1]))
        at = points[-1] if points else start
        start = at if letter == "M" else start
        before = "l" if letter == "M" else letter.lower()


def _number(steps: int) -> str:
    return f"{steps / STEPS:.{DIGITS}f}".rstrip("0").rstrip(".").replace("0.", ".", abs(steps) < STEPS)
