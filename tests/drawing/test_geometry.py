import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.geometry import Axes, Window
from gdcore import Section

EXAMPLES = settings(derandomize=True, deadline=None, max_examples=200)
PANEL = Box(0.14, 0.2, 0.94, 0.64)
UNIT = Section(np.zeros(2), 0.0, np.eye(2))


@st.composite
def sections(draw, worst=6.0):
    """Sections of condition numbers up to 10^worst and of sizes from 1e-6 to 1e6, turned at will."""
    turn, skew = draw(st.floats(0, np.pi)), draw(st.floats(0, worst))
    scale = 10.0 ** draw(st.floats(-6, 6))
    cos, sin = np.cos(turn), np.sin(turn)
    half = np.diag([1.0, 10 ** (-skew / 2)]) @ [[cos, sin], [-sin, cos]] * scale
    root = np.linalg.qr(half)[1]
    center = draw(st.tuples(*[st.floats(-1e3, 1e3)] * 2))
    return Section(np.array(center), draw(st.floats(0, 10)), root)


@st.composite
def runs(draw):
    """Descents on a section: its minimiser approached, or left, from a start by a factor a step."""
    section = draw(sections())
    angle, far = draw(st.floats(0, 2 * np.pi)), 10.0 ** draw(st.floats(-3, 3))
    start = far * np.array([np.cos(angle), np.sin(angle)])
    factor = draw(st.sampled_from([0.0, 0.5, 0.9, -0.7, -1.3, 2.0]))
    path = section.center + start * factor ** np.arange(draw(st.integers(1, 60)))[:, None]
    return section, path


@EXAMPLES
@given(sections(), st.floats(-6, 6))
def test_a_ring_is_where_the_section_has_its_value(section, power):
    level = 10.0**power
    curve = geometry.ring(section, level)
    np.testing.assert_allclose(curve[0], curve[-1], atol=1e-9 * np.abs(curve).max())
    reach = np.abs(curve - section.center).max()
    assume(reach > 1e-3 * np.abs(section.center).max())  # nearer, the curve itself is a rounding
    np.testing.assert_allclose(geometry.excess(section, curve), level, rtol=1e-6)
    np.testing.assert_allclose(section.value(curve), section.floor + level, rtol=1e-6)


@EXAMPLES
@given(
    st.tuples(*[st.floats(-1e6, 1e6)] * 2),
    st.tuples(*[st.floats(1e-3, 1e6)] * 2),
    st.tuples(*[st.floats(-1, 2)] * 2),
)
def test_place_and_find_are_inverse(low, size, share):
    axes = Axes(Window(low, tuple(np.add(low, size))), PANEL)
    point = np.add(low, np.multiply(share, axes.window.high) - np.multiply(share, low))
    place = axes.place(point)
    np.testing.assert_allclose(
        place, (PANEL.left + share[0] * PANEL.width, PANEL.bottom + share[1] * PANEL.height), atol=1e-6
    )
    np.testing.assert_allclose(axes.find(place), point, rtol=1e-9, atol=1e-9 * max(size))


def test_a_window_fills_its_box():
    axes = Axes(Window((-1.0, 5.0), (3.0, 6.0)), Box(0.1, 0.2, 0.8, 0.4))
    np.testing.assert_allclose(
        axes.place(np.array([(-1, 5), (3, 6), (1, 5.5)])), [(0.1, 0.2), (0.9, 0.6), (0.5, 0.4)]
    )
    np.testing.assert_allclose(axes.scale, [0.2, 0.4])


@EXAMPLES
@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.integers(4, 8))
def test_ticks_are_round_and_within(low, size, most):
    values = geometry.ticks(low, low + size, most)
    assert 1 <= len(values) <= most + 1
    assert (values >= low - 1e-9 * size).all()
    assert (values <= low + size + 1e-9 * size).all()
    if len(values) > 1:
        step = np.diff(values).mean()
        np.testing.assert_allclose(np.diff(values), step)
        assert f"{step:.3e}"[:5] in ("1.000", "2.000", "5.000")


@pytest.mark.parametrize("angle", np.linspace(0, 2 * np.pi, 9))
def test_an_arrow_ends_at_its_tip_and_is_symmetric(angle):
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    tail = np.array([0.4, 0.5])
    outline = geometry.arrow(tail, tail + 0.3 * along, 0.006)
    assert outline.shape == (7, 2)
    np.testing.assert_allclose(outline[3], tail + 0.3 * along)
    np.testing.assert_allclose((outline - tail) @ along, ((outline - tail) @ along)[::-1], atol=1e-12)
    np.testing.assert_allclose((outline - tail) @ across, -((outline - tail) @ across)[::-1], atol=1e-12)
    assert ((outline[0] - outline[6]) @ across) == pytest.approx(0.006)


def test_an_arrow_shorter_than_its_head_is_none():
    assert geometry.arrow(np.zeros(2), np.array([0.02, 0.0]), 0.006) is None
    assert geometry.arrow(np.zeros(2), np.zeros(2), 0.006) is None


def test_a_star_has_five_points_one_of_them_up():
    outline = geometry.star(np.array([2.0, 3.0]), 0.1) - (2.0, 3.0)
    np.testing.assert_allclose(outline[0], (0, 0.1), atol=1e-12)
    np.testing.assert_allclose(np.hypot(*outline[::2].T), 0.1)
    assert (np.hypot(*outline[1::2].T) < 0.05).all()
    np.testing.assert_allclose(outline.mean(axis=0), 0, atol=1e-12)


BENT = np.array([(0.0, 0.0), (3.0, 0.0), (3.0, 0.0), (3.0, 4.0), (0.0, 4.0)])


@pytest.mark.parametrize(
    ("share", "end", "count"),
    [(0.05, (0.5, 0.0), 2), (0.3, (3.0, 0.0), 4), (0.5, (3.0, 2.0), 4), (0.85, (1.5, 4.0), 5)],
)
def test_a_part_of_a_line_ends_where_its_share_of_the_length_does(share, end, count):
    part = geometry.drawn(BENT, share)
    np.testing.assert_allclose(part[-1], end, atol=1e-12)
    np.testing.assert_array_equal(part[:-1], BENT[: count - 1])
    assert np.linalg.norm(np.diff(part, axis=0), axis=1).sum() == pytest.approx(10 * share)


def test_all_of_a_line_is_the_line_and_nothing_of_it_a_point():
    for share in (1.0, 1.5, np.nextafter(1.0, 0.0)):
        np.testing.assert_allclose(geometry.drawn(BENT, share)[-1], BENT[-1], atol=1e-12)
    np.testing.assert_array_equal(geometry.drawn(BENT, 1.0), BENT)
    for share in (0.0, -0.5):
        np.testing.assert_array_equal(geometry.drawn(BENT, share), BENT[:1])
    for line in (BENT[:0], BENT[:1], BENT[1:3]):
        np.testing.assert_array_equal(geometry.drawn(line, 0.5), line)


@EXAMPLES
@given(st.integers(2, 3), st.integers(2, 30), st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_a_part_of_a_line_is_as_long_as_its_share(dimensions, count, share, seed):
    line = np.random.default_rng(seed).normal(size=(count, dimensions))
    part = geometry.drawn(line, share)
    whole, length = (np.linalg.norm(np.diff(each, axis=0), axis=1).sum() for each in (line, part))
    assert length == pytest.approx(share * whole, abs=1e-9)
