"""Films composed: each frame is a function of its time alone, in every transition."""

import numpy as np
import pytest

from gdclips.drawing.picture import picture
from gdclips.rendering.frame import FrameSize
from tests.drawing.film.films import every_measure, every_transition

SIZE = FrameSize(320, 180)
RATE = 10


def shown(film=every_transition, theme="dark"):
    return picture(film(), theme, "full", aspect=SIZE.aspect)


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
