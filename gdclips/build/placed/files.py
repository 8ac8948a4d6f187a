"""Placed files: how finished ones lie in the output folder, those of most formats as they are.

A folder's bytes are an archive of its files, which is unpacked where it is put, and packed again to be
compared. A folder that has anything else in it than numbered pictures is never replaced or removed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gdclips.build.checksums import content_hash
from gdclips.build.placed.pictures import other_than_pictures
from gdclips.encoding import archive
from gdclips.formats import FORMATS
from gdclips.system import replace


def is_folder(file: str) -> bool:
    """Tell by its name whether a finished file is a folder."""
    return any(each.folder and file.endswith(f".{suffix}") for suffix, each in FORMATS.items())


def hash_of(path: Path) -> str | None:
    """Return the hash of the bytes of a finished file or folder; None if it is missing.

    Raises an OSError if there is something of another kind.
    """
    if not is_folder(path.name) or not path.exists():
        return content_hash(path)
    if not path.is_dir():
        raise OSError(errno.ENOTDIR, "it is a file, where a folder belongs: move it away", str(path))
    if other := other_than_pictures(path):
        return f"folder with {other}"
    with tempfile.TemporaryFile() as packed:
        archive.pack(((each.name, each.read_bytes()) for each in sorted(path.iterdir())), packed)
        packed.seek(0)
        return hashlib.file_digest(packed, "sha256").hexdigest()


def contents(path: Path) -> Iterator[Path]:
    """Yield the paths whose stats change with the content of a finished file or folder."""
    yield path
    if is_folder(path.name) and path.is_dir():
        yield from path.iterdir()


def unpack(archived: Path, folder: Path) -> None:
    """Make a folder of the files of an archive, and flush them."""
    folder.mkdir()
    with archived.open("rb") as packed:
        for name, content in archive.unpack(packed):
            with (folder / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())


def check_replaceable(path: Path) -> None:
    """Raise an OSError if a folder has something in it that is never made here."""
    if path.is_dir() and not path.is_symlink() and (other := other_than_pictures(path)):
        raise OSError(errno.ENOTEMPTY, f"it holds {other}, which was not made here: move it away", str(path))


def swap(ready: Path, target: Path, aside: Path) -> None:
    """Rename a folder; what lay in its place lies ``aside`` afterwards, or is back if that fails."""
    if os.path.lexists(target):
        replace(target, aside)
    try:
        replace(ready, target)
    except BaseException:
        if os.path.lexists(aside):
            replace(aside, target)
        raise
