"""Store: the content of made files, by the hash of their recipe, so that nothing is drawn twice."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from gdclips.build import checksums

KEY = "[0-9a-f]" * 64  # a hash; files of other names were put there by somebody else
MAX_BYTES = 2_000_000_000


class Store:
    """Content by key, each in a file of its own; a damaged one counts as missing and is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Return the path of a key's content."""
        return self._folder / key

    def get(self, key: str) -> bytes | None:
        """Return the content of a key; None if there is none."""
        path = self.path(key)
        content = checksums.read(path)
        if content is None:
            with suppress(OSError):
                path.unlink()
        return content

    def put(self, key: str, content: bytes) -> None:
        """Store the content of a key; do nothing if there is no room for it."""
        with suppress(OSError):
            checksums.write(self.path(key), content)

    def hash(self, key: str) -> str | None:
        """Return the hash of a key's content; None if there is none."""
        return checksums.checksum(self.path(key))

    def hashes(self) -> set[str]:
        """Return the hashes of all content."""
        return {checksum for path in self._files() if (checksum := checksums.checksum(path)) is not None}

    def tidy(self) -> None:
        """Remove the unfinished files of dead processes."""
        checksums.tidy(self._folder)

    def prune(self, most: int = MAX_BYTES) -> None:
        """Remove the oldest content until at most so many bytes are left."""
        found = sorted((stat.st_mtime, stat.st_size, path) for path, stat in self._files().items())
        left = sum(size for _, size, _ in found)
        for _, size, path in found:
            if left <= most:
                return
            with suppress(OSError):
                path.unlink()
            left -= size

    def clear(self) -> None:
        """Remove all content."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> dict[Path, os.stat_result]:
        """Return the files of the store; another process may remove any at the same time."""
        found = {}
        for path in self._folder.glob(KEY):
            with suppress(FileNotFoundError):
                found[path] = path.stat()
        return found
