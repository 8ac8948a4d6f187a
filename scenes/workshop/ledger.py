"""The ledger: what this project made, so that a file is kept, made again or left alone rightly."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """A file that was made: the key of its order, and the hash of its bytes."""

    key: str
    content: str


class Ledger:
    """The entries by file name, kept as JSON in a file; a damaged file counts as an empty one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self.entries = msgspec.json.decode(path.read_bytes(), type=dict[str, Entry])
        except (OSError, msgspec.MsgspecError):
            self.entries = {}

    def note(self, file: str, entry: Entry) -> None:
        """Remember that a file was made."""
        self.entries[file] = entry
        self._save()

    def forget(self, file: str) -> None:
        """Forget a file that is gone."""
        self.entries.pop(file, None)
        self._save()

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(msgspec.json.encode(self.entries))
        part.replace(self._path)


def content_hash(path: Path) -> str | None:
    """Return the hash of a file's bytes; None if there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
