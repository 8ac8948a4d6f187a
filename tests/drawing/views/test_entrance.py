"""What enters with a beat: what is seen before, between and after; and the data that a video opens with."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.layout import ASPECT, Box, layout
from gdclips.drawing.marks import Area, Dots, Words
from gdclips.drawing.picture import panel_view
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import LIGHT, THEMES
from gdclips.drawing.views import entrance
from gdclips.drawing.views.entrance import entering
from gdclips.drawing.views.frames import times
from gdclips.drawing.views.scatter import scatter_view
from gdclips.drawing.views.views import View
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.story import Scatter
from gdclips.story.timeline import Beat, Timeline
from tests.chosen import STORIES
from tests.layered import layers

BOX = Box(0.3, 0.25, 0.4, 0.5)
TIMELINE = Timeline((Beat(1.0, "one"), Beat(1.0, "two", show=("it",))), 0)
WORD = Words(text="panel", at=(0.4, 0.4), size=0.04, color=LIGHT.color("ink"))
DATA = Scatter("the data", np.arange(4.0), np.array([3.0, 1.0, 2.0, 5.0]), ("a", "b"), shade=np.arange(4.0))
STACK_LOSS = {"own": ("air_flow", "water_temp"), "rate": None, "start": None}
VIDEOS = [*((name, {}) for name in STORIES), ("sgd", STACK_LOSS), ("momentum", STACK_LOSS)]


def marks(seconds, before=DATA):
    view = entering(View((), lambda state: [WORD]), "it", before, LIGHT, BOX, alone=True)
    return view.moving(TIMELINE.state(seconds))


def covers(found):
    return [m.fill[3] for m in found if isinstance(m, Area) and m.fill[:3] == LIGHT.color("background")[:3]]


def test_before_its_beat_the_data_are_seen_and_nothing_of_the_panel():
    found = marks(0.5)
    assert WORD not in found
    assert covers(found) == [1.0]
    wanted = scatter_view(DATA, LIGHT, BOX, alone=True).static
    assert [type(mark) for mark in found[1:]] == [type(mark) for mark in wanted]
    assert "the data" in [m.text for m in found if isinstance(m, Words)]


def test_without_data_its_place_is_empty():
    assert len(marks(0.5, None)) == 1
    assert covers(marks(0.5, None)) == [1.0]


def test_the_data_go_before_the_panel_comes():
    early, late = marks(1.1), marks(1.3)
    assert any(isinstance(m, Dots) for m in early)
    assert WORD not in early
    assert 0 < covers(early)[-1] < 1
    assert not any(isinstance(m, Dots) for m in late)
    assert late[0] == WORD
    assert 0 < covers(late)[0] < 1


def test_then_there_is_the_panel_alone():
    assert marks(1.5) == [WORD]


def test_the_larger_a_samples_shade_the_nearer_it_is_to_the_ink():
    (dots,) = [m for m in scatter_view(DATA, LIGHT, BOX).static if isinstance(m, Dots)]
    away = np.abs(dots.fills[:, :3] - np.array(LIGHT.color("ink"))[:3]).sum(axis=1)
    assert (np.diff(away) < 0).all()
    assert away[-1] == 0


def test_samples_of_one_shade_have_one_color():
    same = Scatter("the data", np.arange(3.0), np.arange(3.0), ("a", "b"), shade=np.ones(3))
    (dots,) = [m for m in scatter_view(same, LIGHT, BOX).static if isinstance(m, Dots)]
    assert len(np.unique(dots.fills, axis=0)) == 1


@pytest.mark.parametrize(("wide", "seen"), [(0.8, 0.8), (1.75, 1.75), (4.0, 1.75)])
def test_the_data_take_all_the_width_but_in_a_thin_band_its_middle(wide, seen):
    box = Box(0.2, 0.25, wide, 0.5)
    view = entering(View(()), "it", DATA, LIGHT, box, alone=False)
    (dots,) = [m for m in view.moving(TIMELINE.state(0.5)) if isinstance(m, Dots)]
    assert dots.clip.width == pytest.approx(seen)
    assert dots.clip.center == pytest.approx(box.center)


@pytest.mark.parametrize("name", [name for name in STORIES if name != "simple_regression"])
def test_the_opening_is_the_data_over_the_maps_features_their_target_the_shade(tell, name):
    story = tell(name)
    panel = next(panel for panel in story.panels if hasattr(panel, "loss"))
    samples, pair = panel.loss.samples, [axis - 1 for axis in panel.axes]
    np.testing.assert_array_equal(story.opening.shade, samples.y)
    np.testing.assert_array_equal(np.stack([story.opening.x, story.opening.y], axis=-1), samples.x[:, pair])


def test_the_regressions_opening_is_its_data_without_the_line(tell):
    story = tell("simple_regression")
    opening, panel = story.opening, story.panels[0]
    np.testing.assert_array_equal((opening.x, opening.y), (panel.x, panel.y))
    assert opening.fit is None


def absent(story, shown, theme, slots):
    """Return a picture without the fixed marks of the panels that are hidden at first."""
    gone, start = set(), 0
    for panel, box in zip(story.panels, slots, strict=True):
        end = start + len(panel_view(panel, THEMES[theme], box, len(slots) == 1).static)
        if story.opening or getattr(panel, "appears", None):
            gone.update(range(start, end))
        start = end
    assert gone
    kept = (mark for index, mark in enumerate(layers(shown).ground) if index not in gone)
    changed = msgspec.structs.replace(layers(shown), ground=tuple(kept))
    return msgspec.structs.replace(shown, layers=lambda state: changed)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("bare", "aspect"), [(False, ASPECT), (True, ASPECT), (False, 1.0), (False, 3.6)])
@pytest.mark.parametrize(("name", "changes"), VIDEOS)
def test_in_the_first_beat_nothing_of_a_hidden_panel_is_seen(tell, show, name, changes, bare, aspect, theme):
    """No axis, no word, no empty ground: the frame is the same, pixel for pixel, as without the panels."""
    story, shown = tell(name, **changes), show(name, theme, "full", bare, aspect, **changes)
    without = absent(story, shown, theme, layout(len(story.panels), bare, aspect).panels)
    stages = [MatplotlibStage(each, FrameSize(round(240 * aspect), 240)) for each in (shown, without)]
    for seconds in (0.0, shown.timeline.beats[0].seconds - 0.1):
        np.testing.assert_array_equal(*(stage.draw(shown.timeline.state(seconds)) for stage in stages))


@pytest.mark.parametrize("aspect", [1.0, 16 / 9])
def test_a_power_of_ten_above_an_axis_is_hidden_with_it(aspect):
    (box,) = layout(1, bare=False, aspect=aspect).panels
    (words,) = times(-12, box, (0.0, 0.0, 0.0, 1.0))
    assert words_box(words)[3] < box.top + entrance.ABOVE
