"""Settings: checked records of what a user may change, each with a default, bounds and a sentence.

Beside its bounds a setting may say where a slider goes, from, to and by what, and in which unit; a scene for
which another range is of use says so over the setting's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta

from gdclips.messages import nearest

_Numbers = Annotated[tuple[Annotated[float, Meta(ge=-1e12, le=1e12)], ...], Meta(min_length=2, max_length=20)]
_PositiveRate = Annotated[float, Meta(gt=0, le=1e15)]

Seed = Annotated[int, Meta(ge=0, le=2**32 - 1, description="where the random numbers begin")]
SampleCount = Annotated[
    int,
    Meta(
        ge=2,
        le=1_000_000,
        description="rows of made data",
        extra={"slider": (10, 500, 10), "unit": "samples"},
    ),
]
Weights = Annotated[_Numbers, Meta(description="true weights of made data, the intercept first")]
Noise = Annotated[
    float,
    Meta(
        ge=0,
        le=1e6,
        description="standard deviation of the made targets' noise",
        extra={"slider": (0, 5, 0.5)},
    ),
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
    Meta(
        ge=1,
        le=1_000_000,
        description="samples, drawn with replacement, in each step",
        extra={"slider": (1, 100, 1), "unit": "samples"},
    ),
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

MADE_DATA = ("samples", "weights", "noise")
"""The settings that only made data have: with data of one's own they mean nothing."""

FROM_DATA = ("rate", "start")
"""The settings that follow from data of one's own, unless they are set."""

AnySettings = TypeVar("AnySettings", bound=Settings)


def make(record: type[AnySettings], given: Mapping[str, object]) -> AnySettings:
    """Return a record of settings from values, or from texts as ``--set`` has them.

    In a text, commas separate a list's items, and ``auto`` stands for None. Raises a ValueError that
    names the setting, what was given and what is expected.
    """
    for name in given:
        if name not in record.__struct_fields__:
            raise ValueError(f"unknown setting {name}: {nearest(name, record.__struct_fields__)}")
    values: dict[str, Any] = {name: _checked(record, name, value) for name, value in given.items()}
    return record(**values)  # each value has been checked against the record's own types


def is_default(settings: Settings, name: str) -> bool:
    """Tell whether a setting is as the scene has it by itself, so that nobody gave it."""
    (default,) = (field.default for field in msgspec.structs.fields(settings) if field.name == name)
    return bool(getattr(settings, name) == default)


def told(settings: Settings, name: str) -> str:
    """Return a setting as ``--set`` has it."""
    return f"{name}={as_text(getattr(settings, name))}"


def describe(record: type[Settings]) -> list[tuple[str, str, str, str]]:
    """Return the name, the default, the bounds and the sentence of each setting, as text."""
    return [
        (
            field.name,
            as_text(field.default),
            _bounds(_hint(record, field.name)),
            _sentence(record, field.name),
        )
        for field in msgspec.structs.fields(record)
    ]


def as_text(value: object) -> str:
    """Return a setting's value as ``--set`` would have it."""
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _bounds(hint: object) -> str:
    """Return the bounds of a number, wherever they stand in its type."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = [
        f"{sign} {getattr(meta, name):g}"
        for meta in getattr(hint, "__metadata__", ())
        for name, sign in signs.items()
        if getattr(meta, name, None) is not None
    ]
    return ", ".join([*found, *(text for text in map(_bounds, get_args(hint)) if text)])


def _hint(record: type[Settings], name: str) -> object:
    return _hints(record)[name]


@cache
def _hints(record: type[Settings]) -> dict[str, Any]:
    return get_type_hints(record, include_extras=True)


def _sentence(record: type[Settings], name: str) -> str:
    return next(
        (meta.description for meta in getattr(_hint(record, name), "__metadata__", ()) if meta.description),
        "",
    )


def _checked(record: type[Settings], name: str, given: object) -> object:
    hint = _hint(record, name)
    try:
        return msgspec.convert(_read(given, hint) if isinstance(given, str) else given, hint, strict=False)
    except msgspec.ValidationError as error:
        expected = _expected(str(error), hint)
        default = as_text(msgspec.structs.fields(record)[record.__struct_fields__.index(name)].default)
        said = f"[{as_text(given)}]" if isinstance(given, list) and len(given) < 2 else as_text(given)
        raise ValueError(
            f"{name}={said}: {expected} ({_sentence(record, name)}; {default} by default)"
        ) from None


def _expected(said: str, hint: object) -> str:
    """Return what msgspec says was expected, in plain words; a list's items with how a list is written."""
    expected = said.split(" - at ")[0].split(", got")[0].replace("`", "").replace(" | null", " or auto")
    for kind, words in KINDS.items():
        expected = expected.replace(f" {kind}", f" {words}")
    if not expected.startswith("Expected"):  # a number that none of theirs can hold
        kind = "a whole number" if _is_whole(hint) else "a number"
        bounds = _bounds(hint).replace("≥", ">=").replace("≤", "<=")
        expected = f"Expected {kind} {bounds}".strip()
    if _is_list(hint):
        expected = expected.replace("of length >=", "of at least").replace("of length <=", "of at most")
        expected += ", items separated by commas"
    return expected.replace("Expected", "expected")


def _read(text: str, hint: object) -> object:
    if text.strip() == "auto":
        return None
    return [part.strip() for part in text.split(",")] if _is_list(hint) else text.strip()


def _is_whole(hint: object) -> bool:
    """Tell whether a setting's type is of whole numbers, wherever they stand in it."""
    return hint is int or any(map(_is_whole, get_args(hint)))


def _is_list(hint: object) -> bool:
    return "tuple" in str(hint)
