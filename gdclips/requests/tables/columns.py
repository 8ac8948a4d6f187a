"""Columns: the numbers of the chosen cells, with one decimal sign, and the units and separators in them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from reprlib import repr as shown

import msgspec
import numpy as np

from gdclips.requests.tables.numerals import (
    GROUPS,
    OTHER,
    SIGNS,
    is_missing,
    number,
    possible_decimals,
    split_unit,
)
from gdclips.requests.tables.source import TableError
from gdcore import Array

Row = tuple[int, Sequence[object]]
"""The number of a line or row, and the chosen cells: texts, or a workbook's values."""


class Columns(msgspec.Struct, frozen=True):
    """The chosen columns of a table before their numbers are read; ``rows`` restarts at each call.

    ``locate`` names a row for messages; ``hint`` is appended to the message about an empty cell.
    """

    names: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    locate: Callable[[int], str]
    hint: str = ""

    def message(self, row: int, column: int, what: str) -> str:
        """Return a message about a cell, such as "is empty", with its row and column."""
        return f"{self.locate(row)} {what} in column {self.names[column]!r}"


class Numbers(msgspec.Struct, frozen=True):
    """The values (rows, columns), the number of dropped rows, and the thousands separators and units."""

    values: Array
    dropped: int
    groups: frozenset[str]
    units: frozenset[str]


def decimal_sign(columns: Columns, separator: str) -> str:
    """Return the decimal sign that some cell proves; raise a TableError if all cells are ambiguous.

    Points in a table that is separated by commas are decimal points.
    """
    doubts: dict[str, str] = {}
    for row_number, cells in columns.rows():
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or not ("," in cell or "." in cell):
                continue
            text, _ = split_unit(cell)
            signs = possible_decimals(text)
            if len(signs) == 1:
                return signs
            if signs:
                message = columns.message(row_number, column, f"has {shown(cell)}")
                doubts.setdefault("," if "," in text else ".", f"{message}, {_readings(text)}")
    if not doubts or (separator == "," and "," not in doubts):
        return "."
    doubt = next(iter(doubts.values()))
    raise TableError(f"{doubt}, and no other cell decides: say which by --decimal . or --decimal ,")


def _readings(text: str) -> str:
    point, comma = (number(text, sign) for sign in SIGNS)
    return f"which is {point:.15g} with a decimal point and {comma:.15g} with a decimal comma"


def numbers(columns: Columns, decimal: str, drop: bool) -> Numbers:
    """Return the numbers of columns; with ``drop`` without the rows that have a missing cell."""
    cells, values, dropped = _Cells(columns, decimal), array("d"), 0
    for row_number, row in columns.rows():
        found = [cells.value(row_number, column, cell) for column, cell in enumerate(row)]
        if None not in found:
            values.extend(found)  # type: ignore[arg-type]
        elif drop:
            dropped += 1
        else:
            raise TableError(_missing(columns, row_number, found.index(None), row))
    cells.check_units()
    table = np.frombuffer(values, dtype=np.float64).reshape(-1, len(columns.names))
    return Numbers(table, dropped, frozenset(cells.groups), frozenset().union(*cells.units))


def _missing(columns: Columns, row_number: int, column: int, row: Sequence[object]) -> str:
    cell = row[column]
    found = f"has only {shown(cell)}" if isinstance(cell, str) and cell.strip() else "is empty"
    what = f"{columns.message(row_number, column, found)}, but expected a number"
    return f"{what}: fill it in{columns.hint}, or leave such rows out by --missing drop"


class _Cells:
    """Reads cells one by one, and collects the thousands separators and units that it finds."""

    def __init__(self, columns: Columns, decimal: str) -> None:
        self._columns, self._decimal = columns, decimal
        self.groups: set[str] = set()
        self.units: list[Counter[str]] = [Counter() for _ in columns.names]
        self._with_unit: list[str] = ["" for _ in columns.names]  # a message about the first cell with a unit
        self._read = [0 for _ in columns.names]

    def value(self, row: int, column: int, cell: object) -> float | None:
        """Return a cell's number; None if it is missing."""
        value = self._text(row, column, cell) if isinstance(cell, str) else self._typed(row, column, cell)
        self._read[column] += value is not None
        return value

    def _text(self, row: int, column: int, cell: str) -> float | None:
        if (value := _simple_number(cell, self._decimal)) is not None:
            return value
        text, unit = split_unit(cell)
        value = number(text, self._decimal)
        if value is None:
            if is_missing(cell):
                return None
            raise TableError(self._error(row, column, shown(cell), text))
        self.groups.update(sign for sign in text if sign in GROUPS or sign == OTHER[self._decimal])
        if unit:
            self.units[column][unit] += 1
            message = self._with_unit[column] or self._columns.message(row, column, f"has {shown(cell)}")
            self._with_unit[column] = message
        return value

    def _typed(self, row: int, column: int, cell: object) -> float | None:
        """Return the number in a workbook's cell; None if empty; a TableError for a boolean or a date."""
        if cell is None:
            return None
        if isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell):
            return float(cell)
        found = str(cell).lower() if isinstance(cell, bool) else f"a date or time, {cell}"
        raise TableError(self._error(row, column, found, ""))

    def _error(self, row: int, column: int, found: str, text: str) -> str:
        what = self._columns.message(row, column, f"has {found}")
        if number(text, OTHER[self._decimal]) is not None:
            sign, other = ("point", ",") if self._decimal == "." else ("comma", ".")
            return f"{what}, but others have a decimal {sign}: mend it, or give --decimal {other}"
        return f"{what}, but expected a finite number: mend it or drop the row"

    def check_units(self) -> None:
        """Raise a TableError if the numbers of a column are not all in the same unit."""
        for column, (met, read) in enumerate(zip(self.units, self._read, strict=True)):
            if met and (len(met) > 1 or met.total() < read):
                raise TableError(
                    f"{self._with_unit[column]}, which has other cells without that sign,"
                    " but expected one unit in a column: mend them"
                )


def _simple_number(cell: str, decimal: str) -> float | None:
    """Return the number in a cell without units and thousands separators; None if it is none."""
    if decimal == "," and "." in cell:
        return None
    try:
        value = float(cell if decimal == "." else cell.replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in cell else None
