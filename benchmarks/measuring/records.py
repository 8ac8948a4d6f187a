"""Records: what is measured of a file, and what a row of the benchmark's table says."""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["ok", "short", ""]


class Measure(msgspec.Struct, frozen=True):
    """One making of a file: CPU and wall seconds, peak memory in MB, size, and PSNR in dB if known."""

    cpu: float
    wall: float
    memory: float
    bytes: int
    psnr: float | None = None


class Check(msgspec.Struct, frozen=True):
    """One figure: ours and the other side's, the number that is judged, and what it should be.

    ``requests`` is the least that it may be, or with ``most`` the most; None wants nothing. ``aim`` is
    better.
    """

    what: str
    ours: float
    stock: float | None
    value: float
    requests: float | None = None
    aim: float | None = None
    most: bool = False

    @property
    def verdict(self) -> Verdict:
        """Whether the figure is as wanted."""
        if self.requests is None:
            return ""
        return (
            "ok" if (self.value <= self.requests if self.most else self.value >= self.requests) else "short"
        )


class Row(msgspec.Struct, frozen=True):
    """A row of the table: what is compared, its figures, and remarks."""

    name: str
    title: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()


def lines(row: Row) -> list[str]:
    """Return a row as lines of text."""
    table = [f"{row.name}: {row.title}"]
    for check in row.checks:
        sign = "at most" if check.most else "at least"
        requests = "" if check.requests is None else f"{sign} {check.requests:g}"
        aim = "" if check.aim is None else f", aim {check.aim:g}"
        stock = "" if check.stock is None else f"{check.stock:12.5g}"
        figures = f"{check.what:34}{check.ours:12.5g}{stock:>12}{check.value:12.4g}"
        table.append(f"  {figures}  {requests + aim:24}{check.verdict}".rstrip())
    return [*table, *(f"  {note}" for note in row.notes)]
