"""Placeholders for missing packages: modules that have every name, and objects that do nothing."""

import importlib.machinery
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from gdclips.places import PACKAGES
from gdclips.precheck.records import Unsure


class Placeholder:
    """An object that can be called, indexed, combined or be a base class, without any effect."""

    def __call__(self, *_: Any, **__: Any) -> "Placeholder":
        """Return itself, whatever the arguments."""
        return self

    def __getattr__(self, name: str) -> "Placeholder":
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
        """Raise Unsure, because a placeholder has no text."""
        raise Unsure

    def __float__(self) -> float:
        return 0.0

    __repr__ = __str__
    __getitem__ = __or__ = __ror__ = __call__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __call__
    __neg__ = __pow__ = __rpow__ = __matmul__ = __call__


class PlaceholderModule(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Placeholder:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder()


class Finder:
    """An import finder for all missing modules, except our own and those of the standard library."""

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Return a spec that this finder loads, None for our own modules and the standard library."""
        if name.partition(".")[0] in {*PACKAGES, "benchmarks", *sys.stdlib_module_names}:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return a placeholder module."""
        return PlaceholderModule(spec.name)

    def exec_module(self, _: ModuleType) -> None:
        """Execute nothing."""


def stand_in(modules: Mapping[str, ModuleType]) -> None:
    """Install modules as stand-ins for packages of their names, and placeholders for all others missing."""
    sys.modules |= modules
    sys.meta_path.append(Finder())
