"""Jobs on a Dask cluster: its machines need the packages, but neither the project nor a disk of ours."""

from __future__ import annotations

import logging
import ssl
import time
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from io import BytesIO
from itertools import count
from operator import methodcaller
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import cloudpickle
from distributed import Client, KilledWorker
from distributed.security import Security
from toolz import pipe

from gdclips.jobs import pool, remote
from gdclips.jobs.pool import JobError, Tick, WorkersLost
from gdclips.jobs.scheduler import Scheduler
from gdclips.places import PACKAGES
from gdclips.setup.commands import say

CONNECTING = 10.0  # seconds to reach a scheduler
WITHOUT_WORKERS = 60.0  # seconds to wait for one


class Cluster:
    """An executor whose workers are the threads of a Dask cluster's machines."""

    def __init__(self, scheduler: Scheduler, code: Path, seconds: float) -> None:
        logging.disable()  # what Dask logs is told in one line
        for module in (pool, remote):
            cloudpickle.register_pickle_by_value(module)
        self._do_there = cloudpickle.dumps(remote.do_there)  # whole, for Dask would send its name alone
        self._address, self._seconds, self._name = scheduler.address, seconds, f"clips-{uuid4().hex}"
        self._ticks: dict[int, Tick] = {}
        self._numbers, self._manned = count(), time.monotonic()
        self._client = _client(scheduler)
        self._executor = self._client.get_executor(pure=False)
        self._client.subscribe_topic(self._name, self._hear)
        self._client.register_plugin(remote.Code(_archive(code)), name=self._name)
        self._count_threads()
        if not self._threads:
            say(f"{self._address}: no workers yet, waiting for some")

    @property
    def workers(self) -> int:
        """How many jobs could be done at a time when it was checked last, one at least."""
        return max(self._threads, 1)

    def submit(self, job: bytes, tick: Tick) -> Future[Any]:
        """Begin a job as soon as a worker is free; ``tick`` is told of its frames."""
        number = next(self._numbers)
        self._ticks[number] = tick
        do = methodcaller("__call__", self._name, number, job, self._seconds)
        future: Future[Any] = self._executor.submit(pipe, self._do_there, cloudpickle.loads, do)
        future.add_done_callback(lambda future: self._ticks.pop(number, None))
        return future

    def made(self, future: Future[Any]) -> list[bytes]:
        """Return what a job made; a JobError if it failed, a Lost if the cluster did."""
        try:
            kind, told = future.result()
        except CancelledError:
            raise self._lost() from None
        except KilledWorker:
            raise JobError("each worker that began it died") from None
        if kind == "failed":
            raise JobError(*told)
        return list(told)

    def check(self) -> None:
        """Raise a Lost if the scheduler doesn't answer, or has had no workers for a while."""
        if self._client.status != "running":
            raise self._lost()
        self._count_threads()
        if self._threads:
            self._manned = time.monotonic()
        elif time.monotonic() > self._manned + WITHOUT_WORKERS:
            raise WorkersLost(
                f"{self._address}: the scheduler has had no workers for {WITHOUT_WORKERS:g} s: start some"
            )

    def close(self) -> None:
        """Stop all jobs, and end the processes that the workers began for them."""
        with suppress(Exception):  # whatever a scheduler that is no more makes of it
            self._executor.shutdown(wait=False)
            self._client.unregister_worker_plugin(self._name)
        with suppress(Exception):
            self._client.close(timeout=1)

    def _count_threads(self) -> None:
        self._threads = int(self._client.scheduler_info(0).get("total_threads", 0))

    def _hear(self, event: tuple[float, tuple[int, int]]) -> None:
        number, done = event[1]
        if tick := self._ticks.get(number):
            tick(done)

    def _lost(self) -> WorkersLost:
        return WorkersLost(f"{self._address}: the scheduler was lost")


class _Client(Client):
    """A client that has nothing to close, and no time to take for it, where it never came to be."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        try:
            super().__init__(*arguments, **more)  # type: ignore[no-untyped-call]
        except BaseException:
            self.status = "closed"
            raise


def _client(scheduler: Scheduler) -> Client:
    security = None
    if scheduler.ca:
        security = Security(
            tls_ca_file=scheduler.ca,
            tls_client_cert=scheduler.cert,
            tls_client_key=scheduler.key,
            require_encryption=True,
        )
    try:
        return _Client(scheduler.address, timeout=CONNECTING, security=security, set_as_default=False)
    except ssl.SSLError as error:
        files = f"--tls-ca {scheduler.ca}, --tls-cert {scheduler.cert}, --tls-key {scheduler.key}"
        expected = "expected an authority's certificate, another one and its key"
        raise WorkersLost(f"{files}: {error.reason or error}; {expected}") from None
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise WorkersLost(
            f"--scheduler {scheduler.address}: no Dask scheduler answers there ({reason})"
        ) from None


def _archive(code: Path) -> bytes:
    """Return the project's code as a zip file."""
    memory = BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as archive:
        for package in PACKAGES:
            for path in sorted((code / package).rglob("*.py")):
                archive.write(path, path.relative_to(code))
    return memory.getvalue()
