"""Settings: checked records of what a user may change, each with a default, bounds and a sentence.

A setting's type says it all: a number, a switch, a choice of words (``Literal``) or a tuple of numbers, and
None beside it where it may be "auto"; msgspec's ``Meta`` adds bounds and the sentence, and its ``extra`` the
unit and where a slider goes, from, to and by what. What a type says last counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from gdclips.messages import nearest

_Numbers = Annotated[tuple[Annotated[float, Meta(ge=-1e12, le=1e12)], ...], Meta(min_length=2, max_length=20)]
_PositiveRate = Annotated[float, Meta(gt=0, le=1e15)]

Seed = Annotated[
    int,
    Meta(ge=0, le=2**32 - 1, description="where the random numbers begin", extra={"control": "seed"}),
]
SampleCount = Annotated[
    int,
    Meta(ge=2, le=1_000_000, description="rows of made data"),
    Meta(extra={"slider": (10, 500, 10), "unit": "samples"}),
]
Weights = Annotated[_Numbers, Meta(description="true weights of made data, the intercept first")]
Noise = Annotated[
    float,
    Meta(ge=0, le=1e6, description="standard deviation of the made targets' noise"),
    Meta(extra={"slider": (0, 5, 0.5)}),
]
Steps = Annotated[
    int, Meta(ge=1, le=20_000, description="iterations", extra={"slider": (5, 200, 5), "unit": "iterations"})
]
ManySteps = Annotated[Steps, Meta(extra={"slider": (20, 1000, 20), "unit": "iterations"})]
Rate = Annotated[
    _PositiveRate | None,
    Meta(description="learning rate; auto takes it from theory", extra={"slider": (0.02, 2.4, 0.02)}),
]
SampledRate = Annotated[Rate, Meta(extra={"slider": (0.01, 1, 0.01)})]
Start = Annotated[
    _Numbers | None, Meta(description="weights to start from; auto starts by predicting the mean target")
]
Slice = Annotated[
    bool, Meta(description="show the slice at the true hidden weights, as the notebook does, not the profile")
]
Batch = Annotated[
    int,
    Meta(ge=1, le=1_000_000, description="samples, drawn with replacement, in each step"),
    Meta(extra={"slider": (1, 100, 1), "unit": "samples"}),
]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every scene of plain regression has; a scene sets its own defaults."""

    seed: Seed = 1
    samples: SampleCount = 100
    weights: Weights = (2.0, 6.0, 5.0)
    noise: Noise = 0.0
    steps: Steps = 50
    start: Start = None
    slice: Slice = False


class Rated(Settings, frozen=True, kw_only=True):
    """What a scene with one learning rate has."""

    rate: Rate = 0.1


KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list"}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
TYPES = "expected int, float, bool, a Literal of words or a tuple of numbers, and None beside it or not"

MADE_DATA = ("samples", "weights", "noise")
"""The settings that only made data have: with data of one's own they mean nothing."""

FROM_DATA = ("rate", "start")
"""The settings that follow from data of one's own, unless they are set or can't be "auto"."""

AnySettings = TypeVar("AnySettings", bound=Settings)
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
def fields(record: type[Settings]) -> tuple[Field, ...]:
    """Return the settings of a record; a TypeError says which has no default, or no type that it may have."""
    try:
        defaults = record()
    except TypeError as error:
        raise TypeError(f"{error}; expected a default of each setting") from None
    return tuple(_field(name, hint, getattr(defaults, name)) for name, hint in _hints(record).items())


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
def _hints(record: type[Settings]) -> dict[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    return {name: hints[name] for name in record.__struct_fields__}


def make(record: type[AnySettings], given: Mapping[str, object]) -> AnySettings:
    """Return a record of settings from values, or from texts as ``--set`` has them.

    In a text, commas separate a list's items, and ``auto`` stands for None. Raises a ValueError that
    names the setting, what was given and what is expected.
    """
    known = {field.name: field for field in fields(record)}
    for name in given:
        if name not in known:
            raise ValueError(f"unknown setting {name}: {nearest(name, list(known))}")
    values = {name: _checked(record, known[name], value) for name, value in given.items()}
    return record(**values)  # each value has been checked against the record's own types


def is_default(settings: Settings, name: str) -> bool:
    """Tell whether a setting is as the scene has it by itself, so that nobody gave it."""
    return bool(getattr(settings, name) == getattr(type(settings)(), name))


def told(settings: Settings, name: str) -> str:
    """Return a setting as ``--set`` has it."""
    return f"{name}={as_text(getattr(settings, name))}"


def as_text(value: object) -> str:
    """Return a setting's value as ``--set`` would have it."""
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _checked(record: type[Settings], field: Field, given: object) -> Any:
    hint = _hints(record)[field.name]
    try:
        return msgspec.convert(_read(given, field) if isinstance(given, str) else given, hint, strict=False)
    except msgspec.ValidationError as error:
        said = f"[{as_text(given)}]" if isinstance(given, list) and len(given) < 2 else as_text(given)
        more = "; ".join(filter(None, [field.sentence, f"{field.told} by default"]))
        raise ValueError(f"{field.name}={said}: {_expected(str(error), field)} ({more})") from None


def _expected(said: str, field: Field) -> str:
    """Return what msgspec says was expected, in plain words; a list's items with how a list is written."""
    if field.choices:
        return f"expected one of {', '.join(field.choices)}{' or auto' if field.optional else ''}"
    expected = said.split(" - at ")[0].split(", got")[0].replace("`", "").replace(" | null", " or auto")
    for kind, words in KINDS.items():
        expected = expected.replace(f" {kind}", f" {words}")
    if not expected.startswith("Expected"):  # a number that none of theirs can hold
        kind = "a whole number" if field.whole else "a number"
        bounds = field.bounds.replace("≥", ">=").replace("≤", "<=")
        expected = f"Expected {kind} {bounds}".strip()
    if field.kind == "numbers":
        expected = expected.replace("of length >=", "of at least").replace("of length <=", "of at most")
        expected += ", items separated by commas"
    return expected.replace("Expected", "expected")


def _read(text: str, field: Field) -> object:
    if text.strip() == "auto":
        return None
    return [part.strip() for part in text.split(",")] if field.kind == "numbers" else text.strip()
