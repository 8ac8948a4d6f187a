"""File formats: each module of this folder but ``format`` is one, and its name is the files' suffix.

A format is there by lying here: all that differs from one to another is in its ``FORMAT``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from gdclips.formats.format import Format

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        module.name: import_module(f"{__name__}.{module.name}").FORMAT
        for module in iter_modules(__path__)
        if module.name != "format"
    }
)
"""All formats by their files' suffixes, in alphabetical order."""


def suffixes() -> str:
    """Return what a file's name may end in, as a sentence has it."""
    *others, last = [f".{suffix}" for suffix in FORMATS]
    return f"{', '.join(others)} or {last}"


def by_format(told: Callable[[Format], object]) -> str:
    """Return what is told of each format, as a sentence has it: ``light (.gif, .png), dark (.mp4)``."""
    found: dict[str, list[str]] = {}
    for suffix, each in FORMATS.items():
        found.setdefault(str(told(each)), []).append(f".{suffix}")
    return ", ".join(f"{text} ({', '.join(names)})" for text, names in found.items())
