"""Worker process: does the jobs that its parent sends, and ends when the parent does."""

from __future__ import annotations

import os
import pickle
import platform
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from gdclips.build.job import StoryError
from gdclips.build.recipe import system_fonts, versions
from gdclips.messages import RequestError
from gdclips.places import CODE, PACKAGES, SCENES_FOLDER
from gdclips.rendering.defaults import library_defaults
from gdclips.requests.request import Request
from gdclips.story.characters import Missing
from gdclips.story.scenes import SceneError
from gdclips.story.source import forget

IDLE = 600.0  # seconds
PROJECT = (*(CODE / package for package in PACKAGES), SCENES_FOLDER)  # CODE may hold other packages, too


class VersionMismatch(Exception):
    """The machine has other packages or fonts than the job needs; the text is one line."""


def main(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Do the jobs of one stream, one after the other, and answer on another; end after long without a job."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(jobs, waiting), daemon=True).start()

    def send(answer: tuple[str, object]) -> None:
        pickle.dump(answer, answers)
        answers.flush()

    with suppress(Empty):
        while True:
            job = waiting.get(timeout=IDLE)
            send(_answer(job, lambda done: send(("frames", done))))


def _receive(jobs: BinaryIO, waiting: SimpleQueue[bytes]) -> None:
    """Put jobs into a queue; when the parent is gone, end the process even in the middle of a job."""
    try:
        while True:
            waiting.put(pickle.load(jobs))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(1)


def _answer(pickled: bytes, tick: Callable[[int], None]) -> tuple[str, object]:
    """Do a job; return "made" and its results, or "failed" and the error in one line with its traceback."""
    try:
        tick(0)
        forget()
        job = pickle.loads(pickled)
        _check_versions(job.versions, job.request)
        with library_defaults():
            _check_fonts(job.fonts, job.request)
            from gdclips.jobs.perform import perform

        return "made", perform(job, tick)
    except Exception as error:
        return "failed", (error_line(error), traceback.format_exc())


def _check_versions(wanted: Mapping[str, str], request: Request) -> None:
    """Raise a VersionMismatch unless the packages here are those that the job needs."""
    here = versions(request.look.renderer, request.suffix)
    other = [f"{name} {here[name]}, not {wanted[name]}" for name in wanted if here[name] != wanted[name]]
    if other:
        raise VersionMismatch(f"{platform.node()} has {', '.join(other)}: install the same there")


def _check_fonts(wanted: Mapping[str, str], request: Request) -> None:
    """Raise a VersionMismatch unless the system fonts here are those that the job needs."""
    here = system_fonts(request) if wanted else {}
    for name in wanted:
        if here.get(name) != wanted[name]:
            what = "has another file of" if name in here else "lacks"
            raise VersionMismatch(f"{platform.node()} {what} the font {name}: install the same file there")


def error_line(error: Exception) -> str:
    """Return an error in one line, with where in the project it was raised unless its text is for users."""
    if isinstance(error, VersionMismatch | StoryError | Missing | SceneError | RequestError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    at = next(
        (at for at in reversed(frames) if any(map(Path(at.filename).is_relative_to, PROJECT))), frames[-1]
    )
    file = Path(at.filename).relative_to(CODE) if Path(at.filename).is_relative_to(CODE) else at.filename
    return f"{type(error).__name__}: {' '.join(str(error).split())} ({file}, line {at.lineno})"
