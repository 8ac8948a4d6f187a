"""Workers: how much faster two are than one, on this machine and on a cluster."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring.process import Failure, module_command, run
from benchmarks.measuring.records import Check, Row

CLIPS = """
[clips.ball]
scene = "noise_ball"
outputs = ["gif"]
size = "720p"
sweep = { seed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
"""
TWICE = 1.5  # times as fast, at least
STARTING = 60.0  # seconds that a cluster may take to start


def local(repeats: int, media: Path) -> Row:
    """Return the speed-up of two local worker processes for twelve clips."""
    with _lecture() as lecture:
        checks = [_faster("local", lecture, ["-j", "1"], ["-j", "2"], repeats)]
    return Row("workers", "s for 12 clips: two worker processes, one", tuple(checks))


def cluster(repeats: int, media: Path) -> Row:
    """Return the speed-up of two Dask workers for twelve clips."""
    with ExitStack() as stack:
        lecture = stack.enter_context(_lecture())
        one, two = (["--scheduler", stack.enter_context(_cluster(workers))] for workers in (1, 2))
        checks = [_faster("Dask", lecture, one, two, repeats)]
    return Row("cluster", "s for 12 clips: two Dask workers, one", tuple(checks))


def _faster(what: str, lecture: Path, one: list[str], two: list[str], repeats: int) -> Check:
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(repeats):
        for workers, options in ((2, two), (1, one)):
            began = time.monotonic()
            run(module_command("gdclips", "-B", "-f", str(lecture), *options))
            times[workers].append(time.monotonic() - began)
    fast, slow = statistics.median(times[2]), statistics.median(times[1])
    return Check(what, fast, slow, slow / fast, TWICE)


@contextmanager
def _lecture() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lecture.toml"
        path.write_text(CLIPS, encoding="utf-8")
        yield path


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    """Yield the address of a scheduler with some workers, each of which does one job at a time."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)]
        stack.enter_context(_dask(folder, "scheduler", *options))
        _wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        for _ in range(workers):
            stack.enter_context(_dask(folder, "worker", address, "--nthreads", "1", "--no-nanny"))
        _wait_until(lambda: _joined(address) == workers)
        yield address


@contextmanager
def _dask(folder: str, program: str, *options: str) -> Iterator[None]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *options]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=nowhere) as process:
        try:
            yield
        finally:
            process.kill()


def _joined(address: str) -> int:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.nthreads())


def _wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + STARTING
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"the cluster did not start within {STARTING:g} s")
        time.sleep(0.1)
