"""Manifest: which files were made in a folder and from what, one record a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from gdclips import system
from gdclips.build import checksums
from gdclips.build.recipe import Recipe


class Entry(msgspec.Struct, frozen=True):
    """The record of a file: its recipe, its hash, and that of the earlier file that it replaced, if any.

    It is written before the file is put in its place: if the run dies in between, the earlier file is there.
    """

    recipe: Recipe
    content: str
    before: str | None = None


class Manifest:
    """The entries by file name, each in a file of its own; a damaged one counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file: str) -> Path:
        """Return the path of a file's entry."""
        return self._folder / file

    def entry(self, file: str) -> Entry | None:
        """Return the entry of a file; None if there is none."""
        try:
            content = checksums.read(self.path(file))
            return None if content is None else msgspec.json.decode(content, type=Entry)
        except msgspec.MsgspecError:
            return None

    def files(self) -> list[str]:
        """Return the names of the files that have entries, damaged ones included."""
        if not self._folder.exists():
            return []
        return sorted(path.name for path in self._folder.iterdir() if not path.name.startswith("."))

    def tidy(self) -> None:
        """Remove the unfinished entries of dead processes."""
        checksums.tidy(self._folder)

    def record(self, file: str, entry: Entry) -> None:
        """Write the entry of a file."""
        checksums.write(self.path(file), msgspec.json.encode(entry))

    def forget(self, file: str) -> None:
        """Remove the entry of a file."""
        self.path(file).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the manifest against other processes; the lock of a process that dies is released."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with system.locked(self._folder):
            yield
