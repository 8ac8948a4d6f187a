"""The scatter panels: their dots against the samples, the turning line against the weights."""

import numpy as np
import pytest

from gdclips.drawing.layout import Box, layout
from gdclips.drawing.marks import Curve, Dots, Formula, Words
from gdclips.drawing.theme import LIGHT, Type, Width
from gdclips.drawing.views.scatter import MOST_DOTS, scatter_view
from gdclips.story.story import Scatter
from gdclips.story.timeline import Beat, Timeline
from tests.chosen import STORIES, showing
from tests.layered import layers

BOX = Box(0.3, 0.25, 0.4, 0.5)
VARIANTS = [
    ("simple_regression", {}),
    ("simple_regression", {"rate": 2.5}),
    ("simple_regression", {"steps": 1}),
    ("simple_regression", {"own": ("air_flow",), "rate": None, "start": None}),
]


@pytest.fixture(params=VARIANTS, ids=str)
def scene(request, tell, show):
    """A scatter panel, its picture, and the map from samples to the stage that its dots have."""
    name, changes = request.param
    story, shown = tell(name, **changes), show(name, **changes)
    slots = layout(len(story.panels), False).panels
    ((panel, box),) = [p for p in zip(story.panels, slots, strict=True) if isinstance(p[0], Scatter)]
    return panel, shown, box, placing(panel, layers(shown).ground, box)


def placing(panel, marks, box):
    """Return the map (x, y) -> the stage that takes the samples to their dots, and check that it does."""
    (dots,) = [m for m in marks if isinstance(m, Dots) and m.clip == box]
    count = len(dots.points)
    maps = []
    for data, places in ((panel.x, dots.points[:, 0]), (panel.y, dots.points[:, 1])):
        slope, start = np.polyfit(data[:count] - data.mean(), places, 1)
        np.testing.assert_allclose(start + slope * (data[:count] - data.mean()), places, atol=1e-9)
        assert slope > 0
        maps.append((slope, start - slope * data.mean()))
    (a, b), (c, d) = maps
    return lambda x, y: np.stack([a * np.asarray(x) + b, c * np.asarray(y) + d], axis=-1)


def states(shown, count=60):
    return [shown.timeline.state(seconds) for seconds in np.linspace(0, shown.timeline.seconds, count)]


def lines(marks, box):
    return [m for m in marks if isinstance(m, Curve) and m.clip == box and m.width == Width.path]


def test_each_scene_with_a_scatter_is_among_them():
    assert {name for name, _ in VARIANTS if name in STORIES} == {*showing(Scatter)}


def test_all_samples_are_dots_in_the_panel(scene):
    panel, shown, box, _ = scene
    (dots,) = [m for m in layers(shown).ground if isinstance(m, Dots) and m.clip == box]
    assert len(dots.points) == min(len(panel.x), MOST_DOTS)
    assert (dots.points > (box.left, box.bottom)).all()
    assert (dots.points < (box.right, box.top)).all()


def test_the_line_passes_through_w0_plus_w1_x(scene):
    """Between two iterates, where the weights between them have it."""
    panel, shown, box, place = scene
    seen = 0
    for state in states(shown):
        found = lines(layers(shown).moving(state), box)
        if panel.fit is None:
            assert not found
            continue
        for line in found:
            here, there = panel.fit[state.step], panel.fit[min(state.step + 1, len(panel.fit) - 1)]
            intercept, slope = here + state.glide * (there - here)
            ends = panel.x.min() - 0.06 * np.ptp(panel.x), panel.x.max() + 0.06 * np.ptp(panel.x)
            true = place(ends, intercept + slope * np.array(ends))
            np.testing.assert_allclose(line.points, true, rtol=1e-9, atol=1e-9)
            seen += 1
    assert seen > 20 or panel.fit is None


def test_the_line_reaches_from_edge_to_edge_and_appears_with_the_path(scene):
    panel, shown, box, _ = scene
    for state in states(shown):
        found = lines(layers(shown).moving(state), box)
        alpha = state.shown.get("path", 0.0)
        assert len(found) == (1 if alpha and panel.fit is not None else 0)
        for line in found:
            np.testing.assert_allclose(line.points[:, 0], (box.left, box.right))
            assert line.color == LIGHT.color("path", alpha)


def test_the_last_line_is_the_fit_of_the_samples(tell):
    """By least squares, on their own: the default descent has come that far."""
    (panel,) = [panel for panel in tell("simple_regression").panels if isinstance(panel, Scatter)]
    slope, intercept = np.polyfit(panel.x, panel.y, 1)
    assert panel.fit[-1] == pytest.approx([intercept, slope], abs=0.06)
    assert np.abs(panel.fit[0] - [intercept, slope]).max() > 1


def test_ticks_stand_where_the_dots_have_their_numbers(scene):
    _, shown, box, place = scene
    numbers, found = str.maketrans("−", "-"), [0, 0]
    for mark in layers(shown).ground:
        if not isinstance(mark, Words) or mark.size != Type.tick:
            continue
        if mark.anchor == "center" and box.left <= mark.at[0] <= box.right and mark.at[1] < box.bottom:
            at = place(float(mark.text.translate(numbers)), 0.0)[0]
            assert at == pytest.approx(mark.at[0], abs=1e-6)
            found[0] += 1
        elif mark.anchor == "right" and box.left - 0.02 < mark.at[0] < box.left:
            at = place(0.0, float(mark.text.translate(numbers)))[1]
            assert at - 0.35 * mark.size == pytest.approx(mark.at[1], abs=1e-6)
            found[1] += 1
    assert min(found) >= 2


def test_the_axes_are_named_as_the_story_says(scene):
    panel, shown, box, _ = scene
    for name in panel.names:
        near = [
            m
            for m in layers(shown).ground
            if (isinstance(m, Words) and m.text == name)
            or (isinstance(m, Formula) and not isinstance(name, str) and m.terms == (name,))
        ]
        assert any(box.left - 0.2 < m.at[0] < box.right for m in near), name


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([1.0], [2.0]),
        ([1.0, 1.0], [2.0, 3.0]),
        ([1.0, 2.0], [5.0, 5.0]),
        ([1e-12, 2e-12], [1e12, 2e12]),
        ([0.0] * 3000, [1.0] * 3000),
    ],
    ids=str,
)
def test_any_samples_can_be_drawn(x, y):
    panel = Scatter("head", np.array(x), np.array(y), ("a", "b"), np.array([(1.0, 2.0), (1e200, -1e200)]))
    view = scatter_view(panel, LIGHT, BOX)
    state = Timeline((Beat(1.0, "one", 1, ("path",)),), 1).state(9)
    for mark in [*view.static, *view.moving(state)]:
        for points in (getattr(mark, "points", None), getattr(mark, "outline", None)):
            assert points is None or np.isfinite(points).all()
