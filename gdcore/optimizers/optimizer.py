"""Optimisers: frozen pairs of pure functions, (init, update).

`init(point)` gives the first state, and `update(gradient, state, point, step)` the move to make and the
next state; the next point is point + move. Nothing else is kept, so one pair serves any number of runs at
once: points are (d,) or (runs, d). The state of each optimiser here is None, an array of the point's shape or
a tuple of such. A rate is a number or a schedule (`gdcore.schedules`), of which step 0 is the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeAlias, TypeVar

from gdcore._arrays import Array, called, function, instance

State = TypeVar("State")
Update: TypeAlias = Callable[[Array, State, Array, int], tuple[Array, State]]
Change: TypeAlias = Callable[[Array, Array, int], Array]  # gradient, point, step -> gradient


@dataclass(frozen=True)
class Optimizer(Generic[State]):
    """An optimiser: a rule of descent, as a pair of functions without memory of their own.

    Parameters
    ----------
    init : point -> state
    update : gradient, state, point, step -> (move, state)
        All arrays have the point's shape, (d,) or (runs, d).

    Raises
    ------
    ValueError
        If one of them is no function.

    Examples
    --------
    >>> from gdcore import descend, quadratic_bowl
    >>> halving = Optimizer(init=lambda point: None, update=lambda g, state, point, step: (-point / 2, state))
    >>> descend(quadratic_bowl(), halving, [8, 4], 3).points.tolist()
    [[8.0, 4.0], [4.0, 2.0], [2.0, 1.0], [1.0, 0.5]]
    """

    init: Callable[[Array], State]
    update: Update[State]

    def __post_init__(self) -> None:
        function("init", self.init, "of the point")
        function("update", self.update, "of gradient, state, point and step")

    def __repr__(self) -> str:
        """The step, on one line."""
        return f"<Optimizer: {called(self.update)}>"


def check_optimizer(optimizer: object) -> None:
    """Check that `optimizer` is one.

    Raises
    ------
    ValueError
        If it is not.
    """
    instance("optimizer", optimizer, Optimizer, "one, as sgd(0.1) is; minimize runs a Method")


def stateless(point: Array) -> None:
    """The state of an optimiser that keeps nothing."""


def given(optimizer: Optimizer[State], change: Change) -> Optimizer[State]:
    """The optimiser, given what `change` makes of each gradient."""
    check_optimizer(optimizer)
    return Optimizer(optimizer.init, partial(_changed, optimizer.update, change))


def _changed(
    update: Update[State], change: Change, gradient: Array, state: State, point: Array, step: int
) -> tuple[Array, State]:
    return update(change(gradient, point, step), state, point, step)
