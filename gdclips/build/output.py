"""The folder of finished files, which is the user's: what was put there by us, and how it gets there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from gdclips.build.checksums import content_hash
from gdclips.build.manifest import Entry, Manifest
from gdclips.build.partial import PartialFiles
from gdclips.build.recipe import Recipe, key
from gdclips.build.store import Store
from gdclips.requests.request import Request
from gdclips.system import replace

MADE, CLIPS, PARTS = "made", "clips", "parts"

Write = Callable[[Path], object]


class ForeignFile(Exception):
    """What lies under a name is the user's and stays; the text says whether we ever made a file of it."""


class OutputFolder:
    """A folder for finished files, and the cache that belongs to it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self._cache = folder, cache
        self._manifest, self._store = Manifest(cache / MADE), Store(cache / CLIPS)
        self._partial = PartialFiles(folder, cache / PARTS)

    def hash(self, file: str) -> str | None:
        """Return the hash of what lies under a name now; None if nothing does.

        A link is not what it leads to: we make none, so that it is the user's.
        """
        path = self.folder / file
        return f"link to {path.readlink()}" if path.is_symlink() else content_hash(path)

    def inputs(self, request: Request, recipe: Recipe) -> Iterator[Path]:
        """Yield what decides about a request's file: what lies there and beside, what is noted and kept.

        The folders are those in which there may be something to tidy up.
        """
        yield from (self.folder / file for file in (request.file, *request.words))
        yield from (self._manifest.path(request.file), self._store.path(key(recipe)))
        yield from (self._cache / folder for folder in (MADE, CLIPS, PARTS))

    def has(self, file: str) -> bool:
        """Whether anything lies under a name."""
        return os.path.lexists(self.folder / file)

    def entry(self, file: str, recipe: Recipe) -> Entry | None:
        """Return what is noted of a file, or follows from what is kept if the note is damaged."""
        entry = self._manifest.entry(file)
        present = None if entry else self._ours(file)
        if present is None:
            return entry
        return Entry(recipe if self._store.hash(key(recipe)) == present else {}, present)

    def kept(self, recipe: Recipe) -> bytes | None:
        """Return the bytes that were made by a recipe before, if they are still kept."""
        return self._store.get(key(recipe))

    def put(self, file: str, recipe: Recipe, write: Write, anyway: bool = False) -> bytes:
        """Write a file beside, flush it, note it, and rename it: it appears whole or not at all.

        Returns its bytes. Raises Theirs if what lies there now is the user's, unless it is to be put
        ``anyway``; the same bytes stay hers without a word.
        """
        with self._partial.begin(file) as part:
            write(part)
            with part.open("rb+") as written:
                content = written.read()
                os.fsync(written.fileno())
            made = hashlib.sha256(content).hexdigest()
            with self._manifest.locked():
                ours = self._ours(file)
                if not anyway and ours is None and self.hash(file) == made:
                    return content
                if not anyway:
                    self.check_ours(file)
                self._manifest.note(file, Entry(recipe, made, ours))
                replace(part, self.folder / file)
        return content

    def check_ours(self, file: str) -> None:
        """Raise Theirs if the user's file lies under a name."""
        if self.has(file) and self._ours(file) is None:
            raise ForeignFile("changed by hand" if self._manifest.entry(file) else "not made here")

    def keep(self, recipe: Recipe, content: bytes) -> None:
        """Keep the bytes that were made by a recipe."""
        self._store.keep(key(recipe), content)

    def tidy(self) -> None:
        """Remove what processes that are no more left unfinished, and what there is no room to keep."""
        self._partial.tidy()
        self._manifest.tidy()
        self._store.tidy()
        self._store.prune()

    def check(self) -> None:
        """Raise an OSError that names the folder if files can't be noted or written here."""
        with self._manifest.locked():
            pass
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with self._partial.begin("check"):
                pass
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.folder)) from None

    def clean(self) -> Iterator[tuple[str, str | None]]:
        """Remove what is ours and as it was made, and all that is kept; yield names, and why one is left."""
        self.tidy()
        for file in self._manifest.files():
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
            elif self._manifest.entry(file) is None:
                continue  # a damaged note, or what somebody else put there
            self._manifest.forget(file)
        self._store.clear()

    def _ours(self, file: str) -> str | None:
        """Return the hash of what lies there now if it was made here, else None.

        Without a note, it was if the same is still kept.
        """
        present, entry = self.hash(file), self._manifest.entry(file)
        if present is None:
            return None
        if entry is not None:
            return present if present in (entry.content, entry.before) else None
        return present if present in self._store.hashes() else None
