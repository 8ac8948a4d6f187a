"""The command and the lines of a lecture file that make the same bytes as an export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from gdclips.explorer.frames import checked
from gdclips.explorer.protocol import Export, WrongError
from gdclips.messages import RequestError
from gdclips.places import COMMAND, lecture_file
from gdclips.requests.lecture_file import Clip, Defaults, Lecture, read_lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.story.scenes import Scene, clip_name, is_file, split
from gdclips.story.settings import Settings, as_text
from gdclips.system import command_line

LONGEST = 60  # letters of a name


class Recipe(msgspec.Struct, frozen=True):
    """What makes a file: its request, the command line, and the clip's lines in the lecture file.

    Without a clip to start from, the lines have to be added first.
    """

    request: Request
    command: str
    lines: str


def recipe(export: Export, scene: Scene, file: Path) -> Recipe:
    """Return what makes an export's file beside a lecture file; a WrongError says what can't be made."""
    settings = checked(scene, export.settings)
    try:
        lecture = _lecture(file)
        request = _request(export, scene, settings)
        name = _name(request, lecture)
        start, base = next(_starts(lecture, request, name), ("", None))
        options = _options(request, base) if base else []
        own = clip_name(start)  # what the file is called without -o, unless another clip's is
        name = own if base and not options and (start == own or own not in lecture.clips) else name
        request = msgspec.structs.replace(request, file=f"{name}.{request.suffix}")
        words = [f"{start or name}.{request.suffix}", *options]
        words += ["-o", request.file] if base and name != own else []
        words += [] if file == lecture_file() else ["-f", str(file)]
        return Recipe(request, command_line([COMMAND, *words]), _lines(lecture, name, request))
    except RequestError as error:
        raise WrongError(str(error)) from None


def _lecture(path: Path) -> Lecture:
    """Return the lecture that the command reads; where it can't, one without a clip."""
    try:
        return read_lecture(path)
    except RequestError:
        return Lecture(path, Defaults(), {})


def _request(export: Export, scene: Scene, settings: Settings) -> Request:
    given = {name: exact(getattr(settings, name)) for name in settings.__struct_fields__}
    lecture = Lecture(Path(), Defaults(), {scene.clip: Clip(scene=scene.reference)})
    (request,) = resolve(lecture, [f"{scene.clip}.{export.output}"], Overrides(given, export.look))
    return request


def _starts(lecture: Lecture, request: Request, free: str) -> Iterator[tuple[str, Request]]:
    """Yield the lecture's clips of the scene, and what they come to, the one of its name first.

    A scene without a clip in the lecture starts from itself. ``free`` is a name that no clip has.
    """
    scene, clips = request.scene, lecture.clips
    names = [name for name, clip in clips.items() if clip.scene == scene.reference and not clip.sweep]
    names.sort(key=lambda name: name != scene.clip)
    itself = is_file(scene.reference) or scene.clip not in clips
    for name in [*names, reference(scene.reference, Path.cwd())] if itself else names:
        output = Overrides(output=f"{free}.{request.suffix}")
        try:
            (start,) = resolve(lecture, [f"{name}.{request.suffix}"], output)
        except RequestError:
            continue
        if start.data is None and (request.look.bare or not start.look.bare):
            yield name, start


def _options(request: Request, start: Request) -> list[str]:
    """Return the options by which a clip of the lecture comes to a request."""
    words = []
    for setting, value in _changed(start, request).items():
        words += ["--set", f"{setting}={exact(value)}"]
    for look, value in _looks(start, request).items():
        words += [f"--{look}"] if value is True else [f"--{look}", str(value)]
    return words


def _changed(start: Request, request: Request) -> dict[str, Any]:
    """Return the settings that are not what they are at the start."""
    names = request.settings.__struct_fields__
    values = {name: getattr(request.settings, name) for name in names}
    return {name: value for name, value in values.items() if value != getattr(start.settings, name)}


def _looks(start: Request, request: Request) -> dict[str, Any]:
    """Return how the file looks where that is not as it is at the start."""
    there, here = (msgspec.structs.asdict(each.look) | {"size": str(each.size)} for each in (start, request))
    return {name: value for name, value in here.items() if value != there[name]}


def _lines(lecture: Lecture, name: str, request: Request) -> str:
    """Return the lines of a clip that comes to the request, under the lecture's defaults."""
    clip = Lecture(lecture.path, lecture.defaults, {name: Clip(scene=request.scene.reference)})
    (start,) = resolve(clip, [f"{name}.{request.suffix}"], Overrides())
    lines = [
        f"[clips.{name}]",
        f"scene = {_toml(reference(request.scene.reference, lecture.path.parent.resolve()))}",
        f'outputs = ["{request.suffix}"]',
    ]
    settings = [f"{key} = {_toml(value)}" for key, value in _changed(start, request).items()]
    lines += [f"settings = {{ {', '.join(settings)} }}"] if settings else []
    lines += [f"{look} = {_toml(value)}" for look, value in _looks(start, request).items()]
    return "\n".join(lines) + "\n"


def _name(request: Request, lecture: Lecture) -> str:
    """Return the file's stem, none of the lecture's: the scene's name, and what is not as it is there."""
    plain = _request(
        Export(client="-", scene=request.scene.name, output=request.suffix),
        request.scene,
        request.scene.settings(),
    )
    parts = [f"{key}_{exact(value)}" for key, value in _changed(plain, request).items()]
    said = {"fps": f"{request.look.fps}fps", "bare": "bare"}
    parts += [said.get(look, value) for look, value in _looks(plain, request).items()]
    stem = re.sub(r"[^\w-]+", "_", "_".join([request.scene.clip, *parts])).strip("_")
    if len(stem) > LONGEST or stem in lecture.clips:
        stem = f"{request.scene.clip}_variant"
    while stem in lecture.clips:
        stem += "_"
    return stem


def reference(given: str, folder: Path) -> str:
    """Return how a scene is referred to in a folder: a file that lies there by its path from it."""
    path, function = split(given)
    if not is_file(given) or not Path(path).is_relative_to(folder):
        return given
    return f"{Path(path).relative_to(folder).as_posix()}{function and f':{function}'}"


def exact(value: object) -> str:
    """Return a setting's value as ``--set`` would have it, to the last digit."""
    if isinstance(value, tuple):
        return ",".join(map(exact, value))
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return as_text(value)


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if value is None or isinstance(value, str):
        return f'"{as_text(value) if value is None else value}"'
    return repr(value) if isinstance(value, float) else exact(value)
