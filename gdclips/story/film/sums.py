"""Sums: the update rule's numbers in each step, in digits that add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import numpy as np

from gdclips.story.numbers import LARGEST, SMALLEST, magnitude, plain, settled
from gdclips.story.problem import Problem
from gdclips.story.telling import signed
from gdclips.story.terms import Span, word
from gdcore import Array, Trajectory

DIGITS = 3  # significant digits of the numbers, as long as they add up with these
MORE = 4  # digits more, at most, until they do


def sums(
    problem: Problem, run: Trajectory, of: str = "", rates: Array | None = None
) -> tuple[tuple[Span, ...], ...]:
    """Return the update rule's numbers for the weight on the level axis, for each step (steps,).

    ``of`` says whose they are, where there are several runs; ``rates`` (steps,) are the run's, if they are
    not the problem's. Where the steps are not so many times the negative gradients, there are none.
    """
    axis = problem.axes[0]
    name, before, after = word(problem.names[axis]), run.points[:-1, axis], run.points[1:, axis]
    rates = np.full(len(before), problem.rate) if rates is None else rates
    with np.errstate(all="ignore"):
        steps, least = -rates * run.gradients[:, axis], 1e-9 * float(np.abs(run.points).max())
        if not np.allclose(after - before, steps, rtol=1e-6, atol=least):
            return ()
    columns = before.tolist(), rates.tolist(), (-run.gradients[:, axis]).tolist(), after.tolist()
    return tuple(_sum(f"{of}{name}: ", *numbers) for numbers in zip(*columns, strict=True))


def _sum(head: str, old: float, rate: float, slope: float, new: float) -> tuple[Span, ...]:
    before, share, along, after, exactly = adding(old, rate, slope, new)
    return (
        Span("ink", f"{head}{before} + "),
        Span("rate_text", share),
        Span("ink", " · "),
        Span("gradient_text", along),
        Span("ink", f" {'=' if exactly else '≈'} {after}"),
    )


def adding(old: float, rate: float, slope: float, new: float) -> tuple[str, str, str, str, bool]:
    """Return ``old``, ``rate``, ``slope`` and ``new`` as texts, and whether old + rate * slope = new in them.

    Weights have equal decimals. It holds where the sum of what is written rounds to what is written.
    """
    largest = max(abs(old), abs(new))
    if not SMALLEST <= largest < LARGEST:
        return plain(old), plain(rate), signed(slope), plain(new), largest == slope == 0
    first = max(DIGITS - 1 - magnitude(largest), 0)
    for more, digits in product(range(MORE), range(DIGITS, DIGITS + MORE)):
        decimals = first + more
        before, after = _fixed(old, decimals), _fixed(new, decimals)
        share, along = plain(rate, digits), plain(slope, digits)
        left = abs(_read(before) + _read(share) * _read(along) - _read(after))
        if left <= Decimal(1).scaleb(-decimals) / 2:
            break
    else:
        return _fixed(old, first), plain(rate), signed(slope), _fixed(new, first), False
    return before, share, along if slope >= 0 else f"({along})", after, True


def products(factors: Sequence[tuple[float, float]], total: float) -> tuple[list[tuple[str, str]], str, bool]:
    """Return pairs of factors and the total of their products as texts, and whether it adds up in them."""
    first = max(DIGITS - 1 - magnitude(total), 0)
    if SMALLEST <= abs(total) < LARGEST:
        for more, digits in product(range(MORE), range(DIGITS, DIGITS + MORE)):
            texts, after = (
                [(plain(a, digits), plain(b, digits)) for a, b in factors],
                _fixed(total, first + more),
            )
            left = abs(sum(_read(a) * _read(b) for a, b in texts) - _read(after))
            if left <= Decimal(1).scaleb(-first - more) / 2:
                return [(a, _bracketed(b)) for a, b in texts], after, True
    return [(plain(a), signed(b)) for a, b in factors], plain(total), total == 0.0


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _fixed(value: float, decimals: int) -> str:
    return f"{round(settled(value), decimals) + 0.0:.{decimals}f}".replace("-", "−")


def _read(text: str) -> Decimal:
    """Return the number that a text is."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return Decimal(mantissa).scaleb(int(power.translate(_POWERS)) if power else 0)


_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
