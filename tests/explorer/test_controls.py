"""Controls: each setting has one, and its slider, bounds, unit and sentence are the record's."""

from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from gdclips.explorer.controls import scene_entries
from gdclips.story.scenes import SCENES
from gdclips.story.settings import Settings, fields, make
from tests.chosen import IN_SPACE

CONTROLS = [(scene.name, control) for scene in scene_entries(SCENES) for control in scene.controls]
RANGES = [(scene, control) for scene, control in CONTROLS if control.kind == "range"]


def called(value):
    return getattr(value, "name", value)


def of(scene):
    return {field.name: field for field in fields(SCENES[scene].settings)}


def test_every_scene_is_listed_in_the_lectures_order():
    assert [scene.name for scene in scene_entries(SCENES)] == list(SCENES)
    assert all(scene.title and scene.summary == SCENES[scene.name].summary for scene in scene_entries(SCENES))
    assert len({scene.title for scene in scene_entries(SCENES)}) == len(SCENES)


@pytest.mark.parametrize("scene", SCENES)
def test_every_setting_has_a_control(scene):
    assert list(of(scene)) == list(SCENES[scene].settings.__struct_fields__)


@pytest.mark.parametrize(("scene", "control"), RANGES, ids=called)
def test_a_slider_is_within_the_bounds_and_stands_at_the_default(scene, control):
    least, most, step = control.slider
    steps = (control.default - least) / step
    assert 0 <= steps <= (most - least) / step
    assert steps == pytest.approx(round(steps))
    for value in (least, most):
        make(SCENES[scene].settings, {control.name: value})


def test_the_interactive_has_the_notebooks_sliders():
    found = of("interactive")
    names = ("steps", "rate", "batch", "noise")
    sliders = [(*found[name].slider, found[name].default) for name in names]
    assert sliders == [(10, 200, 10, 100), (0.05, 0.95, 0.05, 0.1), (1, 100, 1, 100), (0, 5, 0.5, 1)]


@pytest.mark.parametrize("scene", IN_SPACE)
def test_the_camera_has_the_films(scene):
    elevation, azimuth = of(scene)["elevation"], of(scene)["azimuth"]
    assert (elevation.slider, elevation.default) == ((0, 90, 5), 25)
    assert (azimuth.slider, azimuth.default) == ((-90, 90, 2), 28)
    assert elevation.unit == azimuth.unit == "degrees"


def test_only_scenes_in_space_have_a_camera():
    assert [scene.name for scene in scene_entries(SCENES) if scene.spatial] == IN_SPACE
    assert [name for name in SCENES if {"elevation", "azimuth"} <= set(of(name))] == IN_SPACE


def test_kinds_follow_from_types():
    found = of("batch_sizes")
    kinds = {name: control.kind for name, control in found.items()}
    assert kinds == {
        "seed": "seed",
        "samples": "range",
        "weights": "numbers",
        "noise": "range",
        "steps": "range",
        "start": "numbers",
        "slice": "switch",
        "rate": "range",
        "batches": "numbers",
    }
    assert {name for name, control in found.items() if control.whole} == {
        *("seed", "samples", "steps", "batches")
    }
    assert {name for name, control in found.items() if control.optional} == {"start", "rate"}


def test_units_and_lists():
    found = of("noise_ball")
    units = {name: control.unit for name, control in found.items() if control.unit}
    assert units == {"samples": "samples", "steps": "iterations", "batch": "samples"}
    assert found["weights"].default == (2.0, 6.0, 5.0)
    assert found["weights"].slider is None


class Made(Settings, frozen=True, kw_only=True):
    way: Annotated[Literal["up", "down"], Meta(description="where to")] = "up"
    share: Annotated[float, Meta(gt=0, lt=1, description="how much")] = 0.5
    several_words: Annotated[int | None, Meta(description="how many")] = None


def test_words_are_chosen_from_and_a_number_without_a_slider_is_typed():
    found = {field.name: field for field in fields(Made)}
    assert (found["way"].kind, found["way"].choices) == ("choice", ("up", "down"))
    assert (found["share"].kind, found["share"].bounds) == ("number", "> 0, < 1")
    assert found["several_words"].optional


def test_all_of_it_is_json():
    (told,) = msgspec.json.decode(msgspec.json.encode(scene_entries({"sgd": SCENES["sgd"]})))
    defaults = {control["name"]: control["default"] for control in told["controls"]}
    assert defaults == {
        name: list(field.default) if field.kind == "numbers" else field.default
        for name, field in of("sgd").items()
    }


@pytest.mark.parametrize("error", [ValueError("no"), KeyError("no"), SystemExit(3)], ids=repr)
def test_a_scene_that_cant_be_told_is_listed_by_its_name(error):
    def tell(settings, own):
        raise error

    broken = msgspec.structs.replace(SCENES["sgd"], tell=tell)
    assert [scene.title for scene in scene_entries({"mine": broken})] == ["mine"]
