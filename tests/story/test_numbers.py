import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.geometry import ticks
from gdclips.story.numbers import exact, plain, scientific, steady, ticked

EXAMPLES = settings(derandomize=True, deadline=None)
NORMAL = ("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
SIZES = st.floats(1e-30, 1e30)


def number(text):
    """Read a number as it is written on the screen."""
    mantissa, _, power = text.partition("·10")
    return float(f"{mantissa}e{power or 0}".translate(str.maketrans(*NORMAL)))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (1.0, 3, "1"),
        (2.50, 3, "2.5"),
        (-2.5, 3, "−2.5"),
        (3.14159, 3, "3.14"),
        (3.14159, 5, "3.1416"),
        (0.9999, 3, "1"),
        (1234.6, 3, "1235"),
        (12345.0, 3, "12345"),
        (999999.7, 3, "1000000"),
        (1e5, 3, "100000"),
        (1e6, 3, "1.00·10⁶"),
        (0.0001, 3, "0.0001"),
        (0.000099996, 3, "1.00·10⁻⁴"),
        (6.4e-5, 2, "6.4·10⁻⁵"),
        (-6.4e-15, 2, "−6.4·10⁻¹⁵"),
        (5e-324, 2, "4.9·10⁻³²⁴"),
        (np.inf, 3, "∞"),
        (-np.inf, 3, "−∞"),
        (np.nan, 3, "–"),
        (-0.0, 3, "0"),
        (-0.00001, 3, "−1.00·10⁻⁵"),
    ],
)
def test_plain(value, digits, text):
    assert plain(value, digits) == text


@EXAMPLES
@given(SIZES, st.sampled_from([-1, 1]), st.integers(2, 6))
def test_plain_and_scientific_are_right_to_their_last_digit(size, sign, digits):
    for form in (plain, scientific):
        text = form(sign * size, digits)
        assert "-" not in text
        assert number(text) == pytest.approx(sign * size, rel=0.50001 * 10 ** (1 - digits))


@pytest.mark.parametrize(
    ("values", "digits", "given", "text"),
    [
        ([9.0, 0.5], 4, 9.0, "9.000"),
        ([90.0, 0.5], 4, 0.5, "0.50"),
        ([90.0, 0.001], 4, 90.0, "90.0000"),
        ([5000.0, 100.0], 4, 100.0, "100"),
        ([999999.0, 1.0], 4, 7.0, "7.0"),
        ([2.0, 1e-9], 4, 1e-9, "0.0000"),
        ([-2.0, 1.0], 4, -2.0, "−2.000"),
        ([0.0], 4, 0.0, "0.000"),
        ([1e6, 1.0], 4, 1.0, "1.000·10⁰"),
        ([1e-5], 4, 1e-5, "1.000·10⁻⁵"),
        ([np.inf, 3.0], 4, 3.0, "3.000"),
        ([-2.0, 1.0], 4, -0.0, "0.000"),
        ([-2.0, 1.0], 4, -1e-9, "0.000"),
        ([-2.0, 1.0], 4, -0.0004, "0.000"),
        ([-2.0, 1.0], 4, -0.0006, "−0.001"),
        ([-0.0], 4, -0.0, "0.000"),
    ],
)
def test_steady(values, digits, given, text):
    assert steady(values, digits)(given) == text


@pytest.mark.parametrize(
    ("values", "digits", "text"),
    [
        ([9.0, 0.0005], 3, "0.5000"),
        ([90.0, 0.0005], 3, "0.5000"),
    ],
)
def test_only_where_it_is_to_be_fine_do_small_values_add_decimals(values, digits, text):
    assert steady(values, digits)(0.5) == text
    assert steady(values, digits, fine=False)(0.5) == text[: 2 + digits - len(f"{max(values):.0f}")]


@EXAMPLES
@given(st.floats(-1e6, 1e6), st.integers(2, 6))
def test_no_zero_has_a_sign(value, digits):
    for text in (plain(value, digits), steady([value, 1.0], digits)(value), steady([9e4], digits)(value)):
        assert number(text) != 0 or "−" not in text


@EXAMPLES
@given(st.lists(st.floats(-9e4, 9e4), min_size=1, max_size=20))
def test_steady_gives_all_values_one_number_of_decimals(values):
    form = steady(values)
    texts = [form(value) for value in values]
    if any("·" in text for text in texts):
        assert np.abs(values).max() < 1e-4
        return
    decimals = {len(text.partition(".")[2]) for text in texts}
    assert len(decimals) == 1
    assert [number(text) for text in texts] == pytest.approx(values, abs=0.50001 / 10 ** decimals.pop())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1995.0, "1995"),
        (12345.0, "12345"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-0.25, "−0.25"),
        (100_050.0, "100050"),
        (1e-4, "0.0001"),
    ],
)
def test_exact(value, text):
    assert exact(value) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.0, 50_000.0, 100_000.0], ["0", "50000", "100000"]),
        ([0.0, 5e5, 1e6], ["0", "0.5·10⁶", "1·10⁶"]),
        ([-2e7, 4e7], ["−2·10⁷", "4·10⁷"]),
        ([0.0, 2e-5], ["0", "2·10⁻⁵"]),
        ([0.0], ["0"]),
        ([], []),
    ],
)
def test_ticked(values, texts):
    assert ticked(np.array(values)) == texts


@EXAMPLES
@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e7), most=st.integers(1, 8))
def test_each_tick_has_its_own_text_which_is_its_value(low, span, most):
    values = ticks(low, low + span, most)
    texts = ticked(values)
    assert len(set(texts)) == len(values)
    assert [number(text) for text in texts] == pytest.approx(values.tolist(), rel=1e-11, abs=1e-11 * span)


@pytest.mark.parametrize(("value", "text"), [(-2.5e6, "−2.50·10⁶"), (48.0, "0.00·10⁶"), (6e-28, "0.00·10⁶")])
def test_where_it_need_not_be_fine_all_have_one_power_of_ten(value, text):
    assert steady([1e6, -3e6], 3, fine=False)(value) == text
