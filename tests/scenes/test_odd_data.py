"""Odd data: constant targets, starts at the minimum, far scales, and columns called by our own words."""

import numpy as np
import pytest

from gdclips.build.texts.alt_text import alt_text
from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.drawing.text.lettering import words_box
from gdclips.story import settings
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples
from tests import shown
from tests.chosen import ONE_AND_TWO
from tests.reading import subtitled, subtitles

X = np.random.default_rng(0).normal(size=(40, 2))
EVEN = np.arange(40) % 2 == 0
CONSTANT = {
    "3.7": np.full(40, 3.7),
    "0": np.zeros(40),
    "0.3": np.where(EVEN, 0.1 + 0.2, 0.3),
    "3.333·10⁸": np.full(40, 1e9 / 3),
    "−12": np.full(40, -12.0),
}


def table(name, y, names=("size", "rooms"), target="price", unit=1.0):
    count = 2 if SCENES[name].takes(2) else 1
    return OwnData(Samples(unit * X[:, :count], y, names[:count]), "houses.csv", target, standardized=False)


def told(name, own=None, **changes):
    scene = SCENES[name]
    free = {"rate": None, "start": None, "batches": (1, 3, 10)} if own else {}
    free = {key: free[key] for key in free if key in scene.settings.__struct_fields__}
    return scene.story(settings.make(scene.settings, free | changes), own)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("value", CONSTANT)
def test_a_constant_target_is_told_and_nothing_moves(name, value):
    story = told(name, table(name, CONSTANT[value]))
    sentence = f"Every price is {plain(float(CONSTANT[value].mean()))}: the best model says so"
    assert sentence in alt_text(story)
    assert sentence in subtitled(subtitles(shown.beats(story)))
    for view in shown.maps(story):
        for track in view.tracks:
            assert (track.run.points == track.run.points[0]).all()
            assert not track.run.losses.any()
            assert not track.run.gradients.any()
    for each in (*shown.lines(story), *shown.rows(story)):
        size = np.abs(each.values[np.isfinite(each.values)])
        assert ((size == 0) | (size > 1e-3)).all()
        for other in (getattr(each, "reference", None), getattr(each, "other", None)):
            assert other is None or other == 0 or abs(other) > 1e-3


@pytest.mark.parametrize("name", ONE_AND_TWO)
def test_made_targets_without_slope_or_noise_are_told_so(name):
    story = told(name, weights=(2.0, 0.0, 0.0), noise=0.0, start=None)
    assert "Every target is 2: the best model says so" in alt_text(story)
    assert "Every target is 2: the best model says so" in subtitled(subtitles(shown.beats(story)))


def test_a_nearly_constant_target_is_told_so_and_its_numbers_are_its_own():
    y = 5 + 5e-10 * X[:, 0]
    story = told("noisy_descent", table("noisy_descent", y))
    assert "Every price is nearly 5: " in alt_text(story)
    assert any(line.values[0] == pytest.approx(y.var(), rel=1e-3) for line in shown.lines(story))
    drawn = picture(story, "light", "full")
    words = [mark for mark in drawn.marks(drawn.timeline.state(1e9)) if isinstance(mark, Words)]
    assert min(words_box(each)[0] for each in words) > 0


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("y", [1e12 + X[:, 0], 1e6 + 1e-6 * EVEN, 7 + 1e-13 * X[:, 1]])
def test_targets_that_differ_by_next_to_nothing_are_refused_by_the_columns_name(name, y):
    own, expected = table(name, y), r"^column price .* differ by .*: expected more than 1e-10 of their size"
    with pytest.raises(ValueError, match=expected):
        told(name, own)
    with pytest.raises(ValueError, match=expected):
        SCENES[name].check(settings.make(SCENES[name].settings, {"start": None}), own)


@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_slopes_that_are_lost_beside_the_intercept_are_refused(noise):
    given = settings.make(SCENES["sgd"].settings, {"weights": (1e12, 1, 1), "noise": noise, "start": None})
    with pytest.raises(ValueError, match=r"^weights=1e\+12,1,1: expected a slope, or noise, of more than"):
        SCENES["sgd"].check(given, None)


@pytest.mark.parametrize("name", ["contour_descent", "noisy_descent"])
def test_what_a_run_comes_to_is_not_lost_beside_where_it_began(name):
    story = told(name, weights=(2.0, 0.5, 0.25), start=(1e12, 0.0, 0.0), noise=1.0, steps=2000)
    (view,) = shown.maps(story)
    run, loss = view.tracks[0].run, view.loss
    assert run.points[-1] == pytest.approx(loss.minimizer, abs=1e-3)
    assert run.losses[-1] == pytest.approx(loss.minimum, rel=1e-6)


@pytest.mark.parametrize("name", SCENES)
def test_no_mse_is_below_the_least(name):
    story = told(name, table(name, 1e10 + X[:, 0] + 0.002 * X[:, 1] ** 2))
    for view in shown.maps(story):
        for track in view.tracks:
            assert track.run.losses.min() >= view.loss.minimum > 0
    assert "−" not in alt_text(story).rpartition(". ")[2]


SMALL = 1e-35 * (X @ (2.0, 3.0) + 0.1 * np.sin(np.arange(40)))


@pytest.mark.parametrize("name", SCENES)
def test_numbers_of_small_targets_are_told_beside_their_size(name):
    story = told(name, table(name, SMALL))
    assert "10⁻²⁰" not in alt_text(story)
    assert "10⁻⁹ in" not in alt_text(story)
    if name == "learning_rates":
        hero = next(view for view in shown.maps(story) if len(view.tracks) > 1)
        tracks = sorted(hero.tracks, key=lambda track: float(track.name.split()[0]))
        assert [track.name.endswith("diverges") for track in tracks] == [False, False, False, True]


@pytest.mark.parametrize("name", SCENES)
def test_other_targets_are_not_called_constant(name):
    assert "Every " not in alt_text(told(name))
    assert "Every " not in alt_text(told(name, table(name, X[:, 0] + 1e5)))


@pytest.mark.parametrize("name", ["contour_descent", "noisy_descent", "sgd", "surface_descent"])
def test_a_start_at_the_minimum_stays_there(name):
    story = told(name, start=(2.0, 6.0, 5.0), noise=0.0)
    (view,) = shown.maps(story)
    assert not view.tracks[0].run.losses.any()
    assert not any("log" in plot.head for plot in shown.plots(story))


def numbers(story, aspect=16 / 9):
    drawn = picture(story, "light", "full", aspect=aspect)
    marks = drawn.marks(drawn.timeline.state(1e9))
    return [mark.text for mark in marks if isinstance(mark, Words) and mark.text[:1] in "−0123456789"]


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("unit", "scale"), [(1.0, 1e-38), (1.0, 1e38), (1e-38, 1.0), (1e38, 1.0), (1e30, 1e-30)]
)
def test_far_scales_are_drawn_with_powers_of_ten(name, unit, scale):
    y = scale * (X @ (2.0, 3.0) + 1 + 0.1 * np.sin(np.arange(40)))
    texts = numbers(told(name, table(name, y, unit=unit), steps=30))
    assert texts.count("0") <= 12
    assert any("·10" in text for text in texts)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("size", [1e-296, 1e-100, 1e100])
def test_sizes_that_cannot_be_drawn_are_refused_by_the_columns_name(name, size):
    own = table(name, size * X[:, 0])
    with pytest.raises(ValueError, match=r"^column price has numbers of the size ") as error:
        told(name, own)
    assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match=r"^column price has numbers of the size "):
        SCENES[name].check(settings.make(SCENES[name].settings, {"start": None}), own)


def test_weights_too_small_to_be_squared_are_refused():
    with pytest.raises(ValueError, match=r"^weights=1e-200,0,0: expected numbers of at least 1e-40, or 0"):
        told("contour_descent", weights=(1e-200, 0.0, 0.0), start=None)


OURS = ["intercept", "MSE", "w_0", "iteration", "true", "Minimum", "estimate", "start 1", "w0", "n"]


@pytest.mark.parametrize("header", OURS)
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("name", ["contour_descent", "surface_descent", "momentum", "noisy_descent"])
def test_a_column_called_by_a_word_of_ours_is_told_from_it(name, header, place):
    names = ("rooms", header) if place else (header, "rooms")
    story = told(name, table(name, X @ (2.0, 3.0) + np.cos(np.arange(40)), names, target=header))
    (view,) = shown.maps(story)
    assert view.names[place] == f"weight of “{header}”"
    assert view.names[1 - place] == "weight of rooms"
    found = [row.name for row in shown.rows(story)]
    assert len(set(found)) == len(found)
    assert not shown.data(story) or any(f"“{header}”" in each.names for each in shown.data(story))


def test_with_one_feature_the_intercept_has_an_axis_of_its_own():
    story = told("contour_descent", OwnData(Samples(X[:, :1], X[:, 1], ("intercept",)), "a.csv", "y", True))
    assert shown.maps(story)[0].names == ("intercept", "weight of “intercept”")
    assert shown.data(story)[0].names == ("“intercept”", "y")


@pytest.mark.parametrize("header", ["area", "x", "y", "plain_area", "starts", "weight_kg", "interceptor"])
def test_other_headers_stand_as_they_are(header):
    story = told("contour_descent", OwnData(Samples(X[:, :1], X[:, 1], (header,)), "a.csv", "price", True))
    assert shown.maps(story)[0].names[1] == f"weight of {header}"
