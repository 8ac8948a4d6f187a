"""Running a request: check every request, plan, make what is to be made, and say what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, redirect_stdout
from pathlib import Path

import msgspec

from gdclips.build.costs import cost, estimate, frames
from gdclips.build.job import own_data
from gdclips.build.output import ForeignFile, OutputFolder
from gdclips.build.plan import Step, plan
from gdclips.build.recipe import recipe, versions
from gdclips.jobs.local import Local
from gdclips.jobs.pool import WorkersLost
from gdclips.jobs.production import Executor, Outcome, Production, told_left
from gdclips.jobs.progress import progress
from gdclips.jobs.queue import Clip
from gdclips.jobs.scheduler import Scheduler
from gdclips.messages import RequestError, shortlist
from gdclips.requests.request import Request
from gdclips.setup import extras
from gdclips.story.problem import OwnData, count_rows
from gdclips.story.scenes import SceneError

TIMEOUT = 3600.0  # seconds
FEW = 6  # names that are listed


class Folders(msgspec.Struct, frozen=True):
    """Where the project's code lies, and where finished files go; ``label`` is what the user calls that."""

    root: Path
    media: Path
    cache: Path
    label: str = "media"

    @property
    def shelf(self) -> OutputFolder:
        """The folder of finished files, with what is known of it."""
        return OutputFolder(self.media, self.cache)

    def named(self, file: str) -> str:
        """Return a file's name for the user."""
        return f"{self.label}/{file}"


class RunOptions(msgspec.Struct, frozen=True):
    """How a request is to be run."""

    make_all: bool = False
    keep_going: bool = False
    jobs: int | None = None  # as many as there are cores
    timeout: float = TIMEOUT
    manim_demanded: bool = False
    scheduler: Scheduler | None = None


class ClipError(Exception):
    """Clips that could not be made; the text is one line for the user, ``traces`` are for --debug."""

    def __init__(self, text: str, traces: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.traces = traces


class Interrupted(Exception):
    """A run that the user ended; its text says what was finished."""


class UpToDate(msgspec.Struct, frozen=True):
    """What was printed of a request all of whose files are up to date: on standard output, and on error."""

    said: list[str]
    told: list[str]


def show_plan(requests: list[Request], place: Folders, make_all: bool) -> UpToDate | None:
    """Print for each file what would be done and why; a RequestError if a request is wrong.

    Of very many files no more is kept in memory than their lines. Returns these if all are up to date.
    """
    lines, tables, up_to_date = [], [], True
    for step in _plan(requests, place, make_all):
        lines.append(_line(step, place))
        up_to_date &= step.action == "keep"
        if step.action == "make":
            tables.append(_way_read(_check(step.request)))
            lines += _words_left(step.request, place)
    _say(*tables)
    print(*lines, sep="\n")
    return UpToDate(lines, []) if up_to_date else None


def _line(step: Step, place: Folders) -> str:
    return f"{step.action} {place.named(step.request.file)}: {step.why}"


def _words_left(request: Request, place: Folders) -> Iterator[str]:
    """Yield what there is to say of words beside a file that are the user's, and stay."""
    for words in request.sidecars:
        try:
            place.shelf.check_not_foreign(words)
        except ForeignFile as why:
            yield told_left(place.named(words), why)


def run(requests: list[Request], place: Folders, options: RunOptions) -> UpToDate | None:
    """Make the files of the requests that are missing or out of date, and print where they lie.

    Returns what was printed if there were none. Raises a RequestError before anything is made if a request is
    wrong, a ClipError if one fails.
    """
    if options.manim_demanded:
        _ensure_manim()
    outcome = Outcome()
    steps = list(_plan(requests, place, options.make_all))
    clips = _due(steps, place)
    _say(*(_way_read(clip.own) for clip in clips))
    place.shelf.tidy()
    if clips:
        place.shelf.check()
        _make(clips, place, options, outcome)
    _report_failures(outcome, len(clips), place)
    paths = [str(place.media / request.file) for request in requests]
    print(*paths, sep="\n")
    up_to_date = all(step.action == "keep" for step in steps)
    return UpToDate(paths, [_line(step, place) for step in steps]) if up_to_date else None


def _due(steps: Iterable[Step], place: Folders) -> list[Clip]:
    """Return what is to be made; say of all else why it isn't."""
    clips, lines = [], []
    for step in steps:
        if step.action == "make":
            clips.append(_clip(step))
        else:
            lines.append(_line(step, place))
    _say(*lines)
    return clips


def _way_read(own: OwnData | None) -> str:
    """Return how a table was read, where that isn't the plain way."""
    return f"{own.file} was read so: {own.read_as()}" if own is not None and own.read_as() else ""


def _plan(requests: list[Request], place: Folders, make_all: bool) -> Iterator[Step]:
    shelf = place.shelf
    for request in requests:
        found, file = recipe(request, place.root), request.file
        lost = [name for name in request.sidecars if not shelf.has(name)]
        yield plan(request, found, shelf.entry(file, found), shelf.hash(file), lost, make_all)


def _clip(step: Step) -> Clip:
    """Return a clip, and what is thought of it; a RequestError if its settings or data are wrong."""
    request, own = step.request, _check(step.request)
    beats, rows = estimate(request), count_rows(request.settings, own)
    return Clip(step, own, frames(request, beats), cost(request, beats, rows))


def _check(request: Request) -> OwnData | None:
    """Return the request's own data, if it has any; a RequestError if they or its settings are wrong."""
    try:
        own = own_data(request)
        with redirect_stdout(sys.stderr):  # what a scene prints is no answer of ours
            request.scene.check(request.settings, own)
        return own
    except ValueError as error:
        raise RequestError(f"{request.file}: {error}") from None
    except SceneError as error:
        raise RequestError(f"{request.file}: scene {request.scene.name}: {error}") from error


def _make(clips: list[Clip], place: Folders, options: RunOptions, outcome: Outcome) -> None:
    """Make clips; where Manim is missing, those without it first."""
    missing = not extras.has("manim")
    heavy = [clip for clip in clips if missing and clip.step.request.look.renderer == "manim"]
    others = [clip for clip in clips if not missing or clip.step.request.look.renderer != "manim"]
    try:
        _produce(others, place, options, outcome)
        if heavy and (options.keep_going or not outcome.failed):
            _produce(_with_or_without_manim(heavy, place, options), place, options, outcome)
    except KeyboardInterrupt:
        raise Interrupted(_so_far(outcome, clips)) from None
    except WorkersLost as error:
        raise ClipError(f"{error}; {_so_far(outcome, clips)}") from None


def _produce(clips: list[Clip], place: Folders, options: RunOptions, outcome: Outcome) -> None:
    """Take what is kept from the cache, and have the others made."""
    with progress({clip.file: sum(clip.frames) for clip in clips}) as shown:
        production = Production(place.shelf, place.named, shown, outcome, anyway=options.make_all)
        others = [clip for clip in clips if options.make_all or not production.restore(clip)]
        if others and (options.keep_going or not outcome.failed):
            with closing(_executor(place, options)) as executor:
                production.make(others, executor, options.keep_going)


def _executor(place: Folders, options: RunOptions) -> Executor:
    if options.scheduler is None:
        return Local(place.root, options.jobs or _cores(), options.timeout)
    extras.ensure("cluster")
    from gdclips.jobs.cluster import Cluster

    return Cluster(options.scheduler, place.root, options.timeout)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ensure_manim() -> None:
    try:
        extras.ensure("manim")
    except extras.SetupError as error:
        raise RequestError(f"--renderer manim: {error}") from None


def _with_or_without_manim(clips: list[Clip], place: Folders, options: RunOptions) -> list[Clip]:
    """Return the clips for Manim if it can be had, else for matplotlib's stage, as they are planned then."""
    requests = [clip.step.request for clip in clips]
    try:
        extras.ensure("manim")
        versions.cache_clear()
    except extras.SetupError as error:
        told = shortlist([request.file for request in requests], FEW)
        _say(f"drawn by the matplotlib stage instead of Manim's: {told}: {error}")
        requests = [request.with_renderer("matplotlib") for request in requests]
    return _due(_plan(requests, place, options.make_all), place)


def _report_failures(outcome: Outcome, requests: int, place: Folders) -> None:
    """Raise a ClipError if there were failures, after a line for each if there were several."""
    failed = outcome.failed
    if len(failed) == 1:
        ((file, why),) = failed.items()
        raise ClipError(f"{place.named(file)}: {why}", outcome.traces)
    if failed:
        for file, why in failed.items():
            _say(f"failed {place.named(file)}: {why}")
        raise ClipError(f"{len(failed)} of {requests} files could not be made", outcome.traces)


def _so_far(outcome: Outcome, clips: list[Clip]) -> str:
    """Tell what was finished before a run ended."""
    done = outcome.finished
    names = f" ({', '.join(done)})" if 0 < len(done) <= FEW else ""
    return f"{len(done)} of {len(clips)} files were finished{names}; the next run goes on from there"


def _say(*lines: str) -> None:
    """Print lines, each once; empty ones are left out."""
    for line in dict.fromkeys(filter(None, lines)):
        print(line, file=sys.stderr, flush=True)


def clean(place: Folders) -> None:
    """Remove the files that were made here and are as they were made; leave all others, and say so."""
    for file, why_left in place.shelf.clean():
        _say(f"left {place.named(file)}: {why_left}" if why_left else f"removed {place.named(file)}")
