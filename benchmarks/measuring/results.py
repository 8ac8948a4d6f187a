"""Results: figures and contact sheets in ``media/bench``; the user's own files there stay."""

from __future__ import annotations

import sys
from pathlib import Path

from gdclips.build.output import ForeignFile, OutputFolder

FOLDER = "bench"


def check(media: Path) -> None:
    """Raise an OSError that names the folder if it cannot be written to."""
    _folder(media).check()


def put(media: Path, file: str, content: bytes) -> None:
    """Save a file, unless a file of the user's has its name; then print a line about that."""
    try:
        _folder(media).put(file, {}, lambda path: path.write_bytes(content))
    except ForeignFile as why:
        notice = f"leave media/{FOLDER}/{file}: {why}; move it away to have it made"
        print(notice, file=sys.stderr, flush=True)


def _folder(media: Path) -> OutputFolder:
    return OutputFolder(media / FOLDER, media.parent / ".cache" / FOLDER)
