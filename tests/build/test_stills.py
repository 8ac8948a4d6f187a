"""Stills: in a picture of an iteration the point stands where the run is by then, to a pixel."""

from io import BytesIO

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from gdclips.build.job import tell_story
from gdclips.drawing.marks import Dots, Words
from gdclips.drawing.picture import picture
from gdclips.drawing.theme import THEMES
from gdclips.story.film.moments import moment
from tests.asked import made, request_of

HEIGHT = 720
DISC = {"short": 13, "full": 9}  # pixels: a square of that side lies in the point alone of all of its colour
NEAR = 1.0  # pixels


def asked(scene, **look):
    """A request for a picture of a scene, and its film."""
    request = request_of(scene, "png", size=f"{HEIGHT}p", **look)
    return request, tell_story(request, None)


def drawn(request):
    """The pixels of a picture, read by Pillow."""
    with Image.open(BytesIO(made(request))) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def point(request):
    """The middle of the point's disc, (x, y) from the upper left."""
    side, color = DISC[request.look.cut], 255 * np.array(THEMES["light"].color("path")[:3])
    alike = (np.abs(drawn(request) - color) < 8).all(axis=2)
    rows, columns = np.nonzero(sliding_window_view(alike, (side, side)).all(axis=(2, 3)))
    assert rows.size and np.ptp(rows) < side and np.ptp(columns) < side, "it is one disc"
    return np.array([columns.mean(), rows.mean()]) + side / 2


def to_pixels(request, film, view):
    """What maps weights to pixels, as the picture's ticks and the minimum's ring tell it."""
    look = request.look
    shown = picture(film, look.theme, look.cut, aspect=request.size.aspect)
    marks = shown.marks(shown.timeline.state(moment(look.at, shown.timeline)))
    words = [mark for mark in marks if isinstance(mark, Words) and mark.text.isdigit()]
    low = min(mark.at[1] for mark in words if mark.anchor == "center" and mark.at[0] < 1)
    across = [(int(mark.text), mark.at[0]) for mark in words if mark.at[1] == low]
    left = min(mark.at[0] for mark in words)
    upwards = [(int(mark.text), mark.at[1]) for mark in words if mark.at[0] == left]
    scales = [np.polyfit(*zip(*ticks, strict=True), 1)[0] for ticks in (across, upwards)]
    ring = next(
        mark
        for mark in marks
        if isinstance(mark, Dots) and mark.edge and np.shape(mark.fills) == (4,) and not mark.fills[3]
    )
    least = view.plane.loss.minimizer[list(view.plane.axes)]

    def placed(w):
        x, y = ring.points[0] + (w - least) * scales
        return np.array([x, 1 - y]) * HEIGHT

    return placed


@pytest.mark.parametrize("cut", ["full", "short"])
@pytest.mark.parametrize(
    ("scene", "steps"),
    [("contour_descent", (0, 1, 2, 4)), ("noisy_descent", (3, 5)), ("noise_ball", (26, 600))],
)
def test_the_point_stands_where_the_run_is(scene, steps, cut):
    for step in steps:
        request, film = asked(scene, theme="light", cut=cut, at=step)
        view = film.short[0].hero
        (track,) = view.tracks
        run = track.run.points[:, list(view.plane.axes)]
        place = to_pixels(request, film, view)
        found = point(request)
        assert np.linalg.norm(found - place(run[step])) < NEAR
        if step < 4:
            others = [place(run[other]) for other in (max(step - 1, 0), step + 1) if other != step]
            assert min(np.linalg.norm(found - other) for other in others) > 10 * NEAR


@pytest.mark.parametrize(("at", "step"), [("poster", 600), ("end", 600), ("beat:2", 26), ("beat:3", 26)])
def test_the_point_of_other_moments(at, step):
    request, film = asked("noise_ball", theme="light", cut="full", at=at)
    view = film.short[0].hero
    place = to_pixels(request, film, view)
    found = point(request)
    w = view.tracks[0].run.points[step, list(view.plane.axes)]
    assert np.linalg.norm(found - place(w)) < NEAR
