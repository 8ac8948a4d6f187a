"""What stands in for missing packages: modules in which everything is there, and does nothing."""

import importlib.machinery
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from gdclips.places import PACKAGES
from gdclips.precheck.records import Unsure


class Anything:
    """An object that may be called, indexed, combined, or be a base class; nothing comes of it."""

    def __call__(self, *_: Any, **__: Any) -> "Anything":
        """Return itself, whatever is asked of it."""
        return self

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        """Refuse to stand in for words."""
        raise Unsure

    def __float__(self) -> float:
        return 0.0

    __repr__ = __str__
    __getitem__ = __or__ = __ror__ = __call__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __call__
    __neg__ = __pow__ = __rpow__ = __matmul__ = __call__


class AnyModule(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


class Finder:
    """Finds any module that nothing else finds, but for our own and Python's."""

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Return where a module comes from: from here."""
        if name.partition(".")[0] in {*PACKAGES, "benchmarks", *sys.stdlib_module_names}:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return an empty module."""
        return AnyModule(spec.name)

    def exec_module(self, _: ModuleType) -> None:
        """Fill it, with nothing."""


def stand_in(modules: Mapping[str, ModuleType]) -> None:
    """Let modules stand in for packages of their names, and anything for all others that are missing."""
    sys.modules |= modules
    sys.meta_path.append(Finder())
