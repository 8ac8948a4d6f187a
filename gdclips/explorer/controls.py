"""Controls: what changes each setting of a scene, made from its name, type, bounds and sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import starmap
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from gdclips.story.scenes import Scene, SceneError
from gdclips.story.settings import Settings

Kind = Literal["range", "number", "numbers", "choice", "switch", "seed"]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """What changes one setting.

    A slider goes from ``min`` to ``max`` by ``step``; the number beside it may be whatever lies within the
    record's own bounds, ``low`` and ``high``. ``optional`` is a setting that may be "auto", None.
    """

    name: str
    label: str
    sentence: str
    unit: str
    kind: Kind
    min: float | None
    max: float | None
    step: float | None
    low: float | None
    high: float | None
    whole: bool
    choices: tuple[str, ...]
    default: Any
    optional: bool


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A scene as the gallery has it."""

    name: str
    title: str
    summary: str
    spatial: bool
    controls: tuple[Control, ...]


def listed(scenes: Mapping[str, Scene]) -> tuple[Listed, ...]:
    """Return scenes with their controls, in their order."""
    return tuple(starmap(_listed, scenes.items()))


def _listed(name: str, scene: Scene) -> Listed:
    found = controls(scene.settings)
    return Listed(
        name=name, title=_title(name, scene), summary=scene.summary, spatial=scene.in_space, controls=found
    )


def _title(name: str, scene: Scene) -> str:
    """Return the title of a scene's story; the name of one that can't be told."""
    try:
        return scene.story(scene.settings()).title
    except (ValueError, SceneError):
        return name


def controls(record: type[Settings]) -> tuple[Control, ...]:
    """Return a control for each setting of a record."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(_control(field, hints[field.name]) for field in msgspec.structs.fields(record))


def _control(field: Any, hint: Any) -> Control:
    metas, kinds = list(_metas(hint)), list(dict.fromkeys(_kinds(hint)))
    extra: dict[str, Any] = {key: each for meta in metas for key, each in (meta.extra or {}).items()}
    low, high, step = extra.get("slider", (None, None, None))
    default = list(field.default) if isinstance(field.default, tuple) else field.default
    return Control(
        name=field.name,
        label=extra.get("label", field.name.replace("_", " ")),
        sentence=next((meta.description for meta in metas if meta.description), ""),
        unit=extra.get("unit", ""),
        kind=_kind(field.name, kinds, "slider" in extra),
        min=low,
        max=high,
        step=step,
        low=_first(metas, "ge", "gt"),
        high=_first(metas, "le", "lt"),
        whole=int in kinds,
        choices=tuple(kind for kind in kinds if isinstance(kind, str)),
        default=default,
        optional=type(None) in kinds,
    )


def _kind(name: str, kinds: list[Any], slides: bool) -> Kind:
    if name == "seed":
        return "seed"
    if tuple in kinds:
        return "numbers"
    if bool in kinds:
        return "switch"
    if any(isinstance(kind, str) for kind in kinds):
        return "choice"
    return "range" if slides else "number"


def _metas(hint: Any) -> Iterator[Meta]:
    """Yield all that is said of a type, of the whole before its parts."""
    yield from (meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta))
    for part in _parts(hint):
        yield from _metas(part)


def _kinds(hint: Any) -> Iterator[Any]:
    """Yield the plain types, and the words, that a type is made of."""
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    elif get_origin(hint) is not Annotated:
        yield get_origin(hint) or hint
    for part in _parts(hint):
        yield from _kinds(part)


def _parts(hint: Any) -> tuple[Any, ...]:
    parts = () if get_origin(hint) is Literal else get_args(hint)
    return parts[:1] if get_origin(hint) is Annotated else parts


def _first(metas: list[Meta], *names: str) -> float | None:
    values = (getattr(meta, name) for meta in metas for name in names)
    return next((value for value in values if value is not None), None)
