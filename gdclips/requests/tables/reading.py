"""Reading of a table: its bytes, its notation, its numbers, and what was assumed about them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from gdclips.messages import quote
from gdclips.requests.tables.columns import Columns, Numbers, decimal_sign, numbers
from gdclips.requests.tables.encodings import UTF_8, encoding_of
from gdclips.requests.tables.headers import columns, normalized
from gdclips.requests.tables.numerals import OTHER, SPACES
from gdclips.requests.tables.options import Data
from gdclips.requests.tables.source import TableError, content, is_workbook
from gdclips.requests.tables.text import read_text
from gdclips.requests.tables.totals import row_of_totals
from gdclips.story.characters import simple
from gdcore import Array
from gdcore.csvfile import chosen_columns

SIGN_NAMES = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces", ",": "commas", ".": "points"}


class Table(msgspec.Struct, frozen=True):
    """The numbers of the chosen columns (rows, columns), whose names are ``chosen``.

    ``assumed`` describes how they were read, if that is unusual and was not an option; ``dropped`` is the
    number of rows that were left out.
    """

    values: Array
    chosen: tuple[str, ...]
    assumed: tuple[str, ...]
    dropped: int


class _Source(msgspec.Struct, frozen=True):
    """Columns to read, the separator of a text, and what was assumed about the file."""

    columns: Columns
    separator: str
    assumed: tuple[str, ...]


def read_table(data: Data) -> Table:
    """Return the numbers of the chosen columns; raise a TableError of one line if that is not possible."""
    name = quote(data.path)
    chosen = tuple(map(normalized, chosen_columns(data.features, data.target)))
    chosen = chosen_columns(chosen[:-1], chosen[-1])
    found = content(data.path, name)
    source = (_workbook_source if is_workbook(found) else _text_source)(found, name, data, chosen)
    decimal = data.decimal or decimal_sign(source.columns, source.separator)
    result = numbers(source.columns, decimal, data.missing == "drop")
    if result.dropped and not len(result.values):
        raise TableError(f"{name} has missing cells in each row: choose other columns")
    if (row := row_of_totals(result.values)) is not None:
        raise TableError(
            f"the {row} row of {name} holds the totals or means of the others, but expected rows of one kind:"
            " delete it"
        )
    assumed = (*_number_notes(result, decimal, data), *source.assumed)
    return Table(result.values, chosen, assumed, result.dropped)


def _text_source(found: bytes, name: str, data: Data, chosen: tuple[str, ...]) -> _Source:
    if data.sheet is not None:
        raise TableError(
            f"{name} is a text and has no sheet {data.sheet!r}: expected --sheet with .xlsx alone"
        )
    encoding = encoding_of(found, data.encoding, name)
    table, header_line, header = read_text(found, name, encoding, data.sep, chosen)
    named = table.names_rows(header_line, header)
    header = [""] * named + header
    rows = partial(table.rows, header_line, header, columns(header, chosen, name))
    first = next(table.records())[0]
    assumed = [
        "" if data.sep or table.separator == "," else f"{_separator_name(table.separator)} between cells",
        "" if data.encoding or encoding in UTF_8 else f"text in {encoding}",
        "" if header_line == first else f"header in line {header_line}",
        "row names in the first column" if named else "",
    ]
    return _Source(
        Columns(chosen, rows, lambda line: f"line {line} of {name}"),
        table.separator,
        tuple(filter(None, assumed)),
    )


def _workbook_source(found: bytes, name: str, data: Data, chosen: tuple[str, ...]) -> _Source:
    from gdclips.requests.tables.workbook import read_sheet

    for option in ("sep", "encoding"):
        if getattr(data, option) is not None:
            raise TableError(f"{name} is a workbook: expected --{option} with a text alone")
    table = read_sheet(found, name, data.sheet, chosen)
    assumed = [
        "" if data.sheet or table.count == 1 else f"{_sheet_name(table.name)} of {table.count}",
        "" if table.header_row == table.first else f"header in row {table.header_row}",
    ]
    where = f"of sheet {table.name!r} of {name}" if table.count > 1 else f"of {name}"
    hint = " (a formula that was never computed is empty, too)"
    return _Source(
        Columns(chosen, lambda: table.rows, lambda row: f"row {row} {where}", hint),
        "",
        tuple(filter(None, assumed)),
    )


def _sheet_name(name: str) -> str:
    """Return a sheet's name for pictures, if any font can draw it."""
    return f"sheet {name!r}" if all(map(simple, name)) else "the first sheet"


def _number_notes(result: Numbers, decimal: str, data: Data) -> Iterator[str]:
    """Yield what was assumed about the numbers."""
    if decimal == "," and not data.decimal:
        yield "decimal comma"
    groups = {
        SIGN_NAMES[OTHER[decimal]] if sign == OTHER[decimal] else _group_name(sign) for sign in result.groups
    }
    if groups and not data.decimal:
        yield f"{' and '.join(sorted(groups))} between thousands"
    if result.units:
        signs = {"%" if unit == "%" else "currency signs" for unit in result.units}
        yield f"{' and '.join(sorted(signs))} left out"


def _separator_name(separator: str) -> str:
    return SIGN_NAMES.get(separator, repr(separator) if separator.isascii() else f"U+{ord(separator):04X}")


def _group_name(sign: str) -> str:
    return "spaces" if sign in SPACES else "apostrophes"
