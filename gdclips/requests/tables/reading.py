"""Reading a table: its source, the way in which it is written, and its numbers; and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from gdclips.messages import seen
from gdclips.requests.tables.columns import Columns, Numbers, decimal_sign, numbers
from gdclips.requests.tables.encodings import PLAIN, encoding_of
from gdclips.requests.tables.headers import columns, tidy
from gdclips.requests.tables.numerals import OTHER, SPACES
from gdclips.requests.tables.options import Data
from gdclips.requests.tables.source import TableError, content, is_workbook
from gdclips.requests.tables.text import text
from gdclips.requests.tables.totals import row_of_totals
from gdclips.story.characters import simple
from gdcore import Array
from gdcore.csvfile import chosen_columns

WORDS = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces", ",": "commas", ".": "points"}


class Table(msgspec.Struct, frozen=True):
    """The numbers of the chosen columns (rows, columns), whose names are ``chosen``.

    ``assumed`` tells in words how they were read, where that is not the plain way and nobody said so;
    ``dropped`` is how many rows were left out.
    """

    values: Array
    chosen: tuple[str, ...]
    assumed: tuple[str, ...]
    dropped: int


class _Source(msgspec.Struct, frozen=True):
    """Columns to be read, the separator of a text, and in words how the file is written."""

    columns: Columns
    separator: str
    assumed: tuple[str, ...]


def read(data: Data) -> Table:
    """Return the numbers that are meant; a TableError, of one line, if the file can't be read as a table."""
    name = seen(data.path)
    chosen = tuple(map(tidy, chosen_columns(data.features, data.target)))
    chosen = chosen_columns(chosen[:-1], chosen[-1])
    found = content(data.path, name)
    source = (_of_workbook if is_workbook(found) else _of_text)(found, name, data, chosen)
    decimal = data.decimal or decimal_sign(source.columns, source.separator)
    read = numbers(source.columns, decimal, data.missing == "drop")
    if read.dropped and not len(read.values):
        raise TableError(f"{name} has missing cells in each row: choose other columns")
    if (row := row_of_totals(read.values)) is not None:
        raise TableError(
            f"the {row} row of {name} holds the totals or means of the others, but expected rows of one kind:"
            " delete it"
        )
    assumed = (*_of_numbers(read, decimal, data), *source.assumed)
    return Table(read.values, chosen, assumed, read.dropped)


def _of_text(found: bytes, name: str, data: Data, chosen: tuple[str, ...]) -> _Source:
    if data.sheet is not None:
        raise TableError(
            f"{name} is a text and has no sheet {data.sheet!r}: expected --sheet with .xlsx alone"
        )
    encoding = encoding_of(found, data.encoding, name)
    table, place, header = text(found, name, encoding, data.sep, chosen)
    named = table.names_rows(place, header)
    header = [""] * named + header
    rows = partial(table.rows, place, header, columns(header, chosen, name))
    first = next(table.records())[0]
    assumed = [
        "" if data.sep or table.separator == "," else f"{_word(table.separator)} between cells",
        "" if data.encoding or encoding in PLAIN else f"text in {encoding}",
        "" if place == first else f"header in line {place}",
        "row names in the first column" if named else "",
    ]
    return _Source(
        Columns(chosen, rows, lambda line: f"line {line} of {name}"),
        table.separator,
        tuple(filter(None, assumed)),
    )


def _of_workbook(found: bytes, name: str, data: Data, chosen: tuple[str, ...]) -> _Source:
    from gdclips.requests.tables.workbook import sheet

    for option in ("sep", "encoding"):
        if getattr(data, option) is not None:
            raise TableError(f"{name} is a workbook: expected --{option} with a text alone")
    table = sheet(found, name, data.sheet, chosen)
    assumed = [
        "" if data.sheet or table.count == 1 else f"{_sheet(table.name)} of {table.count}",
        "" if table.place == table.first else f"header in row {table.place}",
    ]
    place = f"of sheet {table.name!r} of {name}" if table.count > 1 else f"of {name}"
    hint = " (a formula that was never computed is empty, too)"
    return _Source(
        Columns(chosen, lambda: table.rows, lambda row: f"row {row} {place}", hint),
        "",
        tuple(filter(None, assumed)),
    )


def _sheet(name: str) -> str:
    """Return what a sheet is called on pictures: by its name, if that is sure to be drawn."""
    return f"sheet {name!r}" if all(map(simple, name)) else "the first sheet"


def _of_numbers(read: Numbers, decimal: str, data: Data) -> Iterator[str]:
    """Yield in words how numbers were read."""
    if decimal == "," and not data.decimal:
        yield "decimal comma"
    groups = {WORDS[OTHER[decimal]] if sign == OTHER[decimal] else _group(sign) for sign in read.groups}
    if groups and not data.decimal:
        yield f"{' and '.join(sorted(groups))} between thousands"
    if read.units:
        signs = {"%" if unit == "%" else "currency signs" for unit in read.units}
        yield f"{' and '.join(sorted(signs))} left out"


def _word(separator: str) -> str:
    return WORDS.get(separator, repr(separator) if separator.isascii() else f"U+{ord(separator):04X}")


def _group(sign: str) -> str:
    return "spaces" if sign in SPACES else "apostrophes"
