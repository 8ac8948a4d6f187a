"""Trials of settings: what is tried of a maker's parameters, and the steps to a tolerance of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import Parameter, signature
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, floats, positive, share, shown, whole
from gdcore.descent import descend
from gdcore.losses import Loss, check_parts, is_quadratic, name_of, root_and_minimizer
from gdcore.methods import Method, minimize
from gdcore.optimizers import Optimizer
from gdcore.schedules import each_run
from gdcore.theory.spectrum import curvatures

Maker: TypeAlias = Callable[..., Any]  # of an Optimizer or a Method
NAMED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
BETAS = tuple((first, second) for first in (0.0, 0.5, 0.8, 0.9) for second in (0.9, 0.99, 0.999))
CHOICES: dict[str, tuple[Any, ...]] = {  # what is tried of a parameter of that name
    "beta": (0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
    "momentum": (0.0, 0.5, 0.8, 0.9, 0.95),
    "betas": BETAS,
    "alpha": (0.5, 0.9, 0.99, 0.999),
    "rho": (0.5, 0.9, 0.99),
}
COLUMNS = "gdcore.optimizers.", "gdcore.methods.newton", "gdcore.methods.lbfgs"
STARTS = 8  # where no start is given


@dataclass(frozen=True, eq=False)
class Race:
    """The steps that settings need until the excess stays below a share of the first, from each start.

    Parameters
    ----------
    loss : Loss
        With a minimizer.
    starts : (runs, d) array
    tolerance : float
    most : int
        Steps.
    """

    loss: Loss
    starts: Array
    tolerance: float
    most: int

    @np.errstate(all="ignore")
    def excess(self, points: Array) -> Array:
        """The loss at points (..., d) above that at the minimiser: (...)."""
        if is_quadratic(self.loss):
            root, end = root_and_minimizer(self.loss)
            return np.asarray(0.5 * np.square((points - end) @ root.T).sum(axis=-1))
        least: Any = self.loss
        return np.asarray(self.loss.value(points) - self.loss.value(least.minimizer))

    def run(
        self, make: Maker, rates: Array | None, others: dict[str, Any]
    ) -> tuple[NDArray[np.int64], Array]:
        """The steps that each rate needs, (rates,), -1 if it never gets there, and its last share, (rates,).

        Of all starts it is the worst that counts. Without rates it is one run, as of `descend`.
        """
        if rates is None:
            points = self._points(make(**others), self.starts)[:, np.newaxis]
        elif takes_columns(make):
            column, starts = np.repeat(rates, len(self.starts)), np.tile(self.starts, (len(rates), 1))
            points = self._points(make(rate=each_run(column), **others), starts)
            points = points.reshape(len(points), len(rates), *self.starts.shape)
        else:
            each = [self._points(make(rate=rate, **others), self.starts) for rate in rates.tolist()]
            points = np.stack(each, axis=1)
        with np.errstate(all="ignore"):
            excess = self.excess(points)
            shares = np.asarray(excess / excess[0]).max(axis=-1)
        above = ~(shares <= self.tolerance)
        steps = self.most + 1 - above[::-1].argmax(axis=0)
        return np.where(above[-1], -1, steps), shares[-1]

    def scales(self) -> tuple[float, float]:
        """The lesser and the larger of 1 / L and the distance of a weight from its end."""
        if not is_quadratic(self.loss):
            tries = "give rates to try, choices={'rate': [...]}"
            raise ValueError(f"loss is {name_of(self.loss)}, which is not quadratic: {tries}")
        scales = 1 / curvatures(self.loss)[0], np.abs(self.starts - np.asarray(self.loss.minimizer)).max()
        return float(min(scales)), float(max(scales))

    def _points(self, rule: object, starts: Array) -> Array:
        if isinstance(rule, Method):
            return minimize(self.loss, rule, starts, self.most).points
        if isinstance(rule, Optimizer):
            return descend(self.loss, rule, starts, self.most).points
        raise ValueError(f"optimizer gives {shown(rule)}, but expected a maker of an Optimizer or a Method")


def race(loss: Loss, start: ArrayLike | None, tolerance: float, steps: int) -> Race:
    """A race, of checked arguments."""
    check_parts(loss, "minimizer")
    least: Any = loss
    below, most = share("tolerance", tolerance), whole("steps", steps, 1)
    end = floats("the minimizer", least.minimizer)
    if end.ndim != 1 or end.size == 0:
        raise ValueError(f"the minimizer of {name_of(loss)} has shape {end.shape}, but expected (d,)")
    if start is None:
        ways = np.random.default_rng(0).standard_normal((STARTS, len(end)))
        starts = end + ways / np.linalg.norm(ways, axis=1, keepdims=True)
    else:
        starts = np.atleast_2d(floats("start", start))
    if starts.ndim != 2 or starts.shape[1] != len(end) or starts.size == 0:
        wanted = f"({len(end)},) or (runs, {len(end)})"
        raise ValueError(f"start has shape {starts.shape}, but expected {wanted} for {name_of(loss)}")
    found = Race(loss, starts, below, most)
    if not (found.excess(starts) > 0).all():
        raise ValueError("start is at the minimiser, but expected one of more loss")
    return found


def lists_of(make: Maker, choices: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """What is tried of each of a maker's parameters, by name; of a rate without choices, nothing."""
    fixed = make.keywords if isinstance(make, partial) else {}
    try:
        parameters = signature(make).parameters
    except ValueError:  # of some functions in C
        raise ValueError(
            f"optimizer is {shown(make)}, which tells no parameters: expected a maker of one"
        ) from None
    free = {name: each for name, each in parameters.items() if name not in fixed}
    needed = {name for name, each in free.items() if each.default is each.empty and each.kind in NAMED}
    for name, values in choices.items():
        if name not in free:
            raise ValueError(f"choices has {name!r}, but the optimizer's free parameters are {[*free]}")
        if not isinstance(values, Sequence | np.ndarray) or isinstance(values, str) or not len(values):
            raise ValueError(f"choices[{name!r}] is {shown(values)}, but expected a list of values to try")
    named = {name for name, each in free.items() if isinstance(each.default, str)}
    usual = {name: values for name, values in _usual(fixed).items() if name not in named}
    lists = {"rate": (), **usual, **choices}
    missing = sorted(needed - set(lists))
    if missing:
        raise ValueError(f"optimizer needs {missing[0]!r}, but choices has no values of it: give some")
    lists["rate"] = [positive("choices['rate']", rate) for rate in lists["rate"]]
    return {name: lists[name] for name in free if name in lists}


def _usual(fixed: Mapping[str, object]) -> dict[str, Sequence[Any]]:
    """What is tried where no choices are given; PyTorch's Nesterov needs a momentum."""
    return CHOICES | {"momentum": CHOICES["momentum"][1:]} if fixed.get("nesterov") else dict(CHOICES)


def takes_columns(make: Maker) -> bool:
    """Whether what a maker makes is known to take a rate for each run."""
    return str(getattr(getattr(make, "func", make), "__module__", "")).startswith(COLUMNS)
