"""Running a request: check every order, plan, make what is to be made, and say what came of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from scenes.stage.story import Story
from scenes.workshop import extras
from scenes.workshop.lecture import RequestError
from scenes.workshop.ledger import Entry, Ledger, content_hash
from scenes.workshop.making import Tick, make, stale_parts, tell
from scenes.workshop.orders import Order
from scenes.workshop.plan import Step, code_hash, order_key, plan
from scenes.workshop.sidecars import alt_text, subtitles


class Workplace(msgspec.Struct, frozen=True):
    """The folders of a project: where its code lies, its files go and its ledger is kept."""

    root: Path

    @property
    def media(self) -> Path:
        """Where finished files lie."""
        return self.root / "media"

    @property
    def ledger(self) -> Ledger:
        """What was made here before."""
        return Ledger(self.root / ".cache" / "made.json")


class ClipError(Exception):
    """A clip that could not be made; its text is one line for the user."""


def run(orders: list[Order], place: Workplace, make_all: bool, manim_demanded: bool) -> None:
    """Make the files of the orders that are missing or out of date, those without Manim first.

    Raises a RequestError before anything is made if an order is wrong, a ClipError if one fails.
    """
    stories = {order.file: _told(order) for order in orders}
    if manim_demanded:
        _ensure_manim()
    light = [order for order in orders if order.renderer != "manim"]
    heavy = [order for order in orders if order.renderer == "manim"]
    files = _carry_out(light, stories, place, make_all)
    files += _carry_out(_with_or_without_manim(heavy), stories, place, make_all)
    _report(files, place)


def _told(order: Order) -> Story:
    try:
        return tell(order)
    except ValueError as error:
        raise RequestError(f"{order.file}: {error}") from None


def _ensure_manim() -> None:
    try:
        extras.ensure_manim()
    except extras.SetupError as error:
        raise RequestError(f"--renderer manim: {error}") from None


def _with_or_without_manim(orders: list[Order]) -> list[Order]:
    """Return the orders as they are if Manim is there or can be had, else for matplotlib's stage."""
    if not orders or extras.has("manim"):
        return orders
    try:
        extras.ensure_manim()
        return orders
    except extras.SetupError as error:
        _say(f"without Manim: {error}")
    for order in orders:
        _say(f"{order.file}: drawn by the matplotlib stage instead of Manim's")
    return [msgspec.structs.replace(order, renderer="matplotlib") for order in orders]


def _carry_out(
    orders: list[Order], stories: dict[str, Story], place: Workplace, make_all: bool
) -> list[Step]:
    ledger, code = place.ledger, code_hash(place.root)
    keys = {order.file: order_key(order, code) for order in orders}
    present = {order.file: content_hash(place.media / order.file) for order in orders}
    steps = plan(orders, keys, ledger.entries, present, make_all)
    for step in steps:
        if step.action == "make":
            _make(step, stories[step.order.file], place, ledger)
        else:
            _say(f"{step.action} media/{step.order.file}: {step.why}")
    return steps


def _make(step: Step, story: Story, place: Workplace, ledger: Ledger) -> None:
    order, path, began = step.order, place.media / step.order.file, time.monotonic()

    def note(part: Path) -> None:
        _write_sidecars(step, story, place, ledger)
        ledger.note(order.file, Entry(step.key, content_hash(part) or "", _ours(path, ledger)))

    try:
        with _progress(order.file) as tick:
            make(order, story, path, tick, note)
    except OSError as error:
        raise ClipError(f"media/{order.file}: {error.strerror or error}") from None
    size = path.stat().st_size / 1000
    _say(f"made media/{order.file}: {size:.0f} kB in {time.monotonic() - began:.1f} s")


def _ours(path: Path, ledger: Ledger) -> str | None:
    """Return the hash of what lies there now if it was made here, else None."""
    present, made = content_hash(path), ledger.entries.get(path.name)
    return present if made is not None and present in (made.content, made.before) else None


def _write_sidecars(step: Step, story: Story, place: Workplace, ledger: Ledger) -> None:
    """Write the clip's alt text and, for a video, its subtitles beside it, unless they were changed."""
    path = place.media / step.order.file
    words = {path.with_suffix(".txt"): alt_text(story)}
    if step.order.suffix == "mp4":
        words[path.with_suffix(".srt")] = subtitles(story.timeline(step.order.cut).beats)
    for sidecar, text in words.items():
        ours = _ours(sidecar, ledger)
        if ours is None and content_hash(sidecar) is not None:
            _say(f"leave media/{sidecar.name}: not as it was made here")
            continue
        part = sidecar.with_name(f".{os.getpid()}.{sidecar.name}.part")
        part.write_text(text, encoding="utf-8")
        ledger.note(sidecar.name, Entry(step.key, content_hash(part) or "", ours))
        part.replace(sidecar)


@contextmanager
def _progress(name: str) -> Iterator[Tick]:
    """Yield what tells a bar on a terminal how many of how many frames are done; elsewhere, nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _report(steps: list[Step], place: Workplace) -> None:
    for step in steps:
        print(place.media / step.order.file)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def clean(place: Workplace) -> None:
    """Remove the files that were made here and are as they were made; leave all others, and say so."""
    for part in stale_parts(place.media):
        part.unlink()
    ledger = place.ledger
    for file, entry in sorted(ledger.entries.items()):
        path = place.media / file
        try:
            present = content_hash(path)
        except OSError as error:
            _say(f"left media/{file}: {error.strerror}")
            continue
        if present not in (None, entry.content, entry.before):
            _say(f"left media/{file}: it is not as it was made here")
            continue
        if present is not None:
            path.unlink()
            _say(f"removed media/{file}")
        ledger.forget(file)
