"""Bowls of films: their camera's rise ends on the map, and their labels are away while it lasts."""

from functools import cache

import numpy as np
import pytest

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.film.film import Film
from gdclips.story.film.shots import LABELS_OUT, Beat, Shot
from tests.drawing.film.films import STEPS, parts

RISE, BEGINS = 3.2, 2.4
ENDS = BEGINS + LABELS_OUT + RISE
FRAME = 1 / 30


@cache
def risen(theme, background=None):
    wide, _, bowl, *_ = parts()
    first = Shot(hero=bowl, beats=(Beat(BEGINS, "A bowl.", STEPS),))
    second = Shot(hero=wide, beats=(Beat(6.0, "Its map."),), move=RISE)
    back = Shot(hero=bowl, beats=(Beat(6.0, "A bowl."),), move=RISE)
    shots = first, second, back
    film = Film(title="", full=shots, short=shots, steps=STEPS, clock=STEPS)
    return picture(film, theme, "short", False, ASPECT, background)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("background", [None, "#808080"])
def test_the_frame_before_the_map_differs_little_from_it(theme, background):
    shown = risen(theme, background)
    stage = MatplotlibStage(shown, FrameSize(1280, 720))
    frames = [
        stage.draw(shown.timeline.state(time)).astype(int)
        for time in (ENDS - FRAME, ENDS + 1e-6, BEGINS + 6.0 + LABELS_OUT + FRAME)
    ]
    for before in (frames[0], frames[2]):
        assert (np.abs(before - frames[1]).max(axis=-1) > 8).mean() <= 0.01


def words(shown, time, text):
    """Return the opacities of the words that begin with a text, at a time."""
    state = shown.timeline.state(time)
    layers = shown.layers(state)
    marks = [*layers.top, *layers.front(state)]
    return [mark.color[3] for mark in marks if isinstance(mark, Words) and mark.text.startswith(text)]


def test_names_fade_before_the_rise_and_come_after_it():
    shown = risen("dark")
    for text in ("start", "MSE"):
        assert min(words(shown, BEGINS - 0.1, text)) == 1.0
        assert 0.0 < max(words(shown, BEGINS + LABELS_OUT / 2, text)) < 1.0
        assert words(shown, BEGINS + LABELS_OUT + 0.1, text) == []
    assert words(shown, ENDS - 0.1, "start") == []
    assert words(shown, ENDS + 1.0, "start") == [1.0]


def test_the_number_beside_the_point_is_the_height_of_where_it_is():
    _, _, bowl, *_ = parts()
    shown, plane = risen("dark"), bowl.plane
    section = plane.loss.section(plane.axes, plane.at)
    points = bowl.tracks[0].run.points[:, list(plane.axes)]
    for time in np.linspace(0.0, BEGINS, 30, endpoint=False):
        state = shown.timeline.state(time)
        layers = shown.layers(state)
        (text,) = (
            mark.text
            for mark in layers.front(state)
            if isinstance(mark, Words) and mark.text.startswith("MSE ")
        )
        here, there = points[state.step], points[min(state.step + 1, STEPS)]
        height = float(section.value(here + state.glide * (there - here)))
        assert float(text.removeprefix("MSE ")) == pytest.approx(height, rel=0.006)
