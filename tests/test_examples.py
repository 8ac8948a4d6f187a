"""The examples: a scene outside of the lecture, of another optimiser, which says what is so or nothing."""

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gdclips.build.alt_text import alt_text
from gdclips.build.subtitles import subtitles
from gdclips.drawing.marks import Formula, Words
from gdclips.drawing.picture import picture
from gdclips.explorer.theory import theory_facts
from gdclips.places import CODE as ROOT
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import Overrides, resolve
from gdclips.scene import problem, telling
from gdclips.story.problem import OwnData
from gdclips.story.scenes import find
from gdclips.story.settings import make
from gdcore import read_csv
from tests.reading import subtitled

FILE = ROOT / "examples" / "my_scenes.py"
CHANGES = [
    {},
    {"noise": 3},
    {"rate": 9},
    {"kept": 0, "steps": 300},
    {"steps": 1},
    {"weights": (2, 6), "start": None},
    {"weights": (2, 6, 5, 1), "start": None, "slice": True},
]
PLAIN = ("negative gradient", "share α of the gradient", "stability limit", "velocity", "momentum", "batch")
"""What is so of other optimisers."""


@pytest.fixture(scope="module")
def scene():
    return find(f"{FILE}:adam")


@pytest.fixture(params=[*CHANGES, "own"], ids=str)
def told(request, scene):
    """The scene's settings, its story, and a user's data, if it has any."""
    if request.param != "own":
        settings = make(scene.settings, request.param)
        return settings, scene.story(settings), None
    samples = read_csv(
        ROOT / "data/stackloss.csv", ["air_flow", "water_temp"], "stack_loss", standardize=True
    )
    own, settings = OwnData(samples, "stackloss.csv", "stack_loss", True), scene.settings(start=None)
    return settings, scene.story(settings, own), own


def by_hand(loss, settings, start):
    """Adam's points, as its paper has it."""
    w, m, v, points = np.array(start), 0.0, 0.0, [start]
    for t in range(1, settings.steps + 1):
        g = loss.gradient(w)
        m, v = settings.kept * m + (1 - settings.kept) * g, 0.999 * v + 0.001 * g**2
        w = w - settings.rate * (m / (1 - settings.kept**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        points.append(w)
    return np.array(points)


def test_the_path_is_adams(told):
    settings, story, _ = told
    (track,) = story.panels[0].tracks
    points = by_hand(story.panels[0].loss, settings, track.run.points[0])
    np.testing.assert_allclose(track.run.points, points, rtol=1e-9, atol=1e-9)


def test_its_words_are_those_of_its_file_or_none(told):
    _, story, own = told
    captions = [beat.caption for beat in (*story.full, *story.short)]
    words = " ".join([alt_text(story, own), subtitled(subtitles(story.full)), story.parameters, *captions])
    assert not [word for word in PLAIN if word in words]
    assert story.sums == ()
    assert story.theory is None and theory_facts(story.theory) == {}
    last = story.panels[0].tracks[0].run.losses[-1]
    reached = re.search(r"the MSE is ([\d.]+(?:·10\S+)?); the minimum", captions[-1])[1]
    assert reached == telling.plain(last, 4)


def test_numbers_of_the_plain_rule_are_not_told_of_another(scene):
    settings = scene.settings()
    run = scene.story(settings).panels[0].tracks[0].run
    assert telling.sums(problem(settings, None, settings.rate), run) == ()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("cut", ["full", "short"])
def test_it_is_drawn_with_its_equation(told, theme, cut):
    _, story, _ = told
    shown = picture(story, theme, cut)
    for share in (0.0, 0.4, 0.7, 1.0):
        marks = shown.marks(shown.timeline.state(share * shown.timeline.seconds))
        assert story.equation in [mark.terms for mark in marks if isinstance(mark, Formula)]
        assert any(isinstance(mark, Words) and mark.text == story.title for mark in marks)


def test_a_story_needs_neither_equation_nor_column(scene):
    story = scene.story(scene.settings())
    bare = msgspec.structs.replace(story, equation=(), parameters="", column=(), opening=None)
    shown = picture(bare, "light", "full")
    assert shown.marks(shown.timeline.state(20.0))


def test_its_settings_are_checked_and_its_rate_stays_with_data_of_ones_own(scene):
    for wrong in ({"kept": 1}, {"rate": None}, {"rate": 11}, {"start": (1.0,)}):
        with pytest.raises(ValueError, match=f"^{next(iter(wrong))}="):
            make(scene.settings, wrong)
    with pytest.raises(ValueError, match=r"^start=1,2: expected 3 numbers"):
        scene.check(make(scene.settings, {"start": (1, 2)}))


def test_its_lecture_lists_it():
    requests = resolve(read_lecture(FILE.with_name("lecture.toml")), [], Overrides())
    assert [request.file for request in requests] == [
        *(
            "adam.gif",
            "adam.mp4",
            "forgetful_kept_0.0.png",
            "forgetful_kept_0.5.png",
            "forgetful_kept_0.99.png",
        )
    ]
    assert {request.scene.name for request in requests} == {"my_scenes.py:adam"}


def test_it_imports_from_one_place():
    text = FILE.read_text(encoding="utf-8")
    assert re.findall(r"^(?:import|from) (gd\S+)", text, re.MULTILINE) == ["gdclips.scene", "gdcore"]
    code = [line for line in text.splitlines() if line.strip() and not line.strip().startswith(('"""', "#"))]
    assert len(code) < 60
    assert Path(find(f"{FILE}:adam").source.folder) == FILE.parent
