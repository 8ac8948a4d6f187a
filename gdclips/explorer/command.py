"""Export command: the command line and the lines of a lecture file that make the bytes of an export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from gdclips.explorer.previews import checked_settings
from gdclips.explorer.protocol import PAGE_OPTIONS, Export, QuestionError
from gdclips.formats import FORMATS
from gdclips.messages import RequestError
from gdclips.places import COMMAND, lecture_file
from gdclips.rendering.look import FOREVER
from gdclips.requests.lecture_file import Clip, Defaults, Lecture, read_lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.story.scenes import Scene, clip_name, is_file, split
from gdclips.story.settings import Settings, as_text
from gdclips.system import command_line

OF_LECTURES = ("author", "language", "licence")  # for which the command line has no options
MAX_STEM = 60  # letters of a name


class ExportCommand(msgspec.Struct, frozen=True):
    """The request of an export, its command line, and the lines of its clip in the lecture file.

    If the lecture has no clip of the scene, the command needs the lines in the lecture file.
    """

    request: Request
    command: str
    lines: str


def export_command(export: Export, scene: Scene, path: Path) -> ExportCommand:
    """Return the command of an export, given the path of the lecture file.

    Raises a QuestionError if the file can't be made.
    """
    settings, export = checked_settings(scene, export.settings), _bare_if_it_must_be(export)
    try:
        lecture = _lecture(path)
        request = _request_of(export, scene, settings)
        name = _file_stem(request, lecture)
        clip, base = next(_base_clips(lecture, request, name), ("", None))
        request = _as_the_lecture_has_it(lecture, export, request, clip, name)
        options = _options(request, base) if base else []
        own = clip_name(clip)  # the file's stem without -o, unless another clip has it
        name = own if base and not options and (clip == own or own not in lecture.clips) else name
        request = msgspec.structs.replace(request, file=f"{name}.{request.suffix}")
        arguments = [f"{clip or name}.{request.suffix}", *options]
        arguments += ["-o", request.file] if base and name != own else []
        arguments += [] if path == lecture_file() else ["-f", str(path)]
        lines = _lecture_lines(lecture, name, request)
        return ExportCommand(request, command_line([COMMAND, *arguments]), lines)
    except RequestError as error:
        raise QuestionError(str(error)) from None


def _bare_if_it_must_be(export: Export) -> Export:
    """Return an export that is bare if its format is by default, for no option would make it another."""
    format = FORMATS.get(export.output)
    if format is None or not format.look.bare:
        return export
    return msgspec.structs.replace(export, look=msgspec.structs.replace(export.look, bare=True))


def _lecture(path: Path) -> Lecture:
    """Return the lecture that the command reads; one without clips if it can't be read."""
    try:
        return read_lecture(path)
    except RequestError:
        return Lecture(path, Defaults(), {})


def _request_of(export: Export, scene: Scene, settings: Settings) -> Request:
    if others := [name for name in OF_LECTURES if getattr(export.look, name) is not None]:
        raise RequestError(f"{others[0]}: expected in the lecture file alone")
    given = {name: exact(getattr(settings, name)) for name in settings.__struct_fields__}
    lecture = Lecture(Path(), Defaults(), {scene.clip: Clip(scene=scene.reference)})
    request, *_ = resolve(lecture, [f"{scene.clip}.{export.output}"], Overrides(given, export.look))
    return request


def _as_the_lecture_has_it(
    lecture: Lecture, export: Export, request: Request, clip: str, name: str
) -> Request:
    """Return a request with what the page leaves open as the lecture has it for a clip, or for a new one."""
    asked = {option: getattr(request.look, option) for option in PAGE_OPTIONS}
    look, file = msgspec.structs.replace(export.look, **asked), f"{name}.{request.suffix}"
    if clip:
        made, *_ = resolve(lecture, [f"{clip}.{request.suffix}"], Overrides(look=look, output=file))
    else:
        made, *_ = resolve(_with_new_clip(lecture, name, request), [file], Overrides(look=look))
    return msgspec.structs.replace(made, settings=request.settings)


def _with_new_clip(lecture: Lecture, name: str, request: Request) -> Lecture:
    """Return a lecture of a clip that says nothing but its scene."""
    return Lecture(lecture.path, lecture.defaults, {name: Clip(scene=request.scene.reference)})


def _base_clips(lecture: Lecture, request: Request, free_name: str) -> Iterator[tuple[str, Request]]:
    """Yield the clips of the lecture that show the scene, and their requests; the clip of its name first.

    The scene itself is the last, if it is in a file or no clip has its name. No clip has ``free_name``.
    """
    scene, clips = request.scene, lecture.clips
    names = [name for name, clip in clips.items() if clip.scene == scene.reference and not clip.sweep]
    names.sort(key=lambda name: name != scene.clip)
    if is_file(scene.reference) or scene.clip not in clips:
        names.append(reference(scene.reference, Path.cwd()))
    for name in names:
        output = Overrides(output=f"{free_name}.{request.suffix}")
        try:
            base, *_ = resolve(lecture, [f"{name}.{request.suffix}"], output)
        except RequestError:
            continue
        if base.data is None and (request.look.bare or not base.look.bare):
            yield name, base


def _options(request: Request, base: Request) -> list[str]:
    """Return the options that turn a clip of the lecture into a request."""
    arguments = []
    for setting, value in _changed_settings(base, request).items():
        arguments += ["--set", f"{setting}={exact(value)}"]
    for option, value in _changed_look(base, request).items():
        words = f"--{option.replace('_', '-')}"
        arguments += [words] if value is True else [words, exact(value)]
    return arguments


def _changed_settings(base: Request, request: Request) -> dict[str, Any]:
    """Return the settings that differ from the base."""
    names = request.settings.__struct_fields__
    values = {name: getattr(request.settings, name) for name in names}
    return {name: value for name, value in values.items() if value != getattr(base.settings, name)}


def _changed_look(base: Request, request: Request) -> dict[str, Any]:
    """Return the fields of the look that differ from the base."""
    before, after = (msgspec.structs.asdict(each.look) | {"size": str(each.size)} for each in (base, request))
    changed = {name: value for name, value in after.items() if value != before[name]}
    return changed | {"loop": "forever"} if changed.get("loop") == FOREVER else changed


def _lecture_lines(lecture: Lecture, name: str, request: Request) -> str:
    """Return the lines of a clip that makes the request, under the defaults of the lecture."""
    base, *_ = resolve(_with_new_clip(lecture, name, request), [f"{name}.{request.suffix}"], Overrides())
    lines = [
        f"[clips.{name}]",
        f"scene = {_as_toml(reference(request.scene.reference, lecture.path.parent.resolve()))}",
        f'outputs = ["{request.suffix}"]',
    ]
    settings = [f"{key} = {_as_toml(value)}" for key, value in _changed_settings(base, request).items()]
    lines += [f"settings = {{ {', '.join(settings)} }}"] if settings else []
    lines += [f"{option} = {_as_toml(value)}" for option, value in _changed_look(base, request).items()]
    return "\n".join(lines) + "\n"


def _file_stem(request: Request, lecture: Lecture) -> str:
    """Return a stem that no clip of the lecture has: the scene's name, and what differs from its defaults."""
    default = _request_of(
        Export(client="-", scene=request.scene.name, output=request.suffix),
        request.scene,
        request.scene.settings(),
    )
    parts = [f"{key}_{exact(value)}" for key, value in _changed_settings(default, request).items()]
    labels = {"fps": f"{request.look.fps}fps", "bare": "bare"}
    parts += [labels.get(option, str(value)) for option, value in _changed_look(default, request).items()]
    stem = re.sub(r"[^\w-]+", "_", "_".join([request.scene.clip, *parts])).strip("_")
    if len(stem) > MAX_STEM or stem in lecture.clips:
        stem = f"{request.scene.clip}_variant"
    while stem in lecture.clips:
        stem += "_"
    return stem


def reference(scene: str, folder: Path) -> str:
    """Return the reference to a scene, with the path of its file relative to a folder that it lies in."""
    path, function = split(scene)
    if not is_file(scene) or not Path(path).is_relative_to(folder):
        return scene
    return f"{Path(path).relative_to(folder).as_posix()}{function and f':{function}'}"


def exact(value: object) -> str:
    """Return the value of a setting as ``--set`` takes it, to the last digit."""
    if isinstance(value, tuple):
        return ",".join(map(exact, value))
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return as_text(value)


def _as_toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_as_toml, value))}]"
    if value is None or isinstance(value, str):
        return json.dumps(as_text(value) if value is None else value, ensure_ascii=False)
    return repr(value) if isinstance(value, float) else exact(value)
