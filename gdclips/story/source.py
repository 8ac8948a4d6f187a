"""Scene files: Python loaded by its path, with the neighbours that it imports, from bytes that can travel.

A scene's file and the files of its folder that it imports are read once. What is planned, what is hashed and
what runs, here or on another machine, are these bytes. They are a package of their own: two folders may have
modules of one name, and a file that was changed since is another module.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib
import sys
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import cache, partial
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from gdclips.messages import RequestError, one_line
from gdclips.paths import read_file, relative_to_cwd

INIT = "__init__"
MOST = 5_000_000  # bytes of a file
PACKAGE = "scenes_"


class Source(msgspec.Struct, frozen=True):
    """A scene's file and its neighbours: their folder, the file's path in it, and the bytes by such paths.

    ``plain`` are the folder's modules that an import without dots finds: what is installed comes before them.
    """

    folder: str
    file: str
    files: tuple[tuple[str, bytes], ...]
    plain: tuple[str, ...] = ()


def read(path: Path) -> Source:
    """Return a file with all of its folder that it imports; a RequestError says what is wrong with one."""
    folder, found, plain, waiting = path.parent, dict[str, bytes](), set[str](), [path.name]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        expected = "a scene's file" if name == path.name else f"a module that {path.name} may import"
        found[name] = read_file(folder / name, MOST, relative_to_cwd(folder / name), expected)
        for top, file in _neighbours(folder, name, found[name]):
            waiting.append(file)
            plain |= {top} - {""}
    return Source(str(folder), path.name, tuple(sorted(found.items())), tuple(sorted(plain)))


def load(source: Source) -> ModuleType:
    """Return the module of a file, loaded once; a RequestError says what its code raised.

    What it prints goes to stderr.
    """
    package = _package(source)
    if package not in sys.modules:
        sys.modules[package] = ModuleType(package, "A scene's file and its neighbours.")
        sys.modules[package].__path__ = []
        _SOURCES[package] = source
        if _Finder not in sys.meta_path:
            sys.meta_path.insert(0, _Finder)
    try:
        with redirect_stdout(sys.stderr):
            return importlib.import_module(f"{package}.{_module(source.file)}")
    except (Exception, SystemExit) as error:
        path, line = _place(error) or (Path(source.folder, source.file), None)
        raise RequestError(f"{relative_to_cwd(path)}: {_at(line)}{_said(error)}") from error


def forget() -> None:
    """Unload all scenes: what one story left behind in its modules is not there for the next."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _SOURCES]:
        del sys.modules[name]
    _SOURCES.clear()


def raised(error: BaseException) -> str:
    """Tell in one line what a scene's code raised, and where in it."""
    place = _place(error)
    return _said(error) + (f" ({place[0].name}, line {place[1]})" if place else "")


_SOURCES: dict[str, Source] = {}  # by package


@cache
def _package(source: Source) -> str:
    """Return the name of the package that a scene's file and its neighbours are."""
    told = repr((source.folder, source.file, source.files, source.plain))
    return PACKAGE + hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()[:16]


def _module(file: str) -> str:
    """Return a file's module, as its package has it; a name may have points of its own."""
    *folders, name = file.removesuffix(".py").removesuffix(f"/{INIT}").split("/")
    return ".".join([*folders, name.replace(".", "_")])


def _neighbours(folder: Path, file: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder that one of them imports, as far as its text tells.

    With each comes the name that an import without dots begins with.
    """
    package = Path(file).parent.parts
    for level, name in _imports(folder / file, content):
        first, parts = name.partition(".")[0], name.split(".") if name else []
        if level == 0 and _installed(first, folder):
            continue
        top = Path(*package[: len(package) - level + 1]) if level else Path()
        for count in range(1, len(parts) + 1):
            module = top.joinpath(*parts[:count])
            names = (module.with_name(f"{module.name}.py"), module / f"{INIT}.py")
            yield from (
                ("" if level else first, each.as_posix()) for each in names if (folder / each).is_file()
            )


def _imports(path: Path, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the level and the name of each module that a text may import."""
    try:
        with warnings.catch_warnings(action="ignore"):  # they are told when it is compiled
            tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = _at(getattr(error, "lineno", None))
        said = getattr(error, "msg", None) or str(error) or "it is too deep for Python"
        raise RequestError(f"{relative_to_cwd(path)}: {line}{said}; expected Python") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = f"{node.module}." if node.module else ""
            yield from ((node.level, parent + alias.name) for alias in node.names if alias.name != "*")
            yield node.level, node.module or ""


@cache
def _installed(name: str, folder: Path) -> bool:
    """Tell whether a module is Python's or an installed package's, not one that is found by this folder."""
    others = [each for each in sys.path if Path(each).resolve() != folder]
    return name in sys.stdlib_module_names or PathFinder.find_spec(name, others) is not None


def _place(error: BaseException) -> tuple[Path, int] | None:
    """Return the file and the line of a scene's code in which an error was raised, if it was in any."""
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals.get("__name__", "").startswith(PACKAGE)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 0))
    return next(((Path(file), line) for file, line in reversed(places) if not file.startswith("<")), None)


def _at(line: int | None) -> str:
    return "" if line is None else f"line {line}: "


def _said(error: BaseException) -> str:
    """Return what was raised; a scene's modules are called as it calls them."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    for package in _SOURCES:
        text = text.replace(f"{package}.", "")
    return one_line(f"{type(error).__name__}: {text}" if text else type(error).__name__)


class _Finder:
    """Finds the modules of scenes' folders among the bytes that were read."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module comes from, None for one that is in no such folder."""
        package, _, module = name.partition(".")
        source = _SOURCES.get(package)
        if source is None or not module:
            return None
        files = {_module(file): file for file, _ in source.files}
        if module in files:
            loader = _Loader(name, source, files[module])
            is_package = files[module].endswith(f"/{INIT}.py")
            spec = ModuleSpec(name, loader, origin=loader.path, is_package=is_package)
            spec.has_location = True
            return spec
        inside = any(each.startswith(f"{module}.") for each in files)  # of a folder without a file of its own
        return ModuleSpec(name, None, is_package=True) if inside else None


class _Loader(SourceFileLoader):
    """Loads a module from the bytes that were read; its imports without dots find its neighbours, too."""

    def __init__(self, name: str, source: Source, file: str) -> None:
        super().__init__(name, str(Path(source.folder, file)))
        self._source, self._file = source, file

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """Refuse to tell: what Python keeps compiled is of the file as it is now, not of these bytes."""
        raise OSError

    def get_data(self, path: str) -> bytes:
        """Return the bytes of the module."""
        return dict(self._source.files)[self._file]

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        find = partial(_import, _package(self._source), self._source.plain)
        module.__dict__["__builtins__"] = vars(builtins) | {"__import__": find}
        super().exec_module(module)


def _import(
    package: str,
    plain: Sequence[str],
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    """Import a module as Python does, those of the scene's folder from their package."""
    if level == 0 and name.partition(".")[0] in plain:
        globals, level = {"__package__": package}, 1
    return builtins.__import__(name, globals, locals, fromlist or (), level)
