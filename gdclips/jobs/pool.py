"""Worker pool: processes that do one job after the other; one that dies is replaced.

Standard library alone, because a cluster's machines get this module without the rest of the project.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

TRIES = 3  # for a job whose worker dies
GRACE = 2.0  # seconds that a worker has to end by itself
# A worker inherits only where to find programs, libraries and fonts, and where to put caches and temporary
# files, so that no other environment variable can change a byte.
INHERITED = (
    *("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "MPLCONFIGDIR"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH"),
    # The same on Windows, where no process starts without SYSTEMROOT.
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"),
    *("TEMP", "TMP"),
)
# One thread for each worker, because workers use all cores, and sums must keep their order.
FIXED = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FIXED |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
START = Path("gdclips", "jobs", "start.py")

Tick = Callable[[int], None]


class JobError(Exception):
    """A job failed; the text is one line, ``trace`` the worker's traceback, if there is one."""

    def __init__(self, text: str, trace: str = "") -> None:
        super().__init__(text, trace)
        self.text, self.trace = text, trace

    def __str__(self) -> str:
        return self.text


class WorkerDied(JobError):
    """A worker process ended in the middle of its job."""


class WorkersLost(Exception):
    """Workers can't be reached, or are lost for good; the text is one line."""


class Worker:
    """A process that does jobs with the code in a folder; it ends when its parent does.

    Jobs go to its standard input and answers come from its standard output, as pickles: pipes work on all
    systems. Its temporary files are in the folder ``temporary``, or where the system has them.
    """

    def __init__(self, code: Path, temporary: Path | None = None) -> None:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        more = {} if temporary is None else {"TMPDIR": str(temporary)}
        self.ended = False
        self._process = subprocess.Popen(
            _command(code),
            env=inherited | FIXED | more,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # ^C in the terminal is for the parent alone: the first does that on POSIX, the second on Windows.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._jobs, self._output = self._process.stdin, self._process.stdout
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._listener = threading.Thread(target=_listen, args=(self._output, self._answers), daemon=True)
        self._listener.start()

    def do(self, job: bytes, tick: Tick, seconds: float) -> list[bytes]:
        """Do a job within so many seconds; ``tick`` gets the count of its frames done so far.

        Raises a JobError if it fails or takes longer, a WorkerDied if the process ends.
        """
        until = time.monotonic() + seconds
        with suppress(OSError):  # if the process is dead, the listener's None says so below
            pickle.dump(job, self._jobs)
            self._jobs.flush()
        with suppress(Empty):
            while (left := until - time.monotonic()) > 0:
                answer = self._answers.get(timeout=left)
                if answer is None:
                    raise WorkerDied(f"its process was ended: {self.end()}")
                kind, value = answer
                if kind == "made":
                    return list(value)
                if kind == "failed":
                    raise JobError(*value)
                tick(value)
        self.end()
        raise JobError(f"it took longer than {seconds:g} s (--timeout)")

    def end(self) -> str:
        """End the process, if it still runs, and return how it ended."""
        self.ended = True
        with suppress(OSError):  # if it died while a job was being sent
            self._jobs.close()
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._listener.join()
        self._output.close()
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def kill(self) -> None:
        """Kill the process; :meth:`do` raises a WorkerDied in the thread that waits for it."""
        self._process.kill()


def _listen(output: IO[bytes], answers: SimpleQueue[Any]) -> None:
    """Put a worker's answers into a queue, and None when it ends."""
    with suppress(EOFError, OSError, pickle.UnpicklingError):  # it may end in the middle of an answer
        while True:
            answers.put(pickle.load(output))
    answers.put(None)


def _command(code: Path) -> list[str]:
    """Return the command that starts a worker, with our warning options and, without site, our path."""
    python = [sys.executable, "-I", "-X", "utf8", *(f"-W{option}" for option in sys.warnoptions)]
    site, packages = (["-S"], sys.path) if sys.flags.no_site else ([], [])
    return [*python, *site, str(code / START), *packages]


class Pool:
    """A pool of workers with the code in a folder, as many as there are jobs at a time."""

    def __init__(self, code: Path) -> None:
        self._code, self._lock, self._closed = code, threading.Lock(), threading.Event()
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def do(self, job: bytes, tick: Tick, seconds: float) -> list[bytes]:
        """Do a job within so many seconds, with another worker if one dies; a JobError if it fails."""
        for _ in range(TRIES - 1):
            with suppress(WorkerDied), self._worker() as worker:
                return worker.do(job, tick, seconds)
        with self._worker() as worker:
            return worker.do(job, tick, seconds)

    def close(self) -> None:
        """Kill all workers, busy ones too."""
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
