"""The data of films: dots where the samples are, the line where the weights put it, words whole and apart."""

import numpy as np
import pytest

from gdclips.drawing.film.data import data_part, is_centred
from gdclips.drawing.marks import Curve, Formula, Words
from tests.drawing.film.cases import DATA, FRAMES, STEPS, at, dots_in, look_of, outside, overlaps, words_of


def drawn(view, hero=False, frame="video"):
    look = look_of(frame)
    box = look.hero("full") if hero else look.column("right")
    return look, box, data_part(view, look, box, hero)


@pytest.mark.parametrize("hero", [False, True])
@pytest.mark.parametrize("name", DATA)
def test_dots_lie_as_the_samples_do(name, hero):
    view = DATA[name]
    _, box, part = drawn(view, hero)
    dots = dots_in(part, at(0))
    for values, places in zip((view.x, view.y), dots.T, strict=True):
        if np.ptp(values):
            slope, offset = np.polyfit(values, places, 1)
            assert slope > 0
            np.testing.assert_allclose(slope * values + offset, places, atol=1e-9)
    assert (dots >= (box.left, box.bottom)).all()
    assert (dots <= (box.right, box.top)).all()


@pytest.mark.parametrize("hero", [False, True])
@pytest.mark.parametrize(("step", "glide"), [(0, 0.0), (10, 0.5), (STEPS, 0.0)])
def test_the_line_is_the_weights(hero, step, glide):
    view = DATA["fit"]
    _, _, part = drawn(view, hero)
    dots, (line,) = dots_in(part, at(0)), part.moving(at(step, glide))
    last = min(step + 1, STEPS)
    intercept, slope = view.fit[step] + glide * (view.fit[last] - view.fit[step])
    across, up = np.polyfit(view.x, dots[:, 0], 1), np.polyfit(view.y, dots[:, 1], 1)
    x = (line.points[:, 0] - across[1]) / across[0]
    np.testing.assert_allclose(line.points[:, 1], up[0] * (intercept + slope * x) + up[1], atol=1e-8)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("side", ["full", "right"])
@pytest.mark.parametrize("name", DATA)
def test_words_of_a_hero_are_whole_and_apart(name, frame, side):
    look = look_of(frame)
    words = words_of(data_part(DATA[name], look, look.hero(side), hero=True), at(0))
    assert outside(words, look.hero(side)) == []
    assert overlaps(words) == []


def test_features_about_0_have_two_axes_that_cross_and_no_numbers():
    view = DATA["features"]
    assert is_centred(view)
    _, _, part = drawn(view)
    lines = [mark.points for mark in part.ground if isinstance(mark, Curve)]
    (level, upright) = lines
    np.testing.assert_allclose(level.mean(axis=0), upright.mean(axis=0))
    assert sum(isinstance(mark, Formula) for mark in part.labels) == 2
    assert [mark.text for mark in part.labels if isinstance(mark, Words)] == ["correlation", "0.98"]
    assert not any(is_centred(DATA[name]) for name in ("fit", "own", "constant"))


@pytest.mark.parametrize("name", ["fit", "own"])
def test_a_grid_is_moved_with_the_data_and_keeps_its_numbers(name):
    look, found = look_of("video"), []
    for side in ("full", "right"):
        part = data_part(DATA[name], look, look.hero(side), hero=True)
        lines = [mark.points for mark in part.ground if isinstance(mark, Curve)]
        slope, offset = np.polyfit(DATA[name].x, dots_in(part, at(0))[:, 0], 1)
        found.append([(x - offset) / slope for (x, _), (end, _) in lines if x == end])
    values = {round(each / DATA[name].x.max(), 6) for each in found[0]}
    assert len(values) >= 3
    assert values >= {round(each / DATA[name].x.max(), 6) for each in found[1]}


def test_a_moved_rectangle_moves_the_dots_evenly():
    look = look_of("video")
    first, last = look.hero("full"), look.hero("right")
    middle = type(first)(*((a + b) / 2 for a, b in zip(vars_of(first), vars_of(last), strict=True)))
    places = [dots_in(data_part(DATA["fit"], look, box, hero=True), at(0)) for box in (first, middle, last)]
    steps = np.abs(places[1] - places[0]).max(), np.abs(places[2] - places[1]).max()
    assert steps[0] == pytest.approx(steps[1], rel=0.3)


def vars_of(box):
    return box.left, box.bottom, box.width, box.height
