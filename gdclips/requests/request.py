"""Orders: what a user asked for, checked, one record for each file to make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, assert_never

import msgspec

from gdclips.messages import RequestError, Suffix, nearest, seen
from gdclips.paths import check_file
from gdclips.rendering.frame import FrameSize
from gdclips.requests.lecture_file import Defaults, Lecture, Look
from gdclips.requests.sizes import even, read_rate, read_size
from gdclips.requests.sweeps import Named, named
from gdclips.requests.tables.options import OPTIONS, Data
from gdclips.requests.targets import meant, with_scenes
from gdclips.story.scenes import SCENES, Scene, find, is_file
from gdclips.story.settings import FROM_DATA, MADE_DATA, Settings, as_text, fields, make
from gdclips.story.story import Cut

Renderer = Literal["matplotlib", "manim"]
RENDERERS: tuple[Renderer, ...] = ("matplotlib", "manim")
THEMES = ("light", "dark")
CUTS: tuple[Cut, ...] = ("full", "short")


class Overrides(msgspec.Struct, frozen=True):
    """What the command line may change about every file that it names; None leaves it as it is."""

    settings: dict[str, str] = {}
    size: str | None = None
    fps: str | None = None
    theme: str | None = None
    renderer: str | None = None
    cut: str | None = None
    bare: bool | None = None
    data: Data | None = None
    output: str | None = None


class Request(msgspec.Struct, frozen=True):
    """A file to make: its name in ``media/``, and all that decides what is in it."""

    file: str
    suffix: Suffix
    scene: Scene
    settings: Any  # the scene's own record
    data: Data | None
    renderer: Renderer
    theme: str
    cut: Cut
    bare: bool
    size: FrameSize
    fps: int
    asked: FrameSize | None = None  # the size that was asked for, where it was rounded

    @property
    def words(self) -> tuple[str, ...]:
        """The files of words that lie beside it: an alt text and, for a video, subtitles."""
        stem = self.file.removesuffix(f".{self.suffix}")
        match self.suffix:
            case "mp4":
                return (f"{stem}.txt", f"{stem}.srt")
            case "gif" | "png":
                return (f"{stem}.txt",)
            case _:
                assert_never(self.suffix)


PLAIN: Mapping[Suffix, Look] = {
    "gif": Look(renderer="matplotlib", theme="light", cut="short", bare=False, size="640x360", fps=20),
    "png": Look(renderer="matplotlib", theme="light", cut="short", bare=False, size="640x360", fps=20),
    "mp4": Look(renderer="manim", theme="dark", cut="full", bare=False, size="720p", fps=30),
}
"""How files look where nobody says otherwise."""


def resolve(lecture: Lecture, targets: list[str], options: Overrides) -> list[Request]:
    """Return the orders for targets, clips or files; all that the lecture lists if there are none.

    Raises a RequestError for the first thing that is wrong.
    """
    clips = with_scenes(lecture, named(lecture), targets, options.output)
    _check_settings(lecture, clips)
    wanted = meant(lecture, clips, targets, options.output)
    return [_order(lecture, clips[name], suffix, options) for name, suffix in wanted]


def notes(resolve: list[Request]) -> list[str]:
    """Return what was made of requests that could not be met to the letter: odd sides of a video."""
    return [
        f"{order.file}: {order.asked.width}x{order.asked.height} rounded up to "
        f"{order.size.width}x{order.size.height}, for H.264 needs even sides"
        for order in resolve
        if order.asked is not None
    ]


def _order(lecture: Lecture, clip: Named, suffix: Suffix, options: Overrides) -> Request:
    scene = scene_of(lecture, clip)
    look, data = _Looks(lecture, clip, suffix, options), options.data or _data(lecture, clip)
    asked = look.read("size", read_size)
    size = even(asked) if suffix == "mp4" else asked
    return Request(
        file=f"{clip.name}.{suffix}" if options.output is None else options.output,
        suffix=suffix,
        scene=scene,
        settings=_settings(lecture, clip, scene, options, data),
        data=data,
        renderer=look.read("renderer", lambda text: _one("renderer", text, RENDERERS)),
        theme=look.read("theme", lambda text: _one("theme", text, THEMES)),
        cut=look.read("cut", lambda text: _one("cut", text, CUTS)),
        bare=look.read("bare", bool),
        size=size,
        fps=look.read("fps", lambda rate: read_rate(str(rate), suffix)),
        asked=None if size == asked else asked,
    )


def scene_of(lecture: Lecture, clip: Named) -> Scene:
    """Return the scene of a lecture's clip; a RequestError says where what is wrong stands."""
    try:
        return find(clip.clip.scene)
    except RequestError as error:
        where = "" if is_file(clip.origin) else f"{lecture.path}: clips.{clip.origin}.scene: "
        raise RequestError(f"{where}{error}") from error


class _Looks:
    """Who says how a file looks: the command line, then the clip, then the defaults."""

    def __init__(self, lecture: Lecture, clip: Named, suffix: Suffix, options: Overrides) -> None:
        tables = ((f"clips.{clip.origin}", clip.clip), ("defaults", lecture.defaults))
        self._sayings: list[tuple[str, Overrides | Look]] = [("", options)]
        for name, table in tables:
            self._sayings.append((f"{lecture.path}: {name}.{suffix}: ", getattr(table, suffix)))
            self._sayings.append((f"{lecture.path}: {name}: ", table))
        self._sayings.append(("", PLAIN[suffix]))

    def read(self, name: str, read: Callable[[Any], Any]) -> Any:
        """Return what the first says who says anything; a RequestError tells where it is wrong."""
        where, value = next(
            (where, getattr(look, name)) for where, look in self._sayings if getattr(look, name) is not None
        )
        try:
            return read(value)
        except RequestError as error:
            raise RequestError(f"{where}{error}") from None


def _check_settings(lecture: Lecture, clips: Mapping[str, Named]) -> None:
    """Raise a RequestError if no scene has a setting of the defaults."""
    if not lecture.defaults.settings:
        return
    files = (scene_of(lecture, clip) for clip in clips.values() if is_file(clip.clip.scene))
    known = {name: None for scene in (*SCENES.values(), *files) for name in scene.settings.__struct_fields__}
    for name in lecture.defaults.settings:
        if name not in known:
            where = f"{lecture.path}: defaults.settings"
            raise RequestError(f"{where}: unknown setting {name}: {nearest(name, list(known))}")


def _settings(lecture: Lecture, clip: Named, scene: Scene, options: Overrides, data: Data | None) -> Settings:
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
        _check_made("", options.settings)
        free = [field.name for field in fields(record) if field.optional and field.name in FROM_DATA]
        general = dict.fromkeys(free, "auto") | general
    return _make("", record, general | clip.clip.settings | options.settings)


def _check_made(where: str, table: Mapping[str, Any]) -> None:
    """Raise a RequestError if a setting of made data stands beside a user's own."""
    for name, value in table.items():
        if name in MADE_DATA:
            raise RequestError(f"{where}{name}={as_text(value)}: expected none beside data of your own")


def _make(where: str, record: type[Settings], table: Mapping[str, Any]) -> Settings:
    try:
        return make(record, table)
    except ValueError as error:
        raise RequestError(f"{where}{error}") from None


def _data(lecture: Lecture, clip: Named) -> Data | None:
    tables: tuple[tuple[str, Defaults], ...] = (
        (f"clips.{clip.origin}", clip.clip),
        ("defaults", lecture.defaults),
    )
    for where, table in tables:
        if table.data is not None:
            if not table.features or table.target is None:
                raise RequestError(
                    f"{lecture.path}: {where}.data = {table.data!r}: expected features and target beside it"
                )
            return _columns(f"{lecture.path}: {where}", table.data, table)
        others = [key for key in ("features", "target", "raw", *OPTIONS) if getattr(table, key)]
        if others:
            raise RequestError(f"{lecture.path}: {where}.{others[0]}: expected data beside it")
    return None


def _columns(where: str, path: str, table: Defaults) -> Data:
    """Return the columns that a table of the lecture file names, and how they are to be read."""
    check_file(path, f"{where}.data = {path!r}", "a table", missing=True)
    options = {}
    for key, read in OPTIONS.items():
        if (value := getattr(table, key)) is not None:
            try:
                options[key] = read(value)
            except ValueError as error:
                raise RequestError(f"{where}.{key} = {value!r}: expected {error}") from None
    return Data(path, table.features, table.target or "", table.raw, **options)


def _one(what: str, value: str, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise RequestError(f"unknown {what} {seen(value)}: {nearest(value, list(known))}")
    return value
