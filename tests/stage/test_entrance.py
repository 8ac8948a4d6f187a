"""Panels that enter with a beat: what is seen before, between and after; and the arrows on the floor."""

import numpy as np
import pytest

from scenes.stage.entrance import entering
from scenes.stage.layout import Box
from scenes.stage.marks import Area, Dots, Words
from scenes.stage.scatter import scatter_view
from scenes.stage.story import Entrance, Scatter
from scenes.stage.theme import LIGHT
from scenes.stage.timeline import Beat, Timeline
from scenes.stage.views import View
from scenes.stories import SCENES

BOX = Box(0.3, 0.25, 0.4, 0.5)
TIMELINE = Timeline((Beat(1.0, "one"), Beat(1.0, "two", show=("it",))), 0)
WORD = Words(text="panel", at=(0.4, 0.4), size=0.04, color=LIGHT.color("ink"))
DATA = Scatter("the data", np.arange(4.0), np.array([3.0, 1.0, 2.0, 5.0]), ("a", "b"), shade=np.arange(4.0))


def marks(seconds, before=DATA):
    view = entering(View((), lambda state: [WORD]), Entrance("it", before), LIGHT, BOX, alone=True)
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


@pytest.mark.parametrize("name", list(SCENES))
def test_the_shade_of_the_data_is_their_target(tell, name):
    story = tell(name)
    for panel in story.panels:
        before = panel.enters.before if getattr(panel, "enters", None) else None
        if before is not None:
            np.testing.assert_array_equal(before.shade, panel.loss.samples.y)
            pair = [axis - 1 for axis in panel.axes]
            np.testing.assert_array_equal(
                np.stack([before.x, before.y], axis=-1), panel.loss.samples.x[:, pair]
            )
