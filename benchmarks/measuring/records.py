"""Records: the measure of a file, and the rows of the benchmark's table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

Verdict = Literal["ok", "short", ""]


class Measure(msgspec.Struct, frozen=True):
    """The cost of a file: CPU and wall seconds, peak memory in MB, bytes, and PSNR in dB if measured."""

    cpu: float
    wall: float
    memory: float
    bytes: int
    psnr: float | None = None


class Check(msgspec.Struct, frozen=True):
    """A figure: the engine's, the other side's, the ``value`` that is judged, and its limit.

    ``limit`` is the minimum, with ``most`` the maximum; None means that the value is not judged. ``aim`` is
    the goal beyond it.
    """

    what: str
    engine: float
    stock: float | None
    value: float
    limit: float | None = None
    aim: float | None = None
    most: bool = False

    @property
    def verdict(self) -> Verdict:
        """Whether the value is within the limit."""
        if self.limit is None:
            return ""
        return "ok" if (self.value <= self.limit if self.most else self.value >= self.limit) else "short"


class Row(msgspec.Struct, frozen=True):
    """A row of the table: its title, figures and notes, and a table of its own, the head first, if any."""

    name: str
    title: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def lines(row: Row) -> list[str]:
    """Return a row as lines of text."""
    table = [f"{row.name}: {row.title}"]
    for check in row.checks:
        sign = "at most" if check.most else "at least"
        limit = "" if check.limit is None else f"{sign} {check.limit:g}"
        aim = "" if check.aim is None else f", aim {check.aim:g}"
        stock = "" if check.stock is None else f"{check.stock:12.5g}"
        figures = f"{check.what:34}{check.engine:12.5g}{stock:>12}{check.value:12.4g}"
        table.append(f"  {figures}  {limit + aim:24}{check.verdict}".rstrip())
    return [*table, *(f"  {note}" for note in row.notes), *markdown(row.table)]


def markdown(table: Sequence[Sequence[str]]) -> list[str]:
    """Return a table in Markdown, a text for each line, with columns of equal width."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [*table[:1], rule, *table[1:]] if table else []
    return [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in lines
    ]
