"""Jobs: the messages that workers get, each with all that is needed to do it on any machine.

The story of a file is told once. A job that makes a whole file also tells its story. For a video that is
split into several jobs, one job tells the story, which is then sent with each of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from gdclips.build.texts.alt_text import alt_text
from gdclips.build.texts.labels import labels_of
from gdclips.build.texts.subtitles import srt, vtt
from gdclips.encoding.labels import Labels
from gdclips.messages import quote
from gdclips.requests.request import Request
from gdclips.requests.tables.options import Data
from gdclips.story.characters import written
from gdclips.story.film.film import Film
from gdclips.story.film.moments import moment
from gdclips.story.film.timing import timing
from gdclips.story.problem import OwnData
from gdcore import Samples
from gdcore.csvfile import as_samples


class Job(msgspec.Struct, frozen=True):
    """What all jobs have: the request, and what the worker's machine must have.

    ``versions`` are those of the packages that draw and encode; ``fonts`` are the digests of system fonts, by
    name.
    """

    request: Request
    versions: Mapping[str, str]
    fonts: Mapping[str, str]


class FileJob(Job, frozen=True):
    """Tells a request's story and makes its file; ``own`` is the user's own data, if there is any."""

    own: OwnData | None


class StoryJob(Job, frozen=True):
    """Tells a request's story, from which other jobs make the file."""

    own: OwnData | None


class SegmentsJob(Job, frozen=True):
    """Makes the parts of a file from ``first`` up to ``stop``, from its pickled story and labels."""

    story: bytes
    first: int
    stop: int


class FileInfo(msgspec.Struct, frozen=True):
    """What follows from a story for its file.

    The sidecars' texts by name, the frames of each part, what the file says of itself, and what it
    ``gave_up``, in words, to have few enough bytes.
    """

    sidecars: dict[str, str]
    frames: tuple[int, ...]
    labels: Labels
    gave_up: str = ""


class StoryError(Exception):
    """A request whose story can't be told; the text is one line for the user."""


def tell_story(request: Request, own: OwnData | None) -> Film:
    """Return the story of a request; a StoryError says what in its settings or data is wrong."""
    try:
        return request.scene.story(request.settings, own)
    except ValueError as error:
        raise StoryError(str(error)) from error


def file_info(request: Request, story: Film, own: OwnData | None) -> FileInfo:
    """Return what follows from a story for its request's file; a StoryError if a look can't be had of it."""
    look, timeline = request.look, story.timeline(request.look.cut)
    try:
        times = timing(timeline.beats, look.fps, look.hold, look.seconds)
        moment(look.at, timeline)
    except ValueError as error:
        raise StoryError(str(error)) from None
    labels = labels_of(story, timeline.beats, times, look, own)
    texts = {"txt": alt_text(story, own), "srt": srt(labels.cues), "vtt": vtt(labels.cues)}
    names = zip(request.sidecars, request.format.sidecars, strict=True)
    sidecars = {name: texts[kind] for name, kind in names}
    return FileInfo(sidecars, request.format.frames(times), labels)


def own_data(request: Request) -> OwnData | None:
    """Return the user's own data that a request names, if any; a ValueError or OSError says what is wrong."""
    return _read(request.data) if request.data else None


@lru_cache(maxsize=16)
def _read(data: Data) -> OwnData:
    from gdclips.requests.tables.reading import read_table

    table = read_table(data)
    samples = as_samples(table.values, table.chosen, quote(data.path), standardize=not data.raw)
    *names, target = map(written, table.chosen)
    samples = Samples(samples.x, samples.y, tuple(names))
    return OwnData(samples, written(Path(data.path).name), target, not data.raw, table.assumed, table.dropped)
