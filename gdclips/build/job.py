"""Jobs: what is sent to a worker, with all that is needed to do it anywhere.

A story is told once for a file. A file that is made whole is told where it is drawn. A video that is cut into
several jobs is told by a job of its own, and its story is sent with each of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from gdclips.build.costs import frames
from gdclips.build.sidecars import alt_text, subtitles
from gdclips.messages import seen
from gdclips.requests.request import Request
from gdclips.requests.tables.options import Data
from gdclips.story.characters import written
from gdclips.story.problem import OwnData
from gdclips.story.story import Story
from gdcore import Samples
from gdcore.csvfile import as_samples


class Job(msgspec.Struct, frozen=True):
    """A request to be worked at.

    The ``versions`` of the packages that draw and encode, and the digests of the ``fonts`` of the system by
    their names, are those to use.
    """

    request: Request
    versions: Mapping[str, str]
    fonts: Mapping[str, str]


class ClipJob(Job, frozen=True):
    """To tell a request's story and make its file; ``own`` are the data of its table."""

    own: OwnData | None


class StoryJob(Job, frozen=True):
    """To tell a request's story alone, for others to make its file of."""

    own: OwnData | None


class SegmentsJob(Job, frozen=True):
    """To make the parts of a request's file from ``first`` up to ``stop``, its story being told already."""

    story: bytes
    first: int
    stop: int


class Facts(msgspec.Struct, frozen=True):
    """What is known of a file once its story is told: the words beside it, by name, and its parts' frames."""

    words: dict[str, str]
    frames: tuple[int, ...]


class Refused(Exception):
    """A request that its story refuses; the text is one line for the user."""


def told(request: Request, own: OwnData | None) -> Story:
    """Return the story of a request; a Refused says what in its settings or data is wrong."""
    try:
        return request.scene.story(request.settings, own)
    except ValueError as error:
        raise Refused(str(error)) from error


def facts(request: Request, story: Story, own: OwnData | None) -> Facts:
    """Return what is known of a request's file from its story, and of how its data were read."""
    beats = story.timeline(request.look.cut).beats
    texts = {"txt": alt_text(story, own), "srt": subtitles(beats)}
    words = zip(request.words, request.format.beside, strict=True)
    return Facts({name: texts[kind] for name, kind in words}, frames(request, beats))


def own_data(request: Request) -> OwnData | None:
    """Read the data of a request, if it has any of its own; a ValueError or OSError says what is wrong."""
    return _read(request.data) if request.data else None


@lru_cache(maxsize=16)
def _read(data: Data) -> OwnData:
    from gdclips.requests.tables.reading import read

    table = read(data)
    samples = as_samples(table.values, table.chosen, seen(data.path), standardize=not data.raw)
    *names, target = map(written, table.chosen)
    samples = Samples(samples.x, samples.y, tuple(names))
    return OwnData(samples, written(Path(data.path).name), target, not data.raw, table.assumed, table.dropped)
