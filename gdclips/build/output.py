"""Output folder: finished files, put among the user's own, which stay; and the cache that goes with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gdclips.build.manifest import Entry, Manifest
from gdclips.build.partial import PartialFiles
from gdclips.build.placed.files import check_replaceable, contents, hash_of, is_folder, swap, unpack
from gdclips.build.placed.pictures import remove
from gdclips.build.recipe import Recipe, key
from gdclips.build.store import Store
from gdclips.requests.request import Request
from gdclips.system import replace

MADE, CLIPS, PARTS = "made", "clips", "parts"

Write = Callable[[Path], object]


class ForeignFile(Exception):
    """A file of the user's lies where one should be put; the text says whether one was ever made there."""


class OutputFolder:
    """A folder for finished files, with their manifest and a store of their content in ``cache``."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self._cache = folder, cache
        self._manifest, self._store = Manifest(cache / MADE), Store(cache / CLIPS)
        self._partial = PartialFiles(folder, cache / PARTS)

    def hash(self, file: str) -> str | None:
        """Return the hash of a file as it is now; None if it is missing.

        A symbolic link counts as itself, not as its target: the program makes none, so it is the user's.
        """
        path = self.folder / file
        return f"link to {path.readlink()}" if path.is_symlink() else hash_of(path)

    def inputs(self, request: Request, recipe: Recipe) -> Iterator[Path]:
        """Yield the paths that the plan of a request depends on: file, sidecars, entry and cached content.

        The folders are those that :meth:`tidy` looks into.
        """
        for file in (request.file, *request.sidecars):
            yield from contents(self.folder / file)
        yield from (self._manifest.path(request.file), self._store.path(key(recipe)))
        yield from (self._cache / folder for folder in (MADE, CLIPS, PARTS))

    def has(self, file: str) -> bool:
        """Whether there is anything of a name, be it a broken link."""
        return os.path.lexists(self.folder / file)

    def entry(self, file: str, recipe: Recipe) -> Entry | None:
        """Return the manifest's entry of a file; without one, what the store tells of it."""
        entry = self._manifest.entry(file)
        present = None if entry else self._made_here(file)
        if present is None:
            return entry
        return Entry(recipe if self._store.hash(key(recipe)) == present else {}, present)

    def cached(self, recipe: Recipe) -> bytes | None:
        """Return the content that was made from a recipe before; None if it is not in the store."""
        return self._store.get(key(recipe))

    def put(self, file: str, recipe: Recipe, write: Write, overwrite: bool = False) -> bytes:
        """Write a file under another name, flush it, record it and rename it: it appears whole or not at all.

        Returns its content; that of a folder is an archive, which is unpacked. Raises a ForeignFile if a file
        of the user's is there, unless it is to be overwritten; one with the same content stays the user's,
        and is no error.
        """
        with self._partial.create(file) as part:
            content = _written(part, write)
            new = hashlib.sha256(content).hexdigest()
            with self._ready(file, part) as ready, self._manifest.locked():
                before = self._made_here(file)
                if not overwrite and before is None and self.hash(file) == new:
                    return content
                if not overwrite:
                    self.check_not_foreign(file)
                self.check_replaceable(file)
                self._manifest.record(file, Entry(recipe, new, before))
                self._place(ready, file)
        return content

    @contextmanager
    def _ready(self, file: str, part: Path) -> Iterator[Path]:
        """Yield what is to be renamed: the written file or, for a folder, what is unpacked of it."""
        if not is_folder(file):
            yield part
            return
        with self._partial.reserve(file) as folder:
            unpack(part, folder)
            yield folder

    def _place(self, ready: Path, file: str) -> None:
        if not is_folder(file):
            replace(ready, self.folder / file)
            return
        with self._partial.reserve(file) as aside:
            swap(ready, self.folder / file, aside)

    def check_replaceable(self, file: str) -> None:
        """Raise an OSError if a folder is there that has something in it that is never made here."""
        check_replaceable(self.folder / file)

    def check_not_foreign(self, file: str) -> None:
        """Raise a ForeignFile if there is a file of the user's."""
        if self.has(file) and self._made_here(file) is None:
            raise ForeignFile("changed by hand" if self._manifest.entry(file) else "not made here")

    def cache(self, recipe: Recipe, content: bytes) -> None:
        """Put the content that was made from a recipe into the store."""
        self._store.put(key(recipe), content)

    def tidy(self) -> None:
        """Remove the unfinished files of dead processes, and what the store has no room for."""
        self._partial.tidy()
        self._manifest.tidy()
        self._store.tidy()
        self._store.prune()

    def check(self) -> None:
        """Raise an OSError that names the folder if files can't be recorded or written here."""
        with self._manifest.locked():
            pass
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with self._partial.create("check"):
                pass
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.folder)) from None

    def clean(self) -> Iterator[tuple[str, str | None]]:
        """Remove the files that are as they were made, and the store; yield names, and why any is left."""
        self.tidy()
        for file in self._manifest.files():
            try:
                present = self.hash(file)
            except OSError as error:
                yield file, error.strerror
                continue
            if present is not None and self._made_here(file) is None:
                yield file, "it is not as it was made here"
                continue
            if present is not None:
                remove(self.folder / file)
                yield file, None
            elif self._manifest.entry(file) is None:
                continue  # a damaged entry, or a file that somebody else put among them
            self._manifest.forget(file)
        self._store.clear()

    def _made_here(self, file: str) -> str | None:
        """Return the hash of a file as it is now if it was made here, else None.

        Without an entry, it was made here if the store has the same content.
        """
        present, entry = self.hash(file), self._manifest.entry(file)
        if present is None:
            return None
        if entry is not None:
            return present if present in (entry.content, entry.before) else None
        return present if present in self._store.hashes() else None


def _written(part: Path, write: Write) -> bytes:
    """Write a file, flush it, and return its content."""
    write(part)
    with part.open("rb+") as written:
        content = written.read()
        os.fsync(written.fileno())
    return content
