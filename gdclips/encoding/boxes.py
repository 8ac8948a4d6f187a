"""Boxes: the parts of an ISO base media file, as MP4 and AVIF are, for what no library sets in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

WITHIN = {b"moov", b"trak", b"mdia", b"edts"}  # boxes that consist of others
HEAD, LONG = 8, 1  # bytes before the content of a box, and the size that says that eight more have it


def boxes(content: bytes | bytearray, start: int = 0, stop: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Yield the boxes of a file in their order: their kinds, and where their content begins."""
    stop = len(content) if stop is None else stop
    while start < stop:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = HEAD
        if size == LONG:
            (size,), head = struct.unpack_from(">Q", content, start + HEAD), 2 * HEAD
        yield kind, start + head
        if kind in WITHIN:
            yield from boxes(content, start + head, start + size)
        start += size
