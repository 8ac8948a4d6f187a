"""The plan: for each order whether to make its file, to keep it or to leave it, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from scenes.workshop.ledger import Entry
from scenes.workshop.orders import Order
from scenes.workshop.recipe import Recipe, changes

Action = Literal["make", "keep", "leave"]


class Step(msgspec.Struct, frozen=True):
    """What to do about one order, and why."""

    order: Order
    recipe: Recipe
    action: Action
    why: str


def plan(
    orders: list[Order],
    recipes: Mapping[str, Recipe],
    made: Mapping[str, Entry | None],
    present: Mapping[str, str | None],
    lost: Mapping[str, Sequence[str]],
    make_all: bool,
) -> list[Step]:
    """Return a step for each order.

    ``recipes`` say what each file should be, ``made`` what was made, ``present`` is the hash of what lies
    there now (None: nothing), and ``lost`` are the files of words that should lie beside it and do not, all
    by file name.
    """
    steps = []
    for order in orders:
        file = order.file
        action, why = _decide(recipes[file], made[file], present[file], make_all)
        if action == "keep" and lost[file]:
            action, why = "make", f"{' and '.join(lost[file])} missing"
        steps.append(Step(order, recipes[file], action, why))
    return steps


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
