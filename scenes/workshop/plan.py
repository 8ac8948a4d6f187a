"""The plan: for each order whether to make its file, to keep it or to leave it, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from scenes.workshop.ledger import Entry
from scenes.workshop.orders import Order

CODE = ("gdcore", "scenes/stage", "scenes/stories")


class Step(msgspec.Struct, frozen=True):
    """What to do about one order, and why."""

    order: Order
    key: str
    action: Literal["make", "keep", "leave"]
    why: str


def plan(
    orders: list[Order],
    keys: Mapping[str, str],
    made: Mapping[str, Entry],
    present: Mapping[str, str | None],
    make_all: bool,
) -> list[Step]:
    """Return a step for each order.

    ``keys`` gives the key of what each file should be, ``made`` what was made, ``present`` the hash of
    what lies there now (None: nothing), all by file name.
    """
    steps = []
    for order in orders:
        action, why = _decide(keys[order.file], made.get(order.file), present[order.file], make_all)
        steps.append(Step(order, keys[order.file], action, why))
    return steps


def _decide(
    key: str, made: Entry | None, present: str | None, make_all: bool
) -> tuple[Literal["make", "keep", "leave"], str]:
    if make_all:
        return "make", "asked for by -B"
    if present is None:
        return "make", "missing"
    if made is not None and present == made.before and present != made.content:
        return "make", "interrupted"
    if made is None or made.content != present:
        return "leave", "not as it was made here; -B makes it again"
    if made.key != key:
        return "make", "settings, data or code changed"
    return "keep", "up to date"


def order_key(order: Order, code: str) -> str:
    """Return the hash of all that decides an order's bytes: the order, its data, the code."""
    data = Path(order.data.path).read_bytes() if order.data else b""
    parts = (msgspec.json.encode(order), data, code.encode())
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def code_hash(root: Path) -> str:
    """Return the hash of the code that draws, and of the pinned versions that it draws with."""
    digest = hashlib.sha256((root / "constraints.txt").read_bytes())
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
