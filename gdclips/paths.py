"""Paths that a user gives: checks that a file can be read, or a folder written, before any work begins."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from gdclips.messages import RequestError

NONBLOCKING = getattr(os, "O_NONBLOCK", 0)  # Windows has no named pipes in folders
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFREG: "a file",
}

# Windows reserves the names of devices, whatever the suffix, and forbids some characters.
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")
DEVICES = {"con", "prn", "aux", "nul", *_PORTS}
FORBIDDEN = '<>:"/\\|?*'


def check_name(file: str, label: str) -> None:
    """Raise a RequestError that begins with ``label`` if the system can't write a file of that name."""
    if sys.platform == "win32" and (reason := why_unwritable(file)):
        raise RequestError(f"{label}: Windows has no files {reason}; expected another name")


def why_unwritable(file: str) -> str | None:
    """Return why Windows can't write a file of that name, None if it can."""
    stem = file.partition(".")[0].strip().casefold()
    if stem in DEVICES:
        return f"called {stem}"
    if found := [character for character in FORBIDDEN if character in file]:
        return f"with {found[0]} in their names"
    return "whose names end in a dot or a space" if file.endswith((".", " ")) else None


def check_file(path: str | Path, label: str, expected: str, missing: bool = False) -> None:
    """Raise a RequestError that begins with ``label`` unless a path is a file that can be read.

    If it may be ``missing``, its reader reports that.
    """
    kind = _kind(path, label, expected)
    if kind is None:
        if missing:
            return
        raise RequestError(f"{label}: it does not exist; expected {expected}")
    if kind != "a file":
        raise RequestError(f"{label}: it is {kind}; expected {expected}")
    try:
        open_file(path).close()
    except OSError as error:
        raise RequestError(f"{label}: {error.strerror}; expected {expected} that may be read") from None


def open_file(path: str | Path) -> BinaryIO:
    """Open a file for reading, or a pipe, without waiting for its writer."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | NONBLOCKING))


def relative_to_cwd(path: Path) -> str:
    """Return a path relative to the current folder, if it lies in it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):  # it lies elsewhere, or the current folder was removed
        return str(path)


def check_folder(path: str | Path, label: str) -> None:
    """Raise a RequestError that begins with ``label`` if a path can't be a folder."""
    kind = _kind(path, label, "a folder")
    if kind not in (None, "a folder"):
        raise RequestError(f"{label}: it is {kind}; expected a folder")


def read_file(path: Path, max_size: int, label: str, expected: str) -> bytes:
    """Return the bytes of a file; a RequestError if it can't be read or is larger than ``max_size`` bytes."""
    check_file(path, label, expected)
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            content = file.read(max_size + 1) if size <= max_size else b""
    except OSError as error:
        raise RequestError(f"{label}: {error.strerror}; expected {expected}") from None
    if max(size, len(content)) > max_size:
        raise RequestError(f"{label}: it is larger than {max_size // 1_000_000} MB; expected {expected}")
    return content


def _kind(path: str | Path, label: str, expected: str) -> str | None:
    """Return the kind of a path, None if nothing is there (nor at "", which is a folder for pathlib).

    Raises a RequestError if the system can't tell.
    """
    try:
        return KINDS.get(stat.S_IFMT(os.stat(path).st_mode), "something else")  # noqa: PTH116
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestError(f"{label}: {error.strerror}; expected {expected}") from None
    except ValueError:  # a null character
        raise RequestError(f"{label}: no path; expected {expected}") from None
