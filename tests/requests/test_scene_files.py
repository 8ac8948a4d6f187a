"""Scenes of the user's in requests: as targets, in a lecture file, and in the listing."""

import json

import pytest

from gdclips.formats import suffixes
from gdclips.messages import RequestError
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.listing import as_json, listing
from gdclips.requests.request import Overrides, resolve
from gdclips.requests.tables.options import Data
from gdclips.story.scenes import SCENES, absolute, find

OWN = '''"""The file's."""

from gdclips.story.settings import Rated


class Settings(Rated, frozen=True, kw_only=True):
    pull: float = 0.5
    rate: float = 0.3


def story(settings: Settings, own=None):
    """The story's."""


def adam(settings: Settings, own=None):
    """Adam's."""
'''
LECTURE = """
[defaults]
theme = "dark"
outputs = ["gif"]
settings = { pull = 0.25 }
[clips.first]
scene = "week 1/mine.py:adam"
[clips.second]
scene = "week 2/mine.py:adam"
settings = { steps = 9 }
[clips.rates]
scene = "week 1/mine.py"
sweep = { pull = [0.1, 0.2] }
[clips.adam]
scene = "sgd"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's folder, with a lecture and scenes."""
    for name in ("week 1", "week 2", "."):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "mine.py").write_text(OWN, encoding="utf-8")
    (tmp_path / "lecture.toml").write_text(LECTURE, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "week 2")
    return tmp_path


@pytest.fixture
def ask(folder):
    """Return the requests for targets, in the lecture of the folder above."""

    def asked(*targets, **options):
        return resolve(read_lecture(folder / "lecture.toml"), list(targets), Overrides(**options))

    return asked


@pytest.fixture
def message(ask):
    """Return what is said of targets that can't be met."""

    def said(*targets, **options):
        with pytest.raises(RequestError) as caught:
            ask(*targets, **options)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return said


def test_a_lectures_clips_are_of_scenes_beside_it(ask, folder):
    requests = ask()
    assert [each.file for each in requests] == [
        *("first.gif", "second.gif", "rates_pull_0.1.gif", "rates_pull_0.2.gif", "adam.gif")
    ]
    assert [each.scene.reference for each in requests] == [
        f"{folder}/week 1/mine.py:adam",
        f"{folder}/week 2/mine.py:adam",
        *[f"{folder}/week 1/mine.py"] * 2,
        "sgd",
    ]
    assert [getattr(each.settings, "pull", None) for each in requests] == [0.25, 0.25, 0.1, 0.2, None]
    assert [each.settings.steps for each in requests] == [50, 9, 50, 50, 50]


@pytest.mark.parametrize(
    ("target", "file", "reference"),
    [
        ("mine.py.gif", "mine.gif", "week 2/mine.py"),
        ("mine.py.mp4", "mine.mp4", "week 2/mine.py"),
        ("mine.py", "mine.gif", "week 2/mine.py"),
        ("./mine.py:story.png", "story.png", "week 2/mine.py:story"),
        ("../week 1/mine.py:story.gif", "story.gif", "week 1/mine.py:story"),
    ],
)
def test_a_target_is_a_scene_beside_the_user_that_looks_as_the_lecture_says(
    ask, folder, target, file, reference
):
    (found,) = ask(target)
    assert (found.file, found.scene.reference) == (file, f"{folder}/{reference}")
    assert (found.look.theme, found.settings.pull) == ("dark", 0.25)


def test_settings_are_given_as_to_any_scene(ask, message):
    (found,) = ask("mine.py.gif", settings={"pull": "2", "steps": "3"})
    assert (found.settings.pull, found.settings.steps) == (2.0, 3)
    assert message("mine.py.gif", settings={"pul": "2"}).startswith("unknown setting pul: did you mean pull?")
    assert message("mine.py.gif", settings={"steps": "0"}).startswith("steps=0: expected a whole number >= 1")


def test_what_can_not_be_auto_stays_with_data_of_ones_own(ask):
    (found,) = ask("mine.py.gif", data=Data(path="a.csv", features=("a",), target="y"))
    assert (found.settings.rate, found.settings.start) == (0.3, None)


def test_two_targets_may_be_one_scene(ask):
    assert [each.file for each in ask("mine.py", "./mine.py.gif", "mine.py.png")] == ["mine.gif", "mine.png"]


def test_a_scene_of_the_lectures_needs_no_clip(ask):
    (found,) = ask("media/noise_ball.png")
    assert (found.file, found.scene.name, found.look.theme) == ("noise_ball.png", "noise_ball", "dark")


def test_a_name_that_a_clip_has_is_an_error_but_with_another_for_the_file(ask, message, folder):
    expected = f"mine.py:adam: its files would be those of the clip adam of {folder}/lecture.toml"
    assert message("mine.py:adam.gif") == f"{expected}; expected -o NAME"
    assert message("mine.py:story", "../week 1/mine.py:story") == (
        "../week 1/mine.py:story: its files would be those of mine.py:story; expected -o NAME"
    )
    for target in ("mine.py:adam.gif", "mine.py:adam"):
        (found,) = ask(target, output="mine.gif")
        assert (found.file, found.scene.name) == ("mine.gif", "mine.py:adam")
    assert "this is the clip adam's own name" in message("mine.py:adam.gif", output="adam.gif")


def test_a_name_that_is_too_long_for_its_files_is_an_error_but_with_another(ask, message, folder):
    long = f"{'ä' * 101}.py"
    (folder / "week 2" / long).write_text(OWN, encoding="utf-8")
    assert message(f"{long}.gif") == f"{long}: expected a name of at most 200 bytes, or -o NAME"
    assert [each.file for each in ask(f"{long}.gif", output="short.gif")] == ["short.gif"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            "mine.py:adm.gif",
            "mine.py: no function adm: did you mean adam? expected one of story, adam, ",
        ),
        ("gone.py.gif", "gone.py: it does not exist; expected a scene's file"),
        ("mine.py:story.bmp", f"mine.py:story.bmp: unknown suffix .bmp; expected {suffixes()}"),
        ("mine.py.", f"mine.py.: unknown suffix .; expected {suffixes()}"),
        (
            "mine.py:1.gif",
            f"mine.py:1.gif: expected FILE.py or FILE.py:FUNCTION, and {suffixes()} after",
        ),
        ("mine.py:.gif", "mine.py:.gif: expected FILE.py or FILE.py:FUNCTION"),
    ],
)
def test_a_target_that_names_no_scene_is_told_with_what_is_expected(message, target, expected):
    assert message(target).startswith(expected)


def test_a_scene_that_is_wrong_is_told_by_the_clip_that_names_it(message, folder):
    (folder / "week 1" / "mine.py").write_text("x =")
    where = f"{folder}/lecture.toml: clips.first.scene: {folder}/week 1/mine.py: line 1: invalid syntax"
    assert message().startswith(where)
    for show in (listing, as_json, catalogue):
        with pytest.raises(RequestError) as caught:
            show(read_lecture(folder / "lecture.toml"))
        assert str(caught.value).startswith(where)


def test_a_scene_that_is_wrong_is_no_matter_to_other_clips(ask, folder):
    (folder / "week 1" / "mine.py").write_text("x =")
    text = (folder / "lecture.toml").read_text(encoding="utf-8").replace("pull = 0.25", "steps = 3")
    (folder / "lecture.toml").write_text(text, encoding="utf-8")
    assert [each.settings.steps for each in ask("adam.gif", "mine.py.gif", "noise_ball.gif")] == [3, 3, 3]


def test_scenes_of_one_name_are_told_apart_by_their_folders(folder):
    lecture = read_lecture(folder / "lecture.toml")
    found = catalogue(lecture, [find(absolute("../mine.py:adam"))])
    own = [f"{folder.name}/mine.py:adam", "mine.py", "week 1/mine.py:adam", "week 2/mine.py:adam"]
    assert {name for name in found if ".py" in name} == {*own}
    assert list(found)[:4] == ["week 1/mine.py:adam", "week 2/mine.py:adam", "mine.py", "sgd"]
    assert set(found) == {*own, *SCENES}


def test_scenes_of_the_users_are_listed_with_the_others(folder):
    lecture = read_lecture(folder / "lecture.toml")
    lines = listing(lecture).splitlines()
    assert "  first              first.gif  (scene week 1/mine.py:adam)" in lines
    assert "scene week 1/mine.py:adam: Adam's." in lines
    assert "scene mine.py: The file's." in lines
    found = json.loads(as_json(lecture))
    assert found["clips"]["second"]["scene"] == "week 2/mine.py:adam"
    assert found["scenes"]["mine.py"]["summary"] == "The file's."
    assert set(found["scenes"]) == {"week 1/mine.py:adam", "week 2/mine.py:adam", "mine.py", *SCENES}
