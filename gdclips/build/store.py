"""The store: files that were made, kept by the hash of their recipe, to be had again without drawing."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from gdclips.build import checksums

KEY = "[0-9a-f]" * 64  # a hash: what is called otherwise was put there by somebody else
MOST = 2_000_000_000  # bytes that are kept


class Store:
    """Bytes by key, each in a file of its own; a damaged one counts as none and is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Return where that lies which is kept under a key."""
        return self._folder / key

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key."""
        path = self.path(key)
        content = checksums.read(path)
        if content is None:
            with suppress(OSError):
                path.unlink()
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep bytes under a key; without room for them, don't."""
        with suppress(OSError):
            checksums.write(self.path(key), content)

    def hash(self, key: str) -> str | None:
        """Return the hash of what is kept under a key."""
        return checksums.checksum(self.path(key))

    def hashes(self) -> set[str]:
        """Return the hashes of all that is kept."""
        return {checksum for path in self._kept() if (checksum := checksums.checksum(path)) is not None}

    def tidy(self) -> None:
        """Remove what processes began to keep which are no more."""
        checksums.tidy(self._folder)

    def prune(self, most: int = MOST) -> None:
        """Remove what was kept first until at most so many bytes are left."""
        found = sorted((facts.st_mtime, facts.st_size, path) for path, facts in self._kept().items())
        left = sum(size for _, size, _ in found)
        for _, size, path in found:
            if left <= most:
                return
            with suppress(OSError):
                path.unlink()
            left -= size

    def clear(self) -> None:
        """Remove all that is kept."""
        for path in self._kept():
            path.unlink(missing_ok=True)

    def _kept(self) -> dict[Path, os.stat_result]:
        """Return the files that are kept, by name; another process may remove any meanwhile."""
        found = {}
        for path in self._folder.glob(KEY):
            with suppress(FileNotFoundError):
                found[path] = path.stat()
        return found
