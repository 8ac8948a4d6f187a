"""Processes: each side of a pair and the program run in processes of their own."""

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
SLOW = 30.0  # seconds; a slower stock side runs once


class Failure(MakeError):
    """A process that failed; the text has its last line."""


def module_command(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module."""
    return [sys.executable, "-P", "-m", name, *arguments]


def run(command: Sequence[str]) -> str:
    """Run a command in the project's folder and return its output; raise a Failure with its last line."""
    done = subprocess.run(command, cwd=CODE, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        what = " ".join(command).removeprefix(" ".join(module_command("")))
        raise Failure(f"{what}: {(done.stderr.strip() or 'no output').splitlines()[-1]}")
    return done.stdout


def cpu(command: Sequence[str]) -> float:
    """Run a command and return the CPU seconds of its process and that one's children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure_pair(case: Case, stock: str, repeats: int, folder: Path) -> tuple[Measure, Measure, int]:
    """Measure the engine and the stock side alternately; return both, and how often the stock side ran.

    Some frames of each are saved in ``folder/engine`` and ``folder/stock``. A stock side that takes more than
    :data:`SLOW` seconds runs once.
    """
    runs: dict[str, list[Measure]] = {"engine": [], "stock": []}
    for repeat in range(repeats):
        for name, side in (("engine", "benchmarks.engine.clip"), ("stock", stock)):
            if name == "engine" or not repeat or runs[name][0].wall < SLOW:
                runs[name].append(measure_once(case, side, folder / name if not repeat else None))
    return median(runs["engine"]), median(runs["stock"]), len(runs["stock"])


def measure_once(case: Case, side: str, samples: Path | None) -> Measure:
    """Make the case once with a side's module; with ``samples`` measure its PSNR, save some frames there."""
    with TemporaryDirectory() as made:
        arguments = [msgspec.json.encode(case).decode(), str(Path(made) / f"clip.{case.suffix}")]
        if samples is not None:
            samples.mkdir(parents=True, exist_ok=True)
            arguments.append(str(samples))
        printed = run(module_command(side, *arguments))
    return msgspec.json.decode(printed.splitlines()[-1], type=Measure)


def median(runs: Sequence[Measure]) -> Measure:
    """Return the median of each figure of the measures, and the first PSNR."""
    cpu, wall, memory = (
        statistics.median(getattr(run, key) for run in runs) for key in ("cpu", "wall", "memory")
    )
    return Measure(cpu, wall, memory, runs[0].bytes, runs[0].psnr)
