"""Checksums: the SHA-256 hash of any file, and cache files that begin with the hash of their content."""

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
    """Write a cache file: the hash of the bytes, then the bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.{threading.get_ident()}.{path.name}.part")
    try:
        part.write_bytes(hashlib.sha256(content).digest() + content)
        replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Remove the unfinished files that dead processes left in a folder of the cache."""
    for part in stale(folder):
        with suppress(OSError):  # a folder that is read-only stays as it is
            part.unlink()


def read(path: Path) -> bytes | None:
    """Return the bytes of a cache file; None if it is missing, unreadable or damaged."""
    try:
        stored = path.read_bytes() if path.is_file() else b""
    except OSError:
        return None
    digest, content = stored[:DIGEST_SIZE], stored[DIGEST_SIZE:]
    return content if hashlib.sha256(content).digest() == digest else None


def checksum(path: Path) -> str | None:
    """Return the hash that a cache file begins with; None if it is missing or unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(DIGEST_SIZE).hex()
    except OSError:
        return None


def content_hash(path: Path) -> str | None:
    """Return the hash of a file's bytes; None if it is missing. Raises an OSError if it is not a file."""
    if path.exists() and not path.is_file():
        found = "it is a folder" if path.is_dir() else "it is a pipe or a device"
        raise OSError(errno.EINVAL, f"{found}, where a file belongs: move it away", str(path))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
