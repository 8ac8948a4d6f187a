"""The ledger: what was put into a folder, so that a file is kept, made again or left alone rightly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from gdclips import system
from gdclips.build import checksums
from gdclips.build.recipe import Recipe


class Entry(msgspec.Struct, frozen=True):
    """A file that is made: its recipe, the hash of its bytes, and of what of ours lay there before.

    It is noted before the file is put in its place, so that a run that dies in between leaves no doubt.
    """

    recipe: Recipe
    content: str
    before: str | None = None


class Manifest:
    """The entries by file name, each a file of its own; a damaged one counts as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file: str) -> Path:
        """Return where a file's note lies."""
        return self._folder / file

    def entry(self, file: str) -> Entry | None:
        """Return what is noted of a file."""
        try:
            content = checksums.read(self.path(file))
            return None if content is None else msgspec.json.decode(content, type=Entry)
        except msgspec.MsgspecError:
            return None

    def files(self) -> list[str]:
        """Return the names of the files of which something is noted."""
        if not self._folder.exists():
            return []
        return sorted(path.name for path in self._folder.iterdir() if not path.name.startswith("."))

    def tidy(self) -> None:
        """Remove the notes that processes began which are no more."""
        checksums.tidy(self._folder)

    def note(self, file: str, entry: Entry) -> None:
        """Remember that a file is made."""
        checksums.write(self.path(file), msgspec.json.encode(entry))

    def forget(self, file: str) -> None:
        """Forget a file that is gone."""
        self.path(file).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep all other processes from noting and putting files; the lock of one that dies is free."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with system.locked(self._folder):
            yield
