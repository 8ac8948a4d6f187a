"""Scenes: functions that tell a story from settings, found by name among the lecture's or by their file.

A scene is a function of a Python file that returns a Film. The annotation of its first parameter is its
record of settings; the first line of its docstring, or its file's, says what it shows. A file with a function
``story`` in the lecture's folder is a scene of the file's name; any other is referred to by its path,
``my_scenes.py`` or ``my_scenes.py:adam``. A function ``check``, or ``check_adam``, raises a ValueError for
what can't be told.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec

from gdclips.messages import RequestError, quote, suggestion
from gdclips.paths import check_file, relative_to_cwd
from gdclips.places import SCENES_FOLDER
from gdclips.story.film.film import Cut, Film
from gdclips.story.problem import OwnData, check_fit
from gdclips.story.settings import Settings, check_record
from gdclips.story.source import Source, load, raised, read

STORY = "story"
FORM = "(settings: Settings, own: OwnData | None = None) -> Film"
FILE = re.compile(r"(?P<path>.+\.py)(:(?P<function>[^\W\d]\w*))?")


class SceneError(Exception):
    """A scene whose code failed; the text is one line that says where."""


class Scene(msgspec.Struct, frozen=True, eq=False):
    """A scene that can be asked for: its name, its settings' type and how its story is told.

    ``refuse`` raises a ValueError for what ``tell`` can't tell.
    """

    reference: str
    summary: str
    settings: type[Settings]
    refuse: Callable[[Any, OwnData | None], object]
    tell: Callable[[Any, OwnData | None], object]
    source: Source

    @property
    def name(self) -> str:
        """What it is called: of a scene of the user's its file, without the folder, and its function."""
        path, function = split(self.reference)
        return f"{Path(path).name}{function and f':{function}'}"

    @property
    def in_space(self) -> bool:
        """Whether it shows a surface from a camera that can be turned."""
        return self.settings.in_space

    @property
    def in_notebook(self) -> bool:
        """Whether it is one of the notebook's."""
        return self.settings.in_notebook

    def takes(self, features: int) -> bool:
        """Tell whether it can show so many features."""
        return self.settings.takes(features)

    @property
    def clip(self) -> str:
        """The name of a clip of the scene that has no other."""
        return clip_name(self.reference)

    def check(self, settings: Settings, own: OwnData | None = None) -> None:
        """Raise a ValueError for what the story refuses in settings and data; no story is told.

        A SceneError says what is wrong with the scene's code.
        """
        _called(self.refuse, settings, own)

    def story(self, settings: Settings, own: OwnData | None = None) -> Film:
        """Tell the story, with its number in the lecture unless it is told of the user's own data.

        A ValueError says what in the settings or the data is wrong.
        A SceneError says what is wrong with the scene's code.
        """
        self.check(settings, own)
        story = _called(self.tell, settings, own)
        if not isinstance(story, Film):
            raise SceneError(f"it returned an object of type {type(story).__name__}, expected a Film")
        try:
            for cut in get_args(Cut):
                story.timeline(cut)
        except Exception as error:
            raise SceneError(f"its story: {raised(error)}") from error
        number = self.settings.number if own is None else ""
        return msgspec.structs.replace(story, number=number) if number else story

    def __repr__(self) -> str:
        """What it is, not all of its code."""
        return f"<Scene {self.reference}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as code: another process loads it again."""
        return scene_of, (self.reference, self.source)


def is_file(reference: str) -> bool:
    """Tell whether a scene is referred to by its file."""
    return FILE.fullmatch(reference) is not None


def split(reference: str) -> tuple[str, str]:
    """Return the path and the function's name of a reference, "" where there is none."""
    match = FILE.fullmatch(reference)
    return (reference, "") if match is None else (match["path"], match["function"] or "")


def absolute(reference: str, folder: Path | None = None) -> str:
    """Return a reference with an absolute path, if it is a file's; it is relative to a folder, or to here."""
    path, function = split(reference)
    if not is_file(reference):
        return reference
    whole = Path(folder or Path.cwd(), path)
    return f"{whole.parent.resolve() / whole.name}{function and f':{function}'}"


def clip_name(reference: str) -> str:
    """Return the name of a clip of a scene that has no other: the function's, or the file's."""
    path, function = split(reference)
    if not is_file(reference):
        return reference
    return function or re.sub(r"[^\w-]+", "_", Path(path).stem).lstrip("-") or STORY


@cache
def find(reference: str) -> Scene:
    """Return the scene that a name of the lecture's, or an absolute path, refers to; read once.

    Raises a RequestError that says what is wrong.
    """
    if is_file(reference):
        path = Path(split(reference)[0])
        check_file(path, relative_to_cwd(path), "a scene's file")
        return users_own(reference, path)
    if reference not in lecture_names():
        raise RequestError(f"unknown scene {quote(reference)}: {suggestion(reference, lecture_names())}")
    return scene_of(reference, read(SCENES_FOLDER / f"{reference}.py"))


def users_own(reference: str, path: Path) -> Scene:
    """Return a scene of the user's, whose code is run for it; a RequestError says what is wrong with it."""
    scene = scene_of(reference, read(path))
    try:
        check_record(scene.settings, Settings)
    except Exception as error:
        said = str(error) if isinstance(error, ValueError | TypeError) else raised(error)
        raise RequestError(f"{relative_to_cwd(path)}: {scene.settings.__name__}: {said}") from error
    return scene


@cache
def lecture_names() -> tuple[str, ...]:
    """Return the names of the lecture's scenes, in alphabetical order."""
    defines = re.compile(rb"^def story\(", re.MULTILINE)
    paths = sorted(SCENES_FOLDER.glob("*.py"))
    return tuple(path.stem for path in paths if defines.search(path.read_bytes()))


class _Lecture(Mapping[str, Scene]):
    """The lecture's scenes by name, each loaded when it is first asked for."""

    def __getitem__(self, name: str) -> Scene:
        if name not in lecture_names():
            raise KeyError(name)
        return find(name)

    def __iter__(self) -> Iterator[str]:
        return iter(lecture_names())

    def __len__(self) -> int:
        return len(lecture_names())


SCENES: Mapping[str, Scene] = _Lecture()
"""The lecture's scenes by name."""


def scene_of(reference: str, source: Source) -> Scene:
    """Return the scene of a reference from its code; a RequestError says what is wrong with it."""
    module: Any = load(source)
    called = split(reference)[1] or STORY
    said = f"{relative_to_cwd(Path(source.folder, source.file))}: "
    tell, check = (vars(module).get(name) for name in (called, _check_name(called)))
    if not callable(tell):
        known = [each for each, value in vars(module).items() if _tells(each, value, module.__name__)]
        others = f"{suggestion(called, known)}, after the file's name and a colon" if known else ""
        raise RequestError(f"{said}no function {called}: {others or f'expected def {called}{FORM}'}")
    _check_form(said, called, tell)
    if check is not None:
        _check_form(said, _check_name(called), check)
    told = (called == STORY and module.__doc__) or tell.__doc__ or ""
    summary = next(iter(told.strip().splitlines()), "")
    return Scene(reference, summary, _record(said, called, tell), check or check_fit, tell, source)


def _check_name(called: str) -> str:
    return "check" if called == STORY else f"check_{called}"


def _tells(name: str, value: object, module: str) -> bool:
    """Tell whether what a module calls so is a function of its own that settings are given to."""
    if inspect.isfunction(value) and value.__module__ == module and not name.startswith(("_", "check")):
        with suppress(RequestError):
            return bool(_record("", name, value))
    return False


def _check_form(said: str, called: str, function: Any) -> None:
    """Raise a RequestError for what can't be called with settings and a user's own data."""
    try:
        inspect.signature(function).bind(None, None)
    except (TypeError, ValueError):
        raise RequestError(f"{said}{called}: expected a function of two, {called}(settings, own)") from None


def _record(said: str, called: str, tell: Callable[..., object]) -> type[Settings]:
    """Return the record of settings that a scene's function is annotated with."""
    hint = next((each.annotation for each in inspect.signature(tell).parameters.values()), None)
    try:
        kind = eval(hint, vars(sys.modules[tell.__module__])) if isinstance(hint, str) else hint
    except Exception as error:
        raise RequestError(f"{said}{called}: {raised(error)}") from None
    if not (isinstance(kind, type) and issubclass(kind, Settings)):
        raise RequestError(f"{said}{called}: expected its settings annotated, def {called}{FORM}")
    return kind


def _called(function: Callable[..., object], *given: object) -> object:
    """Return what a scene's code returns; a SceneError says what it raised but ValueErrors."""
    try:
        return function(*given)
    except ValueError:
        raise
    except (Exception, SystemExit) as error:
        raise SceneError(raised(error)) from error
