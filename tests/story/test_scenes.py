"""Scenes: the lecture's by name and anybody's by file, what each is, and what is wrong with one."""

import pickle
import re

import msgspec
import numpy as np
import pytest

from gdclips.messages import RequestError
from gdclips.story import scenes
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES, SceneError, absolute, clip_name, find, is_file, split
from gdclips.story.settings import Rated, Settings, make
from gdcore import Samples

OWN = '''"""Mine, as a file has it.

More of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdclips.story.scenes import SCENES
from gdclips.story.settings import Rated

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData
    from gdclips.story.film.film import Film

PLAIN = SCENES["contour_descent"]


class Settings(Rated, frozen=True, kw_only=True):
    steps: int = 7


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """What the function has."""
    return PLAIN.story(PLAIN.settings(steps=settings.steps), own)


def other(settings: Settings, own: OwnData | None = None) -> Film:
    """Another of the same file."""
    return story(settings, own)


def check_other(settings: Settings, own: OwnData | None = None) -> None:
    if settings.steps > 8:
        raise ValueError(f"steps={settings.steps}: expected at most 8")
'''
HEAD = "from gdclips.story.settings import Settings, Rated\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a scene's file where the user is; give the reference to what is in it."""
    monkeypatch.chdir(tmp_path)

    def written(text, name="mine.py", function=""):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return absolute(f"{name}:{function}" if function else name)

    return written


def refused(reference):
    with pytest.raises(RequestError) as caught:
        find(reference)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_is_a_scene_of_its_function_story(write):
    scene = find(write(OWN))
    assert (scene.name, scene.clip, scene.summary) == ("mine.py", "mine", "Mine, as a file has it.")
    assert issubclass(scene.settings, Rated)
    assert isinstance(scene.story(scene.settings()), Film)
    assert find(scene.reference) is scene


def test_a_function_is_a_scene_with_a_check_of_its_own(write):
    scene = find(write(OWN, function="other"))
    assert (scene.name, scene.clip, scene.summary) == ("mine.py:other", "other", "Another of the same file.")
    assert scene.story(scene.settings(steps=8)).steps == 8
    with pytest.raises(ValueError, match="steps=9: expected at most 8"):
        scene.story(scene.settings(steps=9))
    with pytest.raises(ValueError, match="samples=2: expected at least 3"):  # as every scene refuses it
        find(write(OWN)).check(scene.settings(samples=2))


@pytest.mark.parametrize(
    ("features", "taken", "said"),
    [
        ("(1, None)", (1, 2, 5), ""),
        ("(2, None)", (2, 5), "2 features or more, as the scene shows"),
        ("(1, 2)", (1, 2), "1 to 2 features, as the scene shows"),
    ],
)
def test_a_scene_takes_as_many_features_as_it_says(write, features, taken, said):
    text = OWN.replace("    steps: int = 7", f"    features: ClassVar = {features}\n    steps: int = 7")
    scene = find(write(text.replace("import TYPE_CHECKING", "import TYPE_CHECKING, ClassVar")))
    for count in (1, 2, 5):
        settings = make(scene.settings, {"weights": [0.0, *[1.0] * count]})
        assert scene.takes(count) == (count in taken)
        if count in taken:
            scene.check(settings)
        else:
            with pytest.raises(ValueError, match=f"^weights=0,1.*: expected {said}$"):
                scene.check(settings)


def test_a_film_has_the_number_that_its_settings_say_but_of_own_data(write):
    text = OWN.replace("    steps: int = 7", "    number: ClassVar = '3b'\n    steps: int = 7")
    scene = find(write(text.replace("import TYPE_CHECKING", "import TYPE_CHECKING, ClassVar")))
    own = OwnData(Samples(np.eye(4)[:, :2], np.arange(4.0), ("a", "b")), "table.csv", "y", standardized=False)
    assert scene.story(scene.settings()).number == "3b"
    assert scene.story(scene.settings(), own).number == ""
    plain = find(write(OWN, "plain.py"))
    assert plain.story(plain.settings()).number == "2"  # that of the film that it tells


def test_each_scene_of_the_lecture_has_a_number_of_its_own():
    numbers = [scene.settings.number for scene in SCENES.values()]
    assert all(numbers) and len(set(numbers)) == len(numbers)


def test_a_scene_and_its_settings_travel(write):
    scene = find(write(OWN))
    kept, settings = pickle.loads(pickle.dumps((scene, scene.settings(steps=3))))
    assert (kept.reference, kept.source) == (scene.reference, scene.source)
    assert kept.story(settings).steps == 3
    assert repr(kept) == f"<Scene {scene.reference}>"


@pytest.mark.parametrize(
    ("reference", "parts", "clip"),
    [
        ("a.py", ("a.py", ""), "a"),
        ("a.py:b", ("a.py", "b"), "b"),
        ("größe und mehr/meine szenen.py", ("größe und mehr/meine szenen.py", ""), "meine_szenen"),
        ("../a.b.py:größe", ("../a.b.py", "größe"), "größe"),
        ("-a+b.py", ("-a+b.py", ""), "a_b"),
        ("+.py", ("+.py", ""), "_"),
        ("sgd", ("sgd", ""), "sgd"),
    ],
)
def test_references(reference, parts, clip):
    assert split(reference) == parts
    assert clip_name(reference) == clip
    assert is_file(reference) == (".py" in reference)


@pytest.mark.parametrize("reference", ["a.py:", "a.py:1", "a.py:b:c", "a.py:b.c", ".py", "a.pyc", ":a", ""])
def test_what_is_no_file_is_the_lectures_or_nothing(reference):
    assert not is_file(reference)
    assert absolute(reference) == reference
    assert f"unknown scene {reference or repr('')}: " in refused(reference)


def test_a_path_is_relative_to_the_lecture_or_to_where_the_user_is(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert absolute("../here/./a.py:b") == absolute("a.py:b") == f"{tmp_path / 'here' / 'a.py'}:b"
    assert absolute("here/a.py", tmp_path) == f"{tmp_path / 'here' / 'a.py'}"


def test_the_lectures_scenes_are_the_files_that_tell_a_story():
    assert list(SCENES) == sorted(SCENES)
    assert len(SCENES) == len([*SCENES.values()]) > 10
    assert "full_batch" not in SCENES and "lecture" not in SCENES
    assert "did you mean noise_ball?" in refused("nois_ball")


FORM = r"\(settings: Settings, own: OwnData \| None = None\) -> Film"
EXPECTED = rf"expected def story{FORM}"
STORY = f"{HEAD}def story(settings: Settings, own=None):\n    pass\n"
TWO = r"mine\.py: \w+: expected a function of two, \w+\(settings, own\)"
ANNOTATED = rf"mine\.py: story: expected its settings annotated, def story{FORM}"
WRONG = {
    "nothing": ("", rf"mine\.py: no function story: {EXPECTED}"),
    "no function": (f"{HEAD}story = 3", rf"mine\.py: no function story: {EXPECTED}"),
    "another name": (
        OWN.replace("def story(", "def storey("),
        r"mine\.py: no function story: did you mean storey\? expected one of storey, other, after .* colon",
    ),
    "no parameter": ("def story(): pass", TWO),
    "three": ("def story(a, b, c): pass", TWO),
    "no check": (f"{STORY}check = 3", TWO),
    "no annotation": ("def story(settings, own=None): pass", ANNOTATED),
    "another type": ("def story(settings: int, own=None): pass", ANNOTATED),
    "no type": (
        "from __future__ import annotations\ndef story(settings: Nowhere, own=None): pass",
        r"mine\.py: story: NameError: name 'Nowhere' is not defined",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_scene_is_told_in_a_line_with_what_is_expected(write, what):
    text, expected = WRONG[what]
    said = refused(write(text))
    assert re.fullmatch(expected, said), said


RECORDS = {
    "a: int": r"Own: Missing required argument 'a'; expected a default of each setting",
    "a: str = ''": r"Own: a: expected int, float, bool, a Literal of words or a tuple of numbers, .*",
    "steps: int = 0.5": r"Own: steps=0\.5: expected a whole number \(0\.5 by default\)",
    "steps: tuple[int, ...] = (1, 2)": r"Own: steps=1,2: expected a whole number \(iterations; .*\)",
    "a: int = 'x'": r"Own: a=x: expected a whole number \(x by default\)",
}


@pytest.mark.parametrize("setting", RECORDS)
def test_a_setting_that_can_not_be_is_told_in_a_line(write, setting):
    record = f"class Own(Settings, frozen=True, kw_only=True):\n    {setting}\n"
    said = refused(write(f"{HEAD}{record}def story(settings: Own, own=None):\n    pass\n"))
    assert re.fullmatch(rf"mine\.py: {RECORDS[setting]}", said), said


def test_a_file_that_is_none_is_told(write, tmp_path):
    assert refused(absolute("gone.py:adam")) == "gone.py: it does not exist; expected a scene's file"
    (tmp_path / "folder.py").mkdir()
    assert refused(absolute("folder.py")) == "folder.py: it is a folder; expected a scene's file"


CODE = {
    "1 / 0": r"ZeroDivisionError: division by zero \(mine\.py, line 3\)",
    "import sys; sys.exit(3)": r"SystemExit: 3 \(mine\.py, line 3\)",
    "raise KeyError('a\\nb')": r"KeyError: .* \(mine\.py, line 3\)",
    "return 3": "it returned an object of type int, expected a Film",
    "return None": "it returned an object of type NoneType, expected a Film",
}


@pytest.mark.parametrize("code", CODE)
def test_code_that_fails_is_told_in_a_line_that_says_where(write, code):
    scene = find(write(STORY.replace("pass", code)))
    with pytest.raises(SceneError) as caught:
        scene.story(Settings())
    assert re.fullmatch(CODE[code], str(caught.value))


def test_a_check_that_fails_is_told_as_well(write):
    scene = find(write(f"{STORY}def check(settings, own):\n    1 / 0\n"))
    with pytest.raises(SceneError, match=r"^ZeroDivisionError: division by zero \(mine\.py, line 5\)$"):
        scene.check(Settings())


def test_a_story_whose_beats_are_not_its_steps_is_the_scenes_fault():
    plain = SCENES["contour_descent"]
    short = msgspec.structs.replace(plain.story(plain.settings()), steps=3)
    broken = msgspec.structs.replace(plain, tell=lambda settings, own: short)
    with pytest.raises(SceneError, match="the beats do 50 steps, but the run has 3"):
        broken.story(plain.settings())


def test_what_a_story_refuses_stays_a_refusal(write):
    scene = find(write(STORY.replace("pass", "raise ValueError('steps=50: expected fewer')")))
    with pytest.raises(ValueError, match=r"^steps=50: expected fewer$"):
        scene.story(Settings())


def test_a_changed_file_is_found_anew_once_the_old_one_is_forgotten(write):
    first = find(write(OWN))
    assert find(write(OWN.replace("steps: int = 7", "steps: int = 8"))) is first
    scenes.find.cache_clear()
    assert find(first.reference).settings().steps == 8
