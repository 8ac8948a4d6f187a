"""The plan: whether to make a request's file, to keep it or to leave it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from gdclips.build.manifest import Entry
from gdclips.build.recipe import Recipe, changes
from gdclips.requests.request import Request

Action = Literal["make", "keep", "leave"]


class Step(msgspec.Struct, frozen=True):
    """What to do about one request, and why."""

    request: Request
    recipe: Recipe
    action: Action
    why: str


def plan(
    request: Request,
    recipe: Recipe,
    made: Entry | None,
    present: str | None,
    lost: Sequence[str],
    make_all: bool,
) -> Step:
    """Return what to do about a request.

    ``recipe`` says what its file should be, ``made`` what was made, ``present`` is the hash of what lies
    there now (None: nothing), and ``lost`` are the files of words that should lie beside it and do not.
    """
    action, why = _decide(recipe, made, present, make_all)
    if action == "keep" and lost:
        action, why = "make", f"{' and '.join(lost)} missing"
    return Step(request, recipe, action, why)


def _decide(recipe: Recipe, made: Entry | None, present: str | None, make_all: bool) -> tuple[Action, str]:
    if make_all:
        return "make", "asked for by -B"
    if present is None:
        return "make", "missing"
    if made is not None and present == made.before and present != made.content:
        return "make", "interrupted"
    if made is None or made.content != present:
        return "leave", f"{'changed by hand' if made else 'not made here'}; -B makes it again"
    if not made.recipe:
        return "make", "what was noted of it is damaged"
    if made.recipe != recipe:
        return "make", changes(made.recipe, recipe)
    return "keep", "up to date"
