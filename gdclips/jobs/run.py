"""Run: check all requests, plan, make the files that are missing or out of date, and report."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, redirect_stdout

import msgspec

from gdclips.build.costs import cost, estimate, estimated_frames
from gdclips.build.folders import Folders
from gdclips.build.job import own_data
from gdclips.build.output import ForeignFile
from gdclips.build.plan import Step, plan
from gdclips.build.recipe import recipe, versions
from gdclips.jobs.local import LocalExecutor
from gdclips.jobs.pool import WorkersLost
from gdclips.jobs.production import Executor, Outcome, Production, left_message
from gdclips.jobs.progress import progress
from gdclips.jobs.queue import Task
from gdclips.jobs.scheduler import Scheduler
from gdclips.messages import RequestError, shortlist
from gdclips.places import CODE
from gdclips.requests.request import Request
from gdclips.setup import extras
from gdclips.story.problem import OwnData, count_rows
from gdclips.story.scenes import SceneError

TIMEOUT = 3600.0  # seconds
MAX_NAMED = 6  # files in a message


class RunOptions(msgspec.Struct, frozen=True):
    """How requests are to be run; ``timeout`` is in seconds, for one job."""

    always_make: bool = False
    keep_going: bool = False
    jobs: int | None = None  # as many as there are cores
    timeout: float = TIMEOUT
    manim_demanded: bool = False
    scheduler: Scheduler | None = None


class MakeError(Exception):
    """Some files could not be made; the text is one line for the user, ``traces`` are for --debug."""

    def __init__(self, text: str, traces: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.traces = traces


class Interrupted(Exception):
    """The user interrupted a run; the text says what was finished."""


class UpToDate(msgspec.Struct, frozen=True):
    """The lines printed for requests whose files are all up to date."""

    stdout: list[str]
    stderr: list[str]


def show_plan(requests: list[Request], folders: Folders, always_make: bool) -> UpToDate | None:
    """Print for each file what would be done and why; a RequestError if a request is wrong.

    Returns the printed lines if all files are up to date. Of each file, memory holds no more than its lines.
    """
    lines, tables, up_to_date = [], [], True
    for step in _plan(requests, folders, always_make):
        lines.append(_line(step, folders))
        up_to_date &= step.action == "keep"
        if step.action == "make":
            tables.append(_reading_note(_check(step.request)))
            lines += _foreign_sidecars(step.request, folders)
    _say(*tables)
    print(*lines, sep="\n")
    return UpToDate(lines, []) if up_to_date else None


def _line(step: Step, folders: Folders) -> str:
    return f"{step.action} {folders.named(step.request.file)}: {step.why}"


def _foreign_sidecars(request: Request, folders: Folders) -> Iterator[str]:
    """Yield a message for each sidecar that would not be made because a file of the user's is there."""
    for name in request.sidecars:
        try:
            folders.output.check_not_foreign(name)
        except ForeignFile as why:
            yield left_message(folders.named(name), why)


def run(requests: list[Request], folders: Folders, options: RunOptions) -> UpToDate | None:
    """Make the files that are missing or out of date, and print the paths of all.

    Returns the printed lines if all files were up to date. Raises a RequestError before anything is made if a
    request is wrong, and a MakeError if a file could not be made.
    """
    if options.manim_demanded:
        _ensure_manim()
    outcome = Outcome()
    steps = list(_plan(requests, folders, options.always_make))
    tasks = _due(steps, folders)
    _say(*(_reading_note(task.own) for task in tasks))
    folders.output.tidy()
    if tasks:
        folders.output.check()
        _make(tasks, folders, options, outcome)
    _report_failures(outcome, len(tasks), folders)
    paths = [str(folders.media / request.file) for request in requests]
    print(*paths, sep="\n")
    up_to_date = all(step.action == "keep" for step in steps)
    return UpToDate(paths, [_line(step, folders) for step in steps]) if up_to_date else None


def _due(steps: Iterable[Step], folders: Folders) -> list[Task]:
    """Return the tasks for the files to make; print for all others why they are not."""
    tasks, lines = [], []
    for step in steps:
        if step.action == "make":
            tasks.append(_task(step))
        else:
            lines.append(_line(step, folders))
    _say(*lines)
    return tasks


def _reading_note(own: OwnData | None) -> str:
    """Return how a table was read, if that is not obvious; else an empty text."""
    return f"{own.file} was read so: {own.read_as()}" if own is not None and own.read_as() else ""


def _plan(requests: list[Request], folders: Folders, always_make: bool) -> Iterator[Step]:
    output = folders.output
    for request in requests:
        found, file = recipe(request, CODE), request.file
        missing = [name for name in request.sidecars if not output.has(name)]
        yield plan(request, found, output.entry(file, found), output.hash(file), missing, always_make)


def _task(step: Step) -> Task:
    """Return the task of a step, with its estimates; a RequestError if its settings or data are wrong."""
    request, own = step.request, _check(step.request)
    beats, rows = estimate(request), count_rows(request.settings, own)
    return Task(step, own, estimated_frames(request, beats), cost(request, beats, rows))


def _check(request: Request) -> OwnData | None:
    """Return the user's own data of a request, if any; a RequestError if they or its settings are wrong."""
    try:
        own = own_data(request)
        with redirect_stdout(sys.stderr):  # because a scene may print, and stdout is for paths
            request.scene.check(request.settings, own)
        return own
    except ValueError as error:
        raise RequestError(f"{request.file}: {error}") from None
    except SceneError as error:
        raise RequestError(f"{request.file}: scene {request.scene.name}: {error}") from error


def _make(tasks: list[Task], folders: Folders, options: RunOptions, outcome: Outcome) -> None:
    """Make files; if Manim is missing, first those that do without it."""
    missing = not extras.has("manim")
    waiting = [task for task in tasks if missing and task.step.request.look.renderer == "manim"]
    ready = [task for task in tasks if not missing or task.step.request.look.renderer != "manim"]
    try:
        _produce(ready, folders, options, outcome)
        if waiting and (options.keep_going or not outcome.failed):
            _produce(_with_or_without_manim(waiting, folders, options), folders, options, outcome)
    except KeyboardInterrupt:
        raise Interrupted(_so_far(outcome, tasks)) from None
    except WorkersLost as error:
        raise MakeError(f"{error}; {_so_far(outcome, tasks)}") from None


def _produce(tasks: list[Task], folders: Folders, options: RunOptions, outcome: Outcome) -> None:
    """Take files from the cache where it has them, and make the others."""
    with progress({task.file: sum(task.frames) for task in tasks}) as shown:
        production = Production(folders.output, folders.named, shown, outcome, overwrite=options.always_make)
        possible = [task for task in tasks if production.replaceable(task)]
        others = [task for task in possible if options.always_make or not production.restore(task)]
        if others and (options.keep_going or not outcome.failed):
            with closing(_executor(options)) as executor:
                production.make(others, executor, options.keep_going)


def _executor(options: RunOptions) -> Executor:
    if options.scheduler is None:
        return LocalExecutor(CODE, options.jobs or _cores(), options.timeout)
    extras.ensure("cluster")
    from gdclips.jobs.cluster import ClusterExecutor

    return ClusterExecutor(options.scheduler, CODE, options.timeout)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ensure_manim() -> None:
    try:
        extras.ensure("manim")
    except extras.SetupError as error:
        raise RequestError(f"--renderer manim: {error}") from None


def _with_or_without_manim(tasks: list[Task], folders: Folders, options: RunOptions) -> list[Task]:
    """Return tasks for Manim if it can be installed, else for matplotlib, planned anew."""
    requests = [task.step.request for task in tasks]
    try:
        extras.ensure("manim")
        versions.cache_clear()
    except extras.SetupError as error:
        names = shortlist([request.file for request in requests], MAX_NAMED)
        _say(f"drawn by matplotlib instead of Manim: {names}: {error}")
        requests = [request.with_renderer("matplotlib") for request in requests]
    return _due(_plan(requests, folders, options.always_make), folders)


def _report_failures(outcome: Outcome, count: int, folders: Folders) -> None:
    """Raise a MakeError if files failed, after printing a line for each if there are several."""
    failed = outcome.failed
    if len(failed) == 1:
        ((file, why),) = failed.items()
        raise MakeError(f"{folders.named(file)}: {why}", outcome.traces)
    if failed:
        for file, why in failed.items():
            _say(f"failed {folders.named(file)}: {why}")
        raise MakeError(f"{len(failed)} of {count} files could not be made", outcome.traces)


def _so_far(outcome: Outcome, tasks: list[Task]) -> str:
    """Return what was finished before a run ended."""
    done = outcome.finished
    names = f" ({', '.join(done)})" if 0 < len(done) <= MAX_NAMED else ""
    return f"{len(done)} of {len(tasks)} files were finished{names}; the next run goes on from there"


def _say(*lines: str) -> None:
    """Print lines to standard error, each once, without empty ones."""
    for line in dict.fromkeys(filter(None, lines)):
        print(line, file=sys.stderr, flush=True)


def clean(folders: Folders) -> None:
    """Remove the files that are as they were made here, leave all others, and print both."""
    for file, why_left in folders.output.clean():
        _say(f"left {folders.named(file)}: {why_left}" if why_left else f"removed {folders.named(file)}")
