"""Text tables: records of cells between separators, with a header that names the columns."""

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
SEPARATOR_LINE = re.compile('\ufeff?"?sep=(.)"?\\s*', re.IGNORECASE)  # a first line for Excel
OTHER_TEXTS = {
    re.compile("<[!?/a-zA-Z]"): "a web page or XML",
    re.compile(r"\{ *(?:[\"}]|$)|\[ *(?:[][{\"\d-]|$)"): "JSON",
}  # by the start of the first cell

Record = tuple[int, list[str]]


class Text(msgspec.Struct, frozen=True):
    """The bytes of a text, its name in messages, its encoding and its separator."""

    content: bytes
    name: str
    encoding: str
    separator: str = ","

    def records(self) -> Iterator[Record]:
        """Yield each record's first line number and its cells, without blank lines and a line with sep=."""
        with TextIOWrapper(BytesIO(self.content), self.encoding, newline="") as file:
            read: list[str] = []  # the lines of a record
            lines = map(_tabs_as_spaces, file) if self.separator == " " else file
            reader = self._reader(_recorded(lines, read))
            while True:
                line = reader.line_num + 1
                read.clear()
                try:
                    cells = next(reader)
                    if len(read) > 1:  # in which a quote may be a mistake
                        next(self._reader(read, strict=True))
                except StopIteration:
                    return
                except csv.Error:
                    at = f"line {line} of {self.name}"
                    raise TableError(f"{at} has a cell without an end: is a quote left open?") from None
                if any(cell.strip() for cell in cells) and not (line == 1 and self._is_separator_line(cells)):
                    yield line, cells

    def _reader(self, lines: Iterable[str], strict: bool = False) -> Any:
        return csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=strict)

    def _is_separator_line(self, cells: list[str]) -> bool:
        return SEPARATOR_LINE.fullmatch(self.separator.join(cells)) is not None

    def rows(
        self, header_line: int, header: Sequence[str], chosen: Sequence[int]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the line and the chosen cells of each record below the header.

        Records may lack cells of the last columns if those have no name, and may end in more empty cells.
        """
        pick, width = itemgetter(*chosen), len(header)
        least = max(column for column, name in enumerate(header, start=1) if name)
        for line, cells in self.records():
            if line <= header_line:
                continue
            if len(cells) != width and (len(cells) < least or any(cell.strip() for cell in cells[width:])):
                raise TableError(self._ragged(line, len(cells), width))
            yield line, pick(cells)

    def names_rows(self, header_line: int, header: Sequence[str]) -> bool:
        """Tell whether the first column has row names and no name in the header, as R writes it.

        Never with commas, because there one more cell may come from a decimal comma.
        """
        cells = next((cells for line, cells in self.records() if line > header_line), [])
        return self.separator in "\t " and len(cells) == len(header) + 1 and bool(cells[-1].strip())

    def _ragged(self, line: int, found: int, expected: int) -> str:
        cells = f"{found} cell{'s' * (found != 1)}"
        more = self.separator == "," and found > expected
        commas = ", or put numbers with decimal commas into quotes" if more else ""
        return (
            f"line {line} of {self.name} has {cells}, but the header has {expected}: mend that line{commas}"
        )


def read_text(
    content: bytes, name: str, encoding: str, separator: str | None, chosen: Sequence[str]
) -> tuple[Text, int, list[str]]:
    """Return a text with its separator, the line of its header, and the header.

    The separator is the one with which the header has all chosen names.
    """
    text = Text(content, name, encoding)
    declared = separator or _declared_separator(text)
    signs = (declared,) if declared else SEPARATORS
    texts = [msgspec.structs.replace(text, separator=sign) for sign in signs]
    tried = [(each, _header(each, chosen)) for each in texts]
    found = [(each, header) for each, header in tried if header is not None]
    if len(found) > 1:
        found = [match for match in found if match[0].separator != " "]
    if len(found) > 1:
        possible = " or ".join(repr(each.separator) for each, _ in found)
        raise TableError(f"{name} can be read with {possible} between its cells: say which by --sep")
    if not found:
        raise _no_header(texts, chosen)
    table, (header_line, header) = found[0]
    return table, header_line, header


def _declared_separator(text: Text) -> str | None:
    """Return the separator that a first line such as sep=; declares; None without one."""
    with TextIOWrapper(BytesIO(text.content), text.encoding, newline=None) as file:
        match = SEPARATOR_LINE.fullmatch(file.readline(16))
    return match[1] if match else None


def _header(each: Text, chosen: Sequence[str]) -> tuple[int, list[str]] | None:
    try:
        return header_in(each.records(), chosen)
    except TableError:
        return None


def _no_header(texts: list[Text], chosen: Sequence[str]) -> TableError:
    """Return the error for a text in which no record has all chosen names, with any separator."""
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
    for start, what in OTHER_TEXTS.items():
        if first and start.match(first[0]):
            return TableError(f"{best.name} is {what}, but expected a table: save it as .csv or .xlsx")
    more = "" if len(first) > 1 else "; is another sign between its cells? --sep says which"
    guess = "; if it is not in cp1252, --encoding says in what" if best.encoding == "cp1252" else ""
    return TableError(f"{no_column(first, chosen, best.name)}{more}{guess}")


def _first(each: Text) -> list[str]:
    header = header_in(each.records(), ())
    return header[1] if header else []


def _recorded(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    """Yield lines, and append each to ``read``."""
    for line in lines:
        read.append(line)
        yield line


def _tabs_as_spaces(line: str) -> str:
    """Return a line with spaces for tabs, without spaces at its ends."""
    return line.replace("\t", " ").strip(" ")
