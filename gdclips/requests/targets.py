"""Targets: the clips and files that a user names, resolved to clips and suffixes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from gdclips.formats import FORMATS, suffixes
from gdclips.messages import COMMANDS, RequestError, closest_name, quote, suggestion
from gdclips.paths import check_name
from gdclips.places import COMMAND
from gdclips.requests.lecture_file import Clip, Lecture
from gdclips.requests.sweeps import MAX_NAME_BYTES, NamedClip
from gdclips.story.scenes import absolute, clip_name, is_file, lecture_names

Clips = Mapping[str, NamedClip]

FILE = re.compile(
    r"(?P<scene>.+\.py(:[^\W\d]\w*)?)(\.(?P<suffix>[\w.]*))?"
)  # a scene's file, or a file made from it
SUFFIX_LIKE = r"(?=.*[^\W\d])\w{1,5}"  # unlike the decimals of a number


def requested_files(
    lecture: Lecture, clips: Clips, targets: list[str], output: str | None
) -> list[tuple[str, str]]:
    """Return the clips' names and suffixes that targets name; without targets all that the lecture lists.

    ``output`` renames the one file. Raises a RequestError for an unknown target or an impossible name.
    """
    found = [pair for target in targets or list(clips) for pair in _files(lecture, clips, target, output)]
    if output is not None:
        _check_output(output, clips, targets)
        if len(found) != 1:
            raise RequestError(f"-o {output}: expected one target beside it, but there are {len(found)}")
    return list(dict.fromkeys(found))


def with_scene_files(lecture: Lecture, clips: Clips, targets: list[str], output: str | None) -> Clips:
    """Return the clips, and one for each scene that a target names directly or by its file.

    A scene file's path takes the place of the clip's name. ``output`` renames the one file. Raises a
    RequestError for a clip whose files would be another clip's.
    """
    more: dict[str, NamedClip] = {}
    for target in targets:
        stem = _split_target(clips, target)[0]
        if is_file(stem):
            match = FILE.fullmatch(target)
            more[stem] = NamedClip(clip_name(stem), match["scene"] if match else stem, Clip(scene=stem))
        elif not _named(clips, stem) and stem in lecture_names():
            more[stem] = NamedClip(stem, stem, Clip(scene=stem))
    taken = {clip.name.casefold(): f"the clip {clip.name} of {lecture.path}" for clip in clips.values()}
    for clip in more.values() if output is None else ():
        if other := taken.get(clip.name.casefold()):
            raise RequestError(f"{clip.origin}: its files would be those of {other}; expected -o NAME")
        if len(clip.name.encode()) > MAX_NAME_BYTES:
            raise RequestError(
                f"{quote(clip.origin)}: expected a name of at most {MAX_NAME_BYTES} bytes, or -o NAME"
            )
        taken[clip.name.casefold()] = clip.origin
    return {**clips, **more}


def outputs(lecture: Lecture, clip: NamedClip) -> tuple[str, ...]:
    """Return the suffixes of a clip's files in a lecture."""
    usual = tuple(suffix for suffix, each in FORMATS.items() if each.usual)
    return clip.clip.outputs or lecture.defaults.outputs or usual


def _files(lecture: Lecture, clips: Clips, target: str, output: str | None) -> Iterator[tuple[str, str]]:
    """Yield the clips and suffixes that a target names; a sweep's name stands for all of its clips."""
    stem, suffix = _split_target(clips, target)
    names = _named(clips, stem)
    if not names:
        raise RequestError(_unknown(clips, target))
    if suffix is None and output is not None:
        suffix = _split(output)[1] or ""
    for name in names:
        given = target if output is None else f"-o {quote(output)}"
        chosen = outputs(lecture, clips[name]) if suffix is None else (_suffix(given, suffix),)
        yield from ((name, each) for each in chosen)


def _split_target(clips: Clips, target: str) -> tuple[str, str | None]:
    """Return the clip or scene file that a target names, and its suffix if it has one."""
    if match := FILE.fullmatch(target):
        return absolute(match["scene"]), match["suffix"]
    file = _without_media(target)
    return (file, None) if _named(clips, file) else _split(file)


def _without_media(target: str) -> str:
    """Return a target without the folder ``media/``, in which its file will lie."""
    path = PurePath(target)
    return path.name if str(path.parent) in (".", "media") else target


def _named(clips: Clips, name: str) -> list[str]:
    return [name] if name in clips else [each.name for each in clips.values() if each.origin == name]


def _split(file: str) -> tuple[str, str | None]:
    for suffix in sorted(FORMATS, key=len, reverse=True):  # the longest first: one may end as another
        if file.endswith(f".{suffix}"):
            return file.removesuffix(f".{suffix}"), suffix
    stem, dot, suffix = file.rpartition(".")
    return (stem, suffix) if dot else (file, None)


def _unknown(clips: Clips, target: str) -> str:
    """Return the error for a target that names no clip."""
    file = _without_media(target)
    path, (stem, suffix) = PurePath(file), _split(file)
    if target in COMMANDS:
        return f"{target} is a command, not a clip; expected it alone and first: {COMMAND} {target}"
    if ".py:" in target or ".py." in target:
        return f"{quote(target)}: expected FILE.py or FILE.py:FUNCTION, and {suffixes()} after it or nothing"
    if path.name != file and _named(clips, _split(path.name)[0]):
        instead = f"{path.name} --out {path.parent}"
        return f"{target}: expected no folder, because files lie in media/ or where --out says: {instead}"
    origins = list(dict.fromkeys(clip.origin for clip in clips.values()))
    ending = suffix if suffix and re.fullmatch(SUFFIX_LIKE, suffix) else None
    name = stem if ending and stem else file
    message = f"unknown clip {name if stem.strip() else repr(target)}: {suggestion(name, origins, clips)}"
    if closest_name(name, [*origins, *clips]) is None and (command := closest_name(target, COMMANDS)):
        message += f"; or did you mean the command {COMMAND} {command}?"
    if ending and ending not in FORMATS:
        message += f"; and unknown suffix .{suffix}: expected {suffixes()}"
    return message + ("; targets are separated by spaces" if "," in file else "")


def _suffix(name: str, ending: str) -> str:
    if ending in FORMATS:
        return ending
    if not ending and not name.endswith("."):
        raise RequestError(f"{name}: expected a name that ends in {suffixes()}")
    raise RequestError(f"{name}: unknown suffix .{ending}; expected {suffixes()}")


def _check_output(output: str, clips: Clips, targets: list[str]) -> None:
    stem, ending = _split(output)
    if PurePath(output).name != output or output.startswith(".") or not output.isprintable():
        raise RequestError(f"-o {output!r}: expected a plain file name; the file will lie in media/")
    check_name(output, f"-o {output}")
    if len(stem.encode()) > MAX_NAME_BYTES:
        raise RequestError(f"-o {output}: expected a name of at most {MAX_NAME_BYTES} bytes")
    if stem in clips:
        raise RequestError(f"-o {output}: this is the clip {stem}'s own name; expected another")
    for target in targets:
        suffix = _split_target(clips, target)[1]
        if suffix not in (None, ending):
            alone = " alone" if ending is not None and ending.endswith(f".{suffix}") else ""
            expected = f"expected a name that ends in .{suffix}{alone}, as the target does"
            raise RequestError(f"-o {quote(output)}: {expected}")
