"""Unfinished files: noted before they are begun, so that only what we began is ever removed."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gdclips.system import runs

PART = r"\.(\d{1,9})\.\w{1,20}\..+\.part"  # begun by which process


class PartialFiles:
    """The unfinished files of a folder; ``notes`` is where an empty file stands for each."""

    def __init__(self, folder: Path, notes: Path) -> None:
        self._folder, self._notes = folder, notes

    @contextmanager
    def begin(self, file: str) -> Iterator[Path]:
        """Yield the path of a new, empty file beside the one that it is to become; remove what is left."""
        name = f".{os.getpid()}.{secrets.token_hex(4)}.{file}.part"
        part, note = self._folder / name, self._notes / name
        self._notes.mkdir(parents=True, exist_ok=True)
        note.touch()
        try:
            part.touch(exist_ok=False)
            try:
                yield part
            finally:
                part.unlink(missing_ok=True)
        finally:
            note.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove the files that processes began which are no more."""
        for note in stale(self._notes):
            with suppress(OSError):  # where nothing may be written, nothing is to be tidied
                (self._folder / note.name).unlink(missing_ok=True)
                note.unlink()


def stale(folder: Path) -> list[Path]:
    """Return the files of a folder whose names begin with a process that is no more."""
    found = ((path, re.fullmatch(PART, path.name)) for path in folder.glob(".*.part"))
    return [path for path, match in found if match and not runs(int(match[1]))]
