"""Sweeps: a clip for each value of a setting, or for each combination of several settings' values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import msgspec

from gdclips.messages import RequestError
from gdclips.paths import check_name
from gdclips.requests.lecture_file import NAME, Clip, Lecture

MAX_CLIPS = 100_000  # clips of a lecture
MAX_READABLE = 10**15  # larger numbers are shown as a power of ten
MAX_NAME_BYTES = 200  # with prefixes and suffixes a file's name may have 255


class NamedClip(msgspec.Struct, frozen=True):
    """A clip without a sweep: the name of its files, and of the clip in the lecture that it comes from."""

    name: str
    origin: str
    clip: Clip


def named_clips(lecture: Lecture) -> dict[str, NamedClip]:
    """Return the clips of a lecture by name, a sweep as one clip for each value, named by it.

    Raises a RequestError for two clips with the same name, upper or lower case, which some file systems do
    not distinguish; and for too many clips, before they are created.
    """
    _check_count(lecture)
    found: dict[str, NamedClip] = {}
    for each in (each for name, clip in lecture.clips.items() for each in _expanded(lecture, name, clip)):
        if other := found.get(each.name.casefold()):
            raise RequestError(f"{lecture.path}: {_conflict(other, each)}")
        found[each.name.casefold()] = each
    return {each.name: each for each in found.values()}


def _check_count(lecture: Lecture) -> None:
    counts = {name: math.prod(map(len, clip.sweep.values())) for name, clip in lecture.clips.items()}
    for name, count in counts.items():
        if count > MAX_CLIPS:
            where = f"{lecture.path}: clips.{name}.sweep"
            raise RequestError(f"{where}: {_count_text(count)} clips; expected at most {MAX_CLIPS:,} in all")
    if (count := sum(counts.values())) > MAX_CLIPS:
        raise RequestError(
            f"{lecture.path}: {_count_text(count)} clips; expected at most {MAX_CLIPS:,} in all"
        )


def _count_text(count: int) -> str:
    """Return a number as text; a very large one as the nearest power of ten."""
    return f"{count:,}" if count < MAX_READABLE else f"about 10^{math.log10(count):.0f}"


def _conflict(one: NamedClip, other: NamedClip) -> str:
    if one.origin == other.origin:
        return f"clips.{one.origin}.sweep: two clips are {one.name}; expected different values"
    names = one.name if one.name == other.name else f"{one.name} and {other.name}, one name on some disks"
    return f"clips.{one.origin} and clips.{other.origin} make {names}; expected different names"


def _expanded(lecture: Lecture, origin: str, clip: Clip) -> Iterator[NamedClip]:
    for setting, values in clip.sweep.items():
        where = f"{lecture.path}: clips.{origin}.sweep.{setting}"
        if not values:
            raise RequestError(f"{where} = []: expected a list of values")
        if setting in clip.settings:
            raise RequestError(f"{where}: expected no {setting} in clips.{origin}.settings beside it")
    for values in product(*clip.sweep.values()):
        swept = dict(zip(clip.sweep, values, strict=True))
        name = "_".join([origin, *(f"{setting}_{_text(value)}" for setting, value in swept.items())])
        if not re.fullmatch(rf"{NAME}[\w.,+-]*", name):
            raise RequestError(
                f"{lecture.path}: clips.{origin}.sweep: {name!r} can't name a file; expected numbers"
            )
        if len(name.encode()) > MAX_NAME_BYTES:
            raise RequestError(
                f"{lecture.path}: clip {name}: expected a name of at most {MAX_NAME_BYTES} bytes"
            )
        check_name(name, f"{lecture.path}: clip {name}")
        yield NamedClip(name, origin, msgspec.structs.replace(clip, settings=clip.settings | swept, sweep={}))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)
