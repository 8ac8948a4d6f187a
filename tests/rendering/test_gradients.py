"""Gradients as pixels: their opacity at each pixel's middle, their edges, and the two renderers alike."""

import itertools

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.marks import Gradient
from gdclips.rendering.agg import Agg
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.frame import FrameSize

SIZE = FrameSize(160, 90)
FINE = 256  # parts of a pixel's side, over which it is averaged
STOPS = ((0.0, 1.0), (0.3, 1.0), (0.8, 0.2), (1.0, 0.0))
BLUE = (0.05, 0.1, 0.6, 0.9)
BOXES = [Box(0.0, 0.0, 16 / 9, 1.0), Box(0.305, 0.122, 0.703, 0.611), Box(1.2, 0.5, 1.0, 0.9)]
GROUNDS = [(0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0), (0.9, 0.4, 0.2, 1.0)]
CASES = pytest.mark.parametrize(("box", "axis", "ground"), [*itertools.product(BOXES, "xy", GROUNDS)])


def drawn(buffer, mark, ground):
    made = buffer(SIZE, ground)
    made.draw([mark])
    assert (made.pixels[..., 3] == 255).all()
    return made.pixels[..., :3].astype(float)


def wanted(mark, ground):
    """What a gradient looks like: its opacity, averaged over each of the frame's pixels."""
    box, averages = mark.box, {}
    for axis, count, low, size in (
        ("x", SIZE.width, box.left, box.width),
        ("y", SIZE.height, box.bottom, box.height),
    ):
        share = ((np.arange(count * FINE) + 0.5) / FINE / SIZE.unit - low) / size
        opacity = mark.opacity(share) if mark.axis == axis else 1.0
        averages[axis] = (((share > 0) & (share < 1)) * opacity).reshape(count, FINE).mean(axis=1)
    opacity = mark.color[3] * np.outer(averages["y"][::-1], averages["x"])[..., None]
    return 255 * (opacity * mark.color[:3] + (1 - opacity) * ground[:3])


@CASES
def test_a_gradient_has_its_opacity_at_each_pixel(renderer, box, axis, ground):
    mark = Gradient(box=box, color=BLUE, axis=axis, stops=STOPS)
    assert np.abs(drawn(renderer[0], mark, ground) - wanted(mark, ground)).max() < 6  # on the edges
    inner = msgspec.structs.replace(mark, box=Box(0.2, 0.1, 1.0, 0.8))  # on whole pixels
    assert np.abs(drawn(renderer[0], inner, ground) - wanted(inner, ground)).max() < 2


@CASES
@pytest.mark.manim
def test_a_gradient_is_the_same_in_both_renderers(box, axis, ground):
    cairo = pytest.importorskip("gdclips.rendering.manim.stage").Cairo
    mark = Gradient(box=box, color=BLUE, axis=axis, stops=STOPS)
    assert np.abs(drawn(Agg, mark, ground) - drawn(cairo, mark, ground)).max() <= 2


def test_a_gradient_touches_nothing_outside_its_bounds_and_its_clip(renderer):
    buffer, measure = renderer
    mark = Gradient(box=BOXES[1], color=BLUE, axis="x", stops=STOPS, clip=Box(0.5, 0.3, 0.2, 0.2))
    made = buffer(SIZE, GROUNDS[1])
    before = made.pixels.copy()
    made.draw([mark])
    rows, columns = np.nonzero((made.pixels != before).any(axis=-1))
    for first, last in (rows.min(), rows.max()), (columns.min(), columns.max()):
        assert first == 45 and last in (62, 63)  # a pixel more at the end, as Agg clips
    bounds = bounds_of(mark, SIZE, measure)
    assert bounds.left <= 45 and bounds.right >= 63 and bounds.top <= 45 and bounds.bottom >= 63
    made.pixels[bounds.part] = before[bounds.part]
    np.testing.assert_array_equal(made.pixels, before)


@pytest.mark.parametrize(
    "box",
    [Box(0.5, 0.5, 0.001, 0.3), Box(0.5, 0.5, 0.0, 0.3), Box(3.0, 3.0, 0.5, 0.5), Box(-2.0, -2.0, 0.5, 0.5)],
)
def test_a_thin_gradient_or_one_outside_the_frame_is_no_error(renderer, box):
    mark = Gradient(box=box, color=BLUE, axis="x", stops=STOPS)
    pixels = drawn(renderer[0], mark, GROUNDS[1])
    assert np.abs(pixels - 255).sum(axis=(0, 2)).astype(bool).sum() <= 1
