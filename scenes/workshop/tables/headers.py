"""Headers: the record of a table that names the chosen columns, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from unicodedata import normalize

from scenes.words import near
from scenes.workshop.tables.source import TableError

HEAD = 30  # records among which the header is looked for
MANY = 30  # columns that are too many to be listed


def tidy(name: object) -> str:
    """Return a column's name as it is compared: composed letters, single spaces, no mark of an encoding."""
    return " ".join(normalize("NFC", "" if name is None else str(name)).replace("\ufeff", "").split())


def header_in(
    records: Iterable[tuple[int, Sequence[object]]], chosen: Sequence[str]
) -> tuple[int, list[str]] | None:
    """Return the first of some records that has all chosen names, and its place; None if there is none."""
    for place, cells in islice(records, HEAD):
        header = [tidy(cell) for cell in cells]
        if all(name in header for name in chosen):
            return place, header
    return None


def columns(header: Sequence[str], chosen: Sequence[str], name: str) -> list[int]:
    """Return where the chosen columns stand; a TableError if one does not, or not once."""
    for column in chosen:
        count = header.count(column)
        if count > 1:
            raise TableError(
                f"{name} has {count} columns named {column!r}, but expected one: rename the others"
            )
        if count == 0:
            raise TableError(f"{name} has no column {column!r}; {_hint(header, column)}")
    return [header.index(column) for column in chosen]


def _hint(header: Sequence[str], column: str) -> str:
    named = [repr(name) for name in header if name]
    listed = ", ".join(named if len(named) <= MANY else [*named[:MANY], f"... ({len(named)} in all)"])
    existing = f"its columns are {listed}" if len(named) > 1 else f"its only column is {listed}"
    meant = near(column, [name for name in header if name])
    if "," in column and all(tidy(part) in header for part in column.split(",")):
        existing += "; a list between commas is one --features alone"
    return f"did you mean {meant!r}? {existing}" if meant else existing
