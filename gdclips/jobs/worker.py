"""The program of a worker process: does the jobs that its parent sends, and ends with it."""

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
OURS = (*(CODE / package for package in PACKAGES), SCENES_FOLDER)  # beside them may lie other packages


class OtherVersions(Exception):
    """A machine whose packages would draw other bytes."""


def main(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Do the jobs of one stream, one after the other, and answer on another; without any for long, end."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(jobs, waiting), daemon=True).start()

    def answer(told: tuple[str, object]) -> None:
        pickle.dump(told, answers)
        answers.flush()

    with suppress(Empty):
        while True:
            job = waiting.get(timeout=IDLE)
            answer(_answer(job, lambda done: answer(("frames", done))))


def _receive(jobs: BinaryIO, waiting: SimpleQueue[bytes]) -> None:
    """Pass jobs on; when the parent is gone, end the process, whatever it does."""
    try:
        while True:
            waiting.put(pickle.load(jobs))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(1)


def _answer(sent: bytes, tick: Callable[[int], None]) -> tuple[str, object]:
    try:
        tick(0)
        forget()
        job = pickle.loads(sent)
        _check_versions(job.versions, job.request)
        with library_defaults():
            _check_fonts(job.fonts, job.request)
            from gdclips.jobs.perform import do

        return "made", do(job, tick)
    except Exception as error:
        return "failed", (line_of(error), traceback.format_exc())


def _check_versions(wanted: Mapping[str, str], request: Request) -> None:
    """Raise an OtherVersions unless the packages here draw the same bytes."""
    here = versions(request.look.renderer, request.suffix)
    other = [f"{name} {here[name]}, not {wanted[name]}" for name in wanted if here[name] != wanted[name]]
    if other:
        raise OtherVersions(f"{platform.node()} has {', '.join(other)}: install the same there")


def _check_fonts(wanted: Mapping[str, str], request: Request) -> None:
    """Raise an OtherVersions unless this machine has the fonts of the system that a request's words need."""
    here = system_fonts(request) if wanted else {}
    for name in wanted:
        if here.get(name) != wanted[name]:
            what = "has another file of" if name in here else "lacks"
            raise OtherVersions(f"{platform.node()} {what} the font {name}: install the same file there")


def line_of(error: Exception) -> str:
    """Tell in one line what was raised, and where in the project."""
    if isinstance(error, OtherVersions | StoryError | Missing | SceneError | RequestError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    at = next((at for at in reversed(frames) if any(map(Path(at.filename).is_relative_to, OURS))), frames[-1])
    file = Path(at.filename).relative_to(CODE) if Path(at.filename).is_relative_to(CODE) else at.filename
    return f"{type(error).__name__}: {' '.join(str(error).split())} ({file}, line {at.lineno})"
