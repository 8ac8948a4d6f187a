"""Remote side of a cluster: what is sent to its machines to do jobs there with the project's code."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZipFile

from distributed import WorkerPlugin, get_worker

from gdclips.jobs.pool import JobError, Pool

TICK_INTERVAL = 0.5  # seconds


class CodePlugin(WorkerPlugin):
    """Brings the project's code, a zip archive, to each machine, and has a worker pool there that uses it."""

    def __init__(self, archive: bytes) -> None:
        self._archive = archive
        self.pool: Pool | None = None

    def setup(self, worker: Any) -> None:
        """Unpack the code, unless the machine has it, compiled, from an earlier run."""
        folder = Path(worker.local_directory, hashlib.sha256(self._archive).hexdigest())
        if not folder.exists():
            part = mkdtemp(dir=worker.local_directory)
            with ZipFile(BytesIO(self._archive)) as archive:
                archive.extractall(part)
            with suppress(OSError):  # another worker of the machine was faster
                Path(part).rename(folder)
        self.pool = Pool(folder)

    def teardown(self, worker: Any) -> None:
        """End the pool's processes."""
        if self.pool:
            self.pool.close()


def run_job(name: str, number: int, job: bytes, seconds: float) -> tuple[str, Any]:
    """Do a job on a cluster's machine; ``name`` is the plugin's, and that of the topic for frame counts."""
    worker: Any = get_worker()
    last = 0.0

    def tick(done: int) -> None:
        nonlocal last
        if time.monotonic() > last + TICK_INTERVAL:
            last = time.monotonic()
            worker.log_event(name, [number, done])

    pool: Pool = worker.plugins[name].pool
    try:
        return "made", pool.do(job, tick, seconds)
    except JobError as error:
        return "failed", (f"{error} (on {worker.address})", error.trace)
