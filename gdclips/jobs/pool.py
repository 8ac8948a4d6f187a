"""Worker processes: each a fresh interpreter that does one job after the other; one that dies is replaced.

Standard library alone: a cluster's machines are sent this module, and need nothing else of the project.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Pipe
from pathlib import Path

TRIES = 3  # a job whose worker dies is begun so often
GRACE = 2.0  # seconds that a worker has to end by itself
# What a worker is told of its surroundings: where to find programs, libraries and fonts, and where to keep
# what it makes for itself. Nothing else can change a byte.
KEPT = (
    *("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "MPLCONFIGDIR"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH"),
)
# One thread each: workers are as many as there are cores, and sums keep their order.
ALIKE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ALIKE |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
START = Path("gdclips", "jobs", "start.py")

Tick = Callable[[int], None]


class JobError(Exception):
    """A job that can't be done; its text is one line, ``trace`` the worker's traceback, if it gave one."""

    def __init__(self, text: str, trace: str = "") -> None:
        super().__init__(text, trace)
        self.text, self.trace = text, trace

    def __str__(self) -> str:
        return self.text


class WorkerDied(JobError):
    """A worker that ended in the middle of its job."""


class WorkersLost(Exception):
    """Workers that can't be reached, or are no more; the text is one line."""


class Worker:
    """A process that does jobs with the code in a folder; it ends when this one does.

    Its temporary files lie where the system has them, or in a folder ``aside``.
    """

    def __init__(self, code: Path, aside: Path | None = None) -> None:
        self._connection, theirs = Pipe()
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        more = {} if aside is None else {"TMPDIR": str(aside)}
        self.ended = False
        with theirs:
            self._process = subprocess.Popen(
                _command(code, theirs.fileno()),
                env=kept | ALIKE | more,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # ^C in the terminal is for the parent
            )

    def do(self, job: bytes, tick: Tick, seconds: float) -> list[bytes]:
        """Do a job within so many seconds; ``tick`` is told how many of its frames are done.

        Raises a JobError if it fails or takes longer, a WorkerDied if the process ends.
        """
        until = time.monotonic() + seconds
        try:
            self._connection.send_bytes(job)
            while self._connection.poll(max(until - time.monotonic(), 0.0)) and time.monotonic() < until:
                kind, told = self._connection.recv()
                if kind == "made":
                    return list(told)
                if kind == "failed":
                    raise JobError(*told)
                tick(told)
        except (EOFError, OSError):
            raise WorkerDied(f"its process was ended: {self.end()}") from None
        self.end()
        raise JobError(f"it took longer than {seconds:g} s (--timeout)")

    def end(self) -> str:
        """End the process, if it runs still, and tell how it ended."""
        self.ended = True
        self._connection.close()
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def kill(self) -> None:
        """Kill the process; whoever waits for its job is told that it died."""
        self._process.kill()


def _command(code: Path, descriptor: int) -> list[str]:
    """Return what starts a worker, with this process's warnings; without site, so is it, and has our path."""
    python = [sys.executable, "-I", "-X", "utf8", *(f"-W{option}" for option in sys.warnoptions)]
    site, packages = (["-S"], sys.path) if sys.flags.no_site else ([], [])
    return [*python, *site, str(code / START), str(descriptor), *packages]


class Pool:
    """Workers with the code in a folder, as many as there are jobs at a time."""

    def __init__(self, code: Path) -> None:
        self._code, self._lock, self._closed = code, threading.Lock(), threading.Event()
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def do(self, job: bytes, tick: Tick, seconds: float) -> list[bytes]:
        """Have a job done within so many seconds, by another worker if one dies; a JobError if it fails."""
        for _ in range(TRIES - 1):
            with suppress(WorkerDied), self._worker() as worker:
                return worker.do(job, tick, seconds)
        with self._worker() as worker:
            return worker.do(job, tick, seconds)

    def close(self) -> None:
        """Kill all workers, whatever they do."""
        with self._lock:
            self._closed.set()
            for worker in (*self._idle, *self._busy):
                worker.kill()
            for worker in self._idle:
                worker.end()
            self._idle.clear()

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        with self._lock:
            if self._closed.is_set():
                raise JobError("it was stopped")
            worker = self._idle.pop() if self._idle else Worker(self._code)
            self._busy.append(worker)
        try:
            yield worker
        finally:
            with self._lock:
                self._busy.remove(worker)
                if self._closed.is_set():
                    worker.end()
                elif not worker.ended:
                    self._idle.append(worker)
