"""Films drawn: each frame is a function of its time alone, in every transition, and alike on both stages."""

from functools import cache

import msgspec
import numpy as np
import pytest

from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import Dots
from gdclips.drawing.picture import picture
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize, Rectangle
from gdclips.story.film.plain import descent_film
from gdclips.story.scenes import SCENES
from tests.chosen import FILMS
from tests.drawing.film.films import every_measure, every_transition
from tests.story.film.tasks import descended

SIZE = FrameSize(320, 180)
RATE = 10


def shown(film=every_transition, theme="dark", cut="full"):
    return picture(film(), theme, cut, aspect=SIZE.aspect)


@cache
def film_of(name):
    return SCENES[name].story(SCENES[name].settings())


def moments(picture):
    return [picture.timeline.state(number / RATE) for number in range(picture.timeline.frames(RATE))]


def in_order(states, order):
    chosen = np.random.default_rng(3).permutation(len(states)) if order == "at random" else range(len(states))
    return [states[i] for i in chosen][:: -1 if order == "backwards" else 1]


@pytest.mark.parametrize(
    ("film", "order"),
    [
        (every_transition, "forwards"),
        (every_transition, "backwards"),
        (every_transition, "at random"),
        (every_measure, "at random"),
    ],
)
def test_a_frame_in_any_sequence_is_the_frame_drawn_alone(stage, film, order):
    shot = shown(film)
    sequence = stage(shot, SIZE)
    for state in in_order(moments(shot), order)[::4]:
        alone = stage(shown(film), SIZE).draw(state)
        np.testing.assert_array_equal(sequence.draw(state), alone, f"{state.seconds:.1f} s")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_layers_stay_the_same_while_nothing_but_the_run_moves(theme):
    film = shown(theme=theme)
    states = moments(film)
    run = [film.layers(state) for state in states if state.shot == 2 and state.since > 1.6]
    assert len(run) > 5
    assert all(layers is run[0] for layers in run)
    zoom = [film.layers(state) for state in states if state.shot == 1 and state.since < 1.0]
    assert len({id(layers) for layers in zoom}) == len(zoom)


@pytest.mark.parametrize("name", FILMS)
def test_a_scenes_frame_alone_is_the_frame_in_its_sequence(stage, name):
    film = picture(film_of(name), "light", "full", aspect=SIZE.aspect)
    sequence = stage(film, SIZE)
    for state in moments(film)[3::17]:
        last = sequence.draw(state)
    np.testing.assert_array_equal(last, stage(film, SIZE).draw(state))


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


@pytest.mark.parametrize("name", FILMS)
def test_what_moves_does_not_grow_with_the_steps(name):
    film, counts = film_of(name), []
    shown = picture(film, "dark", "full", aspect=SIZE.aspect)
    state = shown.timeline.state(shown.timeline.seconds)
    layers = shown.layers(state)
    for step in range(film.steps):
        now = msgspec.structs.replace(state, step=step, glide=0.5)
        marks = [*layers.moving(now), *layers.front(now)]
        counts.append(sum(len(getattr(mark, "points", "1")) for mark in marks))
    assert len(counts) < 100 or max(counts[64:]) <= max(counts[:64])


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


@pytest.mark.manim
@pytest.mark.parametrize("film", [every_transition, every_measure, *FILMS])
def test_both_stages_draw_the_same_picture(film):
    manim = pytest.importorskip("gdclips.rendering.manim.stage")
    size = FrameSize(480, 270)
    told = film_of(film) if isinstance(film, str) else film()
    for theme, times in (("light", (0.1, 0.5)), ("dark", (0.25, 0.8))):
        drawn = picture(told, theme, "full", aspect=size.aspect)
        ours, manims = MatplotlibStage(drawn, size), manim.ManimStage(drawn, size)
        for share in times:
            state = drawn.timeline.state(share * drawn.timeline.seconds)
            one, other = ours.draw(state), manims.draw(state)
            assert one.shape == other.shape
            assert (other[:, :, 3] == 255).all()
            assert len(np.unique(one.reshape(-1, 4), axis=0)) > 50
            assert np.abs(one.astype(float) - other)[:, :, :3].mean() < 1.5
