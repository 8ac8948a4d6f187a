"""Archives: the files of a folder as one, a zip without compression and clock, so that bytes stay the same.

What reads and writes zips is imported where it is needed, because each start of the command would wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
FILE = 0o100644 << 16  # an ordinary file, which its owner may change


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of files by their names, which come in order."""
    memory = BytesIO()
    pack(files, memory)
    return memory.getvalue()


def pack(files: Iterable[tuple[str, bytes]], archive: IO[bytes]) -> None:
    """Write an archive of files by their names, which come in order."""
    from zipfile import ZipFile, ZipInfo

    with ZipFile(archive, "w") as packed:
        for name, content in files:
            entry = ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, FILE  # as Unix writes them, on Windows too
            packed.writestr(entry, content)


def unpack(archive: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and the contents of an archive's files."""
    from zipfile import ZipFile

    with ZipFile(archive) as packed:
        for entry in packed.infolist():
            yield entry.filename, packed.read(entry)
