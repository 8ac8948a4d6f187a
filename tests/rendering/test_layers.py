"""Pictures whose layers change: the top composed above what moves, and each frame a function of its time."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.geometry import drawn
from gdclips.drawing.layers import Layers
from gdclips.drawing.marks import Curve, Dots
from gdclips.rendering import canvas
from gdclips.rendering.frame import FrameSize, Rectangle
from tests.rendering.layered_film import (
    BARE,
    FIRST,
    PATH,
    PIECES,
    TIMELINE,
    TOP,
    counted,
    head,
    in_turn,
    place,
    rings,
    scrim,
    shown,
    words,
)

SIZE = FrameSize(192, 108)
WHOLE = Rectangle(0, 0, SIZE.width, SIZE.height)


def states(seed=None):
    seconds = np.linspace(0.0, TIMELINE.seconds, 37)
    order = np.arange(37) if seed is None else np.random.default_rng(seed).permutation(37)
    return [TIMELINE.state(each) for each in seconds[order]]


ORDERS = {"forwards": states(), "backwards": states()[::-1], "at random": states(1), "and again": states(2)}


@pytest.mark.parametrize("order", ORDERS)
def test_a_frame_in_any_sequence_of_layers_is_the_frame_drawn_alone(stage, order):
    picture = shown(in_turn)
    sequence = stage(picture, SIZE)
    for state in ORDERS[order]:
        np.testing.assert_array_equal(sequence.draw(state), stage(picture, SIZE).draw(state), repr(state))


@pytest.mark.parametrize("order", ORDERS)
def test_a_frame_differs_from_the_one_before_only_where_it_says(stage, order):
    before = None
    for frame in stage(shown(in_turn), SIZE).frames(ORDERS[order]):
        still = np.ones(frame.pixels.shape[:2], bool)
        for each in frame.changed:
            still[each.part] = False
        if before is not None:
            np.testing.assert_array_equal(frame.pixels[still], before[still])
        before = frame.pixels.copy()


def test_without_top_it_is_all_marks_one_after_the_other(stage, from_nothing):
    front = Layers(rings(1.0), PIECES, head, (), counted)
    for picture in shown(BARE), shown(front):
        sequence = stage(picture, SIZE)
        for state in ORDERS["at random"][::4]:
            np.testing.assert_array_equal(sequence.draw(state), from_nothing(picture, state, SIZE))


@pytest.mark.parametrize("top", [TOP, (scrim(alpha=0.5),), (words("over", 0.5, 0.5, size=0.3),), TOP[1:]])
def test_a_top_composed_is_the_top_drawn_within_a_level(stage, from_nothing, top):
    picture = shown(Layers(rings(1.0), PIECES, head, top, counted))
    sequence = stage(picture, SIZE)
    for state in states()[::6]:
        difference = np.abs(sequence.draw(state).astype(int) - from_nothing(picture, state, SIZE))
        assert difference.max() <= 1


def test_below_a_scrim_a_point_has_only_its_own_surroundings_drawn_again(stage):
    def point(state):
        return [Dots(points=place(state), radius=0.03, fills=PATH)]

    with_top, without = (
        [frame.changed for frame in stage(shown(Layers(rings(1.0), (), point, top)), SIZE).frames(states())]
        for top in (TOP, ())
    )
    assert with_top == without
    areas = [sum((r.right - r.left) * (r.bottom - r.top) for r in changed) for changed in with_top[1:]]
    assert 0 < max(areas) < 0.03 * SIZE.width * SIZE.height


def test_a_mark_in_front_is_drawn_above_the_top(stage):
    over = Dots(points=np.array([(0.3, 0.5)]), radius=0.1, fills=(0.0, 1.0, 0.0, 1.0))
    below = msgspec.structs.replace(over, points=np.array([(0.3, 0.2)]))
    layers = Layers((), (), lambda state: [below], (scrim(alpha=1.0),), lambda state: [over])
    frame = stage(shown(layers), SIZE).draw(states()[0])
    green = (frame[..., :3] == (0, 255, 0)).all(axis=-1)
    assert green.sum() > 200
    assert not green[70:].any()  # the one below is hidden


def test_what_is_in_front_and_covers_a_dirty_rectangle_in_part_is_drawn_whole(stage):
    """A word that stays above a point that passes below it and below the top."""
    layers = Layers(rings(1.0), (), head, TOP, lambda state: [words("a caption that stays", 0.2, 0.5)])
    sequence = stage(shown(layers), SIZE)
    for state in states():
        np.testing.assert_array_equal(sequence.draw(state), stage(shown(layers), SIZE).draw(state))


def test_layers_that_are_new_make_all_dirty_and_those_that_stay_do_not(stage):
    frames = stage(shown(in_turn), SIZE).frames(states())
    for state, before, frame in zip(states(), [None, *states()], frames, strict=False):
        new = before is None or in_turn(state) is not in_turn(before)
        assert (frame.changed == (WHOLE,)) == new, state.step


def test_an_equal_top_is_drawn_once(stage, monkeypatch):
    made, begin = [], canvas.Overlay.begin
    monkeypatch.setattr(canvas.Overlay, "begin", lambda self, marks: made.append(begin(self, marks)))
    sequence = stage(shown(in_turn), SIZE)
    for state in states():
        sequence.draw(state)
    assert len(made) == 2  # of the first layers and of all live ones; of the last


def test_going_back_takes_pieces_away_whichever_layers_there_are(stage):
    picture = shown(lambda state: FIRST if state.step % 2 else BARE)
    sequence = stage(picture, SIZE)
    by_step = {state.step: state for state in states()}
    for step in (39, 1, 33, 38, 0, 2, 36):
        state = by_step.get(step) or msgspec.structs.replace(states()[5], step=step)
        np.testing.assert_array_equal(sequence.draw(state), stage(picture, SIZE).draw(state))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("top", [TOP, ()], ids=["a top", "none"])
def test_pieces_rise_on_the_top_above_what_moves(stage, order, top):
    risers = tuple(msgspec.structs.replace(piece, since=piece.since + 1) for piece in PIECES)
    first, last = (Layers(rings(1.0), (), head, top, rising=pieces) for pieces in (risers, risers[::2]))
    picture = shown(lambda state: first if state.step < 25 else last)
    sequence = stage(picture, SIZE)
    for state in ORDERS[order]:
        alone = stage(picture, SIZE).draw(state)
        np.testing.assert_array_equal(sequence.draw(state), alone, repr(state))
        layers = picture.layers(state)
        direct = Layers(rings(1.0), (), lambda state, layers=layers: layers.marks(state)[len(rings(1.0)) :])
        flat = stage(shown(direct), SIZE).draw(state)
        assert np.abs(flat.astype(int) - alone).max() <= 2


def test_a_dashed_line_that_grows_keeps_its_dashes(stage):
    """From its beginning: where both are, a part of it and the whole look alike."""
    x = np.linspace(0.2, 1.6, 300)
    whole = np.stack([x, 0.5 + 0.3 * np.sin(4 * x)], axis=-1)

    def picture(share):
        curve = Curve(points=drawn(whole, share), color=PATH, width=0.01, dash=(0.03, 0.02))
        return shown(Layers((curve,)))

    frames = [stage(picture(share), SIZE).draw(states()[0]).astype(int) for share in (0.37, 0.7, 1.0)]
    ends = [int((drawn(whole, share)[-1, 0] - 0.04) * SIZE.unit) for share in (0.37, 0.7)]
    for frame, end in zip(frames, ends, strict=False):
        assert np.abs(frame - frames[-1])[:, :end].max() <= 8
        assert (frame[:, :end] != frame[0, 0]).any(axis=-1).sum() > 100
        assert (frame[:, end + 16 :] == frame[0, 0]).all()
