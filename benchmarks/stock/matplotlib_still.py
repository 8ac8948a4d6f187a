"""Still of the stock side: a figure's artists, saved as vectors; the CPU seconds for this are printed."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import msgspec

from benchmarks.measuring.case import Case
from benchmarks.measuring.side import cpu_seconds
from benchmarks.stock.content import content
from benchmarks.stock.matplotlib_clip import Clip


def write(case: Case, path: Path) -> float:
    """Write a file of the format that its suffix names; return the CPU seconds, imports not included."""
    shown = content(case)  # so that it is not timed
    import_module(f"matplotlib.backends.backend_{path.suffix[1:]}")
    before = cpu_seconds()
    clip = Clip(case, shown)
    clip.update(case.frames - 1)
    clip.figure.savefig(path)
    return cpu_seconds() - before


if __name__ == "__main__":
    what, path = sys.argv[1:]
    print(write(msgspec.json.decode(what, type=Case), Path(path)))
