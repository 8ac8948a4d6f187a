import numpy as np
import pytest

from gdclips.rendering.frame import Rectangle
from gdclips.rendering.overlay import Overlay

ALL = np.arange(256, dtype=np.uint8)


def over(opacity, color):
    """A colour laid on black and on white, as renderers do: cut to whole levels."""
    return [np.floor((1 - opacity) * ground + opacity * color).astype(np.uint8) for ground in (0.0, 255.0)]


class Marked:
    """A buffer of a colour on which marks are pixels that it then has."""

    def __init__(self, shape, color):
        self.pixels = np.empty(shape, np.uint8)
        self.pixels[:] = np.multiply(color, 255)
        self._light = color[0] > 0

    def draw(self, marks):
        for black, white in marks:
            self.pixels[..., :3] = white if self._light else black


def laid_on_all(black, white):
    """An overlay's values over each of 256, for pixels with those on black and on white."""
    shape = len(black), 256, 4
    pixels = np.broadcast_to(ALL[None, :, None], shape).copy()
    overlay = Overlay(lambda color: Marked(shape, color))
    overlay.begin([[np.asarray(each)[:, None, None] for each in (black, white)]])
    overlay.compose(pixels, Rectangle(0, 0, 256, len(black)))
    return pixels[..., 0].astype(int)


def test_what_is_clear_changes_nothing_and_what_is_opaque_hides_all():
    found = laid_on_all(black=[0, 77, 255], white=[255, 77, 255])
    np.testing.assert_array_equal(found[0], ALL)
    np.testing.assert_array_equal(found[1], 77)
    np.testing.assert_array_equal(found[2], 255)


def test_between_black_and_white_it_is_their_mixture_for_all_pairs():
    black, white = np.divmod(np.arange(256 * 256), 256)
    kept = black <= white
    black, white = black[kept].astype(np.uint8), white[kept].astype(np.uint8)
    found = laid_on_all(black, white)
    np.testing.assert_array_equal(found[:, 0], black)
    np.testing.assert_array_equal(found[:, 255], white)
    mixed = black[:, None] + np.subtract(white, black, dtype=float)[:, None] * ALL / 255
    assert np.abs(found - mixed).max() <= 1.0


@pytest.mark.parametrize("color", [0.0, 17.0, 130.0, 255.0])
def test_it_is_what_is_laid_on_each_value_directly_within_a_level(color):
    for opacity in np.linspace(0.0, 1.0, 41):
        black, white = over(opacity, color)
        found = laid_on_all(black[None], white[None])[0]
        assert np.abs(found - np.floor((1 - opacity) * ALL + opacity * color)).max() <= 1


def overlay_of(shape, color):
    overlay = Overlay(lambda ground: Marked(shape, ground))
    overlay.begin([(color, color)])
    return overlay


def test_only_the_rectangle_is_changed():
    pixels = np.full((6, 8, 4), 200, np.uint8)
    overlay_of(pixels.shape, 10).compose(pixels, Rectangle(2, 1, 5, 4))
    assert (pixels[1:4, 2:5, :3] == 10).all()
    assert (pixels[1:4, 2:5, 3] == 255).all()
    pixels[1:4, 2:5] = 200
    assert (pixels == 200).all()


def test_more_marks_are_seen_where_they_are_said_to_be_and_none_after_a_new_beginning():
    pixels, part = np.full((6, 8, 4), 200, np.uint8), Rectangle(2, 1, 5, 4)
    overlay = overlay_of(pixels.shape, 10)
    overlay.draw([(20, 20)], [part])
    overlay.compose(pixels, Rectangle(0, 0, 8, 6))
    assert (pixels[part.part][..., :3] == 20).all()
    assert (pixels[0, :, :3] == 10).all()
    before = pixels.copy()
    overlay.begin([])
    overlay.compose(pixels, Rectangle(0, 0, 8, 6))
    np.testing.assert_array_equal(pixels, before)


def test_pixels_without_marks_stay_and_all_others_are_blended_whatever_the_rectangle():
    """In bands of rows: what is composed in any parts is what is composed at once."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        left, top = rng.integers(0, 90, 2).tolist()
        box = Rectangle(left, top, left + 1 + int(rng.integers(40)), top + 1 + int(rng.integers(90)))
        on_black, on_white = np.zeros((200, 140, 3), np.uint8), np.full((200, 140, 3), 255, np.uint8)
        on_black[box.part], on_white[box.part] = (9, 60, 10), (30, 70, 200)
        made = Overlay(lambda color: Marked((200, 140, 4), color))
        made.begin([(on_black, on_white)])
        below = rng.integers(0, 256, (200, 140, 4), dtype=np.uint8)
        below[..., 3] = 255
        whole, parts = below.copy(), below.copy()
        made.compose(whole, Rectangle(0, 0, 140, 200))
        for y in range(0, 200, 25):
            for x in range(0, 140, 35):
                made.compose(parts, Rectangle(x, y, x + 35, y + 25))
        np.testing.assert_array_equal(parts, whole)
        touched = np.zeros((200, 140), bool)
        touched[box.part] = True
        np.testing.assert_array_equal(whole[~touched], below[~touched])
        assert (whole[touched] != below[touched]).any()
