"""Source of a table: the bytes of a regular file, decompressed if necessary, both limited in size."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from gdclips.paths import open_file

MAX_BYTES = 200_000_000  # bytes of a table, unpacked
SAVE = "save it as .xlsx or .csv"

# The first bytes of files that cannot be read: what such a file is, and what to do.
UNSUPPORTED = {
    b"%PDF": f"a PDF file, not a table: {SAVE}",
    b"\x89PNG": f"a picture, not a table: {SAVE}",
    b"\xff\xd8\xff": f"a picture, not a table: {SAVE}",
    b"GIF8": f"a picture, not a table: {SAVE}",
    b"PAR1": f"a Parquet file: {SAVE}",
    b"SQLite format 3": f"a database: {SAVE}",
    b"<stata_dta>": f"a Stata file: {SAVE}",
    b"\x89HDF": f"an HDF5 file: {SAVE}",
    b"\x28\xb5\x2f\xfd": "packed by Zstandard: unpack it, or pack it by gzip",
    b"7z\xbc\xaf": "packed by 7-Zip: unpack it",
    b"Rar!": "packed by RAR: unpack it",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of old Excel files and of encrypted ones
PASSWORD = "EncryptedPackage".encode("utf-16-le")
DECOMPRESSORS: dict[bytes, Callable[[BytesIO], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
LAYERS = 3  # of compression: a workbook in a .zip has one
OFFICE_FILES = {
    "xl/workbook.bin": f"a binary workbook (.xlsb): {SAVE}",
    "word/document.xml": f"a text document, not a table: {SAVE}",
    "ppt/presentation.xml": f"a presentation, not a table: {SAVE}",
    "content.xml": f"an OpenDocument file (.ods): {SAVE}",
    "Index/Document.iwa": f"a Numbers file: export it as .xlsx or .csv ({SAVE})",
}


class TableError(ValueError):
    """An error in a table; its text is one line for the user."""


def content(path: str, name: str) -> bytes:
    """Return the decompressed bytes of a table's file; a workbook stays as it is.

    Raises a TableError that begins with ``name`` if the file cannot be read or cannot be a table.
    """
    found = _read(path, name)
    for _ in range(LAYERS):
        found = _unpacked(found, name)
    for magic, what in UNSUPPORTED.items():
        if found.startswith(magic):
            raise TableError(f"{name} is {what}")
    if found.startswith(OLE):
        what = (
            "protected by a password: save it without" if PASSWORD in found else f"an old Excel file: {SAVE}"
        )
        raise TableError(f"{name} is {what}")
    if not found.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise TableError(f"{name} is empty, but expected a header line and rows of numbers")
    return found


def is_workbook(content: bytes) -> bool:
    """Tell whether bytes are those of a workbook, .xlsx."""
    return content.startswith(ZIP)


def _read(path: str, name: str) -> bytes:
    try:
        with open_file(path) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise TableError(f"{name} is not a file, but expected a table: .csv or .xlsx")
            found = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise TableError(f"{name} does not exist, but expected a table: check its path") from None
    except IsADirectoryError:
        raise TableError(f"{name} is a folder, but expected a table: give the file's path") from None
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        why = getattr(error, "strerror", None) or str(error)
        raise TableError(f"{name} cannot be read ({why}), but expected a table: .csv or .xlsx") from None
    return _bounded(found, name)


def _bounded(found: bytes, name: str) -> bytes:
    if len(found) > MAX_BYTES:
        raise _too_large(name)
    return found


def _too_large(name: str) -> TableError:
    most = f"{MAX_BYTES // 1_000_000} MB, unpacked"
    return TableError(f"{name} has more than {most}, but expected at most that: take some of its rows")


def _unpacked(packed: bytes, name: str) -> bytes:
    try:
        if packed.startswith(ZIP):
            return _unzipped(packed, name)
        for magic, opener in DECOMPRESSORS.items():
            if packed.startswith(magic):
                with opener(BytesIO(packed)) as file:
                    return _bounded(file.read(MAX_BYTES + 1), name)
    except TableError:
        raise
    except Exception:  # a damaged file can raise anything
        raise TableError(f"{name} is damaged, or packed in an unknown way: save or copy it anew") from None
    return packed


def _unzipped(packed: bytes, name: str) -> bytes:
    """Return the bytes of the only file in an archive; a checked workbook stays as it is."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        names = set(archive.namelist())
        for member, what in OFFICE_FILES.items():
            if member in names:
                raise TableError(f"{name} is {what}")
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise TableError(f"{name} is protected by a password: save it without")
        if "[Content_Types].xml" in names:
            _check(archive, name)
            return packed
        files = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
        if len(files) != 1:
            raise TableError(f"{name} holds {len(files)} files, but expected one table: unpack it")
        with archive.open(files[0]) as file:
            return _bounded(file.read(MAX_BYTES + 1), name)


def _hidden(member: str) -> bool:
    """Tell whether a file in an archive is hidden, such as those that macOS adds."""
    return member.rpartition("/")[2].startswith(".")


def _check(archive: zipfile.ZipFile, name: str) -> None:
    """Raise an error if a workbook is too large or damaged."""
    if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
        raise _too_large(name)
    if archive.testzip() is not None:
        raise zipfile.BadZipFile("its check sums are wrong")
