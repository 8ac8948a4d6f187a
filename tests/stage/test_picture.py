"""What lies behind the picture: its marks against the run, the loss and the minimiser."""

import typing

import numpy as np
import pytest

from scenes.stage.frame import Frame
from scenes.stage.layout import BARE, FULL
from scenes.stage.marks import AnyMark, Area, Curve, Dots, Formula, Mark, Trail, Words
from scenes.stage.numbers import plain
from scenes.stage.picture import Picture
from scenes.stage.theme import LIGHT, Type, Width
from scenes.stage.with_matplotlib import MatplotlibStage

SCENES = ("contour_descent", "noise_ball")
# The default scenes, and a rate that overshoots, one feature, five, a run that diverges, and one step.
VARIANTS = [
    ("contour_descent", {}),
    ("noise_ball", {}),
    ("noise_ball", {"batch": 10}),
    ("contour_descent", {"rate": 1.5}),
    ("contour_descent", {"weights": (2.0, 6.0), "start": None}),
    ("noise_ball", {"weights": (2.0, 6.0, 1.0, -5.0, 3.0), "start": None, "rate": None}),
    ("contour_descent", {"rate": 2.5}),
    ("contour_descent", {"steps": 1}),
]


@pytest.fixture(params=VARIANTS, ids=str)
def scene(request, tell, show, axes):
    """A story, its picture, and how its weights lie on the stage."""
    name, changes = request.param
    story = tell(name, **changes)
    return story, show(name, **changes), axes(story)


def states(shown, count=60):
    return [shown.timeline.state(seconds) for seconds in np.linspace(0, shown.timeline.seconds, count)]


def is_color(mark, role):
    return mark.fill is not None and mark.fill[:3] == LIGHT.color(role)[:3]


def heads(marks):
    return [mark for mark in marks if isinstance(mark, Dots) and mark.radius == Width.head]


def placed(story, axes):
    return axes.place(story.run.points[:, list(story.panel.axes)])


def head_of(story, axes, state):
    iterates = placed(story, axes)
    after = iterates[min(state.step + 1, story.steps)]
    return iterates[state.step] + state.glide * (after - iterates[state.step])


def mse(story, point):
    """The MSE of two weights with all the others at their best, from the data alone."""
    shown = list(story.panel.axes)
    design, y = story.loss.design, story.loss.samples.y
    rest = np.delete(design, shown, axis=1)
    left = y - design[:, shown] @ point
    best = np.linalg.lstsq(rest, left, rcond=None)[0] if rest.size else np.zeros(0)
    return np.mean((left - rest @ best) ** 2)


def test_ticks_stand_where_the_axes_place_their_numbers(scene):
    _, shown, axes = scene
    numbers = str.maketrans("−", "-")
    for mark in shown.static:
        if not isinstance(mark, Words) or mark.size != Type.tick or mark.halo:
            continue
        if mark.anchor == "center" and mark.at[1] < axes.box.bottom:
            at = axes.place(np.array([float(mark.text.translate(numbers)), 0.0]))[0]
            assert at == pytest.approx(mark.at[0], abs=0.004 * axes.box.width)
        elif mark.anchor == "right" and mark.at[0] < axes.box.left:
            at = axes.place(np.array([0.0, float(mark.text.translate(numbers))]))[1]
            assert at - 0.35 * mark.size == pytest.approx(mark.at[1], abs=0.004 * axes.box.height)


def test_the_head_is_at_the_iterate_or_on_its_way_to_the_next(scene):
    story, shown, axes = scene
    seen = 0
    for state in states(shown):
        for mark in heads(shown.moving(state)):
            np.testing.assert_allclose(mark.points, [head_of(story, axes, state)], rtol=1e-12)
            seen += 1
    assert seen > 20


def test_the_path_ends_at_the_head_and_its_dots_grow(scene):
    story, shown, axes = scene
    counts = []
    for state in states(shown):
        marks = shown.moving(state)
        trails = [mark for mark in marks if isinstance(mark, Trail) and mark.width == Width.path]
        for mark in trails:
            np.testing.assert_allclose(mark.points[-1], head_of(story, axes, state), rtol=1e-12)
            assert len(mark.colors) == len(mark.points) - 1
        if trails:
            dots = [mark for mark in marks if isinstance(mark, Dots) and mark.radius < Width.head]
            counts.append(len(np.unique(np.concatenate([mark.points for mark in dots]), axis=0)))
    assert (np.diff(counts) >= 0).all()
    assert counts[-1] > counts[0] or story.steps == 1


def test_the_whole_path_of_a_contour_is_there_at_the_end(tell, show, axes):
    story = tell("contour_descent")
    last = show("contour_descent").timeline.state(1e9)
    (trail,) = [mark for mark in show("contour_descent").moving(last) if isinstance(mark, Trail)]
    np.testing.assert_allclose(trail.points[:-1], placed(story, axes(story)))


def test_no_mark_shows_a_later_iterate(scene):
    story, shown, axes = scene
    iterates = placed(story, axes)
    allowed = {tuple(point) for point in axes.place(np.array([story.loss.minimizer[list(story.panel.axes)]]))}
    for state in states(shown):
        known = np.concatenate([iterates[: state.step + 1], [head_of(story, axes, state)], list(allowed)])
        for mark in shown.moving(state):
            in_panel = isinstance(mark, Trail | Dots) or (isinstance(mark, Curve) and mark.clip == axes.box)
            for point in mark.points if in_panel else ():
                assert np.abs(known - point).max(axis=1).min() < 1e-9 * max(1, np.abs(point).max())


def test_the_ring_is_the_minimiser_and_the_star_the_true_weights(scene):
    story, shown, axes = scene
    pair, marks = list(story.panel.axes), shown.moving(shown.timeline.state(1e9))
    rings = [
        m for m in marks if isinstance(m, Dots) and m.edge and m.edge[:3] == LIGHT.color("minimizer")[:3]
    ]
    stars = [m for m in marks if isinstance(m, Area) and is_color(m, "truth")]
    best = np.linalg.lstsq(story.loss.design, story.loss.samples.y, rcond=None)[0]
    np.testing.assert_allclose(rings[0].points, axes.place(best[None, pair]), atol=1e-9)
    np.testing.assert_allclose(stars[0].outline.mean(axis=0), axes.place(story.panel.truth[pair]), atol=1e-9)
    assert len(rings) == len(stars) == 1


def test_readouts_show_the_iteration_and_its_mse(scene):
    story, shown, _ = scene
    for state in states(shown):
        words = [m for m in shown.moving(state) if isinstance(m, Words) and m.size == Type.value]
        count, loss = sorted(words, key=lambda mark: mark.at[0])
        assert count.text == str(state.step)
        mantissa, _, power = loss.text.partition("·10")
        digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
        read, unit = (
            float(f"{mantissa}e{power.translate(digits) or 0}"),
            0.1 ** len(mantissa.partition(".")[2]),
        )
        unit *= 10.0 ** int(power.translate(digits) or 0)
        design, y = story.loss.design, story.loss.samples.y
        true = np.mean((design @ story.run.points[state.step] - y) ** 2)
        assert read == pytest.approx(true, abs=0.501 * unit)


def test_digits_do_not_jump(scene):
    _, shown, _ = scene
    decimals = {}  # by where a number ends
    for state in states(shown, 150):
        for mark in shown.moving(state):
            if isinstance(mark, Words) and mark.anchor == "right" and mark.bold:
                mantissa = mark.text.partition("·")[0]
                decimals.setdefault(mark.at, set()).add(len(mantissa.partition(".")[2]))
    assert 3 <= len(decimals) <= 2 + 3  # two readouts, and at most three rows of a table
    assert all(len(found) == 1 for found in decimals.values())


def test_an_arrow_points_against_the_gradient_that_the_step_used(scene):
    story, shown, axes = scene
    pair, seen = list(story.panel.axes), 0
    for seconds in np.arange(0, shown.timeline.seconds, 0.05):
        state = shown.timeline.state(seconds)
        for mark in shown.moving(state):
            if isinstance(mark, Area) and is_color(mark, "gradient") and len(mark.outline) == 7:
                tail, tip = (mark.outline[0] + mark.outline[6]) / 2, mark.outline[3]
                against = -story.run.gradients[state.step, pair] * axes.scale
                np.testing.assert_allclose(tail, placed(story, axes)[state.step], rtol=1e-9)
                np.testing.assert_allclose(
                    (tip - tail) / np.linalg.norm(tip - tail), against / np.linalg.norm(against), atol=1e-9
                )
                seen += 1
    assert seen > 10


def test_the_points_step_goes_along_its_arrow(tell):
    """The step is the rate times the arrow's vector: not the gradient of another loss."""
    run = tell("contour_descent").run
    np.testing.assert_allclose(np.diff(run.points, axis=0), -0.1 * run.gradients, atol=1e-14)


def test_a_level_label_lies_on_its_level(scene):
    story, shown, axes = scene
    labels = [m for m in shown.static if isinstance(m, Words) and m.halo and m.size == Type.tick]
    for mark in labels:
        point = axes.find(np.array([mark.at[0], mark.at[1] + 0.33 * mark.size]))
        assert axes.box.left < mark.at[0] < axes.box.right
        assert mark.text == plain(mse(story, point), 2)
    assert len(labels) <= 3


@pytest.mark.parametrize("name", SCENES)
def test_the_default_scenes_have_level_labels(show, name):
    assert any(isinstance(m, Words) and m.halo and m.size == Type.tick for m in show(name).static)


def test_a_rings_points_have_one_mse_and_each_ring_inward_half_the_excess(scene):
    story, shown, axes = scene
    rings = [m for m in shown.static if isinstance(m, Area) and m.edge and m.clip == axes.box]
    excesses = []
    for mark in rings:
        over = [mse(story, axes.find(point)) - story.loss.minimum for point in mark.outline[::45]]
        np.testing.assert_allclose(over, over[0], rtol=1e-6)
        excesses.append(over[0])
    np.testing.assert_allclose(np.divide(excesses[1:], excesses[:-1]), 0.5, rtol=1e-6)


@pytest.mark.parametrize("name", SCENES)
def test_a_bare_panel_is_higher(show, name):
    assert BARE.panel.height > FULL.panel.height
    assert any(mark.clip == BARE.panel for mark in show(name, bare=True).static)


def test_a_pictures_marks_are_of_the_known_kinds(scene):
    _, shown, _ = scene
    for state in states(shown, 12):
        assert all(isinstance(mark, AnyMark) for mark in [*shown.static, *shown.moving(state)])


class Blot(Mark, frozen=True, kw_only=True):
    """A kind of mark that no stage knows."""


def test_the_matplotlib_stage_draws_every_kind_of_mark_and_no_other(show):
    known = set(MatplotlibStage.__dict__["_draw"].dispatcher.registry) - {object}
    assert known == set(typing.get_args(AnyMark)) == {Area, Curve, Trail, Dots, Words, Formula}
    shown = show("noise_ball")
    blotted = Picture(shown.timeline, shown.background, (Blot(),), shown.moving)
    with pytest.raises(TypeError, match="no way to draw a Blot"):
        MatplotlibStage(blotted, Frame(32, 18))
