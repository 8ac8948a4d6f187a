"""Running a request: check every order, plan, make what is to be made, and say what came of it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from scenes.words import RequestError
from scenes.workshop import extras
from scenes.workshop.costs import cost, frames
from scenes.workshop.crew import JobError, Lost
from scenes.workshop.job import own_data, told
from scenes.workshop.local import Local
from scenes.workshop.media import Media
from scenes.workshop.orders import Order
from scenes.workshop.plan import Step, plan
from scenes.workshop.production import Clip, Executor, Outcome, Production
from scenes.workshop.progress import progress
from scenes.workshop.recipe import recipe, versions
from scenes.workshop.scheduler import Scheduler
from scenes.workshop.worker import line_of

TIMEOUT = 3600.0  # seconds
FEW = 6  # names that are listed


class Workplace(msgspec.Struct, frozen=True):
    """Where the project's code lies, and where finished files go; ``label`` is what the user calls that."""

    root: Path
    media: Path
    cache: Path
    label: str = "media"

    @property
    def shelf(self) -> Media:
        """The folder of finished files, with what is known of it."""
        return Media(self.media, self.cache)

    def named(self, file: str) -> str:
        """Return a file's name for the user."""
        return f"{self.label}/{file}"


class Wish(msgspec.Struct, frozen=True):
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


def show_plan(orders: list[Order], place: Workplace, make_all: bool) -> None:
    """Print for each file what would be done and why.

    Raises a RequestError if an order is wrong, a ClipError if a scene can't be told.
    """
    steps, outcome = _plan(orders, place, make_all), Outcome()
    clips = _clips(steps, outcome)
    _tell_reading(clips)
    for step in steps:
        print(f"{step.action} {place.named(step.order.file)}: {step.why}")
    _report_failures(outcome, len(clips) + len(outcome.failed), place)


def run(orders: list[Order], place: Workplace, wish: Wish) -> None:
    """Make the files of the orders that are missing or out of date, and print where they lie.

    Raises a RequestError before anything is made if an order is wrong, a ClipError if one fails.
    """
    if wish.manim_demanded:
        _ensure_manim()
    outcome = Outcome()
    clips = _due(orders, place, wish, outcome)
    _tell_reading(clips)
    wanted = len(clips) + len(outcome.failed)
    place.shelf.tidy()
    if clips and (wish.keep_going or not outcome.failed):
        place.shelf.check()
        _make(clips, place, wish, outcome)
    _report_failures(outcome, wanted, place)
    for order in orders:
        print(place.media / order.file)


def _due(orders: list[Order], place: Workplace, wish: Wish, outcome: Outcome) -> list[Clip]:
    """Return what is to be made; say of all else why it isn't."""
    steps = _plan(orders, place, wish.make_all)
    clips = _clips(steps, outcome)
    for step in steps:
        if step.action != "make":
            _say(f"{step.action} {place.named(step.order.file)}: {step.why}")
    return clips


def _tell_reading(clips: list[Clip]) -> None:
    """Say how each table was read, where that isn't the plain way."""
    tables = [clip.own for clip in clips if clip.own is not None and clip.own.read_as]
    for line in dict.fromkeys(f"{own.file} was read so: {own.read_as}" for own in tables):
        _say(line)


def _plan(orders: list[Order], place: Workplace, make_all: bool) -> list[Step]:
    shelf = place.shelf
    recipes = {order.file: recipe(order, place.root) for order in orders}
    made = {file: shelf.entry(file, recipes[file]) for file in recipes}
    present = {file: shelf.hash(file) for file in recipes}
    lost = {order.file: [name for name in order.words if not shelf.has(name)] for order in orders}
    return plan(orders, recipes, made, present, lost, make_all)


def _clips(steps: list[Step], outcome: Outcome) -> list[Clip]:
    """Return the clips of what is to be made; note those whose scene can't be told as failed."""
    clips = []
    for step in (step for step in steps if step.action == "make"):
        try:
            clips.append(_clip(step))
        except JobError as error:
            outcome.failed[step.order.file] = f"scene {step.order.scene}: {error}"
            outcome.traces.append(error.trace)
    return clips


def _clip(step: Step) -> Clip:
    """Return a clip; a RequestError if its settings or data are wrong, a JobError if its scene is."""
    order = step.order
    try:
        own = own_data(order)
        story = told(order, own)
        return Clip(step, own, frames(order, story), cost(order, story))
    except ValueError as error:
        raise RequestError(f"{order.file}: {error}") from None
    except OSError:
        raise
    except Exception as error:
        raise JobError(line_of(error), traceback.format_exc()) from None


def _make(clips: list[Clip], place: Workplace, wish: Wish, outcome: Outcome) -> None:
    """Make clips; where Manim is missing, those without it first."""
    missing = not extras.has("manim")
    heavy = [clip for clip in clips if missing and clip.step.order.renderer == "manim"]
    try:
        _produce([clip for clip in clips if clip not in heavy], place, wish, outcome)
        if heavy and (wish.keep_going or not outcome.failed):
            _produce(_with_or_without_manim(heavy, place, wish, outcome), place, wish, outcome)
    except KeyboardInterrupt:
        raise Interrupted(_so_far(outcome, clips)) from None
    except Lost as error:
        raise ClipError(f"{error}; {_so_far(outcome, clips)}") from None


def _produce(clips: list[Clip], place: Workplace, wish: Wish, outcome: Outcome) -> None:
    """Take what is kept from the cache, and have the others made."""
    with progress({clip.file: sum(clip.frames) for clip in clips}) as shown:
        production = Production(place.shelf, place.named, shown, outcome, anyway=wish.make_all)
        others = [clip for clip in clips if wish.make_all or not production.restore(clip)]
        if others and (wish.keep_going or not outcome.failed):
            with closing(_executor(place, wish)) as executor:
                production.make(others, executor, wish.keep_going)


def _executor(place: Workplace, wish: Wish) -> Executor:
    if wish.scheduler is None:
        return Local(place.root, wish.jobs or _cores(), wish.timeout)
    extras.ensure("cluster")
    from scenes.workshop.cluster import Cluster

    return Cluster(wish.scheduler, place.root, wish.timeout)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ensure_manim() -> None:
    try:
        extras.ensure("manim")
    except extras.SetupError as error:
        raise RequestError(f"--renderer manim: {error}") from None


def _with_or_without_manim(clips: list[Clip], place: Workplace, wish: Wish, outcome: Outcome) -> list[Clip]:
    """Return the clips for Manim if it can be had, else for matplotlib's stage, as they are planned then."""
    orders = [clip.step.order for clip in clips]
    try:
        extras.ensure("manim")
        versions.cache_clear()
    except extras.SetupError as error:
        _say(f"without Manim: {error}")
        for order in orders:
            _say(f"{order.file}: drawn by the matplotlib stage instead of Manim's")
        orders = [msgspec.structs.replace(order, renderer="matplotlib") for order in orders]
    return _due(orders, place, wish, outcome)


def _report_failures(outcome: Outcome, wanted: int, place: Workplace) -> None:
    """Raise a ClipError if there were failures, after a line for each if there were several."""
    failed = outcome.failed
    if len(failed) == 1:
        ((file, why),) = failed.items()
        raise ClipError(f"{place.named(file)}: {why}", outcome.traces)
    if failed:
        for file, why in failed.items():
            _say(f"failed {place.named(file)}: {why}")
        raise ClipError(f"{len(failed)} of {wanted} files could not be made", outcome.traces)


def _so_far(outcome: Outcome, clips: list[Clip]) -> str:
    """Tell what was finished before a run ended."""
    done = outcome.finished
    names = f" ({', '.join(done)})" if 0 < len(done) <= FEW else ""
    return f"{len(done)} of {len(clips)} files were finished{names}; the next run goes on from there"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def clean(place: Workplace) -> None:
    """Remove the files that were made here and are as they were made; leave all others, and say so."""
    for file, why_left in place.shelf.clean():
        _say(f"left {place.named(file)}: {why_left}" if why_left else f"removed {place.named(file)}")
