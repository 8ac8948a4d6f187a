"""The lecture file: clips by name, read into checked records."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import msgspec

Suffix = Literal["gif", "mp4", "png"]
SUFFIXES: tuple[Suffix, ...] = ("gif", "mp4", "png")


class RequestError(Exception):
    """A request that can't be met as it stands; its text is one line for the user."""


class Clip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clip of the lecture: a scene, its settings, the data, and the files to make."""

    scene: str
    settings: dict[str, Any] = {}
    data: str | None = None
    features: tuple[str, ...] = ()
    target: str | None = None
    raw: bool = False
    outputs: tuple[Suffix, ...] = ("gif", "mp4")


class _Lecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clips: dict[str, dict[str, Any]]


def read_lecture(path: Path) -> dict[str, Clip]:
    """Return the clips of a lecture file by name, data paths made absolute.

    Raises a RequestError that names the file and the clip or key if it can't be read.
    """
    try:
        lecture = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Lecture)
    except OSError as error:
        raise RequestError(f"{path}: {error.strerror}; expected a lecture file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise RequestError(f"{path}: {error}") from None
    if not lecture.clips:
        raise RequestError(f"{path}: no clips; expected [clips.NAME] with scene = ...")
    return {name: _located(_clip(path, name, table), path.parent) for name, table in lecture.clips.items()}


def _clip(path: Path, name: str, table: dict[str, Any]) -> Clip:
    if not re.fullmatch(r"[\w-]+", name):
        raise RequestError(f"{path}: clip {name!r}: expected a name of letters, digits, _ and -")
    try:
        clip = msgspec.convert(table, Clip)
    except msgspec.ValidationError as error:
        raise RequestError(f"{path}: clip {name}: {error}") from None
    if not clip.outputs:
        raise RequestError(f"{path}: clip {name}: outputs = []; expected some of {', '.join(SUFFIXES)}")
    return clip


def _located(clip: Clip, folder: Path) -> Clip:
    return clip if clip.data is None else msgspec.structs.replace(clip, data=str(folder / clip.data))


def nearest(name: str, known: list[str]) -> str:
    """Return what to say of an unknown name: the nearest known one, and all of them."""
    near = get_close_matches(name, known, n=1)
    return (f"did you mean {near[0]}? " if near else "") + f"expected one of {', '.join(known)}"
