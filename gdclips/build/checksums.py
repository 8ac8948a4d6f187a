"""Files by their hashes; those of the cache begin with theirs, so that a damaged one is found."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

from gdclips.build.partial import stale
from gdclips.system import replace

DIGEST_SIZE = hashlib.sha256().digest_size


def write(path: Path, content: bytes) -> None:
    """Write bytes and their hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.{threading.get_ident()}.{path.name}.part")
    try:
        part.write_bytes(hashlib.sha256(content).digest() + content)
        replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Remove what processes that are no more left unfinished in a folder of the cache."""
    for part in stale(folder):
        with suppress(OSError):  # where nothing may be written, nothing is to be tidied
            part.unlink()


def read(path: Path) -> bytes | None:
    """Return what was written; None if there is nothing, or it can't be read or is damaged."""
    try:
        checksums = path.read_bytes() if path.is_file() else b""
    except OSError:
        return None
    checksum, content = checksums[:DIGEST_SIZE], checksums[DIGEST_SIZE:]
    return content if hashlib.sha256(content).digest() == checksum else None


def checksum(path: Path) -> str | None:
    """Return the hash that a file of the cache begins with; None if there is none to be read."""
    try:
        with path.open("rb") as file:
            return file.read(DIGEST_SIZE).hex()
    except OSError:
        return None


def content_hash(path: Path) -> str | None:
    """Return the hash of a file's bytes; None if there is no such file. An OSError if it isn't one."""
    if path.exists() and not path.is_file():
        found = "it is a folder" if path.is_dir() else "it is a pipe or a device"
        raise OSError(errno.EINVAL, f"{found}, where a file belongs: move it away", str(path))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
