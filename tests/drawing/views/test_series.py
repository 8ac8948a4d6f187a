"""The series panels: their heads, lines and labels against the runs, their axes against their ticks."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.layout import Box, layout
from gdclips.drawing.marks import Area, Curve, Dots, Words
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import LIGHT, THEMES, Width
from gdclips.drawing.views.series import LABEL_PITCH, TICK_PITCH, series_view, spread
from gdclips.story.story import Contour, Line, Scatter, Series
from gdclips.story.timeline import Beat, Timeline
from gdcore import inverse_time
from tests.chosen import STORIES, showing
from tests.layered import layers

EXAMPLES = settings(derandomize=True, deadline=None)
WITH_SERIES = showing(Series)
BOX = Box(0.3, 0.25, 0.4, 0.5)
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
OWN = {"own": ("air_flow",), "rate": None, "start": None}
VARIANTS = [
    *((name, {}) for name in WITH_SERIES),
    ("simple_regression", OWN),
    ("simple_regression", {"steps": 1}),
    ("simple_regression", {"rate": 2.5}),
    ("sgd", {"own": ("air_flow", "water_temp"), "rate": None, "start": None}),
    ("sgd", {"weights": (2.0, 6.0, 1.0, -5.0, 3.0), "start": None, "rate": None}),
]


@pytest.fixture(params=VARIANTS, ids=str)
def scene(request, tell, show):
    """A story, its picture, and its series panels with their boxes."""
    name, changes = request.param
    story = tell(name, **changes)
    slots = layout(len(story.panels), False).panels
    panels = [each for each in zip(story.panels, slots, strict=True) if isinstance(each[0], Series)]
    return story, show(name, **changes), panels


def states(shown, count=40):
    times = np.linspace(0, shown.timeline.seconds, count)
    return [state for state in map(shown.timeline.state, times) if state.shown.get("path")]


def read(text):
    """Return a number from its text, and the unit of its last digit."""
    mantissa, _, power = text.partition("·10")
    exponent = int(power.translate(DIGITS) or 0)
    unit = 10.0 ** (exponent - len(mantissa.partition(".")[2]))
    return float(f"{mantissa.translate(DIGITS)}e{exponent}"), unit


def inside(x, y, box):
    slack = 1e-9
    across = box.left - slack <= x <= box.right + slack
    return across and box.bottom - slack <= y <= box.top + slack


def lines_in(marks, panel, box):
    """The drawn line of each of a panel's quantities, in their order, its pieces put together."""
    found = [m for m in marks if isinstance(m, Curve) and m.width == Width.ghost and m.clip == box]
    colors = [LIGHT.color(each.role) for each in panel.lines]
    assert {m.color for m in found} == set(colors)
    assert len(set(colors)) == len(colors)
    return [whole([m.points for m in found if m.color == color]) for color in colors]


def whole(pieces):
    """A line of pieces each of which begins where the one before ends."""
    for one, other in itertools.pairwise(pieces):
        np.testing.assert_array_equal(one[-1], other[0])
    return np.concatenate([*(piece[:-1] for piece in pieces[:-1]), pieces[-1]])


def heads_in(marks, box):
    return [m.points[0] for m in marks if isinstance(m, Dots) and m.edge and inside(*m.points[0], box)]


def values_in(marks, box):
    """The numbers at the heads, in their lines' order."""
    return [m for m in marks if isinstance(m, Words) and m.bold and inside(*m.at, box)]


def height_of(panel, number):
    """What a number's height is proportional to."""
    return np.log10(number) if panel.log else number


def upright_scale(panel, shown, box):
    """Return the map from a quantity to the stage's height, as the panel's ticks have it."""
    ticks = [
        (read(m.text), m.at[1] + 0.35 * m.size)
        for m in layers(shown).ground
        if isinstance(m, Words) and box.left - 0.02 < m.at[0] < box.left and m.anchor == "right"
    ]
    (low, a), (high, b) = min(ticks, key=lambda tick: tick[1]), max(ticks, key=lambda tick: tick[1])
    slope = (b - a) / (height_of(panel, high[0]) - height_of(panel, low[0]))
    return lambda number: a + slope * (height_of(panel, number) - height_of(panel, low[0]))


def test_the_label_at_each_head_is_the_quantitys_value(scene):
    _, shown, panels = scene
    for state in states(shown):
        marks = layers(shown).moving(state)
        for panel, box in panels:
            words = values_in(marks, box)
            for mark, each in zip(words, panel.lines, strict=True):
                value, unit = read(mark.text)
                true = each.values[min(state.step, len(each.values) - 1)]
                assert value == pytest.approx(true, abs=0.501 * unit)
                assert mark.color == LIGHT.color(f"{each.role}_text")


def test_each_label_stands_beside_its_head(scene):
    """As near as the labels of other lines let it."""
    _, shown, panels = scene
    for state in states(shown):
        marks = layers(shown).moving(state)
        for panel, box in panels:
            heads, words = heads_in(marks, box), values_in(marks, box)
            off = [abs(word.at[1] + 0.33 * word.size - y) for (_, y), word in zip(heads, words, strict=True)]
            assert max(off) < LABEL_PITCH * len(panel.lines)
            if len(panel.lines) == 1:
                assert off[0] < 0.5 * LABEL_PITCH
            request = np.argsort(np.round([y for _, y in heads], 9), kind="stable")
            assert (np.diff([words[i].at[1] for i in request]) >= LABEL_PITCH - 1e-9).all()
            assert all(0 < word.at[0] - x < 0.2 for (x, _), word in zip(heads, words, strict=True))


def test_each_line_ends_at_its_head_and_tells_nothing_of_later_steps(scene):
    _, shown, panels = scene
    for state in states(shown):
        marks = shown.marks(state)
        for panel, box in panels:
            for curve, head, each in zip(
                lines_in(marks, panel, box), heads_in(marks, box), panel.lines, strict=True
            ):
                np.testing.assert_array_equal(curve[-1], head)
                assert len(curve) == min(state.step, len(each.values) - 1) + 2


def test_the_heads_go_with_the_iteration(scene):
    _, shown, panels = scene
    last = shown.marks(shown.timeline.state(1e9))
    for panel, box in panels:
        ends = [points[-2:, 0].max() for points in lines_in(last, panel, box)]
        for state in states(shown):
            for (x, _), each, end in zip(
                heads_in(layers(shown).moving(state), box), panel.lines, ends, strict=True
            ):
                share = min(state.step + state.glide, len(each.values) - 1) / max(len(each.values) - 1, 1)
                assert x == pytest.approx(box.left + share * (end - box.left))


@pytest.mark.parametrize("name", WITH_SERIES)
def test_lines_are_where_their_axis_has_their_values(tell, show, name):
    """The ticks' numbers are round, or references rounded to three digits."""
    story, shown = tell(name), show(name)
    marks = shown.marks(shown.timeline.state(1e9))
    for panel, box in zip(story.panels, layout(len(story.panels), False).panels, strict=True):
        if not isinstance(panel, Series):
            continue
        place = upright_scale(panel, shown, box)
        for curve, each in zip(lines_in(marks, panel, box), panel.lines, strict=True):
            seen = each.values > (1e-9 * each.values.max() if panel.log else -np.inf)
            true = place(each.values[seen])
            np.testing.assert_allclose(curve[:-1, 1][seen], true, atol=0.006 * box.height)
            across = np.linspace(box.left, curve[-1, 0], len(each.values))
            np.testing.assert_allclose(curve[:-1, 0], across, atol=1e-9)


@pytest.mark.parametrize("name", WITH_SERIES)
def test_iterations_are_ticked_where_the_lines_have_them(tell, show, name):
    story, shown = tell(name), show(name)
    marks = shown.marks(shown.timeline.state(1e9))
    for panel, box in zip(story.panels, layout(len(story.panels), False).panels, strict=True):
        if isinstance(panel, Series):
            curve = lines_in(marks, panel, box)[0]
            ticks = [
                m
                for m in layers(shown).ground
                if isinstance(m, Words)
                and m.text.isdigit()
                and m.anchor == "center"
                and box.left - 0.01 < m.at[0] < box.right
                and m.at[1] < box.bottom
            ]
            assert len(ticks) >= 2
            whole = (curve[1, 0] - curve[0, 0]) * np.arange(story.steps + 1) + curve[0, 0]
            for mark in ticks:
                assert mark.at[0] == pytest.approx(whole[int(mark.text)])


def test_references_are_dashed_at_their_heights(scene):
    _, shown, panels = scene
    for panel, box in panels:
        dashed = [
            m
            for m in layers(shown).ground
            if isinstance(m, Curve) and m.dash and inside(*m.points[0], box) and inside(*m.points[1], box)
        ]
        wanted = [each for each in panel.lines if each.reference is not None]
        assert [m.color[:3] for m in dashed] == [LIGHT.color(each.role)[:3] for each in wanted]
        apart = spread([float(mark.points[0, 1]) for mark in dashed], TICK_PITCH, box) if dashed else []
        for mark, each, place in zip(dashed, wanted, apart, strict=True):
            ink = LIGHT.color(f"{each.role}_text")
            ticks = [m for m in layers(shown).ground if isinstance(m, Words) and m.color == ink]
            heights = [m.at[1] + 0.35 * m.size for m in ticks if box.left - 0.02 < m.at[0] < box.left]
            assert mark.points[0, 1] == mark.points[1, 1]
            assert heights[0] == pytest.approx(place)


def runs_of(story):
    """The weights of each run (steps + 1, d) with the design and the targets, as some panel has them."""
    for panel in story.panels:
        if isinstance(panel, Contour):
            loss = panel.loss
            return [track.run.points for track in panel.tracks], loss.design, loss.samples.y
        if isinstance(panel, Scatter) and panel.fit is not None:
            return [panel.fit], np.column_stack([np.ones(len(panel.x)), panel.x]), panel.y
    raise AssertionError


def mse(points, design, y):
    return np.array([np.mean((design @ point - y) ** 2) for point in points])


def series(story, head):
    (panel,) = [p for p in story.panels if isinstance(p, Series) and p.head.startswith(head)]
    return panel


@pytest.mark.parametrize("name", ["simple_regression", "sgd", "noisy_descent", "momentum"])
def test_the_coefficients_are_the_runs_and_their_references_the_true_weights(tell, name):
    story, weights = tell(name), STORIES[name].settings().weights
    points = runs_of(story)[0][-1]
    panel = series(story, "coefficients")
    assert [each.reference for each in panel.lines] == list(weights)
    assert [each.role for each in panel.lines] == [f"w{i}" for i in range(len(weights))]
    for index, each in enumerate(panel.lines):
        np.testing.assert_array_equal(each.values, points[:, index])


def test_on_data_of_ones_own_the_references_are_the_least_squares_weights(tell):
    story = tell("simple_regression", **OWN)
    _, design, y = runs_of(story)
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    panel = series(story, "coefficients")
    np.testing.assert_allclose([each.reference for each in panel.lines], best, rtol=1e-9)


@pytest.mark.parametrize("name", ["simple_regression", "sgd", "noisy_descent"])
def test_the_mse_is_that_of_all_data(tell, name):
    points, design, y = runs_of(tell(name))
    panel = next(p for p in tell(name).panels if isinstance(p, Series) and "MSE" in p.head)
    (line,) = panel.lines
    assert panel.log
    assert line.role == "mse"
    np.testing.assert_allclose(line.values, mse(points[0], design, y), rtol=1e-7, atol=1e-25)


def test_the_gradient_is_that_of_the_step(tell):
    (points,), design, y = runs_of(tell("simple_regression"))
    panel = series(tell("simple_regression"), "gradient")
    for index, each in enumerate(panel.lines):
        true = [(design.T @ (design @ point - y) / len(y))[index] for point in points[:-1]]
        np.testing.assert_allclose(each.values, true, atol=1e-12)


def test_the_velocity_is_the_step(tell):
    ghost, points = runs_of(tell("momentum"))[0]
    assert len(ghost) == len(points)
    panel = series(tell("momentum"), "velocity")
    for index, each in enumerate(panel.lines):
        np.testing.assert_allclose(each.values, np.diff(points[:, index]), atol=1e-14)


def test_the_rates_are_those_of_the_runs(tell):
    """Each step of a run is the rate of its line times the gradient that it used."""
    story = tell("decaying_rate")
    (contour,) = [panel for panel in story.panels if isinstance(panel, Contour)]
    rates = series(story, "learning rate")
    constant, falling = (line.values for line in rates.lines)
    assert (constant == 0.1).all()
    np.testing.assert_allclose(falling, inverse_time(0.1, 0.05)(np.arange(story.steps)))
    for track, line in zip(contour.tracks, rates.lines, strict=True):
        steps = -line.values[:, None] * track.run.gradients
        np.testing.assert_allclose(np.diff(track.run.points, axis=0), steps, atol=1e-13)
    points, design, y = runs_of(story)
    panel = next(p for p in story.panels if isinstance(p, Series) and "MSE" in p.head)
    for each, run in zip(panel.lines, points, strict=True):
        np.testing.assert_allclose(each.values, mse(run, design, y), rtol=1e-9)


def lonely(values, log=False, reference=None, name="", names=1):
    """A picture of one panel of lines, and of a clip that does all its steps."""
    lines = tuple(
        Line(np.asarray(values, dtype=float) * (1 + i), name, f"w{i}", reference) for i in range(names)
    )
    return series_view(Series("head", lines, log), LIGHT, BOX)


def at_the_end(steps):
    return Timeline((Beat(1.0, "one", steps, show=("path",)), Beat(0.2, "two")), steps).state(9)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        [1.0],
        [2.0, 2.0, 2.0],
        [0.0, 0.0],
        [3.0, 0.0],
        [1e-30, 2e-31],
        [1e300, 1e-300, 0.0],
        [1e12, 1.0],
        [7.0, 7.0 + 1e-14],
        list(np.geomspace(9, 1e-28, 50)),
        list(np.geomspace(1, 1e200, 30)),
    ],
    ids=str,
)
def test_any_values_can_be_drawn(values, log):
    view = lonely(values, log)
    for mark in [*view.static, *view.moving(at_the_end(len(values) - 1 or 1))]:
        for points in (getattr(mark, "points", None), getattr(mark, "outline", None)):
            assert points is None or np.isfinite(points).all()
    drawn = [m for m in view.moving(at_the_end(len(values) - 1 or 1)) if isinstance(m, Curve | Dots)]
    for mark in drawn:
        assert (mark.points[:, 1] >= BOX.bottom - 1e-9).all()
        assert (mark.points[:, 1] <= BOX.top + 1e-9).all()
        assert (mark.points[:, 0] <= BOX.right + 1e-9).all()


def test_a_logarithmic_axis_reaches_nine_decades_below_its_top():
    view = lonely([1.0, 1e-4, 1e-20, 0.0], log=True)
    (curve,) = [m for m in view.moving(at_the_end(3)) if isinstance(m, Curve) and m.width == Width.ghost]
    assert curve.points[2, 1] == curve.points[3, 1]
    heights = curve.points[:3, 1] - curve.points[2, 1]
    np.testing.assert_allclose(heights[1] / heights[0], 5 / 9, rtol=1e-9)


@pytest.mark.parametrize(("low", "high"), [(0.3, 9.0), (1e-8, 1.0), (1e-30, 1e-25), (4.0, 5.0), (1e3, 1e20)])
def test_logarithmic_ticks_are_powers_of_ten_or_their_halves_and_doubles(low, high):
    view = lonely([high, low], log=True)
    ticks = [m for m in view.static if isinstance(m, Words) and m.anchor == "right"]
    assert 1 <= len(ticks) <= 7
    for mark in ticks:
        digit = f"{read(mark.text)[0]:.3e}"[0]
        assert digit in "125"


@EXAMPLES
@given(st.lists(st.floats(BOX.bottom - 0.5, BOX.top + 0.5), min_size=1, max_size=8))
def test_labels_are_spread_in_their_order_and_kept_in_the_box(heights):
    pitch = 0.044
    moved = spread(heights, pitch, BOX)
    request = np.argsort(np.round(heights, 9), kind="stable")
    assert (np.diff(np.array(moved)[request]) >= pitch - 1e-9).all()
    assert min(moved) >= BOX.bottom + pitch / 2 - 1e-9
    assert max(moved) <= BOX.top - pitch / 2 + 1e-9


def test_labels_that_have_room_stay():
    heights = [0.6, 0.3, 0.45]
    assert spread(heights, 0.044, BOX) == pytest.approx(heights)


def test_labels_of_lines_that_meet_are_as_near_as_can_be():
    assert np.ptp(spread([0.5, 0.5, 0.5], 0.044, BOX)) == pytest.approx(0.088)


@pytest.mark.parametrize(("theme", "name"), list(itertools.product(THEMES, WITH_SERIES)))
def test_a_label_has_a_ground_of_its_own(tell, show, theme, name):
    """So that no line runs through its digits."""
    shown = show(name, theme)
    slots = layout(len(tell(name).panels), False).panels
    for state in states(shown, 6):
        marks, color = layers(shown).moving(state), THEMES[theme].color("panel")
        for panel, box in zip(tell(name).panels, slots, strict=True):
            if not isinstance(panel, Series):
                continue
            for mark in values_in(marks, box):
                before = marks[: [id(m) for m in marks].index(id(mark))]
                grounds = [m for m in before if isinstance(m, Area) and m.fill == color]
                low = [m.outline.min(axis=0) for m in grounds]
                high = [m.outline.max(axis=0) for m in grounds]
                here = np.add(mark.at, (0.0, 0.33 * mark.size))
                assert any((a <= here).all() and (here <= b).all() for a, b in zip(low, high, strict=True))


LARGE = np.array([0.0, 31_000.0, 56_451.0])


def test_references_that_are_near_each_other_have_numbers_apart_and_a_power_of_ten_above():
    lines = tuple(Line(LARGE * s, f"w{i}", "mse", 56_451.0 * s) for i, s in enumerate((8.1, 0.03, 0.02)))
    view = series_view(Series("coefficients", lines), LIGHT, BOX)
    ticks = [m for m in view.static if isinstance(m, Words) and m.anchor == "right"]
    assert [m.text for m in ticks] == ["×10⁵", "4.57", "0.02", "0.01"]
    heights = sorted(m.at[1] for m in ticks)
    assert min(np.diff(heights)) > 0.9 * TICK_PITCH
    assert min(words_box(m)[0] for m in ticks) > BOX.left - 0.13


def test_a_narrow_plot_has_as_many_iterations_ticked_as_there_is_room_for():
    box = Box(0.3, 0.25, 0.22, 0.5)
    tiny = Line(np.linspace(-9e4, 6e-28, 51), "gradient", "mse")
    view = series_view(Series("gradient", (tiny,)), LIGHT, box)
    ticks = [
        m for m in view.static if isinstance(m, Words) and m.anchor == "center" and m.text != "iteration"
    ]
    ends = sorted((words_box(m)[0], words_box(m)[2]) for m in ticks)
    assert ends and all(left > right for (_, right), (left, _) in itertools.pairwise(ends))
