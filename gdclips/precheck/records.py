"""What a request needs of msgspec: records, and checks of values, with the same messages.

A value of which it is not plain what msgspec would say raises `Unsure`.
"""

import json
import math
import re
from collections.abc import Iterable
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

NAMES: dict[type, str] = {int: "int", float: "float", bool: "bool", str: "str"}
GIVEN: dict[type, str] = {NoneType: "null", list: "array", tuple: "array", dict: "object", **NAMES}
NUMBER = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"
LIMITS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}


class Unsure(BaseException):
    """Something that only the packages themselves can tell; no error of a request's."""


class ValidationError(Exception):
    """A value that is not what was expected."""


class Meta:
    """Bounds and words for a type."""

    min_length: int | None = None
    max_length: int | None = None
    description: str | None = None
    extra: dict[str, Any] | None = None

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)


class Struct:
    """A record, declared by annotations."""

    __struct_fields__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **_: Any) -> None:
        declared = vars(cls).get("__annotations__", {})
        own = [name for name, hint in declared.items() if "ClassVar" not in str(hint)]
        cls.__struct_fields__ = tuple(dict.fromkeys((*cls.__struct_fields__, *own)))

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self.__struct_fields__, values, strict=False)) | named
        for name in self.__struct_fields__:
            if name not in given and not hasattr(type(self), name):
                raise TypeError(f"Missing required argument {name!r}")
            setattr(self, name, given[name] if name in given else getattr(type(self), name))


def replace(record: Struct, **changes: Any) -> Struct:
    """Return a copy with other values."""
    values = {name: getattr(record, name) for name in record.__struct_fields__}
    return type(record)(**values | changes)


def fields(record: type[Struct]) -> tuple[SimpleNamespace, ...]:
    """Return the fields' names, types and defaults."""
    hints, own = get_type_hints(record, include_extras=True), record.__struct_fields__
    return tuple(SimpleNamespace(name=n, type=hints[n], default=getattr(record, n, None)) for n in own)


def defstruct(name: str, declared: Iterable[tuple[str, Any, Any]], **_: Any) -> type[Struct]:
    """Return a record of fields, each a name, a type and a default."""
    hints, defaults = dict[str, Any](), dict[str, Any]()
    for field, hint, default in declared:
        hints[field], defaults[field] = hint, default
    return type(name, (Struct,), {"__annotations__": hints, **defaults})


def encode(value: Any, **_: Any) -> bytes:
    """Return a value as JSON, as msgspec writes it."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        raise Unsure from None


def convert(value: Any, hint: Any, *, strict: bool = True) -> Any:
    """Return a value as one of a type; a ValidationError says what was expected."""
    return _convert(value, hint, strict, (), "$")


def _convert(value: Any, hint: Any, strict: bool, limits: Iterable[Meta], at: str) -> Any:
    origin, args = get_origin(hint) or hint, get_args(hint)
    if origin is Annotated:
        return _convert(value, args[0], strict, (*args[1:], *limits), at)
    if origin in (Union, UnionType):
        if value is None and NoneType in args:
            return None
        (one,) = (arg for arg in args if arg is not NoneType)
        return _optional(value, one, strict, limits, at)
    if origin is Any:
        return value
    if origin is Literal:
        return _literal(value, args, at)
    if isinstance(origin, type) and issubclass(origin, Struct):
        return _record(value, origin, strict, at)
    if origin is tuple:
        return _array(value, args[0], strict, limits, at)
    if origin is dict:
        if not isinstance(value, dict):
            _refuse(value, "object", at)
        return {name: _convert(part, args[1], strict, (), f"{at}[...]") for name, part in value.items()}
    return _bounded(_plain(value, origin, strict, at), NAMES[origin], limits, at)


def _optional(value: Any, hint: Any, strict: bool, limits: Iterable[Meta], at: str) -> Any:
    try:
        return _convert(value, hint, strict, limits, at)
    except ValidationError as error:
        expected, _, place = str(error).partition(" - at ")
        if place != _place(at).removeprefix(" - at "):
            raise
        expected = re.sub(r"^(Expected `\w+)`, got", r"\1 | null`, got", expected)
        raise ValidationError(expected + _place(at)) from None


def _literal(value: Any, known: tuple[Any, ...], at: str) -> Any:
    if not isinstance(value, str):
        _refuse(value, "str", at)
    if value not in known:
        raise ValidationError(f"Invalid enum value {value!r}{_place(at)}")
    return value


def _record(value: Any, record: type[Struct], strict: bool, at: str) -> Struct:
    if not isinstance(value, dict):
        _refuse(value, "object", at)
    hints, found = get_type_hints(record, include_extras=True), {}
    for name, part in value.items():
        if name not in record.__struct_fields__:
            raise ValidationError(f"Object contains unknown field `{name}`{_place(at)}")
        found[name] = _convert(part, hints[name], strict, (), f"{at}.{name}")
    for name in record.__struct_fields__:
        if name not in found and not hasattr(record, name):
            raise ValidationError(f"Object missing required field `{name}`{_place(at)}")
    return record(**found)


def _array(value: Any, item: Any, strict: bool, limits: Iterable[Meta], at: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        _refuse(value, "array", at)
    for meta in limits:
        if meta.min_length is not None and len(value) < meta.min_length:
            raise ValidationError(f"Expected `array` of length >= {meta.min_length}{_place(at)}")
        if meta.max_length is not None and len(value) > meta.max_length:
            raise ValidationError(f"Expected `array` of length <= {meta.max_length}{_place(at)}")
    return tuple(_convert(part, item, strict, (), f"{at}[{index}]") for index, part in enumerate(value))


def _plain(value: Any, kind: type, strict: bool, at: str) -> Any:
    if type(value) is kind:
        return value
    if kind is float and type(value) is int:
        return float(value)
    if kind is bool and not strict and type(value) is int and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and not strict and kind is not str:
        return _read(value, kind, at)
    if isinstance(value, float) and kind is int:
        raise Unsure
    return _refuse(value, NAMES[kind], at)


def _read(text: str, kind: type, at: str) -> Any:
    """Read a text as msgspec does where it is not strict."""
    if text.casefold().strip("-") in ("nan", "inf", "infinity", "null"):
        raise Unsure
    number = re.fullmatch(NUMBER, text)
    if number and not math.isfinite(float(text)):
        raise Unsure
    if kind is bool:
        known = {"true": True, "1": True, "false": False, "0": False}
        return known[text.casefold()] if text.casefold() in known else _refuse(text, "bool", at)
    if not number:
        return _refuse(text, NAMES[kind], at)
    if kind is int and not re.fullmatch(r"-?\d{1,18}", text):
        raise Unsure
    return kind(text)


def _bounded(value: Any, name: str, limits: Iterable[Meta], at: str) -> Any:
    """Check a number's bounds."""
    for meta in limits:
        for key, sign in LIMITS.items():
            bound = getattr(meta, key, None)
            inside = {"ge": "__ge__", "gt": "__gt__", "le": "__le__", "lt": "__lt__"}[key]
            if bound is not None and not getattr(float(value), inside)(float(bound)):
                shown = float(bound) if name == "float" else bound
                raise ValidationError(f"Expected `{name}` {sign} {shown}{_place(at)}")
    return value


def _refuse(value: Any, expected: str, at: str) -> Any:
    raise ValidationError(f"Expected `{expected}`, got `{GIVEN[type(value)]}`{_place(at)}")


def _place(at: str) -> str:
    return "" if at == "$" else f" - at `{at}`"
