"""The numbers of an optimiser's state: out of it, and back into another of its kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdcore._arrays import Array, real, shown


def numbers_of(state: object) -> Array:
    """The numbers of a state, (k,), in their order; integers and truth values are left out."""
    if isinstance(state, tuple | list):
        return np.concatenate([np.zeros(0), *map(numbers_of, state)])
    if state is None or isinstance(state, int | np.integer | np.bool_):
        return np.zeros(0)
    if isinstance(state, float | np.ndarray | np.floating):
        array = np.asarray(state)
        return np.zeros(0) if array.dtype.kind in "iub" else real("state", array).ravel()
    raise ValueError(f"state is {shown(state)}, but expected None, numbers, arrays or tuples of these")


def alike(first: object, second: object) -> bool:
    """Whether two states have the same form: tuples of as many parts, arrays of one shape, or numbers."""
    if isinstance(first, tuple | list) and isinstance(second, tuple | list):
        return len(first) == len(second) and all(map(alike, first, second))
    if isinstance(first, tuple | list) or isinstance(second, tuple | list):
        return False
    return getattr(first, "shape", ()) == getattr(second, "shape", ())


def with_numbers(state: Any, numbers: Array) -> Any:
    """A state with other numbers."""
    if isinstance(state, tuple | list):
        ends = np.cumsum([len(numbers_of(part)) for part in state])[:-1]
        parts = list(map(with_numbers, state, np.split(numbers, ends)))
        return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)
    if len(numbers) == 0:
        return state
    return numbers.reshape(state.shape) if isinstance(state, np.ndarray) else float(numbers[0])
