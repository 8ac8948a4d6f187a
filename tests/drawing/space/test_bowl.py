import numpy as np
import pytest

from gdclips.drawing.lens import Lens
from gdclips.drawing.space.bowl import FLOOR, FOOT, HEIGHT, bowl, circles, fold, rim_above
from gdclips.drawing.space.floor import hidden
from gdclips.drawing.space.rise import directions, rise
from tests.drawing.space.bowls import SAFE, made, section

FILLS = tuple((share, share, share, 1.0) for share in (0.1, 0.2, 0.4, 0.8))


def test_rings_are_the_levels_within_the_rim():
    of = section()
    shaped = bowl(of, 6.0, np.array([8.0, 4.0, 2.0]), FILLS)
    points = shaped.surface(circles(shaped.rings))
    weights = points[..., :2] / shaped.units + of.center
    assert np.allclose(of.value(weights) - of.floor, np.array([[4.0], [2.0]]))
    assert np.allclose(points[..., 2], shaped.heights(of.value(weights)))
    assert shaped.inner_fills == FILLS[1:]


def test_the_surface_is_the_loss_and_the_rim_is_two_wide():
    shaped, _, _ = made()
    weights = shaped.section.center + np.random.default_rng(0).normal(size=(50, 2))
    disc = shaped.inward(weights)
    assert np.allclose(shaped.surface(disc)[:, 2], shaped.heights(shaped.section.value(weights)))
    assert np.allclose(shaped.surface(disc)[:, :2], (weights - shaped.section.center) * shaped.units)
    assert np.abs(shaped.surface(circles(1.0, count=2001))[:, :2]).max() == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(shaped.surface(disc, 0.0)[:, 2], 0.0)


@pytest.mark.parametrize("kappa", [1.0, 4.0, 300.0])
def test_units_are_equal_unless_that_makes_a_strip(kappa):
    of = section(kappa, turn=0.0)
    shaped = bowl(of, 2.0, np.array([1.0]), FILLS[:2])
    assert (shaped.units[0] == shaped.units[1]) == (kappa < 9.0)


@pytest.mark.parametrize("distance", [3.8, np.inf])
@pytest.mark.parametrize("elevation", [5.0, 25.0, 45.0])
def test_the_outer_face_is_seen_beyond_the_fold(distance, elevation):
    shaped, _, _ = made(kappa=3.0)
    lens = Lens(directions(elevation, 40.0), 1.0, (0.0, 0.0), distance)
    folded = fold(shaped, lens, 0.9)
    rng = np.random.default_rng(1)
    disc = rng.uniform(-1, 1, size=(4000, 2))
    disc = disc[np.square(disc).sum(axis=1) < 1]
    toward = lens.axes[2] - shaped.surface(disc, 0.9) / distance
    outer = (toward * shaped.normals(disc, 0.9)).sum(axis=1) < 0
    radius, angle = np.hypot(*disc.T), np.arctan2(disc[:, 1], disc[:, 0]) - folded.angle
    beyond = np.abs((angle + np.pi) % (2 * np.pi) - np.pi) < folded.opening(radius)
    assert outer.any()
    np.testing.assert_array_equal(beyond, outer)
    crossing = folded.along(np.array([0.1]))
    assert folded.opening(crossing)[0] == pytest.approx(0.1)


def test_from_above_nothing_is_folded():
    shaped, _, _ = made()
    assert fold(shaped, Lens(directions(90.0, 0.0), 1.0, (0.0, 0.0), 3.8), 1.0).first == np.inf
    assert fold(shaped, Lens(directions(20.0, 0.0), 1.0, (0.0, 0.0)), 0.0).first == np.inf


def test_bands_keep_their_colours_on_the_bowl():
    shaped = bowl(section(), 6.0, np.array([8.0, 4.0, 2.0]), FILLS)
    middles = np.sqrt(np.sqrt(np.array([6.0 * 4.0, 4.0 * 2.0])) / 6.0)
    shades = shaped.shades(np.stack([middles, np.zeros(2)], axis=-1))
    assert np.allclose(shades, np.array(FILLS[1:3]))
    assert np.allclose(shaped.shades(np.zeros(2)), FILLS[3])
    plain = bowl(section(), 6.0, np.array([8.0]), FILLS[:2])
    assert np.allclose(plain.shades(np.array([[0.5, 0.1]])), FILLS[1])


def test_the_rim_is_above_the_run_and_of_some_size_where_nothing_moves():
    of = section()
    start = of.center + (1.0, 2.0)
    assert rim_above(of, np.stack([start, of.center]), 10.0) > of.value(start) - of.floor
    assert rim_above(of, np.tile(of.center, (5, 1)), 10.0) > 0.1
    assert rim_above(of, of.center[None], 0.0) > 0.0


def test_what_the_bowl_hides_of_its_floor_is_found_by_rays():
    shaped, _, axes = made(kappa=3.0)
    pose = rise(shaped, SAFE, axes).at(0.0)
    rng = np.random.default_rng(2)
    floor = np.column_stack([rng.uniform(-2, 2, size=(200, 2)), np.full(200, FLOOR)])
    eye = pose.lens.axes[2] * pose.lens.distance
    ways = floor[:, None] + np.linspace(0, 1, 4001)[:, None] * (eye - floor[:, None])
    disc = ways[..., :2] @ shaped.gather.T
    radius = np.square(disc).sum(axis=-1)
    inside = ways[..., 2] > FOOT + HEIGHT * radius
    enters = inside[:, 1:] & ~inside[:, :-1] & (radius[:, 1:] <= 1.0)
    found = hidden(shaped, pose, floor)
    assert 0 < found.sum() < 200
    np.testing.assert_array_equal(found, enters.any(axis=1))
