"""Numbers on the screen, read back."""

import numpy as np

MINUS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
ROUNDING = 1e-25  # an MSE below is made of rounding errors, and its digits mean nothing
NUMBER = r"(−?\d[\d.]*(?:·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
LOSS = r"(−?\d[\d.]*(?:·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|below 10⁻²⁰|0 up to rounding)"
STEPS = r"(\d+) iterations?"


def read(text):
    """Return a number on the screen."""
    text = text.removesuffix(" up to rounding")
    mantissa, _, power = text.partition("·10")
    return float(f"{mantissa}e{power or 0}".translate(MINUS))


def near(text, value, digits=3, slack=0.0):
    """Tell whether a number on the screen is ``value`` rounded to significant digits."""
    unit = 10 ** (np.floor(np.log10(abs(value) or 1)) - digits + 1)
    return abs(read(text) - value) <= 0.501 * unit + slack


def near_loss(text, value, digits):
    if text.startswith(("below", "0 up to")):
        return value < 1e-20
    return near(text, value, digits) or max(read(text), value) < ROUNDING


def is_bound(text, value):
    """Tell whether a number on the screen is ``value`` rounded up to one digit, or is 10⁻⁹ at least."""
    above = read(text) - value
    return above >= -1e-9 * value and (
        above <= 1.01 * 10 ** np.floor(np.log10(value or 1e-9)) or read(text) <= 1e-9
    )
