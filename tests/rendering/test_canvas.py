"""What is kept from frame to frame: no frame may show it, and it must not grow with the iterations."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import Dots
from gdclips.drawing.picture import picture
from gdclips.rendering.bounds import bounds_of, joined
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import Rectangle
from gdclips.story.film.plain import descent_film
from gdclips.story.scenes import SCENES
from tests.drawing.film.films import every_measure, every_transition
from tests.rendering.test_films import SIZE, film_of, moments, shown
from tests.story.film.tasks import descended


@pytest.mark.parametrize("film", [every_transition, every_measure])
def test_a_frame_differs_from_the_one_before_only_where_it_says(stage, film):
    before = None
    for frame in stage(shown(film), SIZE).frames(moments(shown(film))[::2]):
        still = np.ones(frame.pixels.shape[:2], bool)
        for rectangle in frame.changed:
            still[rectangle.part] = False
        if before is None:
            assert not still.any()
        else:
            np.testing.assert_array_equal(frame.pixels[still], before[still])
        before = frame.pixels.copy()


def test_a_frame_drawn_between_two_others_makes_all_dirty(stage):
    film = shown()
    canvas, states = stage(film, SIZE), moments(film)
    rendered = canvas.frames([states[0], states[0], states[0], states[28]])
    whole = Rectangle(0, 0, SIZE.width, SIZE.height)
    assert next(rendered).changed == (whole,)
    assert next(rendered).changed == ()
    canvas.draw(states[-1])
    assert next(rendered).changed == (whole,)
    assert len(next(rendered).changed) > 0


@pytest.mark.parametrize("film", [every_transition, every_measure])
def test_a_mark_touches_nothing_out_of_its_reach(renderer, film):
    sheet, measure = renderer
    picture = shown(film)
    for state in moments(picture)[::40]:
        for mark in picture.marks(state)[::5]:
            alone = sheet(SIZE, picture.background)
            before = alone.pixels.copy()
            alone.draw([mark])
            alone.pixels[bounds_of(mark, SIZE, measure).part] = before[0, 0]
            np.testing.assert_array_equal(alone.pixels, before, repr(mark))


class Counting:
    """A buffer that only counts what it is asked to draw."""

    def __init__(self):
        self.pixels, self.marks = np.zeros((2, 2, 4), np.uint8), 0

    def draw(self, marks):
        self.marks += sum(max(len(getattr(mark, "points", "1")) - 1, 1) for mark in marks)


def long_film(steps):
    made, run = descended(steps, 0.01)
    return descent_film("A long descent", made, run, steps, ("It goes on.",))


def test_a_frame_costs_as_much_after_5000_steps_as_after_50():
    """In marks, and in segments of lines; beside the map stand the weights and the MSE."""
    film, buffers = shown(lambda: long_film(5000)), []

    def buffer(color):
        buffers.append(Counting())
        return buffers[-1]

    canvas = Canvas(film, SIZE, buffer, lambda mark: Rectangle(0, 0, 2, 2))
    state = film.timeline.state(film.timeline.seconds - 3.0)

    def cost(step):
        canvas.draw(msgspec.structs.replace(state, step=step, glide=0.3))
        for each in buffers:
            each.marks = 0
        canvas.draw(msgspec.structs.replace(state, step=step, glide=0.6))
        assert [each.marks > 0 for each in buffers] == [False, True, *[False] * (len(buffers) - 2)]
        canvas.draw(msgspec.structs.replace(state, step=step + 1, glide=0.2))
        return [each.marks for each in buffers]

    assert cost(50) == cost(4978)  # both as far from a plot's next whole piece


@pytest.mark.parametrize("name", SCENES)
def test_what_moves_does_not_grow_with_the_steps(name):
    film, counts = film_of(name), []
    shown = picture(film, "dark", "full", aspect=SIZE.aspect)
    state = shown.timeline.state(shown.timeline.seconds)
    layers = shown.layers(state)
    for step in range(film.steps):
        now = msgspec.structs.replace(state, step=step, glide=0.5)
        marks = [*layers.moving(now), *layers.front(now)]
        counts.append(sum(len(getattr(mark, "points", "1")) for mark in marks))
    third = len(counts) // 3  # at first, some things are not yet told
    assert third < 33 or max(counts[2 * third :]) <= max(counts[third : 2 * third])


def test_going_back_takes_pieces_away(stage):
    film = shown()
    piece = Piece(6, Dots(points=np.array([(0.5, 0.5)]), radius=0.3, fills=(1.0, 0.0, 0.0, 0.4)))
    pieced = msgspec.structs.replace(film.layers(moments(film)[0]), growing=(piece,))
    film = msgspec.structs.replace(film, layers=lambda state: pieced)
    states = [film.timeline.state(seconds) for seconds in (1e9, 0.0, 1e9, 3.0)]
    canvas = stage(film, SIZE)
    assert [pieced.grown(state) for state in states] == [1, 0, 1, 0]
    for state in states:
        np.testing.assert_array_equal(canvas.draw(state), stage(film, SIZE).draw(state))


def test_patches_that_meet_become_one():
    one, other, apart = Rectangle(0, 0, 4, 4), Rectangle(3, 3, 6, 9), Rectangle(5, 0, 8, 2)
    assert joined([one], apart) == [one, apart]
    assert joined([one, apart], other) == [Rectangle(0, 0, 8, 9)]  # the first two together meet the third
    assert joined([one], Rectangle(2, 2, 2, 9)) == [one]
