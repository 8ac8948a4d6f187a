"""The rows on planning: the CPU and the memory that ``-n`` takes for very many clips, listed or swept."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.records import Check, Row
from benchmarks.sides import ROOT, Failure
from gdclips.story.scenes import SCENES

SECONDS = {1000: 2.0, 10_000: 15.0}  # of CPU for so many clips, at most
# Runs a command from a process that is smaller, for Linux's maxrss counts the parent's memory.
MEASURES = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
FLAT = 2.0  # times the memory that a thousand take, at most


def listed(count: int) -> str:
    """Return a lecture file of so many clips, of all scenes in turn."""
    scenes = list(SCENES)
    return "".join(
        f'[clips.clip{number}]\nscene = "{scenes[number % len(scenes)]}"\n'
        f"settings = {{ seed = {number}, steps = {20 + number % 50} }}\n"
        for number in range(count)
    )


def swept(count: int) -> str:
    """Return a lecture file of one clip whose sweep makes so many."""
    rates = [round(0.01 * number, 2) for number in range(1, 11)]
    return (
        f'[clips.a]\nscene = "noise_ball"\nsweep = {{ seed = {list(range(count // 10))}, rate = {rates} }}\n'
    )


def _row(count: int, repeats: int, media: Path) -> Row:
    """So many clips, each with a GIF and a video; their memory beside that of a thousand."""
    checks = []
    for kind, lecture in (("listed", listed), ("swept", swept)):
        cpu, memory = _measure(lecture(count), repeats)
        least = memory if count == 1000 else _measure(lecture(1000), 1)[1]
        checks.append(Check(f"CPU s, {kind}", cpu, None, cpu, SECONDS[count], most=True))
        checks.append(Check(f"peak MB, {kind}; of 1,000", memory, least, memory / least, FLAT, most=True))
    return Row(f"plan_{count}", f"{2 * count:,} files of {count:,} clips, planned by -n", tuple(checks))


ROWS: dict[str, Callable[[int, Path], Row]] = {f"plan_{count}": partial(_row, count) for count in SECONDS}


def _measure(lecture: str, repeats: int) -> tuple[float, float]:
    """Return the CPU seconds, the median of some repeats, and the peak MB that a plan takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lecture.toml"
        path.write_text(lecture, encoding="utf-8")
        found = [_plan(path) for _ in range(repeats)]
    return statistics.median(cpu for cpu, _ in found), max(memory for _, memory in found)


def _plan(lecture: Path) -> tuple[float, float]:
    command = [sys.executable, "-P", "-m", "gdclips", "-n", "-f", str(lecture)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURES, *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    status, cpu, memory = done.stdout.split()
    if status != "0":
        raise Failure(f"{' '.join(command)}: exit status {status}")
    return float(cpu), float(memory) / 1000
