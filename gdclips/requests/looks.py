"""Looks: one from several sources, of which the first that sets an option decides it, and its checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import msgspec

from gdclips.drawing.theme import LEGIBLE, THEMES, contrast
from gdclips.formats import FORMATS, ending
from gdclips.formats.format import ANY_RATE, Format, Option
from gdclips.messages import RequestError, quote, suggestion
from gdclips.rendering.look import RENDERERS, FullLook, Look
from gdclips.requests import playing
from gdclips.requests.sizes import read_size
from gdclips.story.film.film import CUTS

CHOICES: Mapping[str, tuple[str, ...]] = {"theme": tuple(THEMES), "renderer": RENDERERS, "cut": CUTS}
"""The known values of a look's options."""

OPTIONS = get_args(Option)
READERS: Mapping[str, Callable[[Any], Any]] = {
    "background": playing.background,
    "matte": playing.color,
    "at": playing.at,
    "loop": playing.loop,
    "hold": playing.hold,
    "seconds": playing.seconds,
    "max_bytes": playing.max_bytes,
    "author": playing.text,
    "language": playing.language,
    "licence": playing.text,
}
"""What reads a value as a user writes it, and returns its normal form."""


class Source(msgspec.Struct, frozen=True):
    """A look, and where it stands, such as ``lecture.toml: defaults: ``.

    A ``general`` one is for files of all formats: what a format can't have is not meant for it. One of
    ``all_clips`` is for opaque and for transparent ones: a matte is not meant for the former.
    """

    where: str
    look: Look
    general: bool = False
    all_clips: bool = False


def resolve_look(sources: Sequence[Source], format: Format | None = None) -> FullLook:
    """Return the look of a file in which the first source that sets an option decides it; the last is full.

    If none but the last sets the theme, it is the one that reads best on a background that is a colour.
    Raises a RequestError for an unknown value, and for one that files of the format can't have.
    """
    found: dict[str, Any] = {}
    deciding: dict[str, Source] = {}
    for name in Look.__struct_fields__:
        for source in sources:
            value, decided = getattr(source.look, name), isinstance(source.look, FullLook)
            if not decided and (value is None or (source.general and not _can(format, name, value))):
                continue
            try:
                found[name] = value if decided else _checked(name, value, format)
            except RequestError as error:
                raise RequestError(f"{source.where}{error}") from None
            deciding[name] = source
            break
    return FullLook(**_with_readable_theme(_with_useful_matte(found, deciding["matte"]), deciding))


def _with_useful_matte(found: dict[str, Any], source: Source) -> dict[str, Any]:
    """Return a look's options without the matte of an opaque file.

    Raises a RequestError if its source means that file.
    """
    if found["matte"] is None or found["background"] == playing.NO_BACKGROUND:
        return found
    if not (source.general or source.all_clips):
        why = "it is for transparent files; expected background none beside it"
        raise RequestError(f"{source.where}matte {source.look.matte}: {why}")
    return found | {"matte": None}


def _with_readable_theme(found: dict[str, Any], deciding: Mapping[str, Source]) -> dict[str, Any]:
    """Return a look's options with a theme that reads on a background that is a colour."""
    if isinstance(deciding["background"].look, FullLook) or found["background"] == playing.NO_BACKGROUND:
        return found
    theme = None if isinstance(deciding["theme"].look, FullLook) else found["theme"]
    try:
        return found | {"theme": _legible(found["background"], theme)}
    except RequestError as error:
        raise RequestError(f"{deciding['background'].where}{error}") from None


def _legible(background: str, theme: str | None) -> str:
    """Return the theme on a background ``#rrggbb``: the given one, else that whose words read best."""
    contrasts = {name: contrast(each.colors["ink"], background) for name, each in THEMES.items()}
    best = max(contrasts, key=lambda name: contrasts[name])
    chosen = theme or best
    if contrasts[chosen] >= LEGIBLE:
        return chosen
    told = f"background {background}: words of the {chosen} theme have a contrast of {contrasts[chosen]:.1f}"
    other = f"the {best} theme, or " if contrasts[best] >= LEGIBLE else ""
    raise RequestError(f"{told}; expected {LEGIBLE:g} or more: {other}a lighter or a darker colour")


def _can(format: Format | None, name: str, value: Any) -> bool:
    """Tell whether files of a format can have the value of an option."""
    if format is None:
        return True
    if name == "background":
        return value != playing.NO_BACKGROUND or format.alpha != "none"
    if name == "renderer":
        return value not in RENDERERS or value in format.renderers
    return name not in OPTIONS or name in format.takes or value is False


def _checked(name: str, value: Any, format: Format | None) -> Any:
    """Return the value of an option in normal form."""
    if name in CHOICES and value not in CHOICES[name]:
        raise RequestError(f"unknown {name} {quote(value)}: {suggestion(value, CHOICES[name])}")
    if name == "size":
        read_size(value)
    read = READERS[name](value) if name in READERS else value
    rates = format.rates if format else ANY_RATE
    if name == "fps" and value not in rates.known:
        reason = rates.reason and f"{rates.reason}; "
        raise RequestError(f"fps {value}: {reason}expected {rates}; the nearest is {rates.nearest(value)}")
    if format is not None and not _can(format, name, value):
        able = [suffix for suffix, each in FORMATS.items() if _can(each, name, value)]
        shown = f"{value:g}" if isinstance(value, float) else value
        given = name if value is True else f"{name} {shown}"
        other = "a colour" if name == "background" else "it left out"
        raise RequestError(f"{given}: no {format.name} has that; expected {other}, or {ending(able)}")
    return read
