"""Text tables: records of cells between separators, of which a header names some columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from operator import itemgetter
from typing import Any

import msgspec

from gdclips.requests.tables.headers import header_in, is_data, no_column
from gdclips.requests.tables.source import TableError

SEPARATORS = (",", ";", "\t", "|", " ")
SAYS = re.compile('\ufeff?"?sep=(.)"?\\s*', re.IGNORECASE)  # the first line by which Excel is told
NO_TABLES = {
    re.compile("<[!?/a-zA-Z]"): "a web page or XML",
    re.compile(r"\{ *(?:[\"}]|$)|\[ *(?:[][{\"\d-]|$)"): "JSON",
}  # by how the first cell begins

Record = tuple[int, list[str]]


class Text(msgspec.Struct, frozen=True):
    """The bytes of a text, what they are called, and how they are read."""

    content: bytes
    name: str
    encoding: str
    separator: str = ","

    def records(self) -> Iterator[Record]:
        """Yield the line on which each record begins, and its cells; no blank lines, nor one with sep=."""
        with TextIOWrapper(BytesIO(self.content), self.encoding, newline="") as file:
            read: list[str] = []  # the lines of a record
            reader = self._reader(_noted(map(_spaced, file) if self.separator == " " else file, read))
            while True:
                line = reader.line_num + 1
                read.clear()
                try:
                    cells = next(reader)
                    if len(read) > 1:  # whose quotes are less likely to be meant
                        next(self._reader(read, strict=True))
                except StopIteration:
                    return
                except csv.Error:
                    at = f"line {line} of {self.name}"
                    raise TableError(f"{at} has a cell without an end: is a quote left open?") from None
                if any(cell.strip() for cell in cells) and not (line == 1 and self._says(cells)):
                    yield line, cells

    def _reader(self, lines: Iterable[str], strict: bool = False) -> Any:
        return csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=strict)

    def _says(self, cells: list[str]) -> bool:
        return SAYS.fullmatch(self.separator.join(cells)) is not None

    def rows(
        self, place: int, header: Sequence[str], chosen: Sequence[int]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the line and the chosen cells of each record after the header's.

        Records may lack cells of the last columns if these have no name, and end with more empty ones.
        """
        pick, width = itemgetter(*chosen), len(header)
        least = max(column for column, name in enumerate(header, start=1) if name)
        for line, cells in self.records():
            if line <= place:
                continue
            if len(cells) != width and (len(cells) < least or any(cell.strip() for cell in cells[width:])):
                raise TableError(self._ragged(line, len(cells), width))
            yield line, pick(cells)

    def names_rows(self, place: int, header: Sequence[str]) -> bool:
        """Tell whether the first column is one of rows' names, which has no name itself, as R writes it.

        Not between commas, where a cell more may be a decimal comma.
        """
        cells = next((cells for line, cells in self.records() if line > place), [])
        return self.separator in "\t " and len(cells) == len(header) + 1 and bool(cells[-1].strip())

    def _ragged(self, line: int, found: int, expected: int) -> str:
        cells = f"{found} cell{'s' * (found != 1)}"
        more = self.separator == "," and found > expected
        commas = ", or put numbers with decimal commas into quotes" if more else ""
        return (
            f"line {line} of {self.name} has {cells}, but the header has {expected}: mend that line{commas}"
        )


def text(
    content: bytes, name: str, encoding: str, separator: str | None, chosen: Sequence[str]
) -> tuple[Text, int, list[str]]:
    """Return a text as it is to be read, the line of its header, and the header.

    The separator is that by which the header has all the chosen names.
    """
    plain = Text(content, name, encoding)
    said = separator or _said(plain)
    texts = [msgspec.structs.replace(plain, separator=sign) for sign in ((said,) if said else SEPARATORS)]
    tried = [(each, _header(each, chosen)) for each in texts]
    found = [(each, header) for each, header in tried if header is not None]
    if len(found) > 1:
        found = [match for match in found if match[0].separator != " "]
    if len(found) > 1:
        signs = " or ".join(repr(each.separator) for each, _ in found)
        raise TableError(f"{name} can be read with {signs} between its cells: say which by --sep")
    if not found:
        raise _no_header(texts, chosen)
    table, (place, header) = found[0]
    return table, place, header


def _said(plain: Text) -> str | None:
    """Return the separator that a first line tells, such as sep=; does."""
    with TextIOWrapper(BytesIO(plain.content), plain.encoding, newline=None) as file:
        says = SAYS.fullmatch(file.readline(16))
    return says[1] if says else None


def _header(each: Text, chosen: Sequence[str]) -> tuple[int, list[str]] | None:
    try:
        return header_in(each.records(), chosen)
    except TableError:
        return None


def _no_header(texts: list[Text], chosen: Sequence[str]) -> TableError:
    """Return what to say of a text that has not all chosen names in a record, however it is read."""
    firsts = []
    for each in texts:
        try:
            firsts.append((each, _first(each)))
        except TableError as error:
            broken = error
    if not firsts:
        return broken
    best, first = max(
        firsts,
        key=lambda pair: (
            sum(name in pair[1] for name in chosen),
            is_data(pair[1]),
            len(pair[1]) if pair[0].separator != " " else 0,
        ),
    )
    for start, what in NO_TABLES.items():
        if first and start.match(first[0]):
            return TableError(f"{best.name} is {what}, but expected a table: save it as .csv or .xlsx")
    more = "" if len(first) > 1 else "; is another sign between its cells? --sep says which"
    guess = "; if it is not in cp1252, --encoding says in what" if best.encoding == "cp1252" else ""
    return TableError(f"{no_column(first, chosen, best.name)}{more}{guess}")


def _first(each: Text) -> list[str]:
    header = header_in(each.records(), ())
    return header[1] if header else []


def _noted(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    """Yield lines, and append each to those that were ``read``."""
    for line in lines:
        read.append(line)
        yield line


def _spaced(line: str) -> str:
    """Return a line whose cells are between single spaces or more, without those at its ends."""
    return line.replace("\t", " ").strip(" ")
