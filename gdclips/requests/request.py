"""Requests: what a user asks for, checked, one record for each file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import msgspec

from gdclips.formats import FORMATS
from gdclips.formats.format import Format
from gdclips.messages import RequestError, suggestion
from gdclips.paths import check_file
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.look import FullLook, Look, Renderer
from gdclips.requests.lecture_file import Lecture, table_key
from gdclips.requests.looks import Source, resolve_look
from gdclips.requests.sizes import even, read_size
from gdclips.requests.sweeps import NamedClip, named_clips
from gdclips.requests.tables.options import OPTIONS, Data, TableOptions
from gdclips.requests.targets import requested_files, with_scene_files
from gdclips.story.scenes import SCENES, Scene, find, is_file
from gdclips.story.settings import FROM_DATA, MADE_DATA, Settings, as_text, fields, make

POSTER = "png"
ALT_TEXT = ".txt"  # all files of a clip share it
OF_SUBTITLES = ("cut", "seconds", "hold")
OF_POSTERS = ("theme", "size", "renderer", "cut", "bare", "background", "author", "language", "licence")


class Overrides(msgspec.Struct, frozen=True):
    """Options of the command line for every file that it names; None leaves an option as it is."""

    settings: dict[str, str] = {}
    look: Look = Look()
    data: Data | None = None
    output: str | None = None


class Request(msgspec.Struct, frozen=True):
    """A requested file: its name in ``media/``, and all that determines its content.

    ``size`` is the look's size as its format can have it.
    """

    file: str
    suffix: str
    scene: Scene
    settings: Any  # the scene's own record
    data: Data | None
    look: FullLook
    size: FrameSize

    @property
    def format(self) -> Format:
        """The format of the file."""
        return FORMATS[self.suffix]

    @property
    def sidecars(self) -> tuple[str, ...]:
        """The names of the text files beside it: alt text and subtitles."""
        stem = self.file.removesuffix(f".{self.suffix}")
        return tuple(f"{stem}.{kind}" for kind in self.format.sidecars)

    def with_renderer(self, renderer: Renderer) -> Request:
        """Return the same request with another renderer."""
        look = msgspec.structs.replace(self.look, renderer=renderer)
        return msgspec.structs.replace(self, look=look)


def resolve(lecture: Lecture, targets: list[str], overrides: Overrides) -> list[Request]:
    """Return the requests for targets, clips or files; without targets all that the lecture lists.

    Raises a RequestError for the first error.
    """
    clips = with_scene_files(lecture, named_clips(lecture), targets, overrides.output)
    _check_settings(lecture, clips)
    files = requested_files(lecture, clips, targets, overrides.output)
    requests = [_request(lecture, clips[name], suffix, overrides) for name, suffix in files]
    _check_subtitles(requests)
    named: dict[str, Request] = {}  # a clip's files share a poster, that of the first
    for each in requests:
        for request in (each, *_poster(each)):
            named.setdefault(request.file, request)
    return list(named.values())


def _check_subtitles(requests: Sequence[Request]) -> None:
    """Raise a RequestError for files that share their subtitles, but don't say the same at the same time."""
    shared: dict[str, Request] = {}
    for request in requests:
        for name in request.sidecars:
            first = shared.setdefault(name, request)
            if PurePath(name).suffix != ALT_TEXT and (differing := _differing(first.look, request.look)):
                values = [getattr(each.look, differing) for each in (first, request)]
                given, other = (f"{each:g}" if isinstance(each, float) else each or "none" for each in values)
                raise RequestError(
                    f"{first.file} has {differing} {given} and {request.file} {other}, but both have the"
                    f" subtitles {name}; expected the same, or -o NAME or a clip of its own for one of them"
                )


def _differing(one: FullLook, other: FullLook) -> str | None:
    """Return an option in which two looks differ, and on which it depends when something is said."""
    options = OF_SUBTITLES if one.seconds is None else (*OF_SUBTITLES, "fps")
    return next((name for name in options if getattr(one, name) != getattr(other, name)), None)


def _poster(request: Request) -> Iterator[Request]:
    """Yield the request of the picture that is to lie beside a file, if one is."""
    if request.look.poster:
        stem = request.file.removesuffix(f".{request.suffix}")
        shared = {name: getattr(request.look, name) for name in OF_POSTERS}
        look = msgspec.structs.replace(FORMATS[POSTER].look, at="poster", **shared)
        yield msgspec.structs.replace(request, file=f"{stem}.poster.{POSTER}", suffix=POSTER, look=look)


def notes(requests: list[Request]) -> list[str]:
    """Return a note for each request whose size was changed, because its format needs even sides."""
    return [
        f"{request.file}: {asked} rounded up to {request.size}, because {request.format.even}"
        for request in requests
        if (asked := read_size(request.look.size)) != request.size
    ]


def _request(lecture: Lecture, clip: NamedClip, suffix: str, overrides: Overrides) -> Request:
    scene = scene_of(lecture, clip)
    look, data = _look(lecture, clip, suffix, overrides), overrides.data or _data(lecture, clip)
    asked = read_size(look.size)
    return Request(
        file=f"{clip.name}.{suffix}" if overrides.output is None else overrides.output,
        suffix=suffix,
        scene=scene,
        settings=_settings(lecture, clip, scene, overrides, data),
        data=data,
        look=look,
        size=even(asked) if FORMATS[suffix].even else asked,
    )


def scene_of(lecture: Lecture, clip: NamedClip) -> Scene:
    """Return the scene of a clip; a RequestError names the place in the lecture file."""
    try:
        return find(clip.clip.scene)
    except RequestError as error:
        where = "" if is_file(clip.origin) else f"{lecture.path}: clips.{clip.origin}.scene: "
        raise RequestError(f"{where}{error}") from error


def _look(lecture: Lecture, clip: NamedClip, suffix: str, overrides: Overrides) -> FullLook:
    """Return a file's look: that of the command line, then the clip, the defaults, and the format."""
    key, sources = table_key(suffix), [Source("", overrides.look)]
    clip_key, defaults = f"{lecture.path}: clips.{clip.origin}", lecture.defaults
    for where, table in ((clip_key, clip.clip), (f"{lecture.path}: defaults", defaults)):
        shared = table is defaults
        sources.append(Source(f"{where}.{key}: ", getattr(table, key), all_clips=shared))
        sources.append(Source(f"{where}: ", table, general=True, all_clips=shared))
    return resolve_look([*sources, Source("", FORMATS[suffix].look)], FORMATS[suffix])


def _check_settings(lecture: Lecture, clips: Mapping[str, NamedClip]) -> None:
    """Raise a RequestError for a default of a setting that no scene has."""
    if not lecture.defaults.settings:
        return
    known = [name for scene in SCENES.values() for name in scene.settings.__struct_fields__]
    if not set(lecture.defaults.settings) <= set(known):  # else a file that is wrong is no matter
        files = [scene_of(lecture, clip) for clip in clips.values() if is_file(clip.clip.scene)]
        known += [name for scene in files for name in scene.settings.__struct_fields__]
    for name in lecture.defaults.settings:
        if name not in known:
            where = f"{lecture.path}: defaults.settings"
            raise RequestError(
                f"{where}: unknown setting {name}: {suggestion(name, list(dict.fromkeys(known)))}"
            )


def _settings(
    lecture: Lecture, clip: NamedClip, scene: Scene, overrides: Overrides, data: Data | None
) -> Settings:
    record = scene.settings
    general = {
        name: value
        for name, value in lecture.defaults.settings.items()
        if name in record.__struct_fields__ and not (data and name in MADE_DATA)
    }
    own = lecture.clips.get(clip.origin, clip.clip)
    swept = {name: clip.clip.settings[name] for name in own.sweep}
    tables = {"defaults.settings": general, f"clips.{clip.origin}.settings": own.settings}
    for where, table in (tables | {f"clips.{clip.origin}.sweep": swept}).items():
        if data is not None:
            _check_made(f"{lecture.path}: {where}: ", table)
        _make(f"{lecture.path}: {where}: ", record, table)
    if data is not None:
        _check_made("", overrides.settings)
        free = [field.name for field in fields(record) if field.optional and field.name in FROM_DATA]
        general = dict.fromkeys(free, "auto") | general
    return _make("", record, general | clip.clip.settings | overrides.settings)


def _check_made(where: str, table: Mapping[str, Any]) -> None:
    """Raise a RequestError if the settings of made data are given beside a user's own data."""
    for name, value in table.items():
        if name in MADE_DATA:
            raise RequestError(f"{where}{name}={as_text(value)}: expected none beside data of your own")


def _make(where: str, record: type[Settings], table: Mapping[str, Any]) -> Settings:
    try:
        return make(record, table)
    except ValueError as error:
        raise RequestError(f"{where}{error}") from None


def _data(lecture: Lecture, clip: NamedClip) -> Data | None:
    for name, table in ((f"clips.{clip.origin}", clip.clip), ("defaults", lecture.defaults)):
        where = f"{lecture.path}: {name}"
        if table.data is not None:
            if not table.features or not table.target:
                raise RequestError(f"{where}.data = {table.data!r}: expected features and target beside it")
            return _columns(where, table.data, table)
        if others := [key for key in TableOptions.__struct_fields__ if getattr(table, key)]:
            raise RequestError(f"{where}.{others[0]}: expected data beside it")
    return None


def _columns(where: str, path: str, table: TableOptions) -> Data:
    """Return the data that a table of the lecture file names: its path, columns and options."""
    check_file(path, f"{where}.data = {path!r}", "a table", missing=True)
    options = {name: getattr(table, name) for name in TableOptions.__struct_fields__}
    for key, read in OPTIONS.items():
        if options[key] is not None:
            try:
                options[key] = read(options[key])
            except ValueError as error:
                raise RequestError(f"{where}.{key} = {options[key]!r}: expected {error}") from None
    return Data(path=path, **options)
