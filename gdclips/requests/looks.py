"""Looks decided: of all who say how a picture looks the first counts, if what is said can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdclips.drawing.theme import THEMES
from gdclips.formats.format import ANY_RATE, Rates
from gdclips.messages import RequestError, nearest, seen
from gdclips.rendering.look import RENDERERS, FullLook, Look
from gdclips.requests.sizes import read_size
from gdclips.story.story import CUTS

CHOICES: Mapping[str, tuple[str, ...]] = {"theme": tuple(THEMES), "renderer": RENDERERS, "cut": CUTS}
"""What there is to choose from, by the look's fields."""


def decided(sayings: Sequence[tuple[str, Look]], rates: Rates = ANY_RATE) -> FullLook:
    """Return the look that is said, the first first, each saying with where it stands; the last says all.

    Raises a RequestError, with that place, for what there is not, and for a rate that is none of ``rates``.
    """
    found: dict[str, Any] = {}
    for name in Look.__struct_fields__:
        where, value = next(
            (where, getattr(look, name)) for where, look in sayings if getattr(look, name) is not None
        )
        try:
            _check(name, value, rates)
        except RequestError as error:
            raise RequestError(f"{where}{error}") from None
        found[name] = value
    return FullLook(**found)


def _check(name: str, value: Any, rates: Rates) -> None:
    if name in CHOICES and value not in CHOICES[name]:
        raise RequestError(f"unknown {name} {seen(value)}: {nearest(value, CHOICES[name])}")
    if name == "size":
        read_size(value)
    if name == "fps" and value not in rates.known:
        because = rates.because and f"{rates.because}; "
        raise RequestError(f"fps {value}: {because}expected {rates}")
