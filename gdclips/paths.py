"""Files and folders that a user names: whether they can be had is told before anything waits for them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from gdclips.messages import RequestError

AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # Windows has no pipes among its files
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFREG: "a file",
}


# Names that Windows gives to devices, whatever suffix follows, and signs that it has no names with.
PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")
DEVICES = {"con", "prn", "aux", "nul", *PORTS}
FORBIDDEN = '<>:"/\\|?*'


def check_name(file: str, said: str) -> None:
    """Raise a RequestError that begins with ``said`` if this system can't write a file of that name."""
    if sys.platform == "win32" and (why := unwritable(file)):
        raise RequestError(f"{said}: Windows has no files {why}; expected another name")


def unwritable(file: str) -> str | None:
    """Return which files Windows doesn't have, if one of that name is among them."""
    stem = file.partition(".")[0].strip().casefold()
    if stem in DEVICES:
        return f"called {stem}"
    if signs := [sign for sign in FORBIDDEN if sign in file]:
        return f"with {signs[0]} in their names"
    return "whose names end in a dot or a space" if file.endswith((".", " ")) else None


def check_file(path: str | Path, said: str, expected: str, missing: bool = False) -> None:
    """Raise a RequestError that begins with ``said`` unless a path leads to a file that may be read.

    Where it may be ``missing``, that is told by who reads it.
    """
    found = _found(path, said, expected)
    if found is None:
        if missing:
            return
        raise RequestError(f"{said}: it does not exist; expected {expected}")
    if found != "a file":
        raise RequestError(f"{said}: it is {found}; expected {expected}")
    try:
        opened(path).close()
    except OSError as error:
        raise RequestError(f"{said}: {error.strerror}; expected {expected} that may be read") from None


def opened(path: str | Path) -> BinaryIO:
    """Open a file for reading; a pipe, too, without waiting for someone to write into it."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | AT_ONCE))


def from_here(path: Path) -> str:
    """Return how the user would call a file: from the folder that he is in, if it lies there."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):  # it lies elsewhere, or he is in a folder that was removed
        return str(path)


def check_folder(path: str | Path, said: str) -> None:
    """Raise a RequestError if a path is taken by what is no folder, or can't be any."""
    found = _found(path, said, "a folder")
    if found not in (None, "a folder"):
        raise RequestError(f"{said}: it is {found}; expected a folder")


def read_file(path: Path, most: int, said: str, expected: str) -> bytes:
    """Return the bytes of a file, at most so many; a RequestError tells what keeps it from being read."""
    check_file(path, said, expected)
    try:
        with opened(path) as file:
            content = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else b" " * (most + 1)
    except OSError as error:
        raise RequestError(f"{said}: {error.strerror}; expected {expected}") from None
    if len(content) > most:
        raise RequestError(f"{said}: it is larger than {most // 1_000_000} MB; expected {expected}")
    return content


def _found(path: str | Path, said: str, expected: str) -> str | None:
    """Return what lies at a path, None if nothing does (at "", too, which is a folder for pathlib).

    A RequestError if that can't be told.
    """
    try:
        return KINDS.get(stat.S_IFMT(os.stat(path).st_mode), "something else")  # noqa: PTH116
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestError(f"{said}: {error.strerror}; expected {expected}") from None
    except ValueError:  # a character that no path has
        raise RequestError(f"{said}: no path; expected {expected}") from None
