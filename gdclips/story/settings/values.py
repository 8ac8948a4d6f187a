"""Values: records of settings made from what users give, texts or values, each checked against its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from gdclips.messages import suggestion
from gdclips.story.settings.fields import Field, as_text, fields, hints

KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list"}

TAKEN = ("scene", "theme", "size", "fps", "cut", "bare", "renderer", "output", "at", "iteration")
"""What the page's address says beside the settings."""

AnyRecord = TypeVar("AnyRecord", bound=msgspec.Struct)


def make(record: type[AnyRecord], given: Mapping[str, object]) -> AnyRecord:
    """Return a record of settings from values, or from texts as ``--set`` has them.

    In a text, commas separate a list's items, and ``auto`` stands for None. Raises a ValueError that
    names the setting, what was given and what is expected.
    """
    known = {field.name: field for field in fields(record)}
    for name in given:
        if name not in known:
            raise ValueError(f"unknown setting {name}: {suggestion(name, list(known))}")
    values = {name: _checked(record, known[name], value) for name, value in given.items()}
    return record(**values)  # each value has been checked against the record's own types


def check_record(record: type[msgspec.Struct], base: type[msgspec.Struct]) -> None:
    """Raise a ValueError or a TypeError for a setting that can't be so, or not as its base has it."""
    found = {field.name: field for field in fields(record)}
    for name, field in found.items():
        if name in TAKEN:
            raise ValueError(f"{name}: expected another name, for the explorer's address has that one")
        make(record, {name: field.default})
    make(base, {field.name: found[field.name].default for field in fields(base)})


def is_default(settings: msgspec.Struct, name: str) -> bool:
    """Tell whether a setting is as the scene has it by itself, so that nobody gave it."""
    return bool(getattr(settings, name) == getattr(type(settings)(), name))


def told(settings: msgspec.Struct, name: str) -> str:
    """Return a setting as ``--set`` has it."""
    return f"{name}={as_text(getattr(settings, name))}"


def _checked(record: type[msgspec.Struct], field: Field, given: object) -> Any:
    hint = hints(record)[field.name]
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
