"""Array types, the checks that every public function makes of its arguments, and arrays that can't change.

A check returns the value in the form its caller wants, or raises a ValueError of one sentence that names the
argument, the value it had and what was expected of it. Nothing is dropped or converted on the way but real
numbers to the nearest double: masked entries, imaginary parts, truth values, dates and texts are refused.
"""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from inspect import isroutine
from math import inf, isfinite
from numbers import Integral, Real
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]
AnyArray = TypeVar("AnyArray", bound=NDArray[Any])

FLOAT64 = np.dtype(np.float64)
REAL = "iuf"  # the kinds of dtype that hold real numbers
MOST = 2**53  # of what is counted: doubles hold every whole number up to it


def shown(value: object) -> str:
    """A value as an error message shows it: on one line, and not at length."""
    if isinstance(value, type) or isroutine(value):
        return f"the {'class' if isinstance(value, type) else 'function'} {value.__qualname__}"
    plain = value.item() if isinstance(value, np.generic) else value
    try:
        return " ".join(reprlib.repr(plain).split())
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return f"a number of more than {sys.get_int_max_str_digits()} digits"


def called(value: object) -> str:
    """A function as a call, with what `functools.partial` has given it; of all else, what `shown` gives."""
    if isinstance(value, partial):
        named = [f"{name}={called(each)}" for name, each in value.keywords.items()]
        return f"{called(value.func)}({', '.join([*map(called, value.args), *named])})"
    if isroutine(value):
        return f"{value.__module__.rpartition('.')[2]}.{value.__qualname__}"
    return shown(value)


def number(name: str, value: object, accepts: Callable[[float], bool], expected: str) -> float:
    """`value` as a float, if it is a finite real number that `accepts` lets pass."""
    if isinstance(value, Real) and _is_number_type(type(value)):
        try:
            given = float(value)
        except OverflowError:  # a whole number or a fraction beyond the largest double
            given = inf
        if isfinite(given) and accepts(given):
            return given
    raise ValueError(f"{name} is {shown(value)}, but expected {expected}")


def positive(name: str, value: object) -> float:
    return number(name, value, lambda v: v > 0, "a finite number above 0")


def not_negative(name: str, value: object) -> float:
    return number(name, value, lambda v: v >= 0, "a finite number of at least 0")


def share(name: str, value: object) -> float:
    return number(name, value, lambda v: 0 < v < 1, "a number above 0 and below 1")


def decay_factor(name: str, value: object) -> float:
    """The share of a velocity that is kept from one step to the next."""
    return number(name, value, lambda v: 0 <= v < 1, "a number of at least 0 and below 1")


def whole(name: str, value: object, least: int) -> int:
    found = int(value) if isinstance(value, Integral) and _is_number_type(type(value)) else least - 1
    if least <= found <= MOST:
        return found
    most = "" if found < least else " and at most 2^53"
    raise ValueError(f"{name} is {shown(value)}, but expected a whole number of at least {least}{most}")


def truth(name: str, value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise ValueError(f"{name} is {shown(value)}, but expected True or False")


def function(name: str, value: object, of: str) -> None:
    """Check that `value` can be called."""
    if not callable(value):
        raise ValueError(f"{name} is {shown(value)}, but expected a function {of}")


def text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{name} is {shown(value)}, but expected a string")


def instance(name: str, value: object, kind: type, expected: str) -> None:
    """Check that `value` is of a class."""
    if isinstance(value, type) or isroutine(value):
        raise ValueError(f"{name} is {shown(value)}, but expected what it makes: {value.__name__}(...)")
    if not isinstance(value, kind):
        raise ValueError(f"{name} is {shown(value)}, but expected {expected}")


def floats(name: str, value: ArrayLike) -> Array:
    """A float64 copy of `value`, all of whose entries are finite."""
    array = np.array(real(name, value))
    if not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0].tolist()
        at = f"[{', '.join(map(str, where))}]" if where else ""
        raise ValueError(f"{name}{at} is {array[tuple(where)]}, but expected finite numbers")
    return array


def vector(name: str, value: ArrayLike, weights: int) -> Array:
    """`floats` of a point or a direction, (d,)."""
    array = floats(name, value)
    if array.shape != (weights,):
        raise ValueError(f"{name} has shape {array.shape}, but expected {(weights,)}, one number a weight")
    return array


def real(name: str, value: ArrayLike) -> Array:
    """`value` as float64, itself where it is that already; NaN and infinities pass."""
    if type(value) is np.ndarray and value.dtype is FLOAT64:
        return value
    if _is_masked(value) or (isinstance(value, list | tuple) and any(map(_is_masked, value))):
        raise ValueError(f"{name} has masked entries, but expected an array of numbers: fill or drop them")
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O" or isinstance(value, list | tuple):  # a mixed list hides what was in it
            each = np.asarray(value, dtype=object)
            if not all(map(_is_number_type, set(map(type, each.flat)))):
                raise TypeError
            array = each.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {shown(value)}, but expected an array of numbers") from None
    except RuntimeError as error:  # of a tensor that records its gradient, which says what to do
        why = " ".join(str(error).split())
        raise ValueError(f"{name} is {shown(value)}, but expected an array of numbers: {why}") from None
    if array.dtype.kind not in REAL:
        kind = f" of dtype {array.dtype}" if isinstance(value, np.ndarray | np.generic) else ""
        raise ValueError(f"{name} is {shown(value)}{kind}, but expected an array of numbers")
    return np.asarray(array, dtype=np.float64)


def _is_masked(value: object) -> bool:
    """Whether an array has masked entries, without the import of numpy.ma, which takes 10 ms."""
    return "numpy.ma" in sys.modules and bool(np.ma.is_masked(value))


def _is_number_type(kind: type) -> bool:
    return issubclass(kind, Real | Decimal) and not issubclass(kind, bool | np.timedelta64)


def row_numbers(name: str, value: object, n: int) -> Rows:
    """`value` as integers from 0 to n - 1."""
    rows = integers(name, value)
    if rows.size and not 0 <= rows.min() <= rows.max() < n:
        raise ValueError(f"{name} has rows from {rows.min()} to {rows.max()}, but expected from 0 to {n - 1}")
    return rows.astype(np.int64, copy=False)


def integers(name: str, value: Any) -> NDArray[np.integer]:
    """`value` as an array of integers, of its own type."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError):  # such as lists of unequal lengths
        raise ValueError(f"{name} is {shown(value)}, but expected integers") from None
    if array.dtype.kind not in "iu" or _is_masked(value):
        found = "has masked entries" if array.dtype.kind in "iu" else f"has dtype {array.dtype}"
        raise ValueError(f"{name} {found}, but expected integers")
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


def locked(array: AnyArray) -> AnyArray:
    """`array`, which nobody else holds, as one that can't be written to, nor be made writeable.

    A flag alone could be set back. NumPy finds no writeable memory behind a read-only buffer, and so refuses.
    """
    array.flags.writeable = False
    buffer: Any = array
    return np.asarray(memoryview(buffer))  # type: ignore[return-value]


def is_locked(array: NDArray[Any]) -> bool:
    """Whether an array is such a one."""
    base: object = array.base
    return isinstance(base, memoryview) and base.readonly


class Locked:
    """A record whose arrays stay locked in its copies, and in other processes."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            kept = locked(value) if isinstance(value, np.ndarray) and not is_locked(value) else value
            self.__dict__[name] = kept
