"""The benchmark's rows: choose, measure one after the other, print, and keep as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from benchmarks import explorer, figures, frames, growth, many, maths, pairs, planning, video
from benchmarks.records import Row, lines
from gdclips.messages import RequestError, nearest
from gdclips.setup import extras

Measuring = Callable[[int, Path], Row]

MANIM = {name for name in pairs.PAIRS if name.startswith("manim")} | {"x264", "video"}


def _pair(name: str) -> Measuring:
    return lambda repeats, media: pairs.row(name, repeats, media)


ROWS: Mapping[str, Measuring] = {
    **{name: _pair(name) for name in pairs.PAIRS},
    "x264": video.encoding,
    "trail": growth.trail,
    "cold": growth.cold,
    "mse_grid": maths.grid,
    "descent": maths.descent,
    "sgd_runs": maths.runs,
    "growth": growth.growth,
    "video": video.quality,
    "frames": frames.row,
    "plan": many.plan,
    **planning.ROWS,
    "workers": many.here,
    "cluster": many.cluster,
    "explorer": explorer.row,
}


def bench(media: Path, names: Iterable[str], repeats: int) -> list[Row]:
    """Measure the rows of those names, or all; print each and keep it as JSON in ``media/bench``."""
    chosen = choose(list(names))
    if repeats < 1:
        raise RequestError(f"--repeats {repeats}: expected at least 1")
    measured = (measure(name, repeats, media) for name in chosen)
    return [row for row in measured if row is not None]


def measure(name: str, repeats: int, media: Path) -> Row | None:
    """Measure a row, print it and keep it; None where something is missing that it needs."""
    if name in MANIM and not extras.has("manim"):
        print(f"{name}: left out, for Manim is not installed", flush=True)
        return None
    if name == "explorer" and explorer.chromium() is None:
        print(f"{name}: left out, for Chromium or Playwright is not installed", flush=True)
        return None
    if name == "cluster":
        extras.ensure("cluster")
    row = ROWS[name](repeats, media)
    print("\n".join(lines(row)), flush=True)
    keep(row, media)
    return row


def choose(names: list[str]) -> list[str]:
    """Return the names of the rows that are meant; a RequestError names the first that is none."""
    for name in names:
        if name not in ROWS:
            raise RequestError(f"unknown row {name}: {nearest(name, list(ROWS))}")
    return names or list(ROWS)


def keep(row: Row, media: Path) -> None:
    """Write a row as JSON, with each figure's verdict."""
    plain = msgspec.to_builtins(row)
    for check, built in zip(row.checks, plain["checks"], strict=True):
        built["verdict"] = check.verdict
    figures.put(media, f"{row.name}.json", msgspec.json.format(msgspec.json.encode(plain)))
