"""Sweeps: one clip for each value of a setting, or for each combination of values of some."""

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

MOST = 100_000  # clips of a lecture
TELLABLE = 10**15  # a number with more digits is told by its power of ten
LONGEST = 200  # bytes of a name: with what is put before and after it, a file's may have 255


class Named(msgspec.Struct, frozen=True):
    """A clip without a sweep: its file's name without the suffix, and the clip's name in the lecture."""

    name: str
    origin: str
    clip: Clip


def named(lecture: Lecture) -> dict[str, Named]:
    """Return the clips of a lecture by name, each sweep as clips of their own, named by their values.

    Raises a RequestError for two clips of one name, letters' case aside: some disks don't tell it; and for
    more clips than may be, before they are made.
    """
    _check_count(lecture)
    found: dict[str, Named] = {}
    for each in (each for name, clip in lecture.clips.items() for each in _swept(lecture, name, clip)):
        if other := found.get(each.name.casefold()):
            raise RequestError(f"{lecture.path}: {_met(other, each)}")
        found[each.name.casefold()] = each
    return {each.name: each for each in found.values()}


def _check_count(lecture: Lecture) -> None:
    counts = {name: math.prod(map(len, clip.sweep.values())) for name, clip in lecture.clips.items()}
    for name, count in counts.items():
        if count > MOST:
            where = f"{lecture.path}: clips.{name}.sweep"
            raise RequestError(f"{where}: {_many(count)} clips; expected at most {MOST:,} in all")
    if (count := sum(counts.values())) > MOST:
        raise RequestError(f"{lecture.path}: {_many(count)} clips; expected at most {MOST:,} in all")


def _many(count: int) -> str:
    """Return a number, or of one too long to be read the nearest power of ten."""
    return f"{count:,}" if count < TELLABLE else f"about 10^{math.log10(count):.0f}"


def _met(one: Named, other: Named) -> str:
    if one.origin == other.origin:
        return f"clips.{one.origin}.sweep: two clips are {one.name}; expected different values"
    names = one.name if one.name == other.name else f"{one.name} and {other.name}, one name on some disks"
    return f"clips.{one.origin} and clips.{other.origin} make {names}; expected different names"


def _swept(lecture: Lecture, origin: str, clip: Clip) -> Iterator[Named]:
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
        if len(name.encode()) > LONGEST:
            raise RequestError(f"{lecture.path}: clip {name}: expected a name of at most {LONGEST} bytes")
        check_name(name, f"{lecture.path}: clip {name}")
        yield Named(name, origin, msgspec.structs.replace(clip, settings=clip.settings | swept, sweep={}))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)
