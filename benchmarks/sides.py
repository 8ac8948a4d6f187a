"""Running the sides of a pair: each in a process of its own, in turns, and the median of some repeats."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.cases import Case
from benchmarks.records import Measure
from gdclips.jobs.run import ClipError

ROOT = Path(__file__).resolve().parents[1]
SLOW = 30.0  # seconds from which a side runs once


class Failure(ClipError):
    """A side that didn't end well; the text is its last line."""


def start(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one of our modules, ``arguments`` being its name and what it is told."""
    command = [sys.executable, "-P", "-m", *arguments]
    kept = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"{arguments[0]}: {(done.stderr.strip() or 'no output').splitlines()[-1]}")
    return done


def pair(case: Case, stock: str, repeats: int, folder: Path) -> tuple[Measure, Measure, int]:
    """Measure our side and the stock side in turns; return both, and how often the stock side ran.

    A few frames of each come into ``folder/ours`` and ``folder/stock``. A stock side that takes more than
    :data:`SLOW` seconds runs once.
    """
    runs: dict[str, list[Measure]] = {"ours": [], "stock": []}
    for turn in range(repeats):
        for name, module in (("ours", "benchmarks.ours"), ("stock", stock)):
            if name == "ours" or not turn or runs[name][0].wall < SLOW:
                runs[name].append(once(case, module, folder / name if not turn else None))
    return median(runs["ours"]), median(runs["stock"]), len(runs["stock"])


def once(case: Case, module: str, look: Path | None) -> Measure:
    """Make the case once by a module; with ``look``, compare it with the true frames and keep a few."""
    with TemporaryDirectory() as made:
        arguments = [module, msgspec.json.encode(case).decode(), str(Path(made) / f"clip.{case.suffix}")]
        if look is not None:
            look.mkdir(parents=True, exist_ok=True)
            arguments.append(str(look))
        done = start(arguments)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Measure)


def median(runs: Sequence[Measure]) -> Measure:
    """Return the medians of some measures, and the first one's PSNR."""
    cpu, wall, memory = (
        statistics.median(getattr(run, key) for run in runs) for key in ("cpu", "wall", "memory")
    )
    return Measure(cpu, wall, memory, runs[0].bytes, runs[0].psnr)
