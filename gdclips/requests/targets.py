"""Targets: the clips and files that a user names, as the clips and suffixes that are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

import msgspec

from gdclips.messages import COMMANDS, SUFFIXES, RequestError, Suffix, near, nearest, seen, suffixes
from gdclips.places import COMMAND
from gdclips.requests.lecture_file import Clip, Lecture
from gdclips.requests.sweeps import LONGEST, Named
from gdclips.story.scenes import absolute, lecture_names

Clips = Mapping[str, Named]

FILE = re.compile(r"(?P<scene>.+\.py(:[^\W\d]\w*)?)(\.(?P<suffix>\w*))?")  # a scene's, or one made of it
ENDING = r"(?=.*[^\W\d])\w{1,5}"  # looks like a suffix: not the end of a number


def meant(lecture: Lecture, clips: Clips, targets: list[str], output: str | None) -> list[tuple[str, Suffix]]:
    """Return the clips' names and suffixes that are meant, all that the lecture lists without a target.

    ``output`` is another name for the one file. Raises a RequestError for what is unknown or can't be.
    """
    found = [pair for target in targets or list(clips) for pair in _files(lecture, clips, target, output)]
    if output is not None:
        _check_output(output, clips, targets)
        if len(found) != 1:
            raise RequestError(f"-o {output}: expected one target beside it, but there are {len(found)}")
    return list(dict.fromkeys(found))


def with_scenes(lecture: Lecture, targets: list[str]) -> Lecture:
    """Return a lecture that has a clip of each scene, too, that a target names by itself or by its file."""
    found = {}
    for target in targets:
        if match := FILE.fullmatch(target):
            found[match["scene"]] = Clip(scene=absolute(match["scene"]))
        elif (name := _split(target)[0]) not in lecture.clips and name in lecture_names():
            found[name] = Clip(scene=name)
    return msgspec.structs.replace(lecture, clips=lecture.clips | found)


def outputs(lecture: Lecture, clip: Named) -> tuple[Suffix, ...]:
    """Return the suffixes of the files that a lecture lists for a clip."""
    return clip.clip.outputs or lecture.defaults.outputs or ("gif", "mp4")


def _files(lecture: Lecture, clips: Clips, target: str, output: str | None) -> Iterator[tuple[str, Suffix]]:
    """Yield the clips and suffixes that a target means; a sweep's name means all of its clips."""
    path, match = PurePath(target), FILE.fullmatch(target)
    file = path.name if str(path.parent) in (".", "media") and not match else target
    stem, suffix = (file, None) if _named(clips, file) else _split(file)
    if match:
        stem, suffix = match["scene"], match["suffix"]
    names = _named(clips, stem)
    if not names:
        raise RequestError(_unknown(clips, target, file))
    if suffix is None and output is not None:
        suffix = _split(output)[1] or ""
    for name in names:
        said = file if output is None else f"-o {seen(output)}"
        wanted = outputs(lecture, clips[name]) if suffix is None else (_suffix(said, suffix),)
        yield from ((name, each) for each in wanted)


def _named(clips: Clips, name: str) -> list[str]:
    return [name] if name in clips else [each.name for each in clips.values() if each.origin == name]


def _split(file: str) -> tuple[str, str | None]:
    stem, dot, suffix = file.rpartition(".")
    return (stem, suffix) if dot else (file, None)


def _unknown(clips: Clips, target: str, file: str) -> str:
    """Return what to say of a target that names no clip."""
    path, (stem, suffix) = PurePath(file), _split(file)
    if target in COMMANDS:
        return f"{target} is a command, not a clip; expected it alone and first: {COMMAND} {target}"
    if path.name != file and _named(clips, _split(path.name)[0]):
        instead = f"{path.name} --out {path.parent}"
        return f"{target}: expected no folder, for files lie in media/ or where --out says: {instead}"
    origins = list(dict.fromkeys(clip.origin for clip in clips.values()))
    ending = suffix if suffix and re.fullmatch(ENDING, suffix) else None
    name = stem if ending and stem else file
    said = f"unknown clip {name if stem.strip() else repr(target)}: {nearest(name, origins, clips)}"
    if near(name, [*origins, *clips]) is None and (command := near(target, COMMANDS)):
        said += f"; or did you mean the command {COMMAND} {command}?"
    if ending and ending not in SUFFIXES:
        said += f"; and unknown suffix .{suffix}: expected {suffixes()}"
    return said + ("; targets are separated by spaces" if "," in file else "")


def _suffix(name: str, ending: str) -> Suffix:
    for suffix in SUFFIXES:
        if suffix == ending:
            return suffix
    if not ending and not name.endswith("."):
        raise RequestError(f"{name}: expected a name that ends in {suffixes()}")
    raise RequestError(f"{name}: unknown suffix .{ending}; expected {suffixes()}")


def _check_output(output: str, clips: Clips, targets: list[str]) -> None:
    stem, ending = _split(output)
    if PurePath(output).name != output or output.startswith(".") or not output.isprintable():
        raise RequestError(f"-o {output!r}: expected a plain file name; the file will lie in media/")
    if len(stem.encode()) > LONGEST:
        raise RequestError(f"-o {output}: expected a name of at most {LONGEST} bytes")
    if stem in clips:
        raise RequestError(f"-o {output}: this is the clip {stem}'s own name; expected another")
    for target in targets:
        suffix = None if _named(clips, target) else _split(target)[1]
        if suffix not in (None, ending):
            expected = f"expected a name that ends in .{suffix}, as the target does"
            raise RequestError(f"-o {seen(output)}: {expected}")
