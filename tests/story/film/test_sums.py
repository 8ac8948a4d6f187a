"""Sums: what a step's numbers say adds up in the very digits that are shown."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.story.film.sums import adding, products, sums
from gdclips.story.terms import Term
from tests.story.film.tasks import descended, table

EXAMPLES = settings(derandomize=True, deadline=None)
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SIZES = st.floats(1e-3, 1e3)
SIGNED = st.builds(lambda size, sign: size * sign, SIZES, st.sampled_from([-1.0, 1.0]))


def number(text):
    mantissa, _, power = text.strip("()").replace("−", "-").partition("·10")
    return Decimal(mantissa).scaleb(int(power.translate(POWERS) or 0))


def last_digit(text):
    """Half a unit of a number's last digit."""
    mantissa, _, power = text.strip("()").replace("−", "-").partition("·10")
    return Decimal(5).scaleb(int(power.translate(POWERS) or 0) - len(mantissa.partition(".")[2]) - 1)


@EXAMPLES
@given(SIGNED, SIZES, SIGNED)
def test_a_step_adds_up_in_the_digits_that_are_shown(old, rate, slope):
    new = old + rate * slope
    before, share, along, after, exactly = adding(old, rate, slope, new)
    left = abs(number(before) + number(share) * number(along) - number(after))
    assert (left <= last_digit(after)) == exactly
    for text, value in ((before, old), (share, rate), (along, slope), (after, new)):
        assert abs(number(text) - Decimal(value)) <= last_digit(text) * Decimal("1.0001")
    assert along.startswith("(") == (slope < 0)


@EXAMPLES
@given(SIGNED, SIZES, SIGNED, SIZES, SIGNED)
def test_products_add_up_in_the_digits_that_are_shown(a, b, c, d, e):
    factors = [(a, b), (c, d), (b, e)]
    texts, total, exactly = products(factors, sum(x * y for x, y in factors))
    left = abs(sum(number(x) * number(y) for x, y in texts) - number(total))
    assert not exactly or left <= last_digit(total)


@pytest.mark.parametrize("old", [1e-30, 1e30, 0.0])
def test_tiny_and_huge_steps_are_told_too(old):
    texts = adding(old, 0.1, -old, 0.9 * old)
    assert [float(number(text)) for text in texts[:4]] == pytest.approx([old, 0.1, -old, 0.9 * old], rel=0.01)


def test_most_steps_of_a_descent_are_told_exactly():
    made, run = descended(50)
    rows = ["".join(span.text for span in spans) for spans in sums(made, run)]
    assert len(rows) == 50
    assert sum(" = " in row for row in rows) >= 45
    assert all(row.startswith("w₁: ") for row in rows)


def test_a_step_is_told_in_the_colours_of_its_terms():
    made, run = descended(3)
    for spans in sums(made, run, of="plain "):
        assert [span.role for span in spans] == ["ink", "rate_text", "ink", "gradient_text", "ink"]
        assert spans[0].text.startswith("plain w₁: ")


def test_a_falling_rate_is_that_of_each_step():
    made, run = descended(4, own=table())
    rates = np.array([0.1, 0.05, 0.025, 0.0125])
    points = np.cumsum([run.points[0], *(-rates[:, None] * run.gradients)], axis=0)
    falling = type(run)(points, run.losses, run.gradients, np.diff(points, axis=0), run.diverged_at)
    assert [spans[1].text for spans in sums(made, falling, rates=rates)] == ["0.1", "0.05", "0.025", "0.0125"]
    assert not isinstance(made.names[1], Term)


def test_steps_that_are_no_rate_times_the_gradient_have_no_sums():
    made, run = descended(4)
    assert sums(made, run, rates=np.full(4, 0.2)) == ()
