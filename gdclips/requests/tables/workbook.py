"""Workbooks (.xlsx): the rows of a sheet below the header that names the chosen columns."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import msgspec

from gdclips.messages import suggestion
from gdclips.requests.tables.headers import columns, header_in, no_column, normalized
from gdclips.requests.tables.source import TableError

MAX_ROWS, MAX_CELLS = 1_048_576, 100_000_000  # of a sheet, and to read


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, the count of sheets, its first row, the header's row, and the chosen cells below."""

    name: str
    count: int
    first: int
    header_row: int
    rows: list[tuple[int, tuple[object, ...]]]


def read_sheet(content: bytes, name: str, wanted: str | None, chosen: Sequence[str]) -> Sheet:
    """Return the ``wanted`` sheet of a workbook; without a name the first visible one."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts of the file that are not read
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            found = _chosen_sheet(book.worksheets, wanted, name)
            others = [each.title for each in book.worksheets if each is not found and wanted is None]
            header_row, header = _header(found, name, chosen, others)
            first = next(_rows(found, name))[0]
            rows = list(_rows_below(found, header_row, columns(header, chosen, name), name))
            return Sheet(found.title, len(book.worksheets), first, header_row, rows)
        except TableError:
            raise
        except Exception:  # a damaged file can raise anything
            raise TableError(
                f"{name} is damaged, or no workbook: open it and save it anew as .xlsx"
            ) from None


def _chosen_sheet(sheets: list[Any], wanted: str | None, name: str) -> Any:
    names = [each.title for each in sheets]
    if wanted is not None:
        if wanted not in names:
            raise TableError(f"{name} has no sheet {wanted!r}: {suggestion(wanted, names)}")
        return sheets[names.index(wanted)]
    visible = [each for each in sheets if each.sheet_state == "visible"]
    if not visible:
        raise TableError(f"{name} has no sheet with a table: save it as .xlsx, not as Strict Open XML")
    return visible[0]


def _header(found: Any, name: str, chosen: Sequence[str], others: Sequence[str]) -> tuple[int, list[str]]:
    header = header_in(_rows(found, name), chosen)
    if header is not None:
        return header
    first, where = next(_rows(found, name), None), f"sheet {found.title!r} of {name}"
    more = f"; there are others, such as {others[0]!r}: say which by --sheet" if others else ""
    if first is None:
        raise TableError(f"{where} is empty, but expected a header and rows of numbers{more}")
    raise TableError(f"{no_column([normalized(cell) for cell in first[1]], chosen, where)}{more}")


def _rows(found: Any, name: str) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the numbers and cells of the rows that are not empty."""
    found.reset_dimensions()  # those in the file may be wrong
    count = 0
    for row, cells in enumerate(found.iter_rows(values_only=True), start=1):
        count += len(cells)
        if row > MAX_ROWS or count > MAX_CELLS:
            raise TableError(f"{name} has too many rows or cells: take some of its rows")
        if any(cell is not None and cell != "" for cell in cells):
            yield row, cells


def _rows_below(
    found: Any, header_row: int, chosen: Sequence[int], name: str
) -> Iterator[tuple[int, tuple[object, ...]]]:
    for row, cells in _rows(found, name):
        if row > header_row:
            yield row, tuple(cells[column] if column < len(cells) else None for column in chosen)
