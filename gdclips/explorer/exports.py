"""Exports: files made as the command line makes them, in worker processes, with progress and cancellation."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock, Thread
from time import monotonic
from typing import Literal

import msgspec

from gdclips.build.costs import estimate, estimated_frames
from gdclips.build.job import FileJob
from gdclips.build.recipe import versions
from gdclips.explorer.command import ExportCommand, export_command
from gdclips.explorer.previews import find_scene
from gdclips.explorer.protocol import Answer, Export, QuestionError, Ticket
from gdclips.jobs.pool import JobError, Worker
from gdclips.jobs.run import TIMEOUT
from gdclips.messages import one_line
from gdclips.places import CODE, is_checkout
from gdclips.requests.request import Request
from gdclips.setup import extras
from gdclips.story.scenes import Scene, SceneError

FILES_PER_CLIENT, MAX_FILES = 3, 12
MAX_RUNNING = 2  # exports at a time, of all clients
LEASE = 30.0  # seconds after which an export ends if its client no longer asks for its progress

State = Literal["running", "done", "failed", "cancelled"]


class ExportJob(msgspec.Struct, eq=False):
    """An export: its progress and its outcome."""

    client: str
    request: Request
    path: Path
    worker: Worker
    total: int
    last_polled: float
    thread: Thread | None = None
    done: int = 0
    state: State = "running"
    error: str | None = None


class Exports:
    """Exports files into a temporary folder; the oldest files of a client are removed for its newest."""

    def __init__(self, scenes: Mapping[str, Scene], lecture_file: Path) -> None:
        self._scenes, self._lecture_file = scenes, lecture_file
        self._lock = Lock()
        self._jobs: OrderedDict[str, ExportJob] = OrderedDict()
        self._folder: Path | None = None
        self._closed = False

    def command(self, export: Export) -> Answer:
        """Return the command that makes the file of an export."""
        return Answer(_facts(self._command(export)))

    def begin(self, export: Export) -> Answer:
        """Start an export, unless its client has one that is running."""
        command = self._command(export)
        request, ticket = command.request, token_urlsafe(16)
        if request.look.renderer == "manim" and not extras.has("manim"):
            installs = f"Manim is not installed; {command.command} installs it"
            reason = installs if is_checkout() else extras.how_to_install("manim")
            raise QuestionError(f"{reason}, or choose matplotlib")
        total = _count_frames(request)
        with self._lock:
            self._check_room(export.client)
            job = self._register(ticket, export.client, request, total)
            job.thread = Thread(target=self._run, args=(job,), name="export", daemon=True)
            job.thread.start()
        return Answer({"id": ticket, **_facts(command)})

    def progress(self, ticket: Ticket) -> Answer:
        """Return the progress of an export."""
        job = self._find(ticket)
        job.last_polled = monotonic()
        facts = {"done": job.done, "total": job.total, "state": job.state, "error": job.error}
        return Answer(facts | {"file": _download(job.request) if job.state == "done" else None})

    def cancel(self, ticket: Ticket) -> Answer:
        """Cancel an export, if it is still running."""
        job = self._find(ticket)
        with self._lock:
            _cancel(job)
        return self.progress(ticket)

    def file(self, ticket: Ticket) -> Answer:
        """Return a finished file."""
        job = self._find(ticket)
        if job.state != "done":
            raise QuestionError(f"{job.request.file} is not finished: {job.error or job.state}")
        return Answer({"file": _download(job.request)}, job.path.read_bytes(), job.request.format.media_type)

    def close(self) -> None:
        """Cancel all exports and remove their files."""
        with self._lock:
            self._closed = True
            jobs = list(self._jobs.values())
            for job in jobs:
                _cancel(job)
            self._jobs.clear()
        for job in jobs:  # none may write into the folder while it is removed
            if job.thread is not None:
                job.thread.join()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _command(self, export: Export) -> ExportCommand:
        return export_command(export, find_scene(self._scenes, export.scene), self._lecture_file)

    def _find(self, ticket: Ticket) -> ExportJob:
        job = self._jobs.get(ticket.id)
        if job is None:
            raise QuestionError("no such export; it may have been removed for newer ones")
        return job

    def _check_room(self, client: str) -> None:
        """Raise a QuestionError if no other export may start now."""
        if self._closed:
            raise QuestionError("the explorer is closing: it starts no export")
        for job in self._jobs.values():
            _cancel_if_abandoned(job)
        running = [job.client for job in self._jobs.values() if job.state == "running"]
        if client in running or len(running) >= MAX_RUNNING:
            raise QuestionError("an export is running: wait for it, or cancel it")

    def _register(self, ticket: str, client: str, request: Request, total: int) -> ExportJob:
        """Add a new export, and remove old ones."""
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="explorer-"))
        path = self._folder / f"{ticket}.{request.suffix}"
        job = ExportJob(client, request, path, Worker(CODE, self._folder), total, monotonic())
        self._jobs[ticket] = job
        own = [name for name, each in self._jobs.items() if each.client == client]
        ended = [name for name, each in self._jobs.items() if each.state != "running"]
        for name in {*own[:-FILES_PER_CLIENT], *ended[: max(0, len(self._jobs) - MAX_FILES)]}:
            self._jobs.pop(name).path.unlink(missing_ok=True)
        return job

    def _run(self, job: ExportJob) -> None:
        """Have a worker make the file, and record the outcome in the job."""
        request = job.request
        file_job = FileJob(request, versions(request.look.renderer, request.suffix), {}, None)

        def report(done: int) -> None:
            job.done, job.total = done, max(job.total, done)
            with self._lock:
                _cancel_if_abandoned(job)

        try:
            info, *content = job.worker.do(pickle.dumps(file_job), report, TIMEOUT)
            request.format.join(job.path, content, pickle.loads(info).labels)
            self._finish(job, "done")
        except (JobError, OSError) as error:
            self._finish(job, "failed", one_line(str(error)))
        finally:
            job.worker.end()

    def _finish(self, job: ExportJob, state: State, error: str | None = None) -> None:
        with self._lock:
            if job.state == "running":
                job.state, job.error = state, error


def _cancel(job: ExportJob) -> None:
    if job.state == "running":
        job.state = "cancelled"
        job.worker.kill()


def _cancel_if_abandoned(job: ExportJob) -> None:
    """Cancel an export whose client is gone, because it would keep others from exporting."""
    if job.state == "running" and monotonic() > job.last_polled + LEASE:
        _cancel(job)
        job.error = "cancelled, because nobody asked for its progress"


def _count_frames(request: Request) -> int:
    """Return how many frames the file of a request has; a QuestionError says why it can't be made."""
    try:
        request.scene.check(request.settings)
        return sum(estimated_frames(request, estimate(request)))
    except ValueError as error:
        raise QuestionError(str(error)) from None
    except SceneError as error:
        raise QuestionError(f"scene {request.scene.name}: {error}") from error


def _download(request: Request) -> str:
    """Return the name of the file that a browser gets; of a folder it is an archive."""
    return f"{request.file}.zip" if request.format.folder else request.file


def _facts(command: ExportCommand) -> dict[str, object]:
    return {"command": command.command, "lines": command.lines, "file": command.request.file}
