"""Workbooks, .xlsx: the rows of a sheet below the header that names the chosen columns."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import msgspec

from gdclips.messages import nearest
from gdclips.requests.tables.headers import columns, header_in, no_column, tidy
from gdclips.requests.tables.source import TableError

ROWS, CELLS = 1_048_576, 100_000_000  # that a sheet has at most, and that are looked at


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, of how many, its first row, its header's, and the chosen cells below it by row."""

    name: str
    count: int
    first: int
    place: int
    rows: list[tuple[int, tuple[object, ...]]]


def sheet(content: bytes, name: str, requests: str | None, chosen: Sequence[str]) -> Sheet:
    """Return the sheet of that name, else the first that is not hidden, of the workbook in some bytes."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is in the file, but not read
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            found = _one(book.worksheets, requests, name)
            others = [each.title for each in book.worksheets if each is not found and requests is None]
            place, header = _header(found, name, chosen, others)
            first = next(_rows(found, name))[0]
            rows = list(_below(found, place, columns(header, chosen, name), name))
            return Sheet(found.title, len(book.worksheets), first, place, rows)
        except TableError:
            raise
        except Exception:  # whatever a damaged file leads to
            raise TableError(
                f"{name} is damaged, or no workbook: open it and save it anew as .xlsx"
            ) from None


def _one(sheets: list[Any], requests: str | None, name: str) -> Any:
    names = [each.title for each in sheets]
    if requests is not None:
        if requests not in names:
            raise TableError(f"{name} has no sheet {requests!r}: {nearest(requests, names)}")
        return sheets[names.index(requests)]
    seen = [each for each in sheets if each.sheet_state == "visible"]
    if not seen:
        raise TableError(f"{name} has no sheet with a table: save it as .xlsx, not as Strict Open XML")
    return seen[0]


def _header(found: Any, name: str, chosen: Sequence[str], others: Sequence[str]) -> tuple[int, list[str]]:
    header = header_in(_rows(found, name), chosen)
    if header is not None:
        return header
    first, place = next(_rows(found, name), None), f"sheet {found.title!r} of {name}"
    more = f"; there are others, such as {others[0]!r}: say which by --sheet" if others else ""
    if first is None:
        raise TableError(f"{place} is empty, but expected a header and rows of numbers{more}")
    raise TableError(f"{no_column([tidy(cell) for cell in first[1]], chosen, place)}{more}")


def _rows(found: Any, name: str) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows that are not empty, and their numbers."""
    found.reset_dimensions()  # a workbook may have them wrong
    seen = 0
    for place, cells in enumerate(found.iter_rows(values_only=True), start=1):
        seen += len(cells)
        if place > ROWS or seen > CELLS:
            raise TableError(f"{name} has too many rows or cells: take some of its rows")
        if any(cell is not None and cell != "" for cell in cells):
            yield place, cells


def _below(
    found: Any, place: int, chosen: Sequence[int], name: str
) -> Iterator[tuple[int, tuple[object, ...]]]:
    for row, cells in _rows(found, name):
        if row > place:
            yield row, tuple(cells[column] if column < len(cells) else None for column in chosen)
