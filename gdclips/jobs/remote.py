"""What a cluster's machines are sent: the project's code, and how jobs are done with it there."""

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

TOLD_EVERY = 0.5  # seconds


class Code(WorkerPlugin):
    """The project's code, as a zip file's bytes, on each machine; a crew there works with it."""

    def __init__(self, archive: bytes) -> None:
        self._archive = archive
        self.pool: Pool | None = None

    def setup(self, worker: Any) -> None:
        """Unpack the code, unless the machine has it from before, compiled."""
        folder = Path(worker.local_directory, hashlib.sha256(self._archive).hexdigest())
        if not folder.exists():
            part = mkdtemp(dir=worker.local_directory)
            with ZipFile(BytesIO(self._archive)) as archive:
                archive.extractall(part)
            with suppress(OSError):  # another was faster
                Path(part).rename(folder)
        self.pool = Pool(folder)

    def teardown(self, worker: Any) -> None:
        """End the crew's processes."""
        if self.pool:
            self.pool.close()


def do_there(code: str, number: int, job: bytes, seconds: float) -> tuple[str, Any]:
    """Do a job on a cluster's machine with the code of that name, telling of its frames under the same."""
    worker: Any = get_worker()
    told = 0.0

    def tick(done: int) -> None:
        nonlocal told
        if time.monotonic() > told + TOLD_EVERY:
            told = time.monotonic()
            worker.log_event(code, [number, done])

    pool: Pool = worker.plugins[code].pool
    try:
        return "made", pool.do(job, tick, seconds)
    except JobError as error:
        return "failed", (f"{error} (on {worker.address})", error.trace)
