"""Planning: a lecture that is up to date, and the CPU and memory of ``-n`` for thousands of clips."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring.process import cpu, module_command, run
from benchmarks.measuring.records import Check, Row
from gdclips import index
from gdclips.places import CODE
from gdclips.story.scenes import SCENES

MOST = 0.3  # seconds, for the lecture's plan
STARTS = 4.0  # times a start of Python alone
SECONDS = {1000: 2.0, 10_000: 15.0}  # of CPU at most, by the number of clips
FLAT = 2.0  # times the memory of a thousand clips, at most
# Runs a command from a small process, because Linux's maxrss includes the parent's memory.
MEASURES = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def nothing_to_do(repeats: int, media: Path) -> Row:
    """Return the time of the lecture's plan from the shell, if all is up to date."""
    times = []
    with TemporaryDirectory() as folder:
        request = ["--out", folder, "--size", "96x64", "--cut", "short", "--renderer", "matplotlib"]
        run([str(CODE / "render.sh"), "-j", "2", *request])
        for _ in range(3 * repeats):
            began = time.monotonic()
            run([str(CODE / "render.sh"), *request])
            times.append(time.monotonic() - began)
    seconds = statistics.median(times)
    check = Check("s", seconds, None, seconds, MOST, most=True)
    return Row("plan", "the lecture with nothing to do", (check,))


def idle(repeats: int, media: Path) -> Row:
    """Return the cost of a start with nothing to do, relative to a start of its Python alone."""
    bare, checks = [sys.executable, "-I", "-c", "pass"], []
    with TemporaryDirectory() as folder:
        request = [str(CODE / "render.sh"), "--out", folder, "--size", "96x64", "--cut", "short"]
        for what, targets in {
            "the lecture": ["--renderer", "matplotlib"],
            "a GIF": ["noise_ball.gif"],
        }.items():
            run([*request, *targets])
            time.sleep(1.1e-9 * index.TIME_RESOLUTION)  # younger files are hashed again
            run([*request, *targets])
            found = [(cpu([*request, *targets]), cpu(bare)) for _ in range(5 * repeats)]
            engine, least = map(statistics.median, zip(*found, strict=True))
            checks.append(Check(f"CPU s, {what}", engine, least, engine / least, STARTS, most=True))
    return Row("idle", "nothing to do, and a start of Python alone", tuple(checks))


def many(count: int, repeats: int, media: Path) -> Row:
    """Return the cost of planning ``count`` clips, each with a GIF and a video."""
    checks = []
    for kind, lecture in (("listed", listed), ("swept", swept)):
        cpu, memory = _measure(lecture(count), repeats)
        least = memory if count == 1000 else _measure(lecture(1000), 1)[1]
        checks.append(Check(f"CPU s, {kind}", cpu, None, cpu, SECONDS[count], most=True))
        checks.append(Check(f"peak MB, {kind}; of 1,000", memory, least, memory / least, FLAT, most=True))
    return Row(f"plan_{count}", f"{2 * count:,} files of {count:,} clips, planned by -n", tuple(checks))


def listed(count: int) -> str:
    """Return a lecture file with ``count`` clips of all scenes."""
    scenes = list(SCENES)
    return "".join(
        f'[clips.clip{number}]\nscene = "{scenes[number % len(scenes)]}"\n'
        f"settings = {{ seed = {number}, steps = {20 + number % 50} }}\n"
        for number in range(count)
    )


def swept(count: int) -> str:
    """Return a lecture file with one clip whose sweep makes ``count`` clips."""
    rates = [round(0.01 * number, 2) for number in range(1, 11)]
    return (
        f'[clips.a]\nscene = "noise_ball"\nsweep = {{ seed = {list(range(count // 10))}, rate = {rates} }}\n'
    )


def _measure(lecture: str, repeats: int) -> tuple[float, float]:
    """Return the median CPU seconds and the peak MB of a plan."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lecture.toml"
        path.write_text(lecture, encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            "-S",
            "-c",
            MEASURES,
            *module_command("gdclips", "-n", "-f", str(path)),
        ]
        found = [run(command).split() for _ in range(repeats)]
    return statistics.median(float(cpu) for cpu, _ in found), max(float(peak) for _, peak in found) / 1000
