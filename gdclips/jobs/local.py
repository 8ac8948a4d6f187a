"""Jobs on this machine: some worker processes, each doing one at a time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from gdclips.jobs.pool import Pool, Tick


class Local:
    """An executor whose ``workers`` are processes of this machine."""

    def __init__(self, code: Path, workers: int, seconds: float) -> None:
        self.workers, self._seconds = workers, seconds
        self._pool, self._threads = Pool(code), ThreadPoolExecutor(workers)

    def submit(self, job: bytes, tick: Tick) -> Future[list[bytes]]:
        """Begin a job as soon as a worker is free; ``tick`` is told of its frames."""
        return self._threads.submit(self._pool.do, job, tick, self._seconds)

    def made(self, future: Future[list[bytes]]) -> list[bytes]:
        """Return what a job made; a JobError if it failed."""
        return future.result()

    def check(self) -> None:
        """There is nothing that could be lost: a worker that dies is replaced."""

    def close(self) -> None:
        """Stop all jobs, and end the processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()
        self._threads.shutdown()
