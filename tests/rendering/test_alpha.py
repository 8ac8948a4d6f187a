"""Transparent frames: composed with a colour they look as a picture drawn on it."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdclips.drawing.film.screen import Look
from gdclips.drawing.picture import BLACK, WHITE, _composed, on_black_and_white
from gdclips.drawing.theme import THEMES
from gdclips.rendering.alpha import TransparentStage, multiplied, straight, unmultiplied
from gdclips.rendering.frame import FrameSize
from gdclips.story.scenes import SCENES

SIZE = FrameSize(640, 360)
COLORS = {"#000000": 2, "#ffffff": 2, "#808080": 5, "#f4f1e8": 5}  # and by how much a pixel may differ
FEW = 1e-3  # of the pixels, which differ by more than 2: what is drawn on the colour itself is rounded too


@cache
def film_of(name):
    return SCENES[name].story(SCENES[name].settings())


def transparent(stage, name, theme, cut="full"):
    """Return a stage of a scene's film without a background, and its timeline."""
    sides = on_black_and_white(film_of(name), theme, cut, aspect=SIZE.aspect)
    return TransparentStage(*(stage(each, SIZE) for each in sides)), sides[0].timeline


def drawn_on(stage, color, name, theme):
    """Return a stage of the same on a colour, with the theme's own halos."""
    return stage(_composed(film_of(name), Look(THEMES[theme].before(color), SIZE.aspect)), SIZE)


def over(frame, color):
    """Return a frame composed with a colour, by the definition of straight alpha."""
    below = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])
    alpha = frame[..., 3:] / 255
    return np.rint(alpha * frame[..., :3] + (1 - alpha) * below)


@given(arrays(np.uint8, (3, 5, 4)))
def test_pixels_are_found_from_what_they_look_like(pixels):
    black, white = (np.full_like(pixels, 255) for _ in range(2))
    black[..., :3], white[..., :3] = over(pixels, BLACK), over(pixels, WHITE)
    found = straight(black, white)
    assert abs(found[..., 3].astype(int) - pixels[..., 3]).max() <= 1
    for color in COLORS:
        assert abs(over(found, color) - over(pixels, color)).max() <= 2


@given(st.binary(min_size=3, max_size=3))
def test_what_is_opaque_stays_and_what_is_clear_has_no_colour(color):
    black = np.array([[[*color, 255], [0, 0, 0, 255]]], np.uint8)
    white = np.array([[[*color, 255], [255, 255, 255, 255]]], np.uint8)
    assert straight(black, white).tolist() == [[[*color, 255], [0, 0, 0, 0]]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["noise_ball", "surface_descent", "simple_regression"])
def test_over_a_colour_a_frame_is_as_drawn_on_it(stage, theme, name):
    clear, timeline = transparent(stage, name, theme)
    drawn = {color: drawn_on(stage, color, name, theme) for color in COLORS}
    for seconds in np.linspace(0.0, timeline.seconds, 5):
        state = timeline.state(seconds)
        frame = clear.draw(state)
        for color, most in COLORS.items():
            off = abs(over(frame, color) - drawn[color].draw(state)[..., :3]).max(axis=-1)
            assert off.max() <= most
            assert (off > 2).mean() <= FEW


def test_what_has_changed_holds_all_that_differs(stage):
    """A moving point, a zoom and a rise, each frame against one drawn alone."""
    for name, first in (("noise_ball", 14.0), ("surface_descent", 9.0)):
        (played, timeline), (alone, _) = (transparent(stage, name, "light") for _ in range(2))
        states = [timeline.state(first + number / 8) for number in range(16)]
        kept = np.zeros((SIZE.height, SIZE.width, 4), np.uint8)
        for state, frame in zip(states, played.frames(iter(states)), strict=True):
            for each in frame.changed:
                kept[each.part] = frame.pixels[each.part]
            np.testing.assert_array_equal(kept, alone.draw(state))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_map_is_opaque_within_its_outermost_ring_and_ends_there(stage, theme):
    clear, timeline = transparent(stage, "learning_rates", theme, "short")
    frame = clear.draw(timeline.state(0.0))
    alpha = frame[..., 3]
    assert alpha[180, 200] == 255
    assert alpha[0, -1] == alpha[-1, -1] == 0
    assert not frame[alpha == 0].any()


def test_frames_of_no_states_are_none(stage):
    assert not list(transparent(stage, "sgd", "light")[0].frames([]))


@given(arrays(np.uint8, (3, 5, 4)))
def test_colours_are_multiplied_by_their_opacity_and_divided_again(pixels):
    found = multiplied(pixels)
    alpha = pixels[..., 3:] / 255
    assert (found[..., 3] == pixels[..., 3]).all()
    assert abs(found[..., :3] - alpha * pixels[..., :3]).max() <= 0.5
    again = unmultiplied(found)
    assert (again[..., 3] == pixels[..., 3]).all()
    assert (abs(again[..., :3].astype(int) - pixels[..., :3]) <= 0.5 / np.maximum(alpha, 1e-9) + 0.5).all()
    assert (again[pixels[..., 3] == 0] == 0).all()
    for color in COLORS:
        assert abs(over(again, color) - over(pixels, color)).max() <= 2


@given(arrays(np.uint8, (4, 4), elements=st.integers(0, 255)))
def test_what_was_not_multiplied_rightly_is_no_brighter_than_white(pixels):
    found = unmultiplied(pixels[None])[0]
    assert (found[..., 3] == pixels[..., 3]).all()
    assert (
        found[(pixels[..., :3] >= pixels[..., 3:]).all(axis=-1) & (pixels[..., 3] > 0)][:, :3] == 255
    ).all()
