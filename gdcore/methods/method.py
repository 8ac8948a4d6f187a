"""Full-batch methods: pairs (init, update) that may ask the loss for more than its gradient.

They are optimisers (`gdcore.optimizers`) that are also given the loss: its value elsewhere for a line search,
its Hessian for Newton's method. So there is nothing to sample: each step uses all data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from numpy.typing import ArrayLike

from gdcore._arrays import Array, called, function, instance
from gdcore.descent import descend
from gdcore.losses import Loss
from gdcore.optimizers import Optimizer
from gdcore.trajectory import Trajectory

State = TypeVar("State")


@dataclass(frozen=True)
class Method(Generic[State]):
    """A full-batch method: a rule of descent that is also given the loss, as a pair of functions.

    Parameters
    ----------
    init : loss, point -> state
    update : loss, gradient, state, point, step -> (move, state)
        All arrays have the point's shape, (d,) or (runs, d). The state belongs to this method and loss.

    Raises
    ------
    ValueError
        If one of them is no function.

    Examples
    --------
    >>> from gdcore import hessian_at, quadratic_bowl
    >>> def jump(loss, gradient, state, point, step):
    ...     return -gradient / hessian_at(loss, point)[0, 0], state
    >>> minimize(quadratic_bowl(1), Method(lambda loss, point: None, jump), [3, 4], 1).points.tolist()
    [[3.0, 4.0], [0.0, 0.0]]
    """

    init: Callable[[Loss, Array], State]
    update: Callable[[Loss, Array, State, Array, int], tuple[Array, State]]

    def __post_init__(self) -> None:
        function("init", self.init, "of loss and point")
        function("update", self.update, "of loss, gradient, state, point and step")

    def __repr__(self) -> str:
        """The step, on one line."""
        return f"<Method: {called(self.update)}>"


def minimize(loss: Loss, method: Method[Any], start: ArrayLike, steps: int) -> Trajectory:
    """Descend a loss by a full-batch method, as `descend` does by an optimiser.

    Parameters
    ----------
    loss : Loss
        With all that the method asks of it.
    method : Method
    start : (d,) or (runs, d) array_like
    steps : int
        At least 0.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        If an argument's shape or range does not fit the others, the loss lacks what the method asks of it, or
        its value at the start is not finite.

    Examples
    --------
    >>> from gdcore import conjugate_gradient, quadratic
    >>> minimize(quadratic([1, 4, 9]), conjugate_gradient(), [1, 1, 1], 3).losses.round(4).tolist()
    [7.0, 0.9521, 0.2136, 0.0]
    """
    instance("method", method, Method, "one, as newton() is; descend runs an Optimizer")
    return descend(loss, Optimizer(partial(method.init, loss), partial(method.update, loss)), start, steps)
