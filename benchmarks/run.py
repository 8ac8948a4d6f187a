"""Run of the benchmark: rows are measured one after the other, printed, and saved as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.measuring import results
from benchmarks.measuring.records import Row, lines
from benchmarks.rows import encoding, explorer, formats, frames, growth, maths, pairs, planning, workers
from gdclips.messages import RequestError, suggestion
from gdclips.setup import extras

Measuring = Callable[[int, Path], Row]  # from the number of repeats and the media folder

ROWS: Mapping[str, Measuring] = {
    **{name: partial(pairs.row, name) for name in pairs.PAIRS},
    "x264": encoding.cost,
    "films": encoding.films,
    "trail": growth.trail,
    "cold": growth.cold,
    "mse_grid": maths.grid,
    "descent": maths.descent,
    "sgd_runs": maths.runs,
    "adam_runs": maths.adam,
    "growth": growth.growth,
    "video": encoding.quality,
    "formats": formats.row,
    "vectors": formats.vectors,
    "frames": frames.row,
    "plan": planning.nothing_to_do,
    "idle": planning.idle,
    **{f"plan_{count}": partial(planning.many, count) for count in planning.SECONDS},
    "workers": workers.local,
    "cluster": workers.cluster,
    "explorer": explorer.row,
}
"""The rows by name, in the order of measurement."""

MANIM = {name for name, pair in pairs.PAIRS.items() if pair.case.writer == "manim"} | {
    "x264",
    "films",
    "video",
}


def bench(media: Path, names: Sequence[str], repeats: int) -> None:
    """Measure the named rows, or all; print each and save it as JSON in ``media/bench``.

    Raises a RequestError for an unknown name or a wrong number of repeats.
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
    """Measure, print and save a row; if something that it needs is missing, print a line about that."""
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
    """Save a row as JSON, with each figure's verdict."""
    plain = msgspec.to_builtins(row)
    for check, built in zip(row.checks, plain["checks"], strict=True):
        built["verdict"] = check.verdict
    results.put(media, f"{row.name}.json", msgspec.json.format(msgspec.json.encode(plain)))
