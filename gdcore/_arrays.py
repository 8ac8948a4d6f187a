"""Array types, and the checks that every public function makes of its arguments.

A check returns the value in the form its caller wants, or raises a ValueError of one sentence that names the
argument, the value it had and what was expected of it.
"""

import reprlib
from collections.abc import Callable
from math import isfinite
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]


def shown(value: object) -> str:
    """A value as an error message shows it: on one line, and not at length."""
    plain = value.item() if isinstance(value, np.generic) else value
    return " ".join(reprlib.repr(plain).split())


def number(name: str, value: object, accepts: Callable[[float], bool], expected: str) -> float:
    """`value` as a float, if it is a finite real number that `accepts` lets pass."""
    if not isinstance(value, bool) and isinstance(value, Real):
        given = float(value)
        if isfinite(given) and accepts(given):
            return given
    raise ValueError(f"{name} is {shown(value)}, but expected {expected}")


def positive(name: str, value: object) -> float:
    return number(name, value, lambda v: v > 0, "a finite number above 0")


def not_negative(name: str, value: object) -> float:
    return number(name, value, lambda v: v >= 0, "a finite number of at least 0")


def decay_factor(name: str, value: object) -> float:
    """The share of a velocity that is kept from one step to the next."""
    return number(name, value, lambda v: 0 <= v < 1, "a number of at least 0 and below 1")


def whole(name: str, value: object, least: int) -> int:
    if not isinstance(value, bool) and isinstance(value, Integral) and int(value) >= least:
        return int(value)
    raise ValueError(f"{name} is {shown(value)}, but expected a whole number of at least {least}")


def floats(name: str, value: ArrayLike) -> Array:
    """A float64 copy of `value`, all of whose entries are finite."""
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {shown(value)}, but expected an array of numbers") from None
    if not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0].tolist()
        at = f"[{', '.join(map(str, where))}]" if where else ""
        raise ValueError(f"{name}{at} is {array[tuple(where)]}, but expected finite numbers")
    return array


def generator(rng: object) -> np.random.Generator:
    if isinstance(rng, np.random.Generator):
        return rng
    raise ValueError(
        f"rng is {shown(rng)}, but expected a numpy.random.Generator, as numpy.random.default_rng(0) gives"
    )


def upper(table: Array) -> Array:
    """R of the QR factorisation of `table`, (..., m, k), or of each table in a stack: (..., min(m, k), k)."""
    return np.asarray(np.linalg.qr(table, mode="r"))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view of `array` through which nothing can be written."""
    view = array.view()
    view.flags.writeable = False
    return view
