"""Stand-in for msgspec: records, and the validation of values, with the same messages.

It raises `Unsure` if it can't tell what msgspec would say of a value.
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
    """Only the installed packages can decide; this is no error in the request."""


class ValidationError(Exception):
    """A value of a wrong type or out of bounds."""


class Meta:
    """The bounds and the description of a type."""

    min_length: int | None = None
    max_length: int | None = None
    description: str | None = None
    extra: dict[str, Any] | None = None

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class Struct:
    """A record whose fields are annotations."""

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
    """Return a copy with some fields changed."""
    values = {name: getattr(record, name) for name in record.__struct_fields__}
    return type(record)(**values | changes)


def fields(record: type[Struct]) -> tuple[SimpleNamespace, ...]:
    """Return the names, types and defaults of the fields."""
    hints, own = get_type_hints(record, include_extras=True), record.__struct_fields__
    return tuple(SimpleNamespace(name=n, type=hints[n], default=getattr(record, n, None)) for n in own)


def defstruct(name: str, declared: Iterable[tuple[str, Any, Any]], **_: Any) -> type[Struct]:
    """Return a new record class; each field is a name, a type and a default."""
    hints, defaults = dict[str, Any](), dict[str, Any]()
    for field, hint, default in declared:
        hints[field], defaults[field] = hint, default
    return type(name, (Struct,), {"__annotations__": hints, **defaults})


def encode(value: Any, **_: Any) -> bytes:
    """Return a value as JSON, formatted as by msgspec."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        raise Unsure from None


def convert(value: Any, hint: Any, *, strict: bool = True) -> Any:
    """Return a value converted to a type; a ValidationError says what was expected."""
    return _convert(value, hint, strict, (), "$")


def _convert(value: Any, hint: Any, strict: bool, limits: Iterable[Meta], path: str) -> Any:
    origin, args = get_origin(hint) or hint, get_args(hint)
    if origin is Annotated:
        return _convert(value, args[0], strict, (*args[1:], *limits), path)
    if origin in (Union, UnionType):
        if value is None and NoneType in args:
            return None
        one, *others = (arg for arg in args if arg is not NoneType)
        if others and type(value) in (one, *others):
            return value
        if others:
            raise Unsure
        return _optional(value, one, strict, limits, path)
    if origin is Any:
        return value
    if origin is Literal:
        return _literal(value, args, path)
    if isinstance(origin, type) and issubclass(origin, Struct):
        return _record(value, origin, strict, path)
    if origin is tuple:
        return _array(value, args[0], strict, limits, path)
    if origin is dict:
        if not isinstance(value, dict):
            _refuse(value, "object", path)
        return {name: _convert(part, args[1], strict, (), f"{path}[...]") for name, part in value.items()}
    return _bounded(_scalar(value, origin, strict, path), NAMES[origin], limits, path)


def _optional(value: Any, hint: Any, strict: bool, limits: Iterable[Meta], path: str) -> Any:
    try:
        return _convert(value, hint, strict, limits, path)
    except ValidationError as error:
        expected, _, location = str(error).partition(" - at ")
        if location != _at(path).removeprefix(" - at "):
            raise
        expected = re.sub(r"^(Expected `\w+)`, got", r"\1 | null`, got", expected)
        raise ValidationError(expected + _at(path)) from None


def _literal(value: Any, known: tuple[Any, ...], path: str) -> Any:
    if not isinstance(value, str):
        _refuse(value, "str", path)
    if value not in known:
        raise ValidationError(f"Invalid enum value {value!r}{_at(path)}")
    return value


def _record(value: Any, record: type[Struct], strict: bool, path: str) -> Struct:
    if not isinstance(value, dict):
        _refuse(value, "object", path)
    hints, found = get_type_hints(record, include_extras=True), {}
    for name, part in value.items():
        if name not in record.__struct_fields__:
            raise ValidationError(f"Object contains unknown field `{name}`{_at(path)}")
        found[name] = _convert(part, hints[name], strict, (), f"{path}.{name}")
    for name in record.__struct_fields__:
        if name not in found and not hasattr(record, name):
            raise ValidationError(f"Object missing required field `{name}`{_at(path)}")
    return record(**found)


def _array(value: Any, item: Any, strict: bool, limits: Iterable[Meta], path: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        _refuse(value, "array", path)
    for meta in limits:
        if meta.min_length is not None and len(value) < meta.min_length:
            raise ValidationError(f"Expected `array` of length >= {meta.min_length}{_at(path)}")
        if meta.max_length is not None and len(value) > meta.max_length:
            raise ValidationError(f"Expected `array` of length <= {meta.max_length}{_at(path)}")
    return tuple(_convert(part, item, strict, (), f"{path}[{index}]") for index, part in enumerate(value))


def _scalar(value: Any, kind: type, strict: bool, path: str) -> Any:
    if type(value) is kind:
        return value
    if kind is float and type(value) is int:
        return float(value)
    if kind is bool and not strict and type(value) is int and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and not strict and kind is not str:
        return _read(value, kind, path)
    if isinstance(value, float) and kind is int:
        raise Unsure
    return _refuse(value, NAMES[kind], path)


def _read(text: str, kind: type, path: str) -> Any:
    """Convert a text as msgspec does if it is not strict."""
    if text.casefold().strip("-") in ("nan", "inf", "infinity", "null"):
        raise Unsure
    number = re.fullmatch(NUMBER, text)
    if number and not math.isfinite(float(text)):
        raise Unsure
    if kind is bool:
        known = {"true": True, "1": True, "false": False, "0": False}
        return known[text.casefold()] if text.casefold() in known else _refuse(text, "bool", path)
    if not number:
        return _refuse(text, NAMES[kind], path)
    if kind is int and not re.fullmatch(r"-?\d{1,18}", text):
        raise Unsure
    return kind(text)


def _bounded(value: Any, name: str, limits: Iterable[Meta], path: str) -> Any:
    """Return a number if it is within its bounds."""
    for meta in limits:
        for key, sign in LIMITS.items():
            bound = getattr(meta, key, None)
            inside = {"ge": "__ge__", "gt": "__gt__", "le": "__le__", "lt": "__lt__"}[key]
            if bound is not None and not getattr(float(value), inside)(float(bound)):
                shown = float(bound) if name == "float" else bound
                raise ValidationError(f"Expected `{name}` {sign} {shown}{_at(path)}")
    return value


def _refuse(value: Any, expected: str, path: str) -> Any:
    raise ValidationError(f"Expected `{expected}`, got `{GIVEN[type(value)]}`{_at(path)}")


def _at(path: str) -> str:
    return "" if path == "$" else f" - at `{path}`"
