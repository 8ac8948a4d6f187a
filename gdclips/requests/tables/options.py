"""Options of a table: its columns, and how to read it if that cannot be detected."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import msgspec

MISSING = ("error", "drop")
DECIMALS = (".", ",")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "pipe": "|", "space": " "}


class TableOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of a table: the features and the target; ``raw`` leaves the features' scale alone.

    The others say how to read the file, and None means to detect it: the separator of cells, the decimal
    sign, the text's encoding, the workbook's sheet, and whether rows with missing cells are an error or
    dropped.
    """

    features: tuple[str, ...] = ()
    target: str = ""
    raw: bool = False
    sep: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    missing: str | None = None
    sheet: str | None = None


class Data(TableOptions, frozen=True, kw_only=True):
    """Columns of the table at a path, and how to read it."""

    path: str


def separator(text: str) -> str:
    """Return the separator that an option names."""
    sign = SEPARATORS.get(text.strip().lower(), text)
    if len(sign) == 1 and (sign in "\t " or sign.isprintable()) and not (sign.isalnum() or sign in "\"'.+-−"):
        return sign
    raise ValueError("a sign such as ; or |, or the word tab or space")


def decimal(text: str) -> str:
    """Return the decimal sign that an option names."""
    return _one(text, DECIMALS)


def encoding(text: str) -> str:
    """Return the name of an encoding of text that Python knows."""
    try:
        "a".encode(text)  # a LookupError if it is not one of text
        return codecs.lookup(text).name
    except (LookupError, ValueError):
        raise ValueError("the name of an encoding, such as utf-8, cp1252, utf-16 or gb18030") from None


def missing(text: str) -> str:
    """Return what to do with rows that have a missing cell."""
    return _one(text, MISSING)


def sheet(text: str) -> str:
    """Return the name of a workbook's sheet."""
    if not text.strip():
        raise ValueError("the name of a sheet")
    return text


OPTIONS: dict[str, Callable[[str], str]] = {
    "sep": separator,
    "decimal": decimal,
    "encoding": encoding,
    "missing": missing,
    "sheet": sheet,
}
"""The parsers of the options; their ValueError says what was expected."""


def _one(text: str, known: tuple[str, ...]) -> str:
    if text in known:
        return text
    raise ValueError(" or ".join(known))
