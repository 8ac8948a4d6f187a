"""Making a file: an order becomes a story, its picture, frames, and at last a file, whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from gdcore import read_csv
from scenes.stage.frame import Pixels, Shot
from scenes.stage.picture import Picture, picture
from scenes.stage.story import Story
from scenes.stage.timeline import State
from scenes.stories import SCENES
from scenes.stories.problem import OwnData
from scenes.workshop.orders import Data, Order

Tick = Callable[[int, int], None]


class Stage(Protocol):
    """A renderer: draws each state of a picture on its own."""

    def draw(self, state: State) -> Pixels:
        """Return the frame of a state."""

    def shots(self, states: Iterable[State]) -> Iterator[Shot]:
        """Yield the frames of states, each to be used before the next is asked for."""


def tell(order: Order) -> Story:
    """Return the story of an order; a ValueError says what in its settings or data is wrong."""
    return SCENES[order.scene].story(order.settings, _own(order.data) if order.data else None)


def make(order: Order, story: Story, path: Path, tick: Tick, note: Callable[[Path], None]) -> None:
    """Make the file of an order at ``path``; ``tick`` is told how many of how many frames are done.

    The file is written beside, flushed and renamed, so that it appears whole or not at all; just before,
    ``note`` is told of it.
    """
    shown = picture(story, order.theme, order.cut, order.bare, order.size.aspect)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.{path.name}.part")
    try:
        _write(order, shown, _stage(order, shown), part, tick)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        note(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def stale_parts(media: Path) -> list[Path]:
    """Return the unfinished files of processes that are no more."""
    found = ((part, re.fullmatch(r"\.(\d+)\..+\.part", part.name)) for part in media.glob(".*.part"))
    return [part for part, match in found if match and not _runs(int(match[1]))]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write(order: Order, shown: Picture, stage: Stage, path: Path, tick: Tick) -> None:
    from scenes.stage import encode

    count = 1 if order.suffix == "png" else shown.timeline.frames(order.fps)

    def frame(index: int) -> Pixels:
        return stage.draw(shown.timeline.state(index / order.fps))

    def shots() -> Iterator[Shot]:
        states = (shown.timeline.state(index / order.fps) for index in range(count))
        for done, shot in enumerate(stage.shots(states), 1):
            yield shot
            tick(done, count)

    if order.suffix == "png":
        encode.write_png(path, stage.draw(shown.timeline.state(shown.timeline.seconds)))
        tick(1, 1)
    elif order.suffix == "gif":
        sample = map(frame, encode.palette_frames(count))
        encode.write_gif(path, shots(), sample, order.size, order.fps)
    else:
        encode.write_mp4(path, shots(), order.size, order.fps)


def _stage(order: Order, shown: Picture) -> Stage:
    if order.renderer == "manim":
        from scenes.stage.with_manim import ManimStage

        return ManimStage(shown, order.size)
    from scenes.stage.with_matplotlib import MatplotlibStage

    return MatplotlibStage(shown, order.size)


def _own(data: Data) -> OwnData:
    samples = read_csv(data.path, list(data.features), data.target, standardize=not data.raw)
    return OwnData(samples, Path(data.path).name, data.target, not data.raw)
