"""Cluster executor: does jobs on a Dask cluster, whose machines need the packages but not the project."""

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

CONNECT_TIMEOUT = 10.0  # seconds
WITHOUT_WORKERS = 60.0  # seconds to wait for one


class ClusterExecutor:
    """An executor whose workers are the threads of a Dask cluster; a job may take so many ``seconds``."""

    def __init__(self, scheduler: Scheduler, code: Path, seconds: float) -> None:
        logging.disable()  # because errors are reported in one line
        for module in (pool, remote):
            cloudpickle.register_pickle_by_value(module)
        self._run_job = cloudpickle.dumps(remote.run_job)  # because Dask would send its name alone
        self._address, self._seconds, self._name = scheduler.address, seconds, f"clips-{uuid4().hex}"
        self._ticks: dict[int, Tick] = {}
        self._numbers, self._last_seen = count(), time.monotonic()
        self._client = _client(scheduler)
        self._executor = self._client.get_executor(pure=False)
        self._client.subscribe_topic(self._name, self._on_event)
        self._client.register_plugin(remote.CodePlugin(_archive(code)), name=self._name)
        self._count_threads()
        if not self._threads:
            say(f"{self._address}: no workers yet, waiting for some")

    @property
    def workers(self) -> int:
        """How many jobs could be done at a time at the last check, at least 1."""
        return max(self._threads, 1)

    def submit(self, job: bytes, tick: Tick) -> Future[Any]:
        """Start a job once a worker is free; ``tick`` gets the count of its frames done so far."""
        number = next(self._numbers)
        self._ticks[number] = tick
        call = methodcaller("__call__", self._name, number, job, self._seconds)
        future: Future[Any] = self._executor.submit(pipe, self._run_job, cloudpickle.loads, call)
        future.add_done_callback(lambda future: self._ticks.pop(number, None))
        return future

    def result(self, future: Future[Any]) -> list[bytes]:
        """Return a job's results; raises a JobError if it failed, a WorkersLost if the cluster did."""
        try:
            kind, answer = future.result()
        except CancelledError:
            raise self._lost() from None
        except KilledWorker:
            raise JobError("each worker that began it died") from None
        if kind == "failed":
            raise JobError(*answer)
        return list(answer)

    def check(self) -> None:
        """Raise a WorkersLost if the scheduler doesn't answer, or has had no workers for a while."""
        if self._client.status != "running":
            raise self._lost()
        self._count_threads()
        if self._threads:
            self._last_seen = time.monotonic()
        elif time.monotonic() > self._last_seen + WITHOUT_WORKERS:
            raise WorkersLost(
                f"{self._address}: the scheduler has had no workers for {WITHOUT_WORKERS:g} s: start some"
            )

    def close(self) -> None:
        """Stop all jobs, and end the pools' processes on the cluster."""
        with suppress(Exception):  # of any kind, if the scheduler is gone
            self._executor.shutdown(wait=False)
            self._client.unregister_worker_plugin(self._name)
        with suppress(Exception):
            self._client.close(timeout=1)

    def _count_threads(self) -> None:
        self._threads = int(self._client.scheduler_info(0).get("total_threads", 0))

    def _on_event(self, event: tuple[float, tuple[int, int]]) -> None:
        number, done = event[1]
        if tick := self._ticks.get(number):
            tick(done)

    def _lost(self) -> WorkersLost:
        return WorkersLost(f"{self._address}: the scheduler was lost")


class _Client(Client):
    """A Dask client that is not closed, which takes time, if it could not connect."""

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
        return _Client(scheduler.address, timeout=CONNECT_TIMEOUT, security=security, set_as_default=False)
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
    """Return the project's code as a zip archive."""
    memory = BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as archive:
        for package in PACKAGES:
            for path in sorted((code / package).rglob("*.py")):
                archive.write(path, path.relative_to(code))
    return memory.getvalue()
