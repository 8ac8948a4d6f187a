"""Schedules: functions from a step, counted from 0, to the rate of that step.

A schedule takes one step or an integer array of steps, and any function of a step will do in its place.
`warmup` wraps another: `warmup(cosine(0.5, steps=90), steps=10)` rises for 10 steps and falls for 90.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array, not_negative, number, positive, real, shown, whole

Steps: TypeAlias = int | NDArray[np.integer]
Rates: TypeAlias = float | NDArray[np.floating]
Schedule: TypeAlias = Callable[[Steps], Rates]
Rate: TypeAlias = float | Callable[[int], float] | Schedule


def constant(a: float) -> Schedule:
    """A constant rate: a > 0 at every step.

    Raises
    ------
    ValueError
        If a is no finite number above 0.

    Examples
    --------
    >>> constant(0.1)(7)
    0.1
    """
    return partial(_constant, positive("a", a))


def inverse_time(a: float, k: float) -> Schedule:
    """Inverse time decay, a / (1 + k t): the sum diverges, that of the squares converges, as SGD needs.

    a > 0 and k >= 0; that condition is that of Robbins and Monro, "A stochastic approximation method", Ann.
    Math. Stat. 22 (1951), and the form that of Bottou, Curtis and Nocedal, "Optimization methods for
    large-scale machine learning", SIAM Rev. 60 (2018), section 4.2.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> inverse_time(0.5, k=0.25)(4)
    0.25
    """
    return partial(_inverse_time, positive("a", a), not_negative("k", k))


def step_decay(a: float, factor: float, every: int) -> Schedule:
    """Step decay, a factor^floor(t / every): a > 0, 0 < factor <= 1, every >= 1 steps.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> step_decay(0.4, factor=0.5, every=10)(np.array([0, 9, 10, 25])).tolist()
    [0.4, 0.4, 0.2, 0.1]
    """
    return partial(_step_decay, positive("a", a), _share("factor", factor), whole("every", every, 1))


def exponential(a: float, k: float) -> Schedule:
    """Exponential decay, a exp(-k t): a > 0, k >= 0 per step.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> exponential(0.5, k=0.1)(np.array([0, 10])).round(3).tolist()
    [0.5, 0.184]
    """
    return partial(_exponential, positive("a", a), not_negative("k", k))


def cosine(a: float, steps: int, final: float = 0.0) -> Schedule:
    """Cosine annealing: half a cosine wave from a at step 0 to `final` at `steps`, and `final` from there on.

    0 <= final <= a, a > 0, steps >= 1. Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
    restarts", ICLR 2017, equation 5, without restarts.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> cosine(0.4, steps=10, final=0.2)(np.array([0, 5, 10, 99])).round(3).tolist()
    [0.4, 0.3, 0.2, 0.2]
    """
    high = positive("a", a)
    low = number("final", final, lambda v: 0 <= v <= high, f"a number from 0 to a = {high}")
    return partial(_cosine, high, low, whole("steps", steps, 1))


def warmup(rate: Rate, steps: int) -> Schedule:
    """Linear warm-up: a rise over `steps` steps to the first rate of another schedule, which then begins.

    The rate at t < steps is (t + 1) / (steps + 1) of that first rate; from t = steps on it is the wrapped
    schedule's at t - steps. After Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1
    hour" (2017), section 2.2.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or steps no whole number of at least 0.

    Examples
    --------
    >>> import numpy as np
    >>> warmup(0.4, steps=3)(np.arange(5)).round(3).tolist()
    [0.1, 0.2, 0.3, 0.4, 0.4]
    """
    return partial(_warmup, as_schedule(rate), whole("steps", steps, 0))


def as_schedule(rate: Rate) -> Schedule:
    """A rate as a schedule: a finite number above 0 as a constant, a callable with its rates checked.

    Raises
    ------
    ValueError
        If the rate is neither; and from the schedule, if the callable gives anything but a finite number of
        at least 0 for a step, or an array of them for an array of steps.
    """
    if callable(rate):
        given: Any = rate
        return given if _is_ours(given) else partial(_checked, given)
    return partial(_constant, number("rate", rate, lambda v: v > 0, "a finite number above 0 or a schedule"))


def each_run(rates: Array) -> Schedule:
    """A constant rate for each of many runs, of rates (runs,) that are checked: points are (runs, d)."""
    return partial(_each_run, rates[:, np.newaxis])


def _share(name: str, value: float) -> float:
    return number(name, value, lambda v: 0 < v <= 1, "a number above 0 and at most 1")


def _is_ours(rate: Callable[..., object]) -> bool:
    """Whether a schedule was made here, of checked numbers."""
    return isinstance(rate, partial) and rate.func.__module__ == __name__


def _checked(rate: Callable[[Steps], Any], step: Steps) -> Rates:
    try:
        found = rate(step)
    except Exception as error:  # such as of a maker of schedules that was not called
        fault = " ".join(f"raises {type(error).__name__} at step {step}: {error}".split())
        expected = "a schedule, a function of the step"
        raise ValueError(f"rate is {shown(rate)}, but expected {expected}: it {fault}") from error
    if not isinstance(step, np.ndarray):
        plain = found.item() if isinstance(found, np.ndarray) and found.ndim == 0 else found
        return number(f"rate({step})", plain, lambda v: v >= 0, "a finite number of at least 0")
    rates = real("rate(steps)", found)
    if rates.shape != step.shape or not ((rates >= 0) & np.isfinite(rates)).all():
        expected = f"finite numbers of at least 0, {step.shape} as the steps are"
        raise ValueError(f"rate(steps) is {shown(found)}, but expected {expected}")
    return rates


def _constant(a: float, step: Steps) -> Rates:
    return np.full(step.shape, a) if isinstance(step, np.ndarray) else a


def _each_run(rates: Array, step: Steps) -> Rates:
    return rates


def _signed(step: Steps) -> Steps:
    """Steps of any integer type as int64, which holds what is taken away from them, too."""
    return step.astype(np.int64) if isinstance(step, np.ndarray | np.integer) else step


@np.errstate(over="ignore")
def _inverse_time(a: float, k: float, step: Steps) -> Rates:
    return a / (1.0 + k * step)


def _step_decay(a: float, factor: float, every: int, step: Steps) -> Rates:
    return a * np.power(factor, _signed(step) // every)


@np.errstate(over="ignore")
def _exponential(a: float, k: float, step: Steps) -> Rates:
    return a * np.exp(-k * step)


def _cosine(a: float, final: float, steps: int, step: Steps) -> Rates:
    return final + (a - final) * np.square(np.cos(0.5 * np.pi * np.minimum(_signed(step), steps) / steps))


def _warmup(schedule: Schedule, steps: int, step: Steps) -> Rates:
    share = np.minimum((step + 1.0) / (steps + 1.0), 1.0)
    return share * schedule(np.maximum(_signed(step) - steps, 0))
