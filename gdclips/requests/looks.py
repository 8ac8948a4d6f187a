"""Looks: one from several sources, of which the first that sets an option decides it, and its check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdclips.drawing.theme import THEMES
from gdclips.formats.format import ANY_RATE, Rates
from gdclips.messages import RequestError, quote, suggestion
from gdclips.rendering.look import RENDERERS, FullLook, Look
from gdclips.requests.sizes import read_size
from gdclips.story.film.film import CUTS

CHOICES: Mapping[str, tuple[str, ...]] = {"theme": tuple(THEMES), "renderer": RENDERERS, "cut": CUTS}
"""The known values of a look's options."""


def resolve_look(sources: Sequence[tuple[str, Look]], rates: Rates = ANY_RATE) -> FullLook:
    """Return the look in which the first source that sets an option decides it.

    Each source is a prefix for errors, such as ``lecture.toml: defaults: ``, and a look; the last is a full
    look. Raises a RequestError for an unknown value, and for a frame rate that is none of ``rates``.
    """
    found: dict[str, Any] = {}
    for name in Look.__struct_fields__:
        where, value = next(
            (where, getattr(look, name)) for where, look in sources if getattr(look, name) is not None
        )
        try:
            _check(name, value, rates)
        except RequestError as error:
            raise RequestError(f"{where}{error}") from None
        found[name] = value
    return FullLook(**found)


def _check(name: str, value: Any, rates: Rates) -> None:
    if name in CHOICES and value not in CHOICES[name]:
        raise RequestError(f"unknown {name} {quote(value)}: {suggestion(value, CHOICES[name])}")
    if name == "size":
        read_size(value)
    if name == "fps" and value not in rates.known:
        reason = rates.reason and f"{rates.reason}; "
        raise RequestError(f"fps {value}: {reason}expected {rates}")
