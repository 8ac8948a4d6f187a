"""Local executor: does jobs in worker processes on this machine."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from gdclips.jobs.pool import Pool, Tick


class LocalExecutor:
    """An executor with so many ``workers``; a job may take so many ``seconds``."""

    def __init__(self, code: Path, workers: int, seconds: float) -> None:
        self.workers, self._seconds = workers, seconds
        self._pool, self._threads = Pool(code), ThreadPoolExecutor(workers)

    def submit(self, job: bytes, tick: Tick) -> Future[list[bytes]]:
        """Start a job once a worker is free; ``tick`` gets the count of its frames done so far."""
        return self._threads.submit(self._pool.do, job, tick, self._seconds)

    def result(self, future: Future[list[bytes]]) -> list[bytes]:
        """Return a job's results; raises a JobError if it failed."""
        return future.result()

    def check(self) -> None:
        """Do nothing: local workers can't be lost, because one that dies is replaced."""

    def close(self) -> None:
        """Stop all jobs, and end the processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()
        self._threads.shutdown()
