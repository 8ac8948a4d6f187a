"""Processes: the sides of a pair, each in one of its own and in turns, and our program."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.measuring.case import Case
from benchmarks.measuring.records import Measure
from gdclips.jobs.run import MakeError
from gdclips.places import CODE

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CODE)}
SLOW = 30.0  # seconds from which a side runs once


class Failure(MakeError):
    """A process that didn't end well; the text is its last line."""


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our modules."""
    return [sys.executable, "-P", "-m", name, *arguments]


def run(command: Sequence[str]) -> str:
    """Run a command in the project's folder and return what it prints; a Failure tells its last line."""
    done = subprocess.run(command, cwd=CODE, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        what = " ".join(command).removeprefix(" ".join(module("")))
        raise Failure(f"{what}: {(done.stderr.strip() or 'no output').splitlines()[-1]}")
    return done.stdout


def cpu(command: Sequence[str]) -> float:
    """Return the CPU seconds of a process and of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def pair(case: Case, stock: str, repeats: int, folder: Path) -> tuple[Measure, Measure, int]:
    """Measure our side and the stock side in turns; return both, and how often the stock side ran.

    A few frames of each come into ``folder/ours`` and ``folder/stock``. A stock side that takes more than
    :data:`SLOW` seconds runs once.
    """
    runs: dict[str, list[Measure]] = {"ours": [], "stock": []}
    for turn in range(repeats):
        for name, side in (("ours", "benchmarks.ours.clip"), ("stock", stock)):
            if name == "ours" or not turn or runs[name][0].wall < SLOW:
                runs[name].append(once(case, side, folder / name if not turn else None))
    return median(runs["ours"]), median(runs["stock"]), len(runs["stock"])


def once(case: Case, side: str, look: Path | None) -> Measure:
    """Make the case once by a side's module; with ``look``, compare it with the true frames, keep a few."""
    with TemporaryDirectory() as made:
        arguments = [msgspec.json.encode(case).decode(), str(Path(made) / f"clip.{case.suffix}")]
        if look is not None:
            look.mkdir(parents=True, exist_ok=True)
            arguments.append(str(look))
        printed = run(module(side, *arguments))
    return msgspec.json.decode(printed.splitlines()[-1], type=Measure)


def median(runs: Sequence[Measure]) -> Measure:
    """Return the medians of some measures, and the first one's PSNR."""
    cpu, wall, memory = (
        statistics.median(getattr(run, key) for run in runs) for key in ("cpu", "wall", "memory")
    )
    return Measure(cpu, wall, memory, runs[0].bytes, runs[0].psnr)
