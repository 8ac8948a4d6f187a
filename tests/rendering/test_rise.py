"""The camera's rise, drawn: it ends on the map, and the way back begins on it, in both stages and themes."""

import numpy as np
import pytest

from gdclips.drawing.picture import picture
from gdclips.rendering.frame import FrameSize
from gdclips.story.film.shots import LABELS_OUT
from gdclips.story.scenes import SCENES

FPS, SIZE = 30, FrameSize(1280, 720)
SEEN, MOST = 8, 0.01  # levels by which a pixel differs, and the share of those that may


def change(first, second):
    """Return the share of pixels of which a channel differs by more than so many levels."""
    return float((np.abs(first.astype(int) - second).max(axis=-1) > SEEN).mean())


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_rise_ends_on_the_map_and_the_way_back_begins_on_it(stage, theme):
    film = SCENES["surface_descent"].story(SCENES["surface_descent"].settings())
    drawn = stage(picture(film, theme, "full"), SIZE)
    timeline = film.timeline("full")
    landed, left = timeline.cuts[1] + LABELS_OUT + timeline.shots[1].move, timeline.cuts[2] + LABELS_OUT
    for before, after in ((landed - 1 / FPS, landed), (left, left + 1 / FPS)):
        one, other = (drawn.draw(timeline.state(at))[..., :3].copy() for at in (before, after))
        assert 0 < change(one, other) <= MOST
