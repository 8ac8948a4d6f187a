"""Fields: what a record's types say of its settings, told once for the command, the list and the page.

A setting is a number, a switch, a choice of words (``Literal``) or a tuple of numbers, and None beside it
where it may be "auto"; msgspec's ``Meta`` adds bounds and the sentence, its ``extra`` the unit and where a
slider goes, from, to and by what. What a type says last counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
TYPES = "expected int, float, bool, a Literal of words or a tuple of numbers, and None beside it or not"

Kind = Literal["range", "number", "numbers", "choice", "switch", "seed"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A setting: what it may be, what is said of it, and what changes it on the page, its ``kind``.

    A slider goes from a number to a number by a third. ``optional`` is what may be "auto", None.
    """

    name: str
    kind: Kind
    bounds: str
    sentence: str
    unit: str
    slider: tuple[float, float, float] | None
    whole: bool
    choices: tuple[str, ...]
    default: Any
    optional: bool

    @property
    def told(self) -> str:
        """The default as ``--set`` would have it."""
        return as_text(self.default)


@cache
def fields(record: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the settings of a record; a TypeError says which has no default, or no type that it may have."""
    try:
        defaults = record()
    except TypeError as error:
        raise TypeError(f"{error}; expected a default of each setting") from None
    return tuple(_field(name, hint, getattr(defaults, name)) for name, hint in hints(record).items())


def _field(name: str, hint: object, default: object) -> Field:
    parts = list(_walk(hint))
    metas = [part for part in parts if isinstance(part, Meta)]
    kinds = [part for part in parts if not isinstance(part, Meta)]
    extra = {key: value for meta in reversed(metas) for key, value in (meta.extra or {}).items()}
    return Field(
        name=name,
        kind=extra.get("control") or _kind(name, {*kinds} - {NoneType}, "slider" in extra),
        bounds=", ".join([*_bound(metas, "ge", "gt"), *_bound(metas, "le", "lt")]),
        sentence=next((meta.description for meta in metas if meta.description), ""),
        unit=extra.get("unit", ""),
        slider=extra.get("slider"),
        whole=int in kinds,
        choices=tuple(kind for kind in kinds if isinstance(kind, str)),
        default=default,
        optional=NoneType in kinds,
    )


def _walk(hint: Any) -> Iterator[Any]:
    """Yield all that a type is made of: what is said of it, the last first, its plain types and words."""
    yield from reversed(getattr(hint, "__metadata__", ()))
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        yield from args
    elif origin is Annotated:
        yield from _walk(args[0])
    elif args:
        yield from () if origin in (Union, UnionType) else (origin,)
        for part in args:
            yield from _walk(part)
    elif hint is not ...:
        yield hint


def _bound(metas: list[Meta], *signs: str) -> list[str]:
    """Return a bound of numbers, wherever it stands in a type, if there is one."""
    found = ((sign, getattr(meta, sign, None)) for meta in metas for sign in signs)
    return [f"{SIGNS[sign]} {value:g}" for sign, value in found if value is not None][:1]


def _kind(name: str, kinds: set[Any], slides: bool) -> Kind:
    """Return what changes a setting that is made of such types and words."""
    if tuple in kinds and kinds <= {tuple, int, float}:
        return "numbers"
    if kinds == {bool}:
        return "switch"
    if kinds and all(isinstance(kind, str) for kind in kinds):
        return "choice"
    if kinds and kinds <= {int, float}:
        return "range" if slides else "number"
    raise TypeError(f"{name}: {TYPES}")


@cache
def hints(record: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the types of a record's settings by name, with all that is said of them."""
    found = get_type_hints(record, include_extras=True)
    return {name: found[name] for name in record.__struct_fields__}


def as_text(value: object) -> str:
    """Return a setting's value as ``--set`` would have it."""
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
