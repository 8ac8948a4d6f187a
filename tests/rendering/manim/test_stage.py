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

from gdclips.drawing.box import Box
from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.marks import AnyMark, Formula, Mark
from gdclips.drawing.picture import picture
from gdclips.drawing.text.lettering import fit
from gdclips.places import CODE as ROOT
from gdclips.rendering.cairo.painter import Painter
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.manim.stage import ManimStage, StoryScene
from gdclips.rendering.manim.typesetting import typeset_terms
from gdclips.story.film.shots import Beat
from gdclips.story.scenes import SCENES
from scenes import lecture
from tests import films
from tests.drawing.film.films import STEPS, every_transition
from tests.reading import read_video
from tests.rendering.test_films import film_of

pytestmark = pytest.mark.manim

TINY = FrameSize(192, 108)
SLACK = 1.5  # pixels by which ink may overlap


@cache
def typst_size(terms):
    """Return the width, the bottom and the top of a formula in Typst's setting, in ems."""
    return typeset_terms(tuple(term.typst for term in terms))[1]


def typst_box(formula):
    """Return a formula's box in Typst's setting."""
    width, bottom, top = typst_size(formula.terms)
    scale, x, y = fit(formula, width, bottom, top)
    return Box(x, y + bottom * scale, width * scale, (top - bottom) * scale)


@pytest.fixture(autouse=True)
def unchanged_config():
    """Whatever is drawn or rendered, Manim's configuration stays as it was."""
    before = dict(manim.config.items())
    yield
    assert dict(manim.config.items()) == before


def formulas_of(shown, share):
    """The formulas at a share of a cut, and their words with the boxes that Typst gives formulas."""
    marks = shown.marks(shown.timeline.state(share * shown.timeline.seconds))
    formulas = [mark for mark in marks if isinstance(mark, Formula)]
    others = films.words_of([mark for mark in marks if not isinstance(mark, Formula)])
    clear = [each for each in formulas if min(color[3] for color in each.colors) > films.CLEAR]
    return formulas, [*others, *(("formula", typst_box(each), each.size) for each in clear)]


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("cut", ["full", "short"])
def test_formulas_as_typst_sets_them_are_whole_and_clear_of_other_texts(name, cut):
    shown = picture(film_of(name), "light", cut)
    look = films.look_of(shown.aspect, cut)
    for share in np.linspace(0.1, 0.99, 9):
        _, words = formulas_of(shown, share)
        assert films.overlaps(words, SLACK * look.px) == []
        assert films.cut_off(words, shown.aspect, 2 * look.px) == []


def test_the_boxes_of_formulas_are_right():
    """Formulas alone on a stage color no pixel outside their boxes, and reach each side."""
    size, seen = FrameSize(1280, 720), {}
    for name in SCENES:
        shown = picture(film_of(name), "light", "full")
        for share in (0.2, 0.6, 0.99):
            seen |= {each.terms: each for each in formulas_of(shown, share)[0]}
    assert len(seen) >= 4
    for mark in seen.values():
        ink = (0.0, 0.0, 0.0, 1.0)
        only = Layers((msgspec.structs.replace(mark, clip=None, colors=(ink,) * len(mark.terms)),))
        alone = Picture(shown.timeline, shown.background, lambda state, only=only: only)
        frame = ManimStage(alone, size).draw(shown.timeline.state(0))
        rows, columns = np.nonzero((frame != frame[0, 0]).any(axis=2))
        found = columns.min(), size.height - 1 - rows.max(), columns.max() + 1, size.height - rows.min()
        box = typst_box(mark)
        sides = np.array([box.left, box.bottom, box.right, box.top])
        np.testing.assert_allclose(found, sides * size.unit, atol=2.5)


class Blot(Mark, frozen=True, kw_only=True):
    """A kind of mark that no stage knows."""


def test_every_kind_of_mark_is_drawn_and_no_other():
    known = set(Painter.__dict__["_draw"].dispatcher.registry) - {object}
    assert known == set(typing.get_args(AnyMark))
    shown = picture(every_transition(), "light", "full")
    with pytest.raises(TypeError, match="no way to draw a Blot"):
        blotted = Picture(shown.timeline, shown.background, lambda state: Layers((Blot(),)))
        ManimStage(blotted, TINY).draw(shown.timeline.state(0))


def told_in_brief():
    """A film of a map whose window is another after a while."""
    wide, near = (every_transition().full[number] for number in (0, 1))
    first = msgspec.structs.replace(wide, beats=(Beat(0.4, "one"), Beat(0.6, "two", STEPS)))
    second = msgspec.structs.replace(near, beats=(Beat(1.4, "two"),), move=0.4, entries=())
    return msgspec.structs.replace(every_transition(), full=(first, second))


@pytest.mark.parametrize(("rate", "look"), [(10, "light"), (30, "dark")])
def test_manims_own_command_makes_exactly_the_timelines_frames(tmp_path, rate, look):
    story = told_in_brief()

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
    shown = picture(story, look, "full")
    assert len(frames) == shown.timeline.frames(rate) == round(2.4 * rate)
    stage = ManimStage(shown, TINY)
    for index, frame in enumerate(frames):
        true = stage.draw(shown.timeline.state(index / rate))[:, :, :3]
        assert 10 * np.log10(255**2 / np.square(true - frame.astype(float)).mean()) > 30, index


def test_the_lectures_classes_are_those_of_its_scenes():
    """Manim finds only literal classes, so they are written by a tool and kept."""
    written = runpy.run_path(str(ROOT / "tools/manim_classes.py"))["text"]()
    assert Path(lecture.__file__).read_text(encoding="utf-8") == written


@pytest.mark.parametrize("name", SCENES)
def test_a_lecture_scene_tells_its_default_film(name):
    scene = getattr(lecture, re.sub(r"(^|_)(\w)", lambda match: match[2].upper(), name))
    assert issubclass(scene, manim.Scene)
    with manim.tempconfig({"dry_run": True, "verbosity": "ERROR"}):
        told = scene().tell()
    default = film_of(name)
    assert (told.title, told.steps, told.alt) == (default.title, default.steps, default.alt)
    for cut in ("full", "short"):
        assert told.timeline(cut).beats == default.timeline(cut).beats
