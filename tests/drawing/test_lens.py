"""The lens: what it projects where, in parallel and in perspective, and marks that lie in space."""

import typing

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.lens import Lens, directions
from gdclips.drawing.marks import (
    AnyMark,
    Area,
    Curve,
    Dots,
    Formula,
    Gradient,
    Mesh,
    Trail,
    Words,
    projected,
)
from gdclips.rendering.canvas import mark_key
from gdclips.rendering.grid import on_grid
from gdclips.story.terms import Term

FAR = Lens(directions(25.0, 30.0), 0.3, (0.8, 0.4))
NEAR = msgspec.structs.replace(FAR, distance=4.0)
LENSES = pytest.mark.parametrize("lens", [FAR, NEAR])
INK = (1.0, 1.0, 1.0, 1.0)


@pytest.fixture
def points():
    return np.random.default_rng(1).uniform(-1.0, 1.0, (40, 3))


@pytest.mark.parametrize(("elevation", "azimuth"), [(25.0, 30.0), (90.0, 0.0), (-10.0, 200.0)])
def test_right_up_and_towards_the_camera_are_at_right_angles(elevation, azimuth):
    right, up, toward = directions(elevation, azimuth)
    np.testing.assert_allclose(
        directions(elevation, azimuth) @ np.array([right, up, toward]).T, np.eye(3), atol=1e-15
    )
    np.testing.assert_allclose(np.cross(right, up), toward, atol=1e-15)
    assert toward[2] == pytest.approx(np.sin(np.radians(elevation)))


def test_from_above_the_floor_is_the_stage():
    lens = Lens(directions(90.0, -90.0), 2.0, (0.5, 0.25))
    np.testing.assert_allclose(lens.place(np.array([0.1, 0.2, 7.0])), (0.7, 0.65), atol=1e-15)


def test_a_point_is_as_large_as_it_is_near(points):
    x, y, z = (points @ NEAR.axes.T).T
    factor = 4.0 / (4.0 - z)
    wanted = np.stack([0.8 + 0.3 * x * factor, 0.4 + 0.3 * y * factor], axis=-1)
    np.testing.assert_allclose(NEAR.place(points), wanted, atol=1e-15)
    grid = points.reshape(5, 8, 3)
    np.testing.assert_array_equal(NEAR.place(grid).reshape(-1, 2), NEAR.place(points))


def test_a_camera_that_goes_away_ends_in_parallel(points):
    away = msgspec.structs.replace(FAR, distance=1e9)
    np.testing.assert_allclose(away.place(points), FAR.place(points), atol=1e-8)


@LENSES
def test_the_origin_of_space_lies_where_the_lens_says(lens):
    np.testing.assert_array_equal(lens.place(np.zeros(3)), lens.origin)


@LENSES
def test_straight_lines_stay_straight(lens):
    ends = np.array([(-1.0, 0.3, 0.2), (0.7, -0.4, 1.0)])
    line = lens.place(ends[0] + np.linspace(0.0, 1.0, 9)[:, None] * (ends[1] - ends[0]))
    way = line - line[0]
    np.testing.assert_allclose(way[:, 0] * way[-1, 1], way[:, 1] * way[-1, 0], atol=1e-15)


def test_what_is_beside_or_behind_the_camera_is_nowhere():
    toward = NEAR.axes[2]
    assert np.isfinite(NEAR.place(3.99 * toward)).all()
    assert np.isnan(NEAR.place(np.stack([4.0 * toward, 5.0 * toward]))).all()


def in_space(points):
    """A mark of each kind whose places are the first of the points, and those places by the field's name."""
    sheet = points[:6].reshape(2, 3, 3)
    at = tuple(points[0].tolist())
    term = Term("w", "w", "w0")
    return {
        Area: ("outline", points[:5], Area(outline=points[:5], fill=INK)),
        Curve: ("points", points[:5], Curve(points=points[:5], color=INK, width=0.01)),
        Trail: ("points", points[:3], Trail(points=points[:3], colors=np.ones((2, 4)), width=0.01)),
        Mesh: ("corners", sheet, Mesh(corners=sheet, colors=np.ones((2, 3, 4)))),
        Dots: ("points", points[:5], Dots(points=points[:5], radius=0.01, fills=INK)),
        Words: ("at", at, Words(text="a", at=at, size=0.05, color=INK)),
        Formula: ("at", at, Formula(terms=(term,), colors=(INK,), at=at, size=0.05)),
    }


@LENSES
@pytest.mark.parametrize("kind", [each for each in typing.get_args(AnyMark) if each is not Gradient])
def test_a_mark_in_space_is_flat_where_its_lens_places_it(lens, kind, points):
    name, places, mark = in_space(points)[kind]
    solid = msgspec.structs.replace(mark, lens=lens, clip=Box(0.0, 0.0, 1.0, 1.0))
    flat = projected(solid)
    np.testing.assert_array_equal(getattr(flat, name), lens.place(np.asarray(places)))
    assert flat.lens is None
    assert flat.clip == solid.clip
    assert projected(flat) is flat
    assert mark_key(on_grid(solid, 720.0)) == mark_key(on_grid(flat, 720.0))


def test_a_gradient_is_flat():
    mark = Gradient(
        box=Box(0.0, 0.0, 1.0, 1.0), color=INK, axis="x", stops=((0.0, 0.0), (1.0, 1.0)), lens=FAR
    )
    assert projected(mark) == msgspec.structs.replace(mark, lens=None)


def test_keys_of_marks_in_space_are_equal_as_their_lenses_are(points):
    def key(lens):
        return mark_key(Dots(points=points, radius=0.01, fills=INK, lens=lens))

    same = Lens(directions(25.0, 30.0), 0.3, (0.8, 0.4))
    assert key(FAR) == key(same)
    assert hash(key(FAR)) == hash(key(same))
    assert key(FAR) != key(NEAR)
    assert key(FAR) != key(None)
