"""Headers: the record of a table that names the chosen columns, and the position of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from reprlib import Repr

from gdclips.messages import closest_name, shortlist
from gdclips.requests.tables.numerals import SIGNS, number
from gdclips.requests.tables.source import TableError
from gdclips.story.characters import normal, visible

HEADER_ROWS = 30  # records that are searched for the header
MAX_CELLS = 1_000_000  # of a header
MAX_COMPARED = 1000  # columns, with which an unknown name is compared

_names = Repr()
_names.maxstring = 60


def normalized(name: object) -> str:
    """Return a column's name for comparison: normalized, with single spaces; "" if it is invisible."""
    text = " ".join(normal("" if name is None else str(name)).split())
    return text if visible(text) else ""


def header_in(
    records: Iterable[tuple[int, Sequence[object]]], chosen: Sequence[str]
) -> tuple[int, list[str]] | None:
    """Return the line or row and the cells of the first record with all chosen names; None without one."""
    for row, cells in islice(records, HEADER_ROWS):
        header = [normalized(cell) for cell in cells[:MAX_CELLS]]
        if header[0].startswith("#") and header[0] not in chosen:
            header = _uncommented(header)
        if all(name and name in header for name in chosen):
            return row, header
    return None


def _uncommented(names: list[str]) -> list[str]:
    """Return the names of a header that is a comment, as NumPy writes it."""
    first = names[0].lstrip("#").strip()
    return [first, *names[1:]] if first else names[1:]


def columns(header: Sequence[str], chosen: Sequence[str], name: str) -> list[int]:
    """Return the positions of the chosen columns in a header; raise a TableError if a name is not unique."""
    for column in chosen:
        if (count := header.count(column)) > 1:
            many = f"{count} columns named {column!r}"
            raise TableError(f"{name} has {many}, but expected one: rename the others")
    return [header.index(column) for column in chosen]


def no_column(header: Sequence[str], chosen: Sequence[str], name: str) -> TableError:
    """Return the error for a header without one of the chosen columns."""
    if is_data(header):
        return TableError(f"{name} begins with numbers, but expected a header line: add one")
    absent = next(column for column in chosen if not column or column not in header)
    return TableError(f"{name} has no column {absent!r}; {_hint(header, absent)}")


def is_data(cells: Sequence[str]) -> bool:
    """Tell whether a record consists of numbers, so that it is no header."""
    return bool(cells) and all(any(number(cell, sign) is not None for sign in SIGNS) for cell in cells)


def _hint(header: Sequence[str], column: str) -> str:
    named = [_names.repr(name) for name in header if name]
    all_are = "columns are" if len(named) > 1 else "only column is"
    existing = f"its {all_are} {shortlist(named)}" if named else "it has none"
    meant = closest_name(
        column, [name for name in header[:MAX_COMPARED] if name and len(name) <= _names.maxstring]
    )
    if "," in column and all(normalized(part) in header for part in column.split(",")):
        existing += "; a list between commas is one --features alone"
    return f"did you mean {meant!r}? {existing}" if meant else existing
