"""Scenes: functions that tell a story from settings, found by name among the lecture's or by their file.

A scene is a function of a Python file that returns a :class:`~gdclips.story.story.Story`. The annotation of
its first parameter is its record of settings; the first line of its docstring, or its file's, says what it
shows. A file with a function ``story`` in the lecture's folder is a scene of the file's name; any other is
referred to by its path, ``my_scenes.py`` or ``my_scenes.py:adam``. A function ``check``, or ``check_adam``,
raises a ValueError for what settings and data can't be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from gdclips.messages import RequestError, nearest, seen
from gdclips.places import LECTURE
from gdclips.story.problem import OwnData, check_fit
from gdclips.story.settings import Settings
from gdclips.story.source import Source, load, read
from gdclips.story.story import Story

STORY = "story"
FILE = re.compile(r"(?P<path>.+\.py)(:(?P<function>[^\W\d]\w*))?")


class Scene(msgspec.Struct, frozen=True, eq=False):
    """A scene that can be asked for: its name, its settings' type and how its story is told.

    ``check`` raises a ValueError for what the story refuses in settings and data, and tells no story.
    """

    reference: str
    summary: str
    settings: type[Settings]
    check: Callable[..., None]
    tell: Callable[..., Story]
    source: Source

    @property
    def name(self) -> str:
        """What it is called: of a scene of the user's its file, without the folder, and its function."""
        path, function = split(self.reference)
        return "".join([Path(path).name, *(f":{function}" for _ in function[:1])])

    @property
    def in_space(self) -> bool:
        """Whether it shows a surface from a camera that can be turned."""
        return {"elevation", "azimuth"} <= set(self.settings.__struct_fields__)

    @property
    def clip(self) -> str:
        """The name of a clip of the scene that has no other."""
        return clip_name(self.reference)

    def story(self, settings: Settings, own: OwnData | None = None) -> Story:
        """Tell the story; a ValueError says what in the settings or the data is wrong."""
        self.check(settings, own)
        return self.tell(settings, own)

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
    return f"{Path(folder or Path.cwd(), path)}{function and f':{function}'}"


def clip_name(reference: str) -> str:
    """Return the name of a clip of a scene that has no other: the function's, or the file's."""
    path, function = split(reference)
    return function or Path(path).name.removesuffix(".py")


@cache
def find(reference: str) -> Scene:
    """Return the scene that a name of the lecture's, or a path, refers to; read once.

    Raises a RequestError that says what is wrong.
    """
    if is_file(reference):
        return _loaded(reference, Path(split(reference)[0]).absolute())
    if reference not in lecture_names():
        raise RequestError(f"unknown scene {seen(reference)}: {nearest(reference, lecture_names())}")
    return _loaded(reference, LECTURE / f"{reference}.py")


@cache
def lecture_names() -> tuple[str, ...]:
    """Return the names of the lecture's scenes, in alphabetical order."""
    defines = re.compile(rb"^def story\(", re.MULTILINE)
    return tuple(path.stem for path in sorted(LECTURE.glob("*.py")) if defines.search(path.read_bytes()))


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
    called = split(reference)[1] or STORY
    module: Any = load(source)
    tell = getattr(module, called, None)
    if not callable(tell):
        known = [each for each, value in vars(module).items() if _tells(value, module.__name__)]
        raise RequestError(f"{seen(reference)}: no function {called}: {nearest(called, known)}")
    record = _settings(reference, tell)
    check = getattr(module, "check" if called == STORY else f"check_{called}", check_fit)
    told = tell.__doc__ if called != STORY else module.__doc__
    summary = next(iter((told or "").strip().splitlines()), "")
    return Scene(reference, summary, record, check, tell, source)


def _loaded(reference: str, path: Path) -> Scene:
    try:
        return scene_of(reference, read(path))
    except FileNotFoundError:
        raise RequestError(f"{path}: it does not exist; expected a scene's file") from None
    except OSError as error:
        raise RequestError(f"{path}: {error.strerror}; expected a scene's file") from None
    except RequestError:
        raise
    except Exception as error:
        raise RequestError(f"{path}: {_line(error, path)}") from error


def _tells(value: object, module: str) -> bool:
    """Tell whether a module's value is a function of its own that returns a story."""
    own = callable(value) and getattr(value, "__module__", "") == module
    return own and "Story" in str(getattr(value, "__annotations__", {}).get("return", ""))


def _settings(reference: str, tell: Callable[..., Story]) -> type[Settings]:
    hints = get_type_hints(tell)
    kind = next((hint for parameter, hint in hints.items() if parameter != "return"), None)
    if isinstance(kind, type) and issubclass(kind, Settings):
        return kind
    expected = (
        "expected its first parameter annotated with a record derived from gdclips.story.settings.Settings"
    )
    raise RequestError(f"{seen(reference)}: {expected}")


def _line(error: Exception, path: Path) -> str:
    """Return what was raised while a file was loaded, and in which of its lines."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}; expected Python"
    lines, trace = [], error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == path:
            lines.append(f"line {trace.tb_lineno}: ")
        trace = trace.tb_next
    return f"{lines[-1] if lines else ''}{type(error).__name__}: {error}"
