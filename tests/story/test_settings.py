"""Settings: what is taken, what is not, and what is said of it."""

import math
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from gdclips.story import settings
from gdclips.story.scenes import SCENES
from scenes import contour_descent, noise_ball

# name, values that are allowed, the least and the most among them, and what is just beyond them
FACTOR = ("decay", [0, 0.5, 1e6], [-0.1, 1.1e6, "nan", math.inf, "x", None])  # of a rate
SHARE = ("decay", [0, 0.5, 0.999999], [-0.1, 1, 1.5, "nan", math.inf, "x", None])  # of a velocity
BOUNDS = [
    ("seed", [0, 1, 2**32 - 1], [-1, 2**32, 2**63, 1.5, "one", None, True, "0x10"]),
    ("samples", [2, 1_000_000], [1, 0, -3, 1_000_001, 2.5, "many", None]),
    ("noise", [0, 0.5, 1e6], [-0.1, 1.1e6, "nan", math.nan, math.inf, "-inf", "", None]),
    ("steps", [1, 20_000], [0, 20_001, 1.5, "auto", "1,2"]),
    ("rate", [1e-300, 1, 1e15, None], [0, -0.1, 1.1e15, "nan", math.nan, "inf", math.inf, "fast", "0,1"]),
    ("batch", [1, 1_000_000], [0, 1_000_001, 0.5, "auto", "2,3"]),
    (
        "start",
        [(0.0, 1.0), (1e12,) * 20, (-1e12, 0.0), None],
        [(1,), (1,) * 21, (0, 1.1e12), (0, math.nan), 3.0],
    ),
    ("weights", [(0.0, 1.0), (1e12,) * 20], [(1,), (1,) * 21, (0, -1.1e12), (0, math.inf), "auto", None]),
    ("slice", [True, False], [2, "yes", 0.5, None, "auto"]),
    ("shares", [(0.1, 100.0), (1e-9,) * 4], [(1,), (1,) * 5, (0, 1), (-1, 1), (1, 101), "1", "a,b", None]),
    ("batches", [(1, 1_000_000), (2,) * 4], [(1,), (1,) * 5, (0, 1), (1, 1_000_001), "1,1.5", "auto", 3]),
    ("starts", [2, 5], [1, 6, 2.5, "auto", "1,2", None]),
    ("spread", [1e-9, 0.2, 1e6], [0, 9e-10, -1, 1.1e6, "nan", math.inf, None]),
    ("elevation", [0, 90], [-1, 91, "nan", "up", None]),
    ("azimuth", [-360, 360], [-361, 361, "nan", None]),
]


def bounds(scene):
    """Return what is known of each of a scene's settings."""
    decay = SHARE if scene.name == "momentum" else FACTOR
    return [known for known in (*BOUNDS, decay) if known[0] in scene.settings.__struct_fields__]


TAKEN = [
    (scene, name, value) for scene in SCENES.values() for name, good, _ in bounds(scene) for value in good
]
REFUSED = [
    (scene, name, value) for scene in SCENES.values() for name, _, bad in bounds(scene) for value in bad
]


def make(**given):
    return settings.make(noise_ball.Settings, given)


def called(value):
    return value.name if value in SCENES.values() else str(value)


@pytest.mark.parametrize(("scene", "name", "value"), TAKEN, ids=called)
def test_what_is_within_bounds_is_taken(scene, name, value):
    assert getattr(settings.make(scene.settings, {name: value}), name) == value


@pytest.mark.parametrize(("scene", "name", "value"), REFUSED, ids=called)
def test_what_is_beyond_is_an_error_of_one_line_that_names_it(scene, name, value):
    with pytest.raises(ValueError, match=f"^{name}=.*expected ") as error:
        settings.make(scene.settings, {name: value})
    text = str(error.value)
    assert settings.as_text(value) in text
    assert "\n" not in text
    assert "by default" in text
    assert "`" not in text
    assert "null" not in text


@pytest.mark.parametrize("scene", SCENES.values(), ids=called)
def test_the_bounds_are_of_every_setting(scene):
    assert {name for name, _, _ in bounds(scene)} == set(scene.settings.__struct_fields__)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rate", "0.05", 0.05),
        ("rate", " 1e-3 ", 0.001),
        ("rate", "auto", None),
        ("start", "auto", None),
        ("start", "2,2,8", (2.0, 2.0, 8.0)),
        ("start", " -1, 2.5 ", (-1.0, 2.5)),
        ("weights", "1e3,-4", (1000.0, -4.0)),
        ("steps", "300", 300),
        ("seed", "0", 0),
        ("noise", "0", 0.0),
    ],
)
def test_texts_are_read(name, text, value):
    assert getattr(make(**{name: text}), name) == value


@pytest.mark.parametrize("text", ["1,,2", "1;2", "1,2,", "", ",", "a,b", "1,nan", "inf,1", "none"])
def test_a_list_that_is_none_is_an_error(text):
    with pytest.raises(ValueError, match=r"^start="):
        make(start=text)


@pytest.mark.parametrize(
    ("name", "near"),
    [("stepz", "steps"), ("step", "steps"), ("batches", "batch"), ("Rate", "rate"), ("xyzzy", None)],
)
def test_an_unknown_setting_is_an_error_that_names_the_nearest_and_all(name, near):
    with pytest.raises(ValueError, match=f"unknown setting {name}: ") as error:
        make(**{name: 1})
    assert (f"did you mean {near}?" in str(error.value)) == (near is not None)
    assert all(known in str(error.value) for known in noise_ball.Settings.__struct_fields__)


def test_a_scene_has_only_its_own_settings():
    with pytest.raises(ValueError, match="unknown setting batch"):
        settings.make(contour_descent.Settings, {"batch": 3})


@pytest.mark.parametrize("scene", SCENES.values(), ids=called)
def test_every_setting_is_described_and_its_default_is_read_back(scene):
    fields, default = settings.fields(scene.settings), scene.settings()
    assert [field.name for field in fields] == list(scene.settings.__struct_fields__)
    for field in fields:
        assert field.sentence
        assert field.bounds or field.kind == "switch"  # which awaits "true or false"
        taken = settings.make(scene.settings, {field.name: field.told})
        assert getattr(taken, field.name) == getattr(default, field.name)
    assert settings.make(scene.settings, {}) == default


class Own(settings.Settings, frozen=True, kw_only=True):
    steps: Annotated[settings.ManySteps, Meta(le=10, description="mine", extra={"unit": "rounds"})] = 5
    way: Literal["up", "down"] | None = None


def test_what_a_type_says_last_counts():
    steps, way = (field for field in settings.fields(Own) if field.name in ("steps", "way"))
    assert (steps.bounds, steps.sentence, steps.unit) == ("≥ 1, ≤ 10", "mine", "rounds")
    assert steps.slider == (20, 1000, 20)
    assert (way.kind, way.choices, way.optional, way.told) == ("choice", ("up", "down"), True, "auto")


@pytest.mark.parametrize("given", ["left", 3, ["up"]])
def test_a_word_that_is_none_of_a_choice_is_an_error_that_names_them(given):
    with pytest.raises(ValueError, match=r"^way=.*: expected one of up, down or auto \(auto by default\)$"):
        settings.make(Own, {"way": given})


def odd(*field):
    """A record with one more setting."""
    return msgspec.defstruct("Odd", [field], bases=(settings.Settings,), frozen=True, kw_only=True)


ODD = [str, complex, dict, list[int], tuple[str, ...], Literal[1, 2], int | str, None]


@pytest.mark.parametrize("kind", ODD)
def test_a_type_that_no_setting_may_have_is_an_error(kind):
    with pytest.raises(TypeError, match=r"^odd: expected int, float, bool, a Literal of words or a tuple"):
        settings.fields(odd("odd", kind, None))


def test_a_setting_without_a_default_is_an_error():
    with pytest.raises(TypeError, match=r"'odd'; expected a default of each setting"):
        settings.fields(odd("odd", int))


def test_settings_are_frozen():
    with pytest.raises(AttributeError):
        make().steps = 3
