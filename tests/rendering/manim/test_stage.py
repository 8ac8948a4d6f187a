"""The Manim stage, and Manim's own machinery with it."""

import re
import runpy
import typing
import warnings
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of what Manim itself imports
    manim = pytest.importorskip("manim")

from gdclips.drawing.layout import layout
from gdclips.drawing.marks import AnyMark, Formula, Mark
from gdclips.drawing.picture import Layers, Picture, picture
from gdclips.drawing.text.lettering import fit
from gdclips.drawing.theme import THEMES
from gdclips.drawing.views.frames import BELOW
from gdclips.places import CODE as ROOT
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.cairo.painter import Painter
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.manim.stage import ManimStage, StoryScene
from gdclips.rendering.manim.typesetting import typeset_terms
from gdclips.story.timeline import Beat
from scenes import lecture
from tests.chosen import STORIES
from tests.layered import layers
from tests.reading import read_video

pytestmark = pytest.mark.manim

SMALL = FrameSize(320, 180)
TINY = FrameSize(192, 108)


FOLLOWED = ("contour_descent", "sgd", "noisy_descent")
LOOKS = [("light", "full", False), ("light", "short", True), ("dark", "full", True), ("dark", "short", False)]


@cache
def typst_size(terms):
    """Return the width, the bottom and the top of a formula in Typst's setting, in ems."""
    return typeset_terms(tuple(term.typst for term in terms))[1]


def typst_box(formula):
    """Return a formula's left, bottom, right and top in Typst's setting."""
    width, bottom, top = typst_size(formula.terms)
    scale, x, y = fit(formula, width, bottom, top)
    return x, y + bottom * scale, x + width * scale, y + top * scale


@pytest.fixture(autouse=True)
def unchanged_config():
    """Whatever is drawn or rendered, Manim's configuration stays as it was."""
    before = dict(manim.config.items())
    yield
    assert dict(manim.config.items()) == before


@pytest.mark.parametrize(
    ("name", "theme"), [*((name, "light") for name in STORIES), ("contour_descent", "dark")]
)
def test_a_frame_alone_is_the_frame_in_its_sequence(show, name, theme):
    shown = show(name, theme, "short")
    stage, alone = ManimStage(shown, SMALL), ManimStage(shown, SMALL)
    for index in range(3, 150, 12):
        last = stage.draw(shown.timeline.state(index / 20))
    np.testing.assert_array_equal(last, alone.draw(shown.timeline.state(147 / 20)))


def around(box, size):
    """The pixels of a panel with its ticks, its head and the names of its axes."""
    left, right = (round(x * size.unit) for x in (box.left - 0.13, box.right + 0.03))
    low, high = (round((1 - y) * size.unit) for y in (box.top + 0.06, box.bottom - 0.13))
    return slice(max(low, 0), high), slice(max(left, 0), right)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_two_stages_draw_the_same_picture(tell, show, name, theme):
    """As a whole, and each panel of it."""
    shown, size = show(name, theme), FrameSize(480, 270)
    ours, manims = MatplotlibStage(shown, size), ManimStage(shown, size)
    for seconds in (5, 11.5, 20) if theme == "light" else (14, 29.9):
        state = shown.timeline.state(seconds)
        one, other = ours.draw(state), manims.draw(state)
        assert one.shape == other.shape
        assert (other[:, :, 3] == 255).all()
        difference = np.abs(one.astype(float) - other)[:, :, :3]
        assert difference.mean() < 1.5
        for panel, box in zip(tell(name).panels, layout(len(tell(name).panels), False).panels, strict=True):
            assert difference[around(box, size)].mean() < 3, type(panel).__name__
            assert len(np.unique(one[around(box, size)].reshape(-1, 4), axis=0)) > 10


@pytest.mark.parametrize("name", FOLLOWED)
@pytest.mark.parametrize("seconds", [11.6, 13.1, 20.0, 26.9])
def test_the_points_pixels_are_where_the_run_is(tell, show, contours, name, seconds):
    story, shown, size = tell(name), show(name), FrameSize(640, 360)
    state, ((panel, axes),) = shown.timeline.state(seconds), contours(story)
    points = axes.place(panel.tracks[0].run.points[:, list(panel.axes)])
    after = points[min(state.step + 1, story.steps)]
    true = points[state.step] + state.glide * (after - points[state.step])
    frame = ManimStage(shown, size).draw(state)
    color = np.round(np.multiply(THEMES["light"].color("path")[:3], 255))
    rows, columns = np.nonzero((frame[:, :, :3] == color).all(axis=2))
    x, y = (columns + 0.5) / size.unit, 1 - (rows + 0.5) / size.unit
    here = (axes.box.left < x) & (x < axes.box.right) & (axes.box.bottom < y) & (y < axes.box.top)
    assert here.sum() > 20
    assert np.abs(np.subtract((x[here].mean(), y[here].mean()), true)).max() * size.unit < 1


def test_nothing_of_a_diverging_path_is_drawn_outside_its_panel(show):
    shown, size = show("contour_descent", bare=True, rate=2.5), FrameSize(640, 360)
    stage = ManimStage(shown, size)
    start = stage.draw(shown.timeline.state(8))
    rows, columns = np.mgrid[: size.height, : size.width]
    x, y = (columns + 0.5) / size.unit, 1 - (rows + 0.5) / size.unit
    (panel,) = layout(1, True).panels
    away = np.maximum(
        np.abs(x - panel.center[0]) - panel.width / 2, np.abs(y - panel.center[1]) - panel.height / 2
    )
    number = np.abs(y - (panel.bottom - BELOW)) < 0.03  # of the height at the head
    outside = (away > 0.004) & ~number & (x < layout(1, True).column.left - 0.02)
    for seconds in np.linspace(11, shown.timeline.seconds, 12):
        np.testing.assert_array_equal(stage.draw(shown.timeline.state(seconds))[outside], start[outside])


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
    wide, frame = ManimStage(shown, SMALL).draw(state), ManimStage(shown, size).draw(state)
    assert frame.shape == (size.height, size.width, 4)
    assert np.abs(frame[rows, columns].astype(float) - wide).mean() < 1
    around = frame.copy()
    around[rows, columns] = frame[0, 0]
    assert (around == frame[0, 0]).all()


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS)
@pytest.mark.parametrize("name", STORIES)
def test_texts_lie_in_the_frame_clear_of_each_other_and_whole(amiss, name, theme, cut, bare):
    faults = amiss(name, theme, cut, bare, 2, typst_box)["texts"]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS)
@pytest.mark.parametrize("name", STORIES)
def test_labels_in_a_panel_are_whole_and_clear_of_texts(amiss, name, theme, cut, bare):
    faults = amiss(name, theme, cut, bare, 2, typst_box)["labels"]
    assert not faults, "\n".join(faults)


def test_the_boxes_of_formulas_are_right(show):
    """Formulas alone on a stage color no pixel outside their boxes, and reach each side."""
    shown, size = show("sgd"), FrameSize(1280, 720)
    marks = [*layers(shown).ground, *layers(shown).moving(shown.timeline.state(12.2))]
    formulas = [mark for mark in marks if isinstance(mark, Formula)]
    assert len(formulas) >= 6
    for mark in formulas:
        whole = msgspec.structs.replace(mark, clip=None)
        only = Layers((whole,))
        alone = Picture(shown.timeline, shown.background, lambda state, only=only: only)
        frame = ManimStage(alone, size).draw(shown.timeline.state(0))
        rows, columns = np.nonzero((frame != frame[0, 0]).any(axis=2))
        found = columns.min(), size.height - 1 - rows.max(), columns.max() + 1, size.height - rows.min()
        np.testing.assert_allclose(found, np.multiply(typst_box(mark), size.unit), atol=2.5)


class Blot(Mark, frozen=True, kw_only=True):
    """A kind of mark that no stage knows."""


def test_every_kind_of_mark_is_drawn_and_no_other(show):
    known = set(Painter.__dict__["_draw"].dispatcher.registry) - {object}
    assert known == set(typing.get_args(AnyMark))
    shown = show("sgd")
    with pytest.raises(TypeError, match="no way to draw a Blot"):
        blotted = Picture(shown.timeline, shown.background, lambda state: Layers((Blot(),)))
        ManimStage(blotted, TINY).draw(shown.timeline.state(0))


def told_in_brief(story):
    beats = (
        Beat(0.4, "one", show=("path",)),
        Beat(1.2, "two", 12, ("minimizer",)),
        Beat(0.6, "two", story.steps - 12),
        Beat(0.2, "three", show=("truth", "ball")),
    )
    return msgspec.structs.replace(story, full=beats)


@pytest.mark.parametrize(("name", "rate", "theme"), [("contour_descent", 10, "light"), ("sgd", 30, "dark")])
def test_manims_own_command_makes_exactly_the_timelines_frames(tell, tmp_path, name, rate, theme):
    story = told_in_brief(tell(name))
    look = theme

    class Told(StoryScene):
        theme = look

        def tell(self):
            return story

    options = {
        "media_dir": str(tmp_path),
        "pixel_width": TINY.width,
        "pixel_height": TINY.height,
        "frame_rate": rate,
        "verbosity": "ERROR",
        "progress_bar": "none",
        "output_file": "told",
    }
    with manim.tempconfig(options):
        Told().render()
    (path,) = tmp_path.rglob("told.mp4")
    frames, facts = read_video(path)
    assert facts[2] == rate
    shown = picture(story, theme, "full")
    assert len(frames) == shown.timeline.frames(rate) == round(2.4 * rate)
    stage = ManimStage(shown, TINY)
    for index, frame in enumerate(frames):
        true = stage.draw(shown.timeline.state(index / rate))[:, :, :3]
        assert 10 * np.log10(255**2 / np.square(true - frame.astype(float)).mean()) > 30, index


def test_the_lectures_classes_are_those_of_its_scenes():
    """Manim finds only literal classes, so they are written by a tool and kept."""
    written = runpy.run_path(str(ROOT / "tools/manim_classes.py"))["text"]()
    assert Path(lecture.__file__).read_text(encoding="utf-8") == written


@pytest.mark.parametrize("name", STORIES)
def test_a_lecture_scene_tells_its_default_story(tell, name):
    scene = getattr(lecture, re.sub(r"(^|_)(\w)", lambda match: match[2].upper(), name))
    assert issubclass(scene, manim.Scene)
    with manim.tempconfig({"dry_run": True, "verbosity": "ERROR"}):
        told = scene().tell()
    default = tell(name)
    assert (told.title, told.full, told.short) == (default.title, default.full, default.short)
    assert told.parameters == default.parameters
    assert [type(panel) for panel in told.panels] == [type(panel) for panel in default.panels]
    for one, other in zip(told.panels, default.panels, strict=True):
        for track, known in zip(getattr(one, "tracks", ()), getattr(other, "tracks", ()), strict=True):
            np.testing.assert_array_equal(track.run.points, known.run.points)


@pytest.mark.parametrize(
    ("name", "size"), [("contour_descent", FrameSize(300, 300)), ("sgd", FrameSize(720, 200))]
)
def test_the_two_stages_lay_a_stage_of_another_aspect_alike(show, name, size):
    shown = show(name, aspect=size.aspect)
    assert shown.aspect == size.aspect
    state = shown.timeline.state(20)
    one, other = MatplotlibStage(shown, size).draw(state), ManimStage(shown, size).draw(state)
    assert np.abs(one.astype(float) - other).mean() < 2
    ink = (np.abs(one.astype(int) - one[0, 0]).max(axis=2) > 60).any(axis=0).nonzero()[0]
    assert ink[0] < 0.1 * size.width
    assert ink[-1] > 0.9 * size.width
