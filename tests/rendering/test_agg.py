"""The matplotlib stage: frames of any size, points where the run is, and no setting of a user's."""

import typing

import matplotlib
import numpy as np
import pytest

from gdclips.drawing import geometry
from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.cues import side_of
from gdclips.drawing.film.shots.places import axes_of
from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.marks import AnyMark, Mark, Mesh
from gdclips.drawing.picture import picture
from gdclips.drawing.text import lettering
from gdclips.drawing.theme import THEMES
from gdclips.rendering.agg import Agg, MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.renderer import MarkRenderer
from tests.drawing.film.films import every_transition, parts

SMALL = FrameSize(320, 180)


@pytest.fixture(scope="module")
def shown():
    return picture(every_transition(), "light", "full")


def centroid(pixels, color, box, frame):
    """Return the middle, in stage units, of the pixels in a box that have exactly a colour."""
    rows, columns = np.nonzero((pixels[:, :, :3] == np.round(np.multiply(color[:3], 255))).all(axis=2))
    x = (columns + 0.5 - frame.origin[0]) / frame.unit
    y = (frame.height - rows - 0.5 - frame.origin[1]) / frame.unit
    inside = (box.left < x) & (x < box.right) & (box.bottom < y) & (y < box.top)
    assert inside.sum() > 20
    return np.array([x[inside].mean(), y[inside].mean()])


def test_a_frame_stays_as_it_was_when_the_next_is_drawn(shown):
    stage = MatplotlibStage(shown, SMALL)
    first = stage.draw(shown.timeline.state(1))
    kept = first.copy()
    stage.draw(shown.timeline.state(9))
    np.testing.assert_array_equal(first, kept)


def test_a_frame_is_opaque_and_of_its_size(shown):
    frame = MatplotlibStage(shown, SMALL).draw(shown.timeline.state(9))
    assert frame.shape == (180, 320, 4)
    assert frame.dtype == np.uint8
    assert (frame[:, :, 3] == 255).all()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seconds", [2.3, 2.9, 3.2, 16.2])
def test_the_points_pixels_are_where_the_run_is(theme, seconds):
    shown, size = picture(every_transition(), theme, "full"), FrameSize(1280, 720)
    state = shown.timeline.state(seconds)
    shot, look = shown.timeline.shots[state.shot], Look(THEMES[theme], shown.aspect)
    axes, focus = axes_of(shot.hero, look, side_of(shot)), look.focus(side_of(shot))
    points = axes.place(parts()[0].tracks[0].run.points[:, list(shot.hero.plane.axes)])
    true = points[state.step] + state.glide * (
        points[min(state.step + 1, len(points) - 1)] - points[state.step]
    )
    found = centroid(MatplotlibStage(shown, size).draw(state), THEMES[theme].color("path"), focus, size)
    assert np.abs(found - true).max() * size.unit < 1.5


@pytest.mark.parametrize(
    ("size", "rows", "columns"),
    [
        (FrameSize(320, 240), slice(30, 210), slice(None)),
        (FrameSize(320, 320), slice(70, 250), slice(None)),
        (FrameSize(480, 180), slice(None), slice(80, 400)),
    ],
)
def test_in_any_frame_the_stage_is_centred(shown, size, rows, columns):
    state = shown.timeline.state(9)
    wide, frame = MatplotlibStage(shown, SMALL).draw(state), MatplotlibStage(shown, size).draw(state)
    assert frame.shape == (size.height, size.width, 4)
    np.testing.assert_allclose(frame[rows, columns].astype(int), wide.astype(int), atol=2)


@pytest.mark.parametrize(
    "size", [FrameSize(64, 36), FrameSize(1920, 1080), FrameSize(101, 57), FrameSize(36, 64)]
)
def test_any_size_can_be_drawn(shown, size):
    frame = MatplotlibStage(shown, size).draw(shown.timeline.state(9))
    assert frame.shape == (size.height, size.width, 4)
    assert len(np.unique(frame.reshape(-1, 4), axis=0)) > 50


def test_a_clip_looks_the_same_at_every_size(shown):
    """A frame of three times the size is, averaged down, nearly the small one."""
    state = shown.timeline.state(9)
    small, large = (MatplotlibStage(shown, FrameSize(320 * k, 180 * k)).draw(state) for k in (1, 3))
    averaged = large.reshape(180, 3, 320, 3, 4).mean(axis=(1, 3))
    assert np.abs(averaged - small).mean() < 2


class Blot(Mark, frozen=True, kw_only=True):
    """A kind of mark that no stage knows."""


def test_every_kind_of_mark_is_drawn_and_no_other(shown):
    known = set(MarkRenderer.__dict__["_draw"].dispatcher.registry) - {object}
    ours = {kind for kind in Mark.__subclasses__() if kind.__module__ == Mark.__module__}
    assert known == set(typing.get_args(AnyMark)) == ours
    blotted = Picture(shown.timeline, shown.background, lambda state: Layers((Blot(),)))
    with pytest.raises(TypeError, match="no way to draw a Blot"):
        MatplotlibStage(blotted, FrameSize(32, 18)).draw(shown.timeline.state(0))


OTHER = {"path.simplify": False, "agg.path.chunksize": 101, "mathtext.default": "bf", "font.size": 30.0}


def test_a_users_settings_of_matplotlib_change_no_frame():
    """As a notebook may set them: they are as they were when a frame is drawn, and count for none."""
    seconds, frames = (1.0, 8.0, 11.0), []
    for settings in ({}, OTHER | {"axes.autolimit_mode": "round_numbers"}):
        for each in (geometry.ticks, lettering.math_line, lettering.mathtext_size, lettering._mathtext_line):
            each.cache_clear()
        with matplotlib.rc_context(settings):
            shown = picture(every_transition(), "light", "full")
            stage = MatplotlibStage(shown, SMALL)
            frames.append([stage.draw(shown.timeline.state(each)) for each in seconds])
            assert {name: matplotlib.rcParams[name] for name in settings} == settings
    np.testing.assert_array_equal(*frames)


@pytest.mark.parametrize("alpha", [1.0, 0.4])
def test_a_smooth_mesh_is_drawn_in_grains_that_nobody_sees(alpha):
    share, angle = np.linspace(0.0, 1.0, 9), np.linspace(0.0, 2 * np.pi, 41)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    corners = np.array([0.8, 0.5]) + 0.6 * share[:, None, None] * ring
    light = np.array([0.0, 0.1, 0.2, 0.0]) * ((1 - share**2) ** 2)[:, None]
    colors = np.repeat((np.array([0.1, 0.1, 0.1, 1.0]) + light)[:, None], len(angle), axis=1)
    drawn = []
    for smooth in (False, True):
        buffer = Agg(FrameSize(1280, 720), (0.1, 0.1, 0.1, 1.0))
        buffer.draw([Mesh(corners=corners, colors=colors, alpha=alpha, smooth=smooth)])
        drawn.append(buffer.pixels.astype(int))
    assert 0 < np.abs(drawn[0] - drawn[1]).max() <= 3
