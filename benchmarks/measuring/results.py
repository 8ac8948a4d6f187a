"""Results: figures and contact sheets, put into ``media/bench``, where what the user put there stays."""

from __future__ import annotations

import sys
from pathlib import Path

from gdclips.build.output import ForeignFile, OutputFolder

FOLDER = "bench"


def check(media: Path) -> None:
    """Raise an OSError that names the folder if nothing can be written there."""
    _folder(media).check()


def put(media: Path, file: str, content: bytes) -> None:
    """Put a file in its place, unless what lies there was not made here; then a line says so."""
    try:
        _folder(media).put(file, {}, lambda path: path.write_bytes(content))
    except ForeignFile as why:
        told = f"leave media/{FOLDER}/{file}: {why}; move it away to have it made"
        print(told, file=sys.stderr, flush=True)


def _folder(media: Path) -> OutputFolder:
    return OutputFolder(media / FOLDER, media.parent / ".cache" / FOLDER)
