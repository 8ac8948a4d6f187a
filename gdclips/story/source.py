"""Scene files: Python loaded by its path, with the neighbours that it imports, from bytes that can travel.

A scene's file and the files of its folder that it imports are read once. What is planned, what is hashed and
what runs, here or on another machine, are these bytes. Each folder is a package of its own, so that two
folders may have modules of one name.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

INIT = "__init__"


class Source(msgspec.Struct, frozen=True):
    """A scene's file and its neighbours: their folder, the file's path in it, and the bytes by such paths."""

    folder: str
    file: str
    files: tuple[tuple[str, bytes], ...]

    @property
    def package(self) -> str:
        """The name of the package that the folder's modules belong to."""
        return f"scenes_{hashlib.sha256(self.folder.encode()).hexdigest()[:16]}"


def read(path: Path) -> Source:
    """Return a file with all of its folder that it imports.

    Raises an OSError if it can't be read, a SyntaxError or a ValueError if it is no Python.
    """
    folder, found, waiting = path.parent, dict[str, bytes](), [path.name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _content(folder / name)
            waiting += _neighbours(folder, name, found[name])
    return Source(str(folder), path.name, tuple(sorted(found.items())))


def load(source: Source) -> ModuleType:
    """Return the module of a file; whatever its code raises is raised."""
    files = _FOLDERS.setdefault(source.package, {})
    for name, content in source.files:
        files.setdefault(name, (Path(source.folder, name), content))
    if source.package not in sys.modules:
        package = ModuleType(source.package, "Scenes of one folder.")
        package.__path__ = []
        sys.modules[source.package] = package
        if _Finder not in sys.meta_path:
            sys.meta_path.insert(0, _Finder)
    return importlib.import_module(f"{source.package}.{Path(source.file).stem}")


_FOLDERS: dict[str, dict[str, tuple[Path, bytes]]] = {}  # by package, the files that were read


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _neighbours(folder: Path, file: str, content: bytes) -> list[str]:
    """Return the files of a folder that one of them imports, as far as its text tells."""
    package = Path(file).parent
    found = []
    for level, name in _imports(content):
        top = Path(*package.parts[: len(package.parts) - level + 1]) if level else Path()
        if level == 0 and (not name or _installed(name.partition(".")[0])):
            continue
        parts = name.split(".") if name else []
        for count in range(1, len(parts) + 1):
            found += _files(folder, top.joinpath(*parts[:count]))
    return found


def _files(folder: Path, module: Path) -> list[str]:
    """Return the file of a module of a folder, if there is one."""
    names = (module.with_suffix(".py"), module / f"{INIT}.py")
    return [name.as_posix() for name in names if (folder / name).is_file()][:1]


def _imports(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the level and the name of each module that a text may import."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = f"{node.module}." if node.module else ""
            yield from ((node.level, parent + alias.name) for alias in node.names if alias.name != "*")
            yield node.level, node.module or ""


@cache
def _installed(name: str) -> bool:
    """Tell whether a module is Python's or an installed package's, which a neighbour of its name is not."""
    return name in sys.builtin_module_names or PathFinder.find_spec(name) is not None


class _Finder:
    """Finds the modules of scenes' folders among the bytes that were read."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module comes from, None for one that is in no such folder."""
        package, _, module = name.partition(".")
        files = _FOLDERS.get(package)
        if files is None or not module:
            return None
        stem = module.replace(".", "/")
        file = next((each for each in (f"{stem}.py", f"{stem}/{INIT}.py") if each in files), None)
        if file is None:
            return None
        loader = _Loader(name, str(files[file][0]))
        spec = ModuleSpec(name, loader, origin=loader.path, is_package=file.endswith(f"/{INIT}.py"))
        spec.has_location = True
        return spec


class _Loader(SourceFileLoader):
    """Loads a module from the bytes that were read; its imports without dots find its neighbours, too."""

    def get_data(self, path: str) -> bytes:
        """Return the bytes of the module, or of what Python keeps compiled."""
        for file, content in _FOLDERS[self.name.partition(".")[0]].values():
            if str(file) == path:
                return content
        return super().get_data(path)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        package = self.name.partition(".")[0]
        names = {Path(file).parts[0].removesuffix(".py") for file in _FOLDERS[package]}

        def find(
            name: str,
            globals: Mapping[str, Any] | None = None,
            locals: Mapping[str, Any] | None = None,
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> ModuleType:
            top = name.partition(".")[0]
            if level == 0 and top in names and not _installed(top):
                globals, level = {"__package__": package}, 1
            return builtins.__import__(name, globals, locals, fromlist or (), level)

        module.__dict__["__builtins__"] = vars(builtins) | {"__import__": find}
        super().exec_module(module)
