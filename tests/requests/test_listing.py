"""Listing: clips and scenes, as text and as JSON."""

import json
from pathlib import Path

import pytest

from gdclips.messages import RequestError
from gdclips.places import CODE as ROOT
from gdclips.rendering.look import FullLook, Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture, read_lecture
from gdclips.requests.listing import as_json, listing
from gdclips.requests.request import Overrides, resolve
from gdclips.story.scenes import SCENES

OWN = Clip(
    scene="noise_ball",
    settings={"steps": 20, "start": [1, 2.5]},
    data="a.csv",
    features=("a", "b"),
    target="y",
    outputs=("png",),
)
SWEPT = Clip(scene="sgd", sweep={"rate": (0.05, 0.1)}, outputs=("gif",), gif=Look(fps=10, bare=True))
LECTURE = Lecture(
    Path("lecture.toml"),
    Defaults(size="720p", mp4=Look(renderer="matplotlib")),
    {"first": Clip(scene="contour_descent"), "second": OWN, "third": SWEPT},
)


def of(**clips):
    return Lecture(Path("lecture.toml"), Defaults(), clips)


def facts(lecture=LECTURE):
    return json.loads(as_json(lecture))


def fields(scene):
    """The settings of a scene with their defaults, as --set would have them."""
    for name in scene.settings.__struct_fields__:
        value = getattr(scene.settings(), name)
        texts = [
            f"{item:g}" for item in (value if isinstance(value, tuple) else (value,)) if item is not None
        ]
        yield name, str(value).lower() if isinstance(value, bool) else ",".join(texts) or "auto"


def test_each_clip_is_listed_with_its_files_its_scene_and_what_it_has_of_its_own():
    lines = listing(LECTURE).splitlines()
    (first,) = [line for line in lines if "first.gif" in line]
    (second,) = [line for line in lines if "second.png" in line]
    assert "first.mp4" in first and "(scene contour_descent)" in first
    assert "second.gif" not in second
    assert "(scene noise_ball, y on a, b, steps=20, start=1,2.5)" in second


def test_a_sweep_is_listed_as_its_clips():
    lines = listing(LECTURE).splitlines()
    swept = [line.split(maxsplit=2) for line in lines if line.startswith("  third")]
    assert swept == [
        [f"third_rate_{rate}", f"third_rate_{rate}.gif", f"(scene sgd, rate={rate})"] for rate in (0.05, 0.1)
    ]


@pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))
def test_each_setting_is_listed_with_its_default_and_what_it_is(scene):
    lines = listing(LECTURE).splitlines()
    heading = lines.index(f"scene {scene.name}: {scene.summary}")
    assert lines[heading + 1].startswith("  features: ")
    rows = {line.split()[0]: line.split() for line in lines[heading + 2 :][: len(list(fields(scene)))]}
    for name, default in fields(scene):
        assert rows[name][1] == default
        assert len(rows[name]) > 3


@pytest.mark.parametrize(
    "lecture", [LECTURE, read_lecture(ROOT / "lecture.toml")], ids=["small", "project's"]
)
def test_the_json_has_each_file_that_would_be_made_as_it_would_be(lecture):
    made = resolve(lecture, [], Overrides())
    listed = [file for clip in facts(lecture)["clips"].values() for file in clip["files"]]
    assert [file["file"] for file in listed] == [request.file for request in made]
    for file, request in zip(listed, made, strict=True):
        for name in ("renderer", "theme", "cut", "bare", "fps"):
            assert file[name] == getattr(request.look, name)
        assert file["size"] == str(request.size)


def test_the_json_of_a_clip_is_its_scene_all_its_settings_and_its_files():
    clips = facts()["clips"]
    assert list(clips) == ["first", "second", "third_rate_0.05", "third_rate_0.1"]
    swept = clips["third_rate_0.05"]
    assert swept["scene"] == "sgd"
    assert swept["settings"]["rate"] == 0.05
    assert list(swept["settings"]) == list(SCENES["sgd"].settings.__struct_fields__)
    (file,) = swept["files"]
    assert list(file) == ["file", *FullLook.__struct_fields__, "data"]
    assert (
        file.items()
        >= {
            "file": "third_rate_0.05.gif",
            "renderer": "matplotlib",
            "theme": "light",
            "cut": "short",
            "bare": True,
            "fps": 10,
            "data": None,
            "size": "1280x720",
        }.items()
    )


def test_the_json_has_the_data_of_a_clip_and_settings_from_theory_as_null():
    second = facts()["clips"]["second"]
    data = {"path": "a.csv", "features": ["a", "b"], "target": "y", "raw": False}
    data |= dict.fromkeys(["sep", "decimal", "encoding", "missing", "sheet"])
    assert [file["data"] for file in second["files"]] == [data]
    assert (second["settings"]["rate"], second["settings"]["start"]) == (None, [1.0, 2.5])


def test_what_a_scene_says_of_itself_is_listed():
    lines = [line.strip() for line in listing(LECTURE).splitlines() if line.startswith("  features: ")]
    assert lines[list(facts()["scenes"]).index("simple_regression")] == "features: 1, from the notebook"
    assert lines[list(facts()["scenes"]).index("sgd_surface")] == (
        "features: 1 or more, in space, from the notebook"
    )
    found = facts()["scenes"]
    assert {name for name in found if found[name]["in_space"]} == {"surface_descent", "sgd_surface"}
    assert {name for name in found if found[name]["in_notebook"]} == {*SCENES}
    features = {name: (each["features"]["least"], each["features"]["most"]) for name, each in found.items()}
    assert {name: each for name, each in features.items() if each != (1, None)} == {
        "simple_regression": (1, 1),
        "ravine": (2, None),
        "momentum": (2, None),
    }


@pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))
def test_the_json_of_a_scene_is_its_summary_and_its_settings(scene):
    found = facts()["scenes"][scene.name]
    assert found["summary"] == scene.summary
    assert [(each["name"], each["default"]) for each in found["settings"]] == list(fields(scene))
    assert all(set(each) == {"name", "default", "bounds", "meaning"} for each in found["settings"])
    assert all(each["meaning"] for each in found["settings"])


def test_a_format_that_is_named_twice_is_listed_once():
    assert len(facts(of(a=Clip(scene="sgd", outputs=("gif", "gif"))))["clips"]["a"]["files"]) == 1


@pytest.mark.parametrize("wrong", [{"theme": "drak"}, {"settings": {"x": 1}}], ids=str)
def test_the_json_of_a_lecture_that_is_wrong_is_an_error(wrong):
    with pytest.raises(RequestError, match=r"^lecture\.toml: clips\.a"):
        as_json(of(a=Clip(scene="sgd", **wrong)))


@pytest.mark.parametrize("show", [listing, as_json])
def test_two_clips_of_one_name_are_not_listed(show):
    with pytest.raises(RequestError, match="expected different names"):
        show(of(a=Clip(scene="sgd"), A=Clip(scene="sgd")))
