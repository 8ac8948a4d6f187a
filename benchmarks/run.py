"""The table of the benchmark: rows are chosen, measured one after the other, printed, and kept as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.measuring import results
from benchmarks.measuring.records import Row, lines
from benchmarks.rows import encoding, explorer, frames, growth, maths, pairs, planning, workers
from gdclips.messages import RequestError, suggestion
from gdclips.setup import extras

Measuring = Callable[[int, Path], Row]  # given how often to repeat, and the folder of what is kept

ROWS: Mapping[str, Measuring] = {
    **{name: partial(pairs.row, name) for name in pairs.PAIRS},
    "x264": encoding.cost,
    "trail": growth.trail,
    "cold": growth.cold,
    "mse_grid": maths.grid,
    "descent": maths.descent,
    "sgd_runs": maths.runs,
    "growth": growth.growth,
    "video": encoding.quality,
    "frames": frames.row,
    "plan": planning.nothing_to_do,
    "idle": planning.idle,
    **{f"plan_{count}": partial(planning.many, count) for count in planning.SECONDS},
    "workers": workers.here,
    "cluster": workers.cluster,
    "explorer": explorer.row,
}
"""The rows by name, in the order in which they are measured."""

MANIM = {name for name, pair in pairs.PAIRS.items() if pair.case.way == "manim"} | {"x264", "video"}


def bench(media: Path, names: Sequence[str], repeats: int) -> None:
    """Measure the rows of those names, or all; print each and keep it as JSON in ``media/bench``.

    Raises a RequestError that says what is wrong with the names or the repeats.
    """
    for name in names:
        if name not in ROWS:
            raise RequestError(f"unknown row {name}: {suggestion(name, list(ROWS))}")
    if repeats < 1:
        raise RequestError(f"--repeats {repeats}: expected at least 1")
    results.check(media)
    for name in names or ROWS:
        measure(name, repeats, media)


def measure(name: str, repeats: int, media: Path) -> None:
    """Measure a row, print it and keep it, unless something that it needs is missing; then a line says so."""
    if missing := _missing(name):
        print(f"{name}: left out, because {missing} is not installed", flush=True)
        return
    if name == "cluster":
        extras.ensure("cluster")
    row = ROWS[name](repeats, media)
    print("\n".join(lines(row)), flush=True)
    keep(row, media)


def _missing(name: str) -> str | None:
    if name in MANIM and not extras.has("manim"):
        return "Manim"
    if name == "explorer" and explorer.chromium() is None:
        return "Chromium or Playwright"
    return None


def keep(row: Row, media: Path) -> None:
    """Write a row as JSON, with each figure's verdict."""
    plain = msgspec.to_builtins(row)
    for check, built in zip(row.checks, plain["checks"], strict=True):
        built["verdict"] = check.verdict
    results.put(media, f"{row.name}.json", msgspec.json.format(msgspec.json.encode(plain)))
