"""Unfinished files: each has a marker from before it is created, so that no file of the user's is removed."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gdclips.build.placed.pictures import remove
from gdclips.system import is_running

PART = r"\.(\d{1,9})\.\w{1,20}\..+\.part"  # the number is that of the process


class PartialFiles:
    """The unfinished files of a folder; each has an empty file of its name in the folder ``markers``."""

    def __init__(self, folder: Path, markers: Path) -> None:
        self._folder, self._markers = folder, markers

    @contextmanager
    def create(self, file: str) -> Iterator[Path]:
        """Yield the path of a new, empty file in the folder; remove it at the end unless it was renamed."""
        with self.reserve(file) as part:
            part.touch(exist_ok=False)
            yield part

    @contextmanager
    def reserve(self, file: str) -> Iterator[Path]:
        """Yield a path in the folder at which nothing lies; remove what lies there at the end."""
        name = f".{os.getpid()}.{secrets.token_hex(4)}.{file}.part"
        part, marker = self._folder / name, self._markers / name
        self._markers.mkdir(parents=True, exist_ok=True)
        marker.touch()
        try:
            yield part
        finally:
            remove(part)
            marker.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove the unfinished files of dead processes."""
        for marker in stale(self._markers):
            with suppress(OSError):  # a folder that is read-only stays as it is
                remove(self._folder / marker.name)
                marker.unlink()


def stale(folder: Path) -> list[Path]:
    """Return the unfinished files in a folder whose processes are dead."""
    found = ((path, re.fullmatch(PART, path.name)) for path in folder.glob(".*.part"))
    return [path for path, match in found if match and not is_running(int(match[1]))]
