"""Films drawn: each frame is a function of its time alone, in every transition, and alike on both stages."""

from functools import cache

import msgspec
import numpy as np
import pytest

from gdclips.drawing.film.shots.cues import Cues
from gdclips.drawing.picture import picture
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.film.film import CUTS
from gdclips.story.film.shots import LABELS_OUT
from gdclips.story.scenes import SCENES
from tests.drawing.film.films import every_measure, every_transition
from tests.drawing.film.surfaces import every_loss

SIZE = FrameSize(320, 180)
RATE = 10
MOMENT = 1e-5  # seconds
MOST_CHANGED = 0.001  # of a frame's pixels


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
        (every_loss, "at random"),
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


@pytest.mark.parametrize("name", SCENES)
def test_a_scenes_frame_alone_is_the_frame_in_its_sequence(stage, name):
    film = picture(film_of(name), "light", "full", aspect=SIZE.aspect)
    sequence = stage(film, SIZE)
    for state in moments(film)[3::17]:
        last = sequence.draw(state)
    np.testing.assert_array_equal(last, stage(film, SIZE).draw(state))


def boundaries(timeline):
    """Return when something begins or ends to move beside the run, in seconds of a film."""
    cues = Cues(timeline.shots, timeline.card)
    spans = [
        (cut + start, cut + end)
        for n, cut in enumerate(timeline.cuts[:-1])
        for start, end in cues.intervals(n)
    ]
    return sorted({*timeline.cuts[1:-1], *(time for span in spans for time in span if time > 0.0)})


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("film", [every_transition, every_loss, *SCENES])
@pytest.mark.parametrize("background", [None, "#FF0000"])
def test_nothing_appears_vanishes_or_jumps_where_a_motion_begins_or_ends(film, cut, background):
    told = film_of(film) if isinstance(film, str) else film()
    shot = picture(told, "dark", cut, aspect=SIZE.aspect, background=background)
    stage = MatplotlibStage(shot, SIZE)
    for time in boundaries(shot.timeline):
        before, after = (shot.timeline.state(time + moment) for moment in (-MOMENT, MOMENT))
        run = {
            name: getattr(after, name) for name in ("step", "glide", "arrow", "arrow_alpha", "sums", "breath")
        }
        first = stage.draw(msgspec.structs.replace(before, **run))[:, :, :3].astype(int)
        changed = (np.abs(stage.draw(after)[:, :, :3] - first) > 8).any(axis=-1).mean()
        assert changed < MOST_CHANGED, f"{changed:.2%} of the pixels change {time:.2f} s after the start"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_on_another_background_nothing_of_a_hero_is_left_when_another_has_come(theme):
    """A map that ends at its outermost ring, and a bowl, do not cover what was there."""
    shot = picture(every_transition(), theme, "full", aspect=SIZE.aspect, background="#FF0000")
    stage, timeline, shots = MatplotlibStage(shot, SIZE), shot.timeline, shot.timeline.shots
    ends = [
        cut + LABELS_OUT + now.move
        for cut, before, now in zip(timeline.cuts[1:], shots, shots[1:], strict=False)
        if before.hero.key != now.hero.key
    ]
    for end in ends:
        first, last = (stage.draw(timeline.state(end + moment)).astype(int) for moment in (-MOMENT, MOMENT))
        assert (np.abs(last - first) > 8).any(axis=-1).mean() < MOST_CHANGED
    assert len(ends) == 2


@pytest.mark.manim
@pytest.mark.parametrize("film", [every_transition, every_measure, every_loss, *SCENES])
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
