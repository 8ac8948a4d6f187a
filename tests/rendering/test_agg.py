import typing

import matplotlib
import numpy as np
import pytest

from gdclips.drawing import geometry
from gdclips.drawing.layout import layout
from gdclips.drawing.marks import AnyMark, Mark
from gdclips.drawing.picture import Layers, Picture, picture
from gdclips.drawing.text import lettering
from gdclips.drawing.theme import THEMES
from gdclips.drawing.views.frames import BELOW
from gdclips.rendering.agg import Agg, MatplotlibStage
from gdclips.rendering.frame import FrameSize
from tests.chosen import STORIES

SMALL = FrameSize(320, 180)
FOLLOWED = ("contour_descent", "sgd", "noisy_descent")


def centroid(pixels, color, box, frame):
    """Return the middle, in stage units, of the pixels in a box that have exactly a colour."""
    rows, columns = np.nonzero((pixels[:, :, :3] == np.round(np.multiply(color[:3], 255))).all(axis=2))
    x = (columns + 0.5 - frame.origin[0]) / frame.unit
    y = (frame.height - rows - 0.5 - frame.origin[1]) / frame.unit
    inside = (box.left < x) & (x < box.right) & (box.bottom < y) & (y < box.top)
    assert inside.sum() > 20
    return np.array([x[inside].mean(), y[inside].mean()])


@pytest.mark.parametrize(
    ("name", "theme"),
    [*((name, "light") for name in STORIES), ("contour_descent", "dark")],
)
def test_a_frame_alone_is_the_frame_in_its_sequence(show, name, theme):
    shown = show(name, theme, "short")
    stage, alone = MatplotlibStage(shown, SMALL), MatplotlibStage(shown, SMALL)
    for index in range(3, 150, 12):
        last = stage.draw(shown.timeline.state(index / 20))
    np.testing.assert_array_equal(last, alone.draw(shown.timeline.state(147 / 20)))


def test_a_frame_stays_as_it_was_when_the_next_is_drawn(show):
    shown = show("sgd")
    stage = MatplotlibStage(shown, SMALL)
    first = stage.draw(shown.timeline.state(14))
    kept = first.copy()
    stage.draw(shown.timeline.state(25))
    np.testing.assert_array_equal(first, kept)


def test_a_frame_is_opaque_and_of_its_size(show):
    frame = MatplotlibStage(show("sgd"), SMALL).draw(show("sgd").timeline.state(30))
    assert frame.shape == (180, 320, 4)
    assert frame.dtype == np.uint8
    assert (frame[:, :, 3] == 255).all()


@pytest.mark.parametrize("name", FOLLOWED)
@pytest.mark.parametrize("seconds", [11.6, 13.1, 17.2, 20.0, 26.9])
def test_the_points_pixels_are_where_the_run_is(tell, show, contours, name, seconds):
    story, shown, size = tell(name), show(name), FrameSize(640, 360)
    state, ((panel, axes),) = shown.timeline.state(seconds), contours(story)
    points = axes.place(panel.tracks[0].run.points[:, list(panel.axes)])
    after = points[min(state.step + 1, story.steps)]
    true = points[state.step] + state.glide * (after - points[state.step])
    frame = MatplotlibStage(shown, size).draw(state)
    found = centroid(frame, THEMES["light"].color("path"), axes.box, size)
    assert np.abs(found - true).max() * size.unit < 1


@pytest.mark.parametrize("changes", [{"rate": 2.5}, {"rate": 1.8}])
def test_nothing_of_a_diverging_path_is_drawn_outside_its_panel(show, changes):
    shown, size = show("contour_descent", bare=True, **changes), FrameSize(640, 360)
    stage = MatplotlibStage(shown, size)
    start = stage.draw(shown.timeline.state(8))
    rows, columns = np.mgrid[: size.height, : size.width]
    x, y = (columns + 0.5) / size.unit, 1 - (rows + 0.5) / size.unit
    (panel,), column = layout(1, True).panels, layout(1, True).column
    inside = (np.abs(x - panel.center[0]) < panel.width / 2 + 0.004) & (
        np.abs(y - panel.center[1]) < panel.height / 2 + 0.004
    )
    number = np.abs(y - (panel.bottom - BELOW)) < 0.03  # of the height at the head
    outside = ~inside & ~number & (x < column.left - 0.02)
    assert outside.sum() > 20_000
    for seconds in np.linspace(11, shown.timeline.seconds, 24):
        frame = stage.draw(shown.timeline.state(seconds))
        assert (frame[inside] != start[inside]).any()
        np.testing.assert_array_equal(frame[outside], start[outside])


@pytest.mark.parametrize(
    ("size", "rows", "columns"),
    [
        (FrameSize(320, 240), slice(30, 210), slice(None)),
        (FrameSize(320, 320), slice(70, 250), slice(None)),
        (FrameSize(480, 180), slice(None), slice(80, 400)),
    ],
)
def test_in_any_frame_the_stage_is_centred(show, size, rows, columns):
    shown = show("contour_descent")
    state = shown.timeline.state(20)
    wide, frame = MatplotlibStage(shown, SMALL).draw(state), MatplotlibStage(shown, size).draw(state)
    assert frame.shape == (size.height, size.width, 4)
    np.testing.assert_allclose(frame[rows, columns].astype(int), wide.astype(int), atol=2)
    around = frame.copy()
    around[rows, columns] = frame[0, 0]
    assert (around == frame[0, 0]).all()


@pytest.mark.parametrize(
    "size", [FrameSize(64, 36), FrameSize(1920, 1080), FrameSize(101, 57), FrameSize(36, 64)]
)
def test_any_size_can_be_drawn(show, size):
    frame = MatplotlibStage(show("contour_descent"), size).draw(show("contour_descent").timeline.state(20))
    assert frame.shape == (size.height, size.width, 4)
    assert len(np.unique(frame.reshape(-1, 4), axis=0)) > 50


def test_a_clip_looks_the_same_at_every_size(show):
    """A frame of three times the size is, averaged down, nearly the small one."""
    shown = show("sgd", "dark")
    state = shown.timeline.state(22)
    small, large = (MatplotlibStage(shown, FrameSize(320 * k, 180 * k)).draw(state) for k in (1, 3))
    averaged = large.reshape(180, 3, 320, 3, 4).mean(axis=(1, 3))
    assert np.abs(averaged - small).mean() < 2


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("name", STORIES)
def test_nothing_moves_outside_the_panels_and_their_surroundings(tell, show, name, bare):
    """What moves stays off the gaps between the slots: no path, line or label gets lost."""
    shown, size = show(name, bare=bare), FrameSize(320, 180)
    slots, stage = layout(len(tell(name).panels), bare), MatplotlibStage(shown, size)
    rows, columns = np.mgrid[: size.height, : size.width]
    x, y = (columns + 0.5) / size.unit, 1 - (rows + 0.5) / size.unit
    # A surface turns, and its axes' numbers with it; a hidden panel has a cover.
    parts = [(box, (0.14, 0.03, 0.14, 0.07)) for box in slots.panels]
    parts += [(box, (0.01,) * 4) for box in (slots.column, slots.strip, slots.caption) if box]
    still = np.ones(x.shape, bool)
    for box, (left, right, below, above) in parts:
        beside = (x < box.left - left) | (x > box.right + right)
        still &= beside | (y < box.bottom - below) | (y > box.top + above)
    first = stage.draw(shown.timeline.state(0))
    assert still.sum() > 500
    for seconds in np.linspace(1, shown.timeline.seconds, 9):
        np.testing.assert_array_equal(stage.draw(shown.timeline.state(seconds))[still], first[still])


class Blot(Mark, frozen=True, kw_only=True):
    """A kind of mark that no stage knows."""


def test_every_kind_of_mark_is_drawn_and_no_other(show):
    known = set(Agg.__dict__["_draw"].dispatcher.registry) - {object}
    ours = {kind for kind in Mark.__subclasses__() if kind.__module__ == Mark.__module__}
    assert known == set(typing.get_args(AnyMark)) == ours
    shown = show("sgd")
    blotted = Picture(shown.timeline, shown.background, lambda state: Layers((Blot(),)))
    with pytest.raises(TypeError, match="no way to draw a Blot"):
        MatplotlibStage(blotted, FrameSize(32, 18)).draw(shown.timeline.state(0))


OTHER = {"path.simplify": False, "agg.path.chunksize": 101, "mathtext.default": "bf", "font.size": 30.0}


def test_a_users_settings_of_matplotlib_change_no_frame(tell):
    """As a notebook may set them: they are as they were when a frame is drawn, and count for none."""
    seconds, frames = (4.0, 13.0, 20.0), []
    for settings in ({}, OTHER | {"axes.autolimit_mode": "round_numbers"}):
        for each in (geometry.ticks, lettering.math_line, lettering.mathtext_size, lettering._mathtext_line):
            each.cache_clear()
        with matplotlib.rc_context(settings):
            shown = picture(tell("momentum"), "light", "full")
            stage = MatplotlibStage(shown, SMALL)
            frames.append([stage.draw(shown.timeline.state(each)) for each in seconds])
            assert {name: matplotlib.rcParams[name] for name in settings} == settings
    np.testing.assert_array_equal(*frames)
