"""The folder of finished files, which is the user's: what was put there by us, and how it gets there."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from scenes.workshop.ledger import Entry, Ledger
from scenes.workshop.recipe import Recipe, key
from scenes.workshop.sealed import content_hash
from scenes.workshop.store import Store

MADE, CLIPS = "made", "clips"

Write = Callable[[Path], object]


class Media:
    """A folder for finished files, and the cache that belongs to it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self._cache = folder, cache
        self._ledger, self._store = Ledger(cache / MADE), Store(cache / CLIPS)

    def hash(self, file: str) -> str | None:
        """Return the hash of what lies under a name now; None if nothing does."""
        return content_hash(self.folder / file)

    def has(self, file: str) -> bool:
        """Whether anything lies under a name."""
        return (self.folder / file).exists()

    def entry(self, file: str, recipe: Recipe) -> Entry | None:
        """Return what is noted of a file, or follows from what is kept if the note is damaged."""
        entry = self._ledger.entry(file)
        present = None if entry else self._ours(file)
        if present is None:
            return entry
        return Entry(recipe if self._store.hash(key(recipe)) == present else {}, present)

    def kept(self, recipe: Recipe) -> bytes | None:
        """Return the bytes that were made by a recipe before, if they are still kept."""
        return self._store.get(key(recipe))

    def put(self, file: str, recipe: Recipe, write: Write, anyway: bool) -> bytes | None:
        """Write a file beside, flush it, note it, and rename it: it appears whole or not at all.

        Returns its bytes; None if what lies there now is neither ours nor the same, and stays, unless it is
        to be put ``anyway``.
        """
        part = self._part(file)
        try:
            write(part)
            with part.open("rb+") as written:
                content = written.read()
                os.fsync(written.fileno())
            made = hashlib.sha256(content).hexdigest()
            with self._ledger.locked():
                ours = self._ours(file)
                if not anyway and self.hash(file) not in (None, made, ours):
                    return None
                self._ledger.note(file, Entry(recipe, made, ours))
                part.replace(self.folder / file)
        finally:
            part.unlink(missing_ok=True)
        return content

    def keep(self, recipe: Recipe, content: bytes) -> None:
        """Keep the bytes that were made by a recipe."""
        self._store.keep(key(recipe), content)

    def tidy(self) -> None:
        """Remove what processes that are no more left unfinished, and what there is no room to keep."""
        for folder in (self.folder, self._cache / MADE, self._cache / CLIPS):
            for part in _stale_parts(folder):
                with suppress(OSError):  # where nothing may be written, nothing is to be tidied
                    part.unlink()
        self._store.prune()

    def check(self) -> None:
        """Raise an OSError that names the folder if files can't be noted or written here."""
        with self._ledger.locked():
            pass
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._part("check")
        try:
            part.touch()
            part.unlink()
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.folder)) from None

    def clean(self) -> Iterator[tuple[str, str | None]]:
        """Remove what is ours and as it was made, and all that is kept; yield names, and why one is left."""
        self.tidy()
        for file in self._ledger.files():
            try:
                present = self.hash(file)
            except OSError as error:
                yield file, error.strerror
                continue
            if present is not None and self._ours(file) is None:
                yield file, "it is not as it was made here"
                continue
            if present is not None:
                (self.folder / file).unlink()
                yield file, None
            self._ledger.forget(file)
        self._store.clear()

    def _part(self, file: str) -> Path:
        return self.folder / f".{os.getpid()}.{file}.part"

    def _ours(self, file: str) -> str | None:
        """Return the hash of what lies there now if it was made here, else None."""
        present, entry = self.hash(file), self._ledger.entry(file)
        if present is None:
            return None
        known = self._store.hashes() if entry is None else {entry.content, entry.before}
        return present if present in known else None


def _stale_parts(folder: Path) -> list[Path]:
    """Return the unfinished files of processes that are no more."""
    found = ((part, re.fullmatch(r"\.(\d+)\..+\.part", part.name)) for part in folder.glob(".*.part"))
    return [part for part, match in found if match and not _runs(int(match[1]))]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
