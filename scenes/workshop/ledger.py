"""The ledger: what this project made, so that a file is kept, made again or left alone rightly."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """A file that is made: the key of its order, the hash of its bytes, and of what lay there before.

    It is noted before the file is put in its place, so that a run that dies in between leaves no doubt.
    """

    key: str
    content: str
    before: str | None = None


class Ledger:
    """The entries by file name, kept as JSON; a damaged file counts as an empty one.

    Several processes may note things at once: each change reads and writes under a lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def entries(self) -> dict[str, Entry]:
        """What is noted now."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Entry])
        except (FileNotFoundError, msgspec.MsgspecError):
            return {}

    def note(self, file: str, entry: Entry) -> None:
        """Remember that a file is made."""
        with self._changing() as entries:
            entries[file] = entry

    def forget(self, file: str) -> None:
        """Forget a file that is gone."""
        with self._changing() as entries:
            entries.pop(file, None)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Entry]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            entries = self.entries
            yield entries
            part = self._path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(msgspec.json.encode(entries))
            part.replace(self._path)
        finally:
            os.close(folder)


def content_hash(path: Path) -> str | None:
    """Return the hash of a file's bytes; None if there is no such file. An OSError if it isn't one."""
    if path.exists() and not path.is_file():
        reason = "Is a directory" if path.is_dir() else "Is not a regular file"
        raise OSError(errno.EINVAL, reason, str(path))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
