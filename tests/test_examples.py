"""The examples: scenes outside of the lecture, one of another optimiser, which say what is so or nothing."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import gdclips.scene as gd
from gdclips.build.texts.alt_text import alt_text
from gdclips.drawing.marks import Formula, Words
from gdclips.drawing.picture import picture
from gdclips.explorer.theory import theory_facts
from gdclips.places import CODE as ROOT
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import Overrides, resolve
from gdclips.story.film.sums import sums
from gdclips.story.scenes import find
from gdclips.story.settings import make
from gdcore import gradient_descent, read_csv
from tests.reading import subtitled, subtitles

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
LONGEST, LINES = 60, 30  # characters of a caption, and lines of a scene


@pytest.fixture(scope="module")
def scene():
    return find(f"{FILE}:adam")


def own_data():
    samples = read_csv(
        ROOT / "data/stackloss.csv", ["air_flow", "water_temp"], "stack_loss", standardize=True
    )
    return gd.OwnData(samples, "stackloss.csv", "stack_loss", True)


@pytest.fixture(params=[*CHANGES, "own"], ids=str)
def told(request, scene):
    """The scene's settings, its film, and a user's data, if it has any."""
    if request.param != "own":
        settings = make(scene.settings, request.param)
        return settings, scene.story(settings), None
    own, settings = own_data(), scene.settings(start=None)
    return settings, scene.story(settings, own), own


def beats(film):
    return [beat for shot in film.full for beat in shot.beats]


def the_run(film):
    (track,) = film.full[0].hero.tracks
    return track.run


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
    settings, film, _ = told
    run = the_run(film)
    points = by_hand(film.full[0].hero.plane.loss, settings, run.points[0])
    np.testing.assert_allclose(run.points, points, rtol=1e-9, atol=1e-9)


def test_its_words_are_those_of_its_file_or_none(told):
    settings, film, own = told
    captions = [beat.caption for shot in (*film.full, *film.short) for beat in shot.beats]
    rules = [each for shot in film.full for each in shot.supports if isinstance(each, gd.Rule)]
    words = " ".join([alt_text(film, own), subtitled(subtitles(beats(film))), *captions])
    words += " ".join(rule.parameters for rule in rules)
    assert not [word for word in PLAIN if word in words]
    assert all(rule.sums == () for rule in rules)
    assert film.theory is None and theory_facts(film.theory) == {}
    assert max(map(len, captions)) <= LONGEST
    reached = re.search(r"the MSE is (?:the least there is, )?([\d.]*\d(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)", captions[-1])
    if reached:
        assert reached[1] == gd.plain(the_run(film).losses[-1], 4)
    else:
        assert "no weight is off by over" in captions[-1] and settings.noise == 0


def test_numbers_of_the_plain_rule_are_not_told_of_another(scene):
    settings = scene.settings()
    assert sums(gd.problem(settings, None, settings.rate), the_run(scene.story(settings))) == ()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("cut", ["full", "short"])
def test_it_is_drawn_with_its_equation(told, theme, cut):
    settings, film, _ = told
    shown = picture(film, theme, cut)
    marks = [shown.marks(shown.timeline.state(share * shown.timeline.seconds)) for share in (0.4, 0.6, 1.0)]
    equations = [mark.terms for some in marks for mark in some if isinstance(mark, Formula)]
    (rule,) = {each for shot in film.full for each in shot.supports if isinstance(each, gd.Rule)} or {None}
    assert cut == "short" or settings.steps < 4 or rule.equation in equations
    assert all(any(isinstance(m, Words) and m.text == film.title for m in some) for some in marks)


def test_a_film_needs_no_supports():
    settings = gd.Settings()
    task = gd.problem(settings, None, 0.1)
    run = gd.descent(task, gradient_descent(0.1), settings.steps)
    hero = gd.Map(plane=gd.plane(task), seen=gd.whole(task, run), tracks=(gd.Track(run),))
    film = gd.plain_film("Alone", hero, (), (run,), settings.steps, ("One caption.",))
    assert {beat.caption for beat in beats(film)} == {"One caption."}
    shown = picture(film, "light", "full")
    assert shown.marks(shown.timeline.state(20.0))


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize(
    "changes", [{}, {"noise": 2}, {"steps": 1}, {"steps": 6}, {"weights": (2, 6)}], ids=str
)
def test_its_law_stands_before_the_run_that_keeps_it(own, changes):
    scene = find(f"{FILE}:predicted")
    data = own_data() if own else None
    film = scene.story(make(scene.settings, changes | {"start": None}), data)
    _, looked, gone = film.full
    (plot,) = looked.supports
    (law,), (line,) = plot.overlays, plot.lines
    np.testing.assert_allclose(line.values, law.values, rtol=1e-6, atol=1e-9 * law.values[0])
    assert looked.seconds - looked.settled >= 1 and not any(beat.steps for beat in looked.beats)
    assert gone.hero is looked.hero and looked.hero.seen is not film.full[0].hero.seen
    for cut in ("full", "short"):
        shown = picture(film, "dark", cut)
        assert shown.marks(shown.timeline.state(0.7 * shown.timeline.seconds))
    assert max(len(beat.caption) for beat in beats(film)) <= LONGEST


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
            "predicted.gif",
            "predicted.mp4",
            "forgetful_kept_0.0.png",
            "forgetful_kept_0.5.png",
            "forgetful_kept_0.99.png",
        )
    ]
    assert {request.scene.name for request in requests} == {"my_scenes.py:adam", "my_scenes.py:predicted"}


def test_it_imports_from_one_place_and_each_scene_is_short():
    text = FILE.read_text(encoding="utf-8")
    assert re.findall(r"^(?:import|from) (gd\S+)", text, re.MULTILINE) == ["gdclips.scene", "gdcore"]
    functions = {each.name: each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)}
    for name in ("adam", "predicted"):
        assert functions[name].end_lineno - functions[name].lineno < LINES
    header = ast.get_docstring(ast.parse(text))
    assert all(f"./render.sh examples/my_scenes.py:{name}." in header for name in ("adam", "predicted"))
    assert Path(find(f"{FILE}:adam").source.folder) == FILE.parent


def test_what_the_api_exports_is_there():
    assert all(hasattr(gd, name) for name in gd.__all__)
