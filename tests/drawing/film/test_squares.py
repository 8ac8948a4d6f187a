"""Squares of films: their areas are the squared residuals, and the mean square's is their mean."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import ASPECT
from gdclips.drawing.film.data import data_part
from gdclips.drawing.film.shots.heroes import still_measured
from gdclips.drawing.marks import Area, Curve, Words
from gdclips.drawing.picture import picture
from gdclips.story.film.film import Film
from gdclips.story.film.overlays import APART, RESIDUAL, SQUARE, MeanSquare, Squares
from gdclips.story.film.shots import LABELS_OUT, Beat, Shot
from gdclips.story.film.views import Data, Plot
from tests.drawing.film.cases import at, dots_in, look_of
from tests.drawing.film.films import STEPS, X, Y, squared

LOOK = look_of("video")
MOMENTS = [(0, 0.0), (4, 0.5), (STEPS, 0.0)]


def drawn(view, hero=True, **shares):
    box = LOOK.hero("full") if hero else LOOK.column("right")
    return data_part(view, LOOK, box, hero, shares)


def scale_of(part, axis=1):
    """Stage units of a unit of an axis, as the samples have it."""
    return np.polyfit((X, Y)[axis], dots_in(part, at(0))[:, axis], 1)[0]


def residuals(view, state):
    last = min(state.step + 1, STEPS)
    intercept, slope = view.fit[state.step] + state.glide * (view.fit[last] - view.fit[state.step])
    return Y - intercept - slope * X


def outlines(part, state):
    return [mark.outline for mark in part.moving(state) if isinstance(mark, Area)]


def sides(outline):
    return np.ptp(outline, axis=0)


@pytest.mark.parametrize("hero", [True, False])
@pytest.mark.parametrize("moment", MOMENTS)
def test_areas_are_the_squared_residuals(hero, moment):
    view, state = squared((Squares(),)), at(*moment)
    part = drawn(view, hero)
    found = np.array([sides(each) for each in outlines(part, state)])
    np.testing.assert_allclose(found[:, 0], found[:, 1], atol=1e-12)
    np.testing.assert_allclose(
        found.prod(axis=1) / scale_of(part) ** 2, residuals(view, state) ** 2, atol=1e-9
    )


@pytest.mark.parametrize("hero", [True, False])
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_mean_squares_area_is_their_mean(hero, moment):
    view, state = squared((MeanSquare(),)), at(*moment)
    part = drawn(view, hero)
    (outline,) = outlines(part, state)
    mean = np.square(residuals(view, state)).mean()
    np.testing.assert_allclose(sides(outline), np.sqrt(mean) * scale_of(part))
    value, label = (mark for mark in part.front(state) if isinstance(mark, Words))
    assert float(value.text) == pytest.approx(mean, rel=0.005)
    assert label.text == "MSE"


def test_squares_stand_on_their_residuals_and_open_away_from_the_last_line():
    view, state = squared((Squares(),)), at(STEPS)
    part = drawn(view)
    dots = dots_in(part, state)
    for dot, outline, residual in zip(dots, outlines(part, state), residuals(view, state), strict=True):
        assert np.abs(outline - dot).sum(axis=1).min() < 1e-12
        beyond = outline[:, 0] - dot[0]
        assert (beyond >= -1e-12).all() if residual < 0 else (beyond <= 1e-12).all()


def test_squares_of_a_line_that_falls_open_to_the_other_side():
    view = squared((Squares(),))
    mirrored = Data(x=-X, y=Y, names=("x", "y"), fit=view.fit * (1.0, -1.0), overlays=view.overlays)
    there, here = outlines(drawn(mirrored), at(STEPS))[::-1], outlines(drawn(view), at(STEPS))
    dots, places = dots_in(drawn(mirrored), at(0)), dots_in(drawn(view), at(0))
    for left, right, dot, place in zip(there, here, dots, places, strict=True):
        np.testing.assert_allclose(sorted(dot[0] - left[:, 0]), sorted(right[:, 0] - place[0]), atol=1e-12)


def test_a_residual_drops_and_then_opens_one_sample_after_the_other():
    view = squared((Squares(),))
    (squares,) = view.overlays
    assert squares.seconds(len(X)) == pytest.approx(RESIDUAL + SQUARE + APART * (len(X) - 1))

    def lines_and_squares(seconds):
        part = drawn(view, squares=seconds / squares.seconds(len(X)))
        marks = part.moving(at(0))
        lines = [mark.points for mark in marks if isinstance(mark, Curve)][:-1]  # without the line itself
        return [float(np.ptp(each[:, 1])) / scale_of(part) for each in lines], outlines(part, at(0))

    missed = np.abs(residuals(view, at(0)))
    assert lines_and_squares(0.0) == ([], [])
    lines, found = lines_and_squares(RESIDUAL)
    assert found == []
    assert len(lines) == int(np.ceil(RESIDUAL / APART))
    assert lines[0] == pytest.approx(missed[0])
    assert lines[1] < missed[1]
    lines, found = lines_and_squares(RESIDUAL + SQUARE)
    assert sides(found[0]) == pytest.approx(missed[0] * scale_of(drawn(view)))
    assert np.diff(sides(found[1])) > 0.0
    lines, found = lines_and_squares(squares.seconds(len(X)))
    np.testing.assert_allclose(lines, missed)
    assert len(found) == len(X)


def test_squares_fly_at_their_own_size_and_level_off():
    view = squared((MeanSquare(),))
    whole = [sides(each) for each in outlines(drawn(squared((Squares(),))), at(0))]
    for share in (0.0, 0.3, 0.6):
        *flying, _ = outlines(drawn(view, mean_square=share), at(0))
        np.testing.assert_allclose([sides(each) for each in flying], whole)
    *flying, mean = outlines(drawn(view, mean_square=1.0 - 1e-9), at(0))
    for each in flying:
        np.testing.assert_allclose(each, mean, atol=1e-6)
    assert len(outlines(drawn(view), at(0))) == 1


def test_the_first_mean_square_stays_as_a_dashed_ghost():
    view = squared((MeanSquare(),))
    (first,) = outlines(drawn(view), at(0))

    def ghosts(part, step):
        return [mark for mark in part.moving(at(step)) if isinstance(mark, Curve) and mark.dash]

    assert ghosts(drawn(view), 0) == []
    for step in (1, STEPS):
        (ghost,) = ghosts(drawn(view), step)
        np.testing.assert_allclose(ghost.points[:-1], first)
    assert ghosts(drawn(squared((MeanSquare(ghost=False),))), STEPS) == []


def test_a_line_that_diverges_has_squares_of_finite_size():
    fit = squared().fit.copy()
    fit[3:] = [[1e3, 1e3], [1e200, -1e200], *[[np.inf, -np.inf]] * (STEPS - 4)]
    view = Data(x=X, y=Y, names=("x", "y"), fit=fit[:5], overlays=squared().overlays)
    for step in range(5):
        assert all(np.isfinite(each).all() for each in outlines(drawn(view), at(step)))


def test_squares_close_as_they_go_and_others_stay():
    view, bare = squared(), squared((Squares(),))
    shown, shares = still_measured(view, bare, LABELS_OUT / 2)
    assert (set(shown.overlays), shares) == (set(view.overlays), {"mean_square": 0.5})
    assert still_measured(view, bare, LABELS_OUT) == (bare, {})
    assert still_measured(Plot(head="", lines=()), bare, 0.0) == (bare, {})
    lineless = msgspec.structs.replace(bare, fit=None, overlays=())
    assert still_measured(view, lineless, 0.0) == (lineless, {})


def test_squares_need_a_line():
    with pytest.raises(ValueError, match="without a fit"):
        Data(x=X, y=Y, names=("x", "y"), overlays=(Squares(),))


@pytest.mark.parametrize("move", [0.0, 0.6])
def test_squares_that_a_shot_has_no_more_are_gone_soon(move):
    first = Shot(hero=squared(), beats=(Beat(1.0),))
    then = Shot(hero=squared(()), beats=(Beat(2.0, "", STEPS),) if not move else (Beat(2.0),), move=move)
    film = Film(title="", full=(first, then), short=(first, then), steps=0 if move else STEPS, clock=STEPS)
    shown = picture(film, "dark", "short", True, ASPECT)

    def areas(seconds):
        state = shown.timeline.state(seconds)
        layers = shown.layers(state)
        marks = [*layers.ground, *layers.moving(state), *layers.front(state)]
        return sum(isinstance(mark, Area) for mark in marks)

    assert areas(0.9) == len(X) + 1
    assert (areas(1.05) > 0) == bool(move)
    assert areas(1.3) == areas(2.9) == 0
