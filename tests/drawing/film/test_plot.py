"""Plots of films: their lines against the quantities, what grows, the values told, and what theory draws."""

import itertools

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.film.plot import CHUNK, plot_part
from gdclips.drawing.film.plots.levels import spread
from gdclips.drawing.marks import Curve, Dots, Words
from gdclips.story.film.overlays import Floor, Law, Mean, Slope
from gdclips.story.film.views import Plot
from tests.drawing.film.cases import (
    FALL,
    FRAMES,
    PLOTS,
    STEPS,
    T,
    at,
    line_of,
    look_of,
    marks_of,
    outside,
    overlaps,
    words_of,
)

BOX = Box(0.1, 0.2, 0.5, 0.4)
LOOK = look_of("video")


def drawn(view, share=1.0):
    return plot_part(view, LOOK, BOX, hero=False, shares={view.key: share})


def line_in(part, role, state, alpha=1.0):
    """A line's points, its pieces put together."""
    color = LOOK.theme.color(role, alpha)
    solid = [m for m in marks_of(part, state) if isinstance(m, Curve) and m.color == color and not m.dash]
    for one, other in itertools.pairwise(solid):
        np.testing.assert_array_equal(one.points[-1], other.points[0])
    return np.concatenate([solid[0].points, *(each.points[1:] for each in solid[1:])])


def dashed_in(part, role):
    color = LOOK.theme.color(role)
    return [m for m in marks_of(part, at(0)) if isinstance(m, Curve) and m.color == color and m.dash]


def slopes_in(part):
    color = LOOK.theme.color("muted")
    return [mark.points for mark in part.ground if isinstance(mark, Curve) and mark.color == color]


@pytest.mark.parametrize("step", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, STEPS])
def test_a_line_is_whole_up_to_the_iterate_and_straight_in_its_scale(step):
    points = line_in(drawn(PLOTS["one"]), "mse", at(step))
    assert len(points) == step + 2  # the last, from which it glides, twice
    whole = line_in(drawn(PLOTS["one"]), "mse", at(STEPS))
    np.testing.assert_array_equal(points[:-1], whole[: step + 1])
    np.testing.assert_allclose(np.diff(whole[:-1, 0]), whole[1, 0] - whole[0, 0])
    slope, offset = np.polyfit(FALL, whole[:-1, 1], 1)
    np.testing.assert_allclose(slope * FALL + offset, whole[:-1, 1], atol=1e-9)


def test_pieces_cost_a_frame_as_much_at_the_end_as_at_the_start():
    part = drawn(PLOTS["one"])
    lengths = [
        max(len(m.points) for m in part.moving(at(step)) if isinstance(m, Curve)) for step in range(STEPS + 1)
    ]
    assert max(lengths) <= CHUNK + 1


def test_a_head_stands_at_each_lines_end():
    part = drawn(PLOTS["weights"])
    for state in (at(0), at(41, 0.3), at(STEPS)):
        heads = [m.points[0] for m in part.moving(state) if isinstance(m, Dots)]
        ends = [line_in(part, each.role, state)[-1] for each in PLOTS["weights"].lines]
        np.testing.assert_allclose(heads, ends)


@pytest.mark.parametrize("step", [0, 40, STEPS])
def test_values_are_told_at_the_heads(step):
    view = PLOTS["weights"]
    numbers = [float(m.text) for m in drawn(view).moving(at(step)) if isinstance(m, Words) and m.bold]
    np.testing.assert_allclose(numbers, [each.values[step] for each in view.lines], atol=0.0051)


def test_the_mean_is_told_with_the_prediction_from_its_first_iterate_on():
    part = drawn(PLOTS["mean"])
    before = [m.text for m in part.moving(at(39)) if isinstance(m, Words)]
    assert before == ["9.39", "predicted"]
    value, *rest = [m.text for m in part.moving(at(STEPS)) if isinstance(m, Words)]
    assert rest == ["mean", "9.39", "predicted"]
    assert float(value) == pytest.approx(FALL[40:].mean(), abs=0.0051)


def test_the_mean_is_a_level_from_its_first_iterate_to_the_newest():
    part = drawn(PLOTS["mean"])
    level = [m for m in part.moving(at(80)) if isinstance(m, Curve) and len(m.points) == 2 and not m.dash]
    (left, low), (right, high) = level[-1].points
    line = line_in(part, "path", at(80), 0.55)
    assert low == high
    assert (left, right) == pytest.approx((line[40, 0], line[80, 0]))


def test_the_window_is_what_the_line_does_where_its_mean_is_taken():
    part = drawn(PLOTS["mean"])
    line = line_in(part, "path", at(STEPS), 0.55)
    assert line[0, 1] > BOX.top
    assert line[40:, 1].max() < BOX.top


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("overlay", [Floor(value=12.0), Law(values=FALL)], ids=["floor", "law"])
def test_theory_draws_on_from_the_left(overlay, share):
    view = Plot(head="", lines=(line_of(FALL),), overlays=(overlay,))
    whole, part = dashed_in(drawn(view), "predicted")[0], dashed_in(drawn(view, share), "predicted")[0]
    np.testing.assert_allclose(part.points[0], whole.points[0])
    length = [np.linalg.norm(np.diff(each.points, axis=0), axis=1).sum() for each in (part, whole)]
    assert length[0] == pytest.approx(share * length[1])


def test_a_law_lies_on_the_line_that_it_is_the_law_of():
    view = Plot(head="", lines=(line_of(0.8**T),), log=True, overlays=(Law(values=0.8**T),))
    part = drawn(view)
    law, line = dashed_in(part, "predicted")[0].points, line_in(part, "path", at(STEPS))
    seen = line[:-1, 1] > line[:, 1].min() + 1e-6
    np.testing.assert_allclose(law[seen], line[:-1][seen])


def test_an_envelope_lies_about_the_line():
    part = drawn(PLOTS["envelope"])
    upper, lower = (each.points[:, 1] for each in dashed_in(part, "predicted"))
    line = line_in(part, "path", at(STEPS))[:-1, 1]
    assert (line <= upper + 1e-9).all()
    assert (line >= lower - 1e-9).all()


def test_references_are_dashed_in_their_lines_colours():
    part = drawn(PLOTS["weights"])
    dashed = [m.color for m in part.ground if isinstance(m, Curve) and m.dash]
    assert dashed == [LOOK.theme.color(each.role, 0.8) for each in PLOTS["weights"].lines]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("side", ["full", "right"])
def test_words_of_a_hero_are_whole_and_apart(name, frame, side):
    look = look_of(frame, "light")
    part = plot_part(PLOTS[name], look, look.hero(side), hero=True, shares={})
    for state in (at(0), at(37, 0.5), at(STEPS)):
        words = words_of(part, state)
        assert outside(words, look.hero(side)) == []
        assert overlaps(words) == []


@pytest.mark.parametrize("name", PLOTS)
def test_a_support_has_two_levels_or_three_and_a_hero_more(name):
    view = PLOTS[name]
    if any(each.reference is not None for each in view.lines):
        return
    look = look_of("video")
    counts = []
    for hero, box in ((False, look.column("right")), (True, look.hero("full"))):
        part = plot_part(view, look, box, hero, {})
        counts.append(sum(m.color == look.theme.color("grid") for m in part.ground if isinstance(m, Curve)))
    assert 2 <= counts[0] <= 3
    assert 2 <= counts[1] <= 5


def test_a_line_that_grows_over_decades_is_straight_from_its_start():
    view = PLOTS["diverged"]
    points = line_in(drawn(view), "path", at(STEPS))
    np.testing.assert_allclose(np.diff(points[:49, 1]), points[1, 1] - points[0, 1])


def test_a_floor_of_0_leaves_a_logarithmic_axis_as_it_is():
    lines = (line_of(0.8**T),)
    alone, floored = (
        drawn(Plot(head="", lines=lines, log=True, overlays=overlays))
        for overlays in ((), (Floor(value=0.0),))
    )
    np.testing.assert_array_equal(line_in(alone, "path", at(9)), line_in(floored, "path", at(9)))


def test_a_lone_reference_stands_among_round_numbers():
    part = drawn(Plot(head="", lines=(line_of(FALL, reference=9.0),)))
    numbers = [m for m in part.labels if isinstance(m, Words) and m.anchor == "right"]
    assert "9" in [m.text for m in numbers]
    assert len(numbers) >= 2
    assert overlaps(numbers) == []


def test_a_mean_belongs_to_its_own_line():
    lines = (line_of(FALL), line_of(FALL + 5, role="rival"))
    view = Plot(head="", lines=lines, overlays=(Mean(line=1, first=50, role="rival"),))
    words = [m.text for m in drawn(view).moving(at(STEPS)) if isinstance(m, Words)]
    assert float(words[words.index("mean") - 1]) == pytest.approx(FALL[50:].mean() + 5, abs=0.051)


def test_heights_are_moved_apart_in_their_order_and_kept_inside():
    moved = spread([0.5, 0.5, 0.51, 0.99], 0.1, 0.0, 1.0)
    assert np.diff(moved).min() >= 0.1 - 1e-12
    assert max(moved) <= 0.95 + 1e-12


@pytest.mark.parametrize(
    ("values", "slope"),
    [
        (Plot(head="", lines=(line_of(3 / np.maximum(T, 0.5)),), log=True, log_steps=True), -1.0),
        (Plot(head="", lines=(line_of(3 * 0.9 ** (T - 1)),), log=True), np.log10(0.9)),
        (Plot(head="", lines=(line_of(3 - 0.1 * (T - 1)),)), -0.1),
    ],
    ids=["log-log", "log", "linear"],
)
def test_a_slope_lies_on_a_line_that_has_it(values, slope):
    view = msgspec.structs.replace(values, overlays=(Slope(at=(1.0, 3.0), slope=slope, label="like 1/t"),))
    part = drawn(view)
    (ends,) = slopes_in(part)
    curve = line_in(part, "path", at(STEPS))[1:-1]
    on = np.interp(curve[:, 0], ends[:, 0], ends[:, 1])
    inside = (curve[:, 0] >= ends[0, 0]) & (curve[:, 0] <= ends[-1, 0])
    assert inside.sum() > STEPS / 2
    np.testing.assert_allclose(on[inside], curve[inside, 1], atol=1e-9)
    (half,) = slopes_in(drawn(view, 0.5))
    np.testing.assert_allclose(half, [ends[0], ends.mean(axis=0)])
    assert {"like", "1/t"} <= {m.text for m in part.moving(at(0)) if isinstance(m, Words)}


def test_a_slope_that_is_out_of_sight_makes_no_room_for_itself():
    view = Plot(head="", lines=(line_of(FALL),))
    far = msgspec.structs.replace(view, overlays=(Slope(at=(0.0, 1e6), slope=0.0),))
    np.testing.assert_array_equal(line_in(drawn(view), "path", at(9)), line_in(drawn(far), "path", at(9)))


def test_logarithms_of_iterations_begin_at_the_first():
    part = drawn(PLOTS["slope"])
    curve = line_in(part, "path", at(STEPS))
    numbers = [m for m in part.labels if isinstance(m, Words) and m.anchor == "center"]
    assert [m.text for m in numbers] == ["1", "10", "100"]
    np.testing.assert_allclose([m.at[0] for m in numbers], curve[[1, 10, 100], 0])
    assert curve[0, 0] == curve[1, 0]
