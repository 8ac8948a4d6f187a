"""File formats: each module of this folder but ``format`` defines one, and its name is the files' suffix.

An underscore in it stands for a dot.

To add a format, add a module here: its ``FORMAT`` holds all that differs between formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from gdclips.formats.format import Format

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        module.name.replace("_", "."): import_module(f"{__name__}.{module.name}").FORMAT
        for module in iter_modules(__path__)
        if module.name != "format"
    }
)
"""All formats by their files' suffixes, in alphabetical order."""


def suffixes() -> str:
    """Return all suffixes as text: ``.gif, .mp4 or .png``."""
    return ending(list(FORMATS))


def ending(suffixes: Sequence[str]) -> str:
    """Return suffixes as text: ``.gif, .mp4 or .png``."""
    *others, last = [f".{suffix}" for suffix in suffixes]
    return f"{', '.join(others)} or {last}" if others else last


def by_format(describe: Callable[[Format], object]) -> str:
    """Return a description of each format, equal ones once: ``light (.gif, .png), dark (.mp4)``."""
    found: dict[str, list[str]] = {}
    for suffix, each in FORMATS.items():
        found.setdefault(str(describe(each)), []).append(f".{suffix}")
    return ", ".join(f"{text} ({', '.join(names)})" for text, names in found.items())
