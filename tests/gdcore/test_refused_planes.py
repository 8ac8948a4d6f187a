"""Planes that can't be: what of a path, directions, an origin or a layout is refused."""

import numpy as np
import pytest

from gdcore import plane

PATH = np.random.default_rng(0).standard_normal((12, 5)).cumsum(axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_weights_and_coordinates_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"coordinates has shape \(3,\), but expected \(..., 2\)"):
        plane(PATH).weights([1, 2, 3])
    with pytest.raises(ValueError, match=r"weights has shape \(2,\), but expected \(..., 5\)"):
        plane(PATH).project([1, 2])


ORIGIN = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("points", "kind", "options", "message"),
    [
        (PATH[0], "pca", {}, r"points has shape \(5,\), but expected \(steps \+ 1, d\) or"),
        (PATH[:0], "pca", {}, r"points has shape \(0, 5\), but expected"),
        (PATH[:, :1], "pca", {}, "points has 1 weight, but a plane needs at least 2"),
        (PATH[:1], "pca", {}, "points never leave the origin, but expected a path, which has a direction"),
        (np.ones((4, 3)), "pca", {}, "points never leave the origin"),
        ([[1, np.inf], [0, 0]], "pca", {}, r"points\[0, 1\] is inf, but expected finite numbers"),
        (PATH, "tsne", {}, 'kind is \'tsne\', but expected "pca", "random" or two directions'),
        (PATH, None, {}, 'kind is None, but expected "pca"'),
        (PATH, np.array(1.0), {}, r'kind is array\(1.\), but expected "pca"'),
        (PATH, PATH[:3], {}, "kind is array.*, but expected"),
        (PATH, (PATH[0],), {}, 'kind is .*, but expected "pca"'),
        (PATH, (PATH[0], [1, 2]), {}, r"v has shape \(2,\), but expected \(5,\), one number a weight"),
        (PATH, (PATH[0], "across"), {}, "v is 'across', but expected an array of numbers"),
        (
            PATH,
            (PATH[0], -2 * PATH[0]),
            {},
            "the directions are parallel, or one is 0, but a plane needs two",
        ),
        (PATH, (PATH[0], 0 * PATH[0]), {}, "the directions are parallel, or one is 0"),
        (PATH, (0 * PATH[0], PATH[0]), {}, "the directions are parallel, or one is 0"),
        (PATH, (0 * PATH[0], 0 * PATH[0]), {}, "the directions are parallel, or one is 0"),
        (PATH, "random", {}, "rng is None, but expected a numpy.random.Generator"),
        (PATH, "pca", {"rng": rng()}, 'rng is given, but only kind="random" uses it: leave it out'),
        (PATH, "pca", {"layout": [(5,)]}, 'layout is given, but only kind="random" uses it: leave it out'),
        (PATH, "pca", {"about": "first"}, 'about is \'first\', but expected "last", "mean" or a point'),
        (PATH, "pca", {"about": [1, 2]}, r"about has shape \(2,\), but expected \(5,\), one number a weight"),
        (PATH, "random", {"rng": rng(), "layout": [(2, 2)]}, "layout has 4 weights, but points has 5"),
        (PATH, "random", {"rng": rng(), "layout": []}, "layout has 0 weights, but points has 5"),
        (
            PATH,
            "random",
            {"rng": rng(), "layout": [(5,)]},
            "layout has no filter that differs from 0 at the origin",
        ),
        (ORIGIN, "random", {"rng": rng(), "layout": [(1, 3)]}, "layout has no filter that differs from 0"),
        (
            PATH,
            "random",
            {"rng": rng(), "layout": [5]},
            "layout has 5, but expected a shape, or a name and a shape",
        ),
        (
            PATH,
            "random",
            {"rng": rng(), "layout": [("w", 5)]},
            r"layout has \('w', 5\), but expected a shape",
        ),
        (
            PATH,
            "random",
            {"rng": rng(), "layout": [(5, 1.0)]},
            "an axis of a layer in layout is 1.0, but expected",
        ),
        (PATH, "random", {"rng": rng(), "layout": 5}, "layout is 5, but expected a sequence of shapes"),
    ],
)
def test_refuses(points, kind, options, message):
    with pytest.raises(ValueError, match=message) as caught:
        plane(points, kind, **options)
    assert "\n" not in str(caught.value)


def test_points_too_far_from_the_origin_are_refused():
    with pytest.raises(ValueError, match=r"^points are further from the origin than the largest double"):
        plane([[1.7e308, 0], [-1.7e308, 1]])
