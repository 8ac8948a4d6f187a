"""Exports: files made as the command line makes them, by its workers, with progress and an end to them."""

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

from gdclips.build.costs import estimate, frames
from gdclips.build.job import ClipJob
from gdclips.build.recipe import versions
from gdclips.explorer.command import Recipe, recipe
from gdclips.explorer.frames import known
from gdclips.explorer.protocol import Answer, Export, Ticket, WrongError
from gdclips.jobs.pool import JobError, Worker
from gdclips.jobs.run import TIMEOUT
from gdclips.messages import one_line
from gdclips.places import CODE, is_checkout
from gdclips.requests.request import Request
from gdclips.setup import extras
from gdclips.story.scenes import Scene, SceneError

KEPT, RUNNING = 3, 2  # files of a client; exports at a time, in all
MOST = 12  # files in all
LEASE = 30.0  # seconds for which an export goes on though nobody asks how far it is

State = Literal["running", "done", "failed", "cancelled"]


class Made(msgspec.Struct, eq=False):
    """An export: how far it is, and what came of it."""

    client: str
    request: Request
    path: Path
    worker: Worker
    total: int
    asked: float  # when its client asked last
    thread: Thread | None = None
    done: int = 0
    state: State = "running"
    error: str | None = None


class Exports:
    """Makes files in a folder that is removed at the end; a client's oldest make room for its newest."""

    def __init__(self, scenes: Mapping[str, Scene], file: Path) -> None:
        self._scenes, self._file = scenes, file
        self._lock = Lock()
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._folder: Path | None = None
        self._closed = False

    def recipe(self, export: Export) -> Answer:
        """Tell how a file would be made."""
        return Answer(_words(self._recipe(export)))

    def begin(self, export: Export) -> Answer:
        """Begin to make a file, if its client has none in the making."""
        found = self._recipe(export)
        request, ticket = found.request, token_urlsafe(16)
        if request.look.renderer == "manim" and not extras.has("manim"):
            installs = f"Manim is not installed; {found.command} installs it"
            why = installs if is_checkout() else extras.how_to_install("manim")
            raise WrongError(f"{why}, or choose matplotlib")
        total = _frames(request)
        with self._lock:
            self._check(export.client)
            made = self._enter(ticket, export.client, request, total)
            made.thread = Thread(target=self._make, args=(made,), name="export", daemon=True)
            made.thread.start()
        return Answer({"id": ticket, **_words(found)})

    def progress(self, ticket: Ticket) -> Answer:
        """Tell how far an export is."""
        made = self._of(ticket)
        made.asked = monotonic()
        facts = {"done": made.done, "total": made.total, "state": made.state, "error": made.error}
        return Answer(facts | {"file": made.request.file if made.state == "done" else None})

    def cancel(self, ticket: Ticket) -> Answer:
        """End an export, if it is still running."""
        made = self._of(ticket)
        with self._lock:
            _stop(made)
        return self.progress(ticket)

    def file(self, ticket: Ticket) -> Answer:
        """Return a finished file."""
        made = self._of(ticket)
        if made.state != "done":
            raise WrongError(f"{made.request.file} is not finished: {made.error or made.state}")
        return Answer({"file": made.request.file}, made.path.read_bytes(), made.request.format.media_type)

    def close(self) -> None:
        """End all exports and remove their files."""
        with self._lock:
            self._closed = True
            ended = list(self._made.values())
            for made in ended:
                _stop(made)
            self._made.clear()
        for made in ended:  # none may write into the folder when it is removed
            if made.thread is not None:
                made.thread.join()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _recipe(self, export: Export) -> Recipe:
        return recipe(export, known(self._scenes, export.scene), self._file)

    def _of(self, ticket: Ticket) -> Made:
        made = self._made.get(ticket.id)
        if made is None:
            raise WrongError("no such export; it may have made room for newer ones")
        return made

    def _check(self, client: str) -> None:
        """Raise a WrongError if there are as many exports as there may be at a time."""
        if self._closed:
            raise WrongError("the explorer ends: nothing more is made")
        for made in self._made.values():
            _stop_if_left(made)
        running = [made.client for made in self._made.values() if made.state == "running"]
        if client in running or len(running) >= RUNNING:
            raise WrongError("an export is being made: wait for it, or cancel it")

    def _enter(self, ticket: str, client: str, request: Request, total: int) -> Made:
        """Note a new export, and forget old ones."""
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="explorer-"))
        path = self._folder / f"{ticket}.{request.suffix}"
        made = self._made[ticket] = Made(
            client, request, path, Worker(CODE, self._folder), total, monotonic()
        )
        own = [name for name, each in self._made.items() if each.client == client]
        ended = [name for name, each in self._made.items() if each.state != "running"]
        for name in {*own[:-KEPT], *ended[: max(0, len(self._made) - MOST)]}:
            self._made.pop(name).path.unlink(missing_ok=True)
        return made

    def _make(self, made: Made) -> None:
        """Have a worker make a file; what goes wrong is told by the progress."""
        request = made.request
        job = ClipJob(request, versions(request.look.renderer, request.suffix), {}, None)

        def tick(done: int) -> None:
            made.done, made.total = done, max(made.total, done)
            with self._lock:
                _stop_if_left(made)

        try:
            _, *content = made.worker.do(pickle.dumps(job), tick, TIMEOUT)
            request.format.join(made.path, content)
            self._end(made, "done")
        except (JobError, OSError) as error:
            self._end(made, "failed", one_line(str(error)))
        finally:
            made.worker.end()

    def _end(self, made: Made, state: State, error: str | None = None) -> None:
        with self._lock:
            if made.state == "running":
                made.state, made.error = state, error


def _stop(made: Made) -> None:
    if made.state == "running":
        made.state = "cancelled"
        made.worker.kill()


def _stop_if_left(made: Made) -> None:
    """End an export whose client is gone: it would keep others from theirs."""
    if made.state == "running" and monotonic() > made.asked + LEASE:
        _stop(made)
        made.error = "nobody asked how far it is, so it was ended"


def _frames(request: Request) -> int:
    """Return how many frames a request's file will have; a WrongError says what can't be made."""
    try:
        request.scene.check(request.settings)
        return sum(frames(request, estimate(request)))
    except ValueError as error:
        raise WrongError(str(error)) from None
    except SceneError as error:
        raise WrongError(f"scene {request.scene.name}: {error}") from error


def _words(found: Recipe) -> dict[str, object]:
    return {"command": found.command, "lines": found.lines, "file": found.request.file}
