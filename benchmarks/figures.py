"""Figures of the benchmark: put into ``media/bench``, where what the user put there stays."""

from __future__ import annotations

import sys
from pathlib import Path

from gdclips.build.output import ForeignFile, OutputFolder

FOLDER = "bench"


def put(media: Path, file: str, content: bytes) -> None:
    """Put a figure in its place, unless what lies there was not made here; then a line says so."""
    shelf = OutputFolder(media / FOLDER, media.parent / ".cache" / FOLDER)
    shelf.check()
    try:
        shelf.put(file, {}, lambda path: path.write_bytes(content))
    except ForeignFile as why:
        told = f"leave media/{FOLDER}/{file}: {why}; move it away to have it made"
        print(told, file=sys.stderr, flush=True)
