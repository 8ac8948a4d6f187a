"""Plan: whether to make a request's file, to keep it or to leave it alone, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from gdclips.build.manifest import Entry
from gdclips.build.recipe import Recipe, changes
from gdclips.requests.request import Request

Action = Literal["make", "keep", "leave"]


class Step(msgspec.Struct, frozen=True):
    """What to do about a request, and why."""

    request: Request
    recipe: Recipe
    action: Action
    why: str


def plan(
    request: Request,
    recipe: Recipe,
    entry: Entry | None,
    present: str | None,
    missing: Sequence[str],
    always_make: bool,
) -> Step:
    """Return what to do about a request.

    ``recipe`` says what its file should be and ``entry`` what was made. ``present`` is the hash of the file
    that is there now, None if there is none, and ``missing`` are the sidecars that are not there.
    """
    action, why = _decide(recipe, entry, present, always_make)
    if action == "keep" and missing:
        action, why = "make", f"{' and '.join(missing)} missing"
    return Step(request, recipe, action, why)


def _decide(
    recipe: Recipe, entry: Entry | None, present: str | None, always_make: bool
) -> tuple[Action, str]:
    if always_make:
        return "make", "asked for by -B"
    if present is None:
        return "make", "missing"
    if entry is not None and present == entry.before and present != entry.content:
        return "make", "interrupted"
    if entry is None or entry.content != present:
        return "leave", f"{'changed by hand' if entry else 'not made here'}; -B makes it again"
    if not entry.recipe:
        return "make", "what was noted of it is damaged"
    if entry.recipe != recipe:
        return "make", changes(entry.recipe, recipe)
    return "keep", "up to date"
