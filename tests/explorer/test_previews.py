"""Previews: each is the stage's own frame, pixel for pixel, whatever was asked for before."""

import numpy as np
import pytest

from gdclips.drawing.picture import picture
from gdclips.explorer import previews
from gdclips.explorer.dispatch import MalformedError
from gdclips.explorer.protocol import DROPPED
from gdclips.rendering.agg import MatplotlibStage
from gdclips.requests.sizes import read_size
from gdclips.story import settings
from gdclips.story.scenes import SCENES
from tests.asked import question

CHANGES = [
    {},
    {"seed": 7},
    {"noise": 2},
    {"rate": 0.3},
    {"rate": None},
    {"steps": 20},
    {"slice": True},
    {"start": None},
    {"batch": 10},
    {"elevation": 45, "azimuth": 33.5},
    {"decay": 0.5},
    {"spread": 0.5},
    {"shares": [0.5, 1.5]},
    {"batches": [2, 20]},
    {"starts": 3},
]
VARIANTS = [(name, {}) for name in SCENES]
for change in CHANGES[1:]:
    known = [name for name in SCENES if set(change) <= set(SCENES[name].settings.__struct_fields__)]
    VARIANTS += [(name, change) for name in known[:2]]
    VARIANTS += [pytest.param(name, change, marks=pytest.mark.slow) for name in known[2:]]


def stage_frame(name, given, seconds, theme="dark", size="320x180", cut="short", bare=False):
    """Return the frame (height, width, 3) that a new stage draws."""
    scene, frame = SCENES[name], read_size(size)
    shown = picture(scene.story(settings.make(scene.settings, given)), theme, cut, bare, frame.aspect)
    return MatplotlibStage(shown, frame).draw(shown.timeline.state(seconds))[:, :, :3]


@pytest.mark.parametrize(("name", "given"), VARIANTS, ids=str)
def test_a_view_is_the_stages_frame(look, pixels, name, given):
    look(name, at={"seconds": 5.9})  # so that something is kept
    for seconds in (3.3, 0.4):
        answer = look(name, settings=given, at={"seconds": seconds})
        assert answer.facts["seconds"] == seconds
        np.testing.assert_array_equal(pixels(answer), stage_frame(name, given, seconds))


@pytest.mark.parametrize("name", SCENES)
def test_so_it_is_at_the_clips_size_in_both_themes_and_cuts(look, pixels, name):
    for theme, cut, seconds in (("light", "full", 14.2), ("dark", "short", 2.5)):
        body = {"theme": theme, "cut": cut, "size": "960x540"}
        answer = look(name, at={"seconds": seconds}, **body)
        np.testing.assert_array_equal(pixels(answer), stage_frame(name, {}, seconds, **body))


@pytest.mark.parametrize("size", ["64x64", "500x500", "900x250", "321x183"])
def test_so_it_is_in_frames_of_any_shape(look, pixels, size):
    answer = look("batch_sizes", size=size, at={"seconds": 4}, bare=True)
    expected = stage_frame("batch_sizes", {}, 4, size=size, bare=True)
    np.testing.assert_array_equal(pixels(answer), expected)


def test_any_order_of_changes_leads_to_the_same_picture(look, pixels):
    rng = np.random.default_rng(3)
    for _ in range(40):
        name = ("noise_ball", "surface_descent")[rng.integers(2)]
        given = {"seed": int(rng.integers(3)), "steps": int(rng.choice([20, 40]))}
        body = {"theme": str(rng.choice(["light", "dark"])), "cut": str(rng.choice(["short", "full"]))}
        seconds = float(rng.uniform(0, 9))
        answer = look(name, f"client {rng.integers(3)}", settings=given, at={"seconds": seconds}, **body)
        expected = stage_frame(name, given, answer.facts["seconds"], **body)
        np.testing.assert_array_equal(pixels(answer), expected)


def test_settings_may_be_values_or_texts(look, pixels):
    one = look("momentum", settings={"rate": 0.05, "start": [2, 3, 7], "slice": False})
    other = look("momentum", settings={"rate": "0.05", "start": " 2, 3,7", "slice": "false"})
    np.testing.assert_array_equal(pixels(one), pixels(other))
    auto, none = (look("momentum", settings={"start": value}) for value in ("auto", None))
    np.testing.assert_array_equal(pixels(auto), pixels(none))


@pytest.mark.parametrize("cut", ["short", "full"])
@pytest.mark.parametrize("name", ["contour_descent", "noise_ball", "surface_descent"])
def test_a_step_is_the_moment_at_which_its_iterate_is_reached(look, name, cut):
    steps = SCENES[name].settings().steps
    last = -1.0
    for step in [0, 1, 2, 3, 4, 5, steps // 2, steps - 1, steps]:
        facts = look(name, cut=cut, at={"step": step}).facts
        assert (facts["step"], facts["glide"], facts["steps"]) == (step, 0, steps)
        assert facts["seconds"] > last
        last = facts["seconds"]
        if step:
            before = look(name, cut=cut, at={"seconds": last - 1e-6}).facts
            assert before["step"] == step - 1


@pytest.mark.parametrize(("at", "same"), [({"step": 999}, {"step": 50}), ({"step": -4}, {"step": 0})])
def test_a_step_that_there_is_not_is_the_nearest(look, at, same):
    assert look("sgd", at=at).facts["seconds"] == look("sgd", at=same).facts["seconds"]


@pytest.mark.parametrize(("seconds", "shown"), [(-3, 0), (1e9, 10.0), (0, 0)])
def test_a_time_beyond_the_ends_is_the_end(look, seconds, shown):
    facts = look("sgd", at={"seconds": seconds}).facts
    assert (facts["seconds"], facts["length"]) == (shown, 10.0)


def test_moving_in_time_tells_the_story_once(look, monkeypatch):
    told = []
    tell = previews._tell_story
    monkeypatch.setattr(previews, "_tell_story", lambda *given: told.append(given) or tell(*given))
    for seconds in range(6):
        look("sgd", at={"seconds": seconds})
    look("sgd", theme="light")
    look("sgd", cut="full")
    assert len(told) == 1
    look("sgd", settings={"rate": 0.05})
    look("noise_ball")
    assert len(told) == 3


def test_few_stages_are_kept_and_a_client_has_one(dispatcher, look):
    for client in range(9):
        for name in ("sgd", "ravine"):
            look(name, f"client {client}")
    kept = dispatcher._previews._last
    assert list(kept) == [f"client {number}" for number in range(5, 9)]
    assert {preview.scene_story.scene.name for preview in kept.values()} == {"ravine"}


def test_thumbnails_are_the_last_frames_and_drawn_once(dispatcher, ask, pixels):
    for theme in ("light", "dark"):
        answer = ask("thumbnail", scene="momentum", theme=theme)
        expected = stage_frame("momentum", {}, 1e9, theme=theme, bare=True)
        np.testing.assert_array_equal(pixels(answer), expected)
    assert ask("thumbnail", scene="momentum", theme="dark") is answer


WRONG = [
    ({"scene": "nosuch"}, None, "unknown scene nosuch: expected one of simple_regression"),
    ({"settings": {"rate": -1}}, "rate", "rate=-1: expected a number > 0"),
    ({"settings": {"rate": "fast"}}, "rate", "rate=fast: expected a number or auto"),
    ({"settings": {"start": [1, 2]}}, "start", "start=1,2: expected 3 numbers"),
    ({"settings": {"batch": 101}}, "batch", "batch=101: expected at most the 100 samples"),
    ({"settings": {"samples": 2}}, "samples", "samples=2: expected at least 3"),
    ({"settings": {"nosuch": 1}}, None, "unknown setting nosuch"),
    ({"settings": {"rate": {"a": [1]}}}, "rate", "rate="),
    (
        {"settings": {"steps": 20_000, "samples": 10_000, "batch": 10_000}},
        "steps",
        "steps=20000: expected fewer, or smaller batches; 200000000 samples are drawn",
    ),
    ({"size": "4000x3000"}, None, "size 4000x3000: expected at most"),
    ({"size": "10x10"}, None, "size 10x10: expected sides from 64"),
    ({"theme": "blue"}, None, "unknown theme blue: expected one of light, dark"),
    ({"cut": "long"}, None, "unknown cut long: expected one of full, short"),
]
MALFORMED = [
    ({"size": [10, 10]}, "Expected `str | null`, got `array` - at `$.look.size`"),
    ({"look": {"colour": "red"}}, "unknown field `colour`"),
    ({"at": {"seconds": "soon"}}, "Expected `float | null`"),
    ({"at": {"step": 2**60}}, "Expected `int` <= 9007199254740992"),
    ({"client": ""}, "Expected `str` of length >= 1"),
    ({"client": "x" * 65}, "Expected `str` of length <= 64"),
    ({"more": 1}, "unknown field `more`"),
    ({"settings": None}, "Expected `object`"),
]


@pytest.mark.parametrize(("body", "setting", "text"), WRONG, ids=str)
def test_what_is_wrong_is_told_in_one_line(ask, body, setting, text):
    answer = ask("view", **question(**{"client": "a", "number": 1, "scene": "noise_ball", **body}))
    assert answer.content is None
    assert answer.facts["setting"] == setting
    assert text in answer.facts["error"]
    assert "\n" not in answer.facts["error"]


@pytest.mark.parametrize(("body", "text"), MALFORMED, ids=str)
def test_what_is_no_question_of_its_kind_is_told_in_one_line(ask, body, text):
    with pytest.raises(MalformedError) as error:
        ask("view", **{"client": "a", "number": 1, "scene": "noise_ball", **question(**body), **body})
    assert text in str(error.value) and "\n" not in str(error.value)


def test_after_what_was_wrong_all_goes_on(look, pixels):
    look("sgd", settings={"rate": -1})
    np.testing.assert_array_equal(pixels(look("sgd", at={"seconds": 2})), stage_frame("sgd", {}, 2))


def test_an_older_number_is_dropped(ask):
    body = question(client="a", scene="sgd", size="64x64")
    assert ask("view", number=5, **body).content
    assert ask("view", number=5, **body) is DROPPED
    assert ask("view", number=3, **body) is DROPPED
    assert ask("view", number=6, **body).content
    assert ask("view", number=3, **(body | {"client": "b"})).content
