"""What is kept from frame to frame: no frame may show it, and it must not grow with the iterations."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.marks import Dots
from gdclips.drawing.theme import THEMES
from gdclips.drawing.views.views import Piece
from gdclips.rendering.bounds import bounds_of, joined
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize, Rectangle
from tests.chosen import STORIES
from tests.layered import layers

SIZE = FrameSize(256, 144)
RUN = [*np.arange(40, 76) / 6, *np.arange(300, 330) / 30, 22.4, 29.9]  # seconds; steps at every pace
JUMPS = [29.9, 3.0, 4.1, 4.2, 4.3, 4.4, 17.0, 16.9, 9.0, 9.1, 0.0, 24.0]


LOOKS = [
    pytest.param(name, theme, marks=() if (at + turn) % 2 else pytest.mark.slow)
    for at, name in enumerate(STORIES)
    for turn, theme in enumerate(THEMES)
]


@pytest.mark.parametrize(("name", "theme"), LOOKS)
def test_a_frame_in_any_sequence_is_the_frame_drawn_from_nothing(show, stage, from_nothing, name, theme):
    shown = show(name, theme)
    canvas = stage(shown)
    for index, seconds in enumerate([*RUN, *JUMPS]):
        state = shown.timeline.state(seconds)
        frame = canvas.draw(state)
        if index % 4 == 0 or seconds in JUMPS:
            np.testing.assert_array_equal(frame, from_nothing(shown, state), f"at {seconds} s")


@pytest.mark.parametrize("name", STORIES)
def test_a_shot_differs_from_the_one_before_only_where_it_says(show, stage, name):
    shown = show(name)
    canvas, before = stage(shown), None
    for shot in canvas.frames(shown.timeline.state(seconds) for seconds in [*RUN, 22.4, 22.4, 3.0, 4.1, 4.3]):
        still = np.ones(shot.pixels.shape[:2], bool)
        for patch in shot.changed:
            still[patch.part] = False
        if before is None:
            assert not still.any()
        else:
            np.testing.assert_array_equal(shot.pixels[still], before[still])
        before = shot.pixels.copy()


def test_a_frame_drawn_between_two_others_makes_all_dirty(show, stage):
    shown = show("contour_descent")
    canvas = stage(shown)
    rendered = canvas.frames(shown.timeline.state(seconds) for seconds in (12.0, 12.0, 12.0, 12.1))
    whole = Rectangle(0, 0, SIZE.width, SIZE.height)
    assert next(rendered).changed == (whole,)
    assert next(rendered).changed == ()
    canvas.draw(shown.timeline.state(20.0))
    assert next(rendered).changed == (whole,)
    assert len(next(rendered).changed) > 0


@pytest.mark.parametrize("name", STORIES)
def test_a_mark_touches_nothing_out_of_its_reach(show, renderer, name):
    shown, (sheet, measure) = show(name), renderer
    for mark in shown.marks(shown.timeline.state(14.1))[::3]:
        alone = sheet(SIZE, shown.background)
        before = alone.pixels.copy()
        alone.draw([mark])
        alone.pixels[bounds_of(mark, SIZE, measure).part] = before[0, 0]
        np.testing.assert_array_equal(alone.pixels, before, repr(mark))


@pytest.mark.parametrize("name", STORIES)
def test_no_piece_is_there_before_the_first_step(show, name):
    pieces = layers(show(name)).growing
    assert all(piece.since >= 1 for piece in pieces)
    assert [piece.since for piece in pieces] == sorted(piece.since for piece in pieces)


@pytest.mark.parametrize("name", STORIES)
def test_no_step_is_done_before_the_path_is_shown(show, moments, name):
    for cut in ("full", "short"):
        shown = show(name, cut=cut)
        for state in map(shown.timeline.state, moments(shown)):
            assert state.shown.get("path") or state.step == 0


class Counting:
    """A sheet that only counts what it is asked to draw."""

    def __init__(self):
        self.pixels, self.marks = np.zeros((2, 2, 4), np.uint8), 0

    def draw(self, marks):
        marks = list(marks)
        self.marks += sum(max(len(getattr(mark, "points", "1")) - 1, 1) for mark in marks)


def test_a_frame_costs_as_much_after_5000_steps_as_after_50(show):
    """In marks, and in segments of lines."""
    shown = show("contour_descent", steps=5000)
    kept, on_it = buffers = Counting(), Counting()
    made = iter(buffers)
    canvas = Canvas(shown, SIZE, lambda color: next(made), lambda mark: Rectangle(0, 0, 2, 2))
    state = shown.timeline.state(20.0)

    def cost(step):
        canvas.draw(msgspec.structs.replace(state, step=step, glide=0.3))
        kept.marks = on_it.marks = 0
        canvas.draw(msgspec.structs.replace(state, step=step, glide=0.6))
        assert kept.marks == 0
        canvas.draw(msgspec.structs.replace(state, step=step + 1, glide=0.2))
        return kept.marks, on_it.marks

    assert cost(50) == cost(4998)


@pytest.mark.parametrize("name", ["contour_descent", "sgd", "decaying_rate", "momentum"])
def test_what_moves_does_not_grow_with_the_steps(show, name):
    shown = show(name, steps=300)
    state, counts = shown.timeline.state(shown.timeline.seconds), []
    for step in range(300):
        marks = layers(shown).moving(msgspec.structs.replace(state, step=step, glide=0.5))
        counts.append(sum(len(getattr(mark, "points", "1")) for mark in marks))
    assert max(counts[64:]) <= max(counts[:64])


def test_going_back_takes_pieces_away(show, stage, from_nothing):
    shown = show("sgd")
    piece = Piece(30, Dots(points=np.array([(0.5, 0.5)]), radius=0.3, fills=(1.0, 0.0, 0.0, 0.4)))
    pieced = msgspec.structs.replace(layers(shown), growing=(piece,))
    shown = msgspec.structs.replace(shown, layers=lambda state: pieced)
    canvas, states = stage(shown), [shown.timeline.state(seconds) for seconds in (25.0, 1.0, 25.0, 11.0)]
    assert [layers(shown).grown(state) for state in states] == [1, 0, 1, 0]
    for state in states:
        np.testing.assert_array_equal(canvas.draw(state), from_nothing(shown, state))


def test_patches_that_meet_become_one():
    one, other, apart = Rectangle(0, 0, 4, 4), Rectangle(3, 3, 6, 9), Rectangle(5, 0, 8, 2)
    assert joined([one], apart) == [one, apart]
    assert joined([one, apart], other) == [Rectangle(0, 0, 8, 9)]  # the first two together meet the third
    assert joined([one], Rectangle(2, 2, 2, 9)) == [one]
