"""Numbers as text: digits that don't jump, true minus signs, powers of ten as such.

What rounding left of a number is dropped before it is written, so that a tie, as 0.125 in two digits, falls
to the same side whichever machine computed it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from gdcore import Array

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALLEST, LARGEST = 1e-4, 1e6  # beyond these a number is written with a power of ten
BRIEF = 1e-2, 1e4  # the same, where there is little room for it
OVER = "diverged"  # stands for the number of what is over
ROUND = 12  # significant digits; those after are what rounding left


def settled(value: float) -> float:
    """Return ``value`` without what rounding left."""
    return float(f"{value:.{ROUND - 1}e}")


def magnitude(value: float) -> int:
    """Return the power of ten of a number's first digit; 0 of zero."""
    return int(f"{value:.{ROUND - 1}e}".partition("e")[2])


def scientific(value: float, digits: int) -> str:
    """Return ``value`` with ``digits`` significant digits and a power of ten, as 1.23·10⁻⁷."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{settled(value):.{digits - 1}e}".split("e")
    return f"{mantissa}·10{superscript(int(exponent))}".replace("-", "−")


def superscript(power: int) -> str:
    """Return a whole number as a power has it."""
    return str(power).translate(SUPERSCRIPTS)


def plain(value: float, digits: int = 3) -> str:
    """Return ``value`` with up to ``digits`` significant digits, but all before the point.

    No zeros trail behind the point.
    """
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "–"
    value = settled(value)
    if value == 0 or SMALLEST <= abs(value) < LARGEST:
        decimals = max(digits - 1 - magnitude(value), 0) if value else 0
        text = f"{round(value, decimals) + 0.0:.{decimals}f}"  # + 0.0: no minus before a zero
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace("-", "−")
    return scientific(value, digits)


def exact(value: float) -> str:
    """Return a round number with all of its digits, as a tick has it; what rounding left is dropped."""
    return f"{value + 0.0:.{ROUND}g}".replace("-", "−")


def power_of_ten(values: ArrayLike) -> int:
    """Return the power of ten of the largest magnitude, -300 for smaller ones; 0 if there is none."""
    largest = float(np.abs(np.asarray(values, dtype=float)).max(initial=0.0))
    return max(magnitude(largest), -300) if largest else 0


def ticked(values: Array, low: float = SMALLEST, high: float = LARGEST) -> list[str]:
    """Return round numbers as an axis has them: as they are, or all with one power of ten.

    They have one where the power of the largest is below ``low``, or ``high`` and more.
    """
    power = power_of_ten(values)
    if low <= 10.0**power < high:
        return [exact(value) for value in values.tolist()]
    parts = (exact(value) for value in (values / 10.0**power).tolist())
    return [part if part == "0" else f"{part}·10{superscript(power)}" for part in parts]


def steady(values: ArrayLike, digits: int = 4, fine: bool = True) -> Callable[[float], str]:
    """Return a format for all of ``values`` with one number of decimals, so that digits don't jump.

    The decimals follow from the largest magnitude (``digits`` significant digits of it); where it is to
    be ``fine``, they are raised, up to four, until the smallest but zero has two of its own. Very large and
    very small numbers have powers of ten: their own where it is to be fine, else that of the largest.
    An infinite one is none: what it is of has diverged.
    """
    form = _steady(values, digits, fine)
    return lambda value: form(value) if np.isfinite(value) else OVER


def significant(digits: int) -> Callable[[float], str]:
    """Return a format with so many significant digits, for values that span decades; see :func:`steady`."""

    def form(value: float) -> str:
        if not np.isfinite(value):
            return OVER
        if value and not SMALLEST <= abs(settled(value)) < LARGEST:
            return scientific(value, digits)
        decimals = max(digits - 1 - magnitude(value), 0) if value else 0
        return f"{round(settled(value), decimals) + 0.0:.{decimals}f}".replace("-", "−")

    return form


def widest(values: ArrayLike, form: Callable[[float], str]) -> list[str]:
    """Return the texts of those of ``values`` that may take most room: the largest, the smallest, none."""
    given = np.asarray(values, dtype=float)
    finite = given[np.isfinite(given)]
    return [form(value) for value in (*_ends(finite), *([np.inf] if len(finite) < given.size else []))]


def _ends(values: Array) -> tuple[float, ...]:
    return (float(values.max()), float(values.min())) if values.size else ()


def _steady(values: ArrayLike, digits: int, fine: bool) -> Callable[[float], str]:
    sizes = np.abs(np.asarray(values, dtype=float))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    low, high = (settled(float(sizes.min())), settled(float(sizes.max()))) if sizes.size else (1.0, 1.0)
    if high >= LARGEST or high < SMALLEST:
        return (lambda value: scientific(value, digits)) if fine else _scaled(power_of_ten(high), digits)
    wanted = digits - 1 - magnitude(high)
    least = 1 - magnitude(low) if fine else 0
    decimals = min(max(wanted, least, 0), 4)
    return lambda value: f"{round(settled(value), decimals) + 0.0:.{decimals}f}".replace("-", "−")


def _scaled(power: int, digits: int) -> Callable[[float], str]:
    """Return a format with one power of ten, and ``digits`` digits of the numbers of that power."""

    def form(value: float) -> str:
        part = round(settled(value / 10.0**power), digits - 1) + 0.0
        return f"{part:.{digits - 1}f}·10{superscript(power)}".replace("-", "−")

    return form
