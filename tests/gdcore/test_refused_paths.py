"""Paths that can't be: what is refused of a recording, and of a plane, its origin and its directions."""

from pathlib import Path

import numpy as np
import pytest

from gdcore import plane, recorded, rosenbrock

PATH = np.array([[4.0, 2.0], [2.0, 0.0], [1.0, 0.0], [0.5, -1.0]])
SINGLE = PATH.astype(np.float32)
LAYERS = {"weight": np.ones((4, 2, 3)), "bias": np.ones((4, 2))}


@pytest.mark.parametrize(
    ("points", "options", "message"),
    [
        (PATH[0], {}, r"points has shape \(2,\), but expected \(steps \+ 1, d\) or \(steps \+ 1, runs, d\)"),
        (np.ones((2, 2, 2, 2)), {}, r"points has shape \(2, 2, 2, 2\), but expected"),
        (np.ones((0, 2)), {}, r"points has shape \(0, 2\), but expected"),
        ([], {}, r"points has shape \(0,\), but expected"),
        (None, {}, "points is None, but expected an array of numbers"),
        (PATH + 1j, {}, "points is .*complex128, but expected an array of numbers"),
        ([["a"]], {}, r"points\[0\] is \['a'\], but expected an array of numbers"),
        ([[1.0, 2.0], [3.0]], {}, r"points has steps of the shapes \(2,\), \(1,\), but expected one shape"),
        ([[np.nan, 2.0], [3.0, 4.0]], {}, r"points\[0\] is not finite, but expected a start that is"),
        ([PATH[0]] * 3, {}, "points is 3 times the same array, but expected one a step: log copies"),
        (
            [SINGLE[:1], SINGLE[:1]],
            {},
            "points is 2 times the same array, but expected one a step: log copies",
        ),
        (
            [{"bias": SINGLE[0]}] * 2,
            {},
            r"points\['bias'\] is 2 times the same array, but expected one a step",
        ),
        (
            PATH,
            {"losses": [1, 2, 3]},
            r"losses has shape \(3,\), but expected \(4,\): one a point, the last one's too",
        ),
        (PATH, {"losses": [np.nan, 2, 3, 4]}, r"losses\[0\] is nan, but expected a start of finite loss"),
        (PATH, {"losses": "low"}, "losses is 'low', but expected an array of numbers"),
        (PATH, {"gradients": PATH}, r"gradients has shape \(4, 2\), but expected \(3, 2\): one a step"),
        (PATH, {"loss": print}, "loss is the function print, which has no `value`, but expected"),
        (np.ones((4, 3)), {"loss": rosenbrock}, r"start has shape \(3,\), but rosenbrock is defined on R\^2"),
        ({}, {}, r"points has no layer, but expected layers of as many steps each, \(steps \+ 1, ...\)"),
        (
            LAYERS | {"bias": np.ones((3, 2))},
            {},
            r"points has weight of shape \(4, 2, 3\), bias of shape \(3, 2\), but",
        ),
        (LAYERS | {"bias": 1.0}, {}, r"bias of shape \(\), but expected layers of as many steps"),
        (LAYERS | {"bias": ["a"]}, {}, r"points\['bias'\] is \['a'\], but expected an array of numbers"),
        (
            [LAYERS, {"weight": 1}],
            {},
            "points has other layers at one step than at another, but expected the same",
        ),
        (
            LAYERS,
            {"gradients": {"weight": np.ones((3, 2, 3))}},
            r"gradients has the layers \(\('weight', \(2, 3\)\),\), but",
        ),
    ],
)
def test_recordings_refuse(points, options, message):
    with pytest.raises(ValueError, match=message) as caught:
        recorded(points, **options)
    assert "\n" not in str(caught.value)


def test_files_that_are_refused(tmp_path):
    def refused(name, message):
        with pytest.raises(ValueError, match=message) as caught:
            recorded(tmp_path / name)
        assert "\n" not in str(caught.value)

    refused("run.csv", r"points is the path .*run.csv, but expected that of a .npz or .npy file")
    refused("run.npz", r"points is the path .*run.npz, but there is no such file")
    Path(tmp_path / "empty.npz").write_bytes(b"")
    refused("empty.npz", r"points is the path .*empty.npz, which is no file of NumPy's")
    Path(tmp_path / "text.npz").write_text("points\n1\n")
    refused("text.npz", r"points is the path .*text.npz, which is no file of NumPy's$")
    Path(tmp_path / "folder.npz").mkdir()
    refused("folder.npz", r"points is the path .*folder.npz, which is no file of NumPy's")
    np.savez(tmp_path / "cut.npz", points=PATH)
    Path(tmp_path / "cut.npz").write_bytes(Path(tmp_path / "cut.npz").read_bytes()[:-30])
    refused("cut.npz", r"points is the path .*cut.npz, which is no file of NumPy's")
    np.savez(tmp_path / "other.npz", weights=PATH, loss=[1, 2])
    refused(
        "other.npz",
        r"other.npz has the arrays weights, loss, but expected one called points; of layers, give a dict",
    )
    np.savez(tmp_path / "none.npz")
    refused("none.npz", r"none.npz has no arrays, but expected one called points")
    np.savez(tmp_path / "objects.npz", points=np.array([PATH, None], dtype=object))
    refused("objects.npz", r"which is no file of NumPy's: Object arrays cannot be loaded")


WALK = np.random.default_rng(0).standard_normal((12, 5)).cumsum(axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_weights_and_coordinates_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"coordinates has shape \(3,\), but expected \(..., 2\)"):
        plane(WALK).weights([1, 2, 3])
    with pytest.raises(ValueError, match=r"weights has shape \(2,\), but expected \(..., 5\)"):
        plane(WALK).project([1, 2])


ORIGIN = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("points", "kind", "options", "message"),
    [
        (WALK[0], "pca", {}, r"points has shape \(5,\), but expected \(steps \+ 1, d\) or"),
        (WALK[:0], "pca", {}, r"points has shape \(0, 5\), but expected"),
        (WALK[:, :1], "pca", {}, "points has 1 weight, but a plane needs at least 2"),
        (WALK[:1], "pca", {}, "points never leave the origin, but expected a path, which has a direction"),
        (np.ones((4, 3)), "pca", {}, "points never leave the origin"),
        ([[1, np.inf], [0, 0]], "pca", {}, r"points\[0, 1\] is inf, but expected finite numbers"),
        (WALK, "tsne", {}, 'kind is \'tsne\', but expected "pca", "random" or two directions'),
        (WALK, None, {}, 'kind is None, but expected "pca"'),
        (WALK, np.array(1.0), {}, r'kind is array\(1.\), but expected "pca"'),
        (WALK, WALK[:3], {}, "kind is array.*, but expected"),
        (WALK, (WALK[0],), {}, 'kind is .*, but expected "pca"'),
        (WALK, (WALK[0], [1, 2]), {}, r"v has shape \(2,\), but expected \(5,\), one number a weight"),
        (WALK, (WALK[0], "across"), {}, "v is 'across', but expected an array of numbers"),
        (
            WALK,
            (WALK[0], -2 * WALK[0]),
            {},
            "the directions are parallel, or one is 0, but a plane needs two",
        ),
        (WALK, (WALK[0], 0 * WALK[0]), {}, "the directions are parallel, or one is 0"),
        (WALK, (0 * WALK[0], WALK[0]), {}, "the directions are parallel, or one is 0"),
        (WALK, (0 * WALK[0], 0 * WALK[0]), {}, "the directions are parallel, or one is 0"),
        (WALK, "random", {}, "rng is None, but expected a numpy.random.Generator"),
        (WALK, "pca", {"rng": rng()}, 'rng is given, but only kind="random" uses it: leave it out'),
        (WALK, "pca", {"layout": [(5,)]}, 'layout is given, but only kind="random" uses it: leave it out'),
        (WALK, "pca", {"about": "first"}, 'about is \'first\', but expected "last", "mean" or a point'),
        (WALK, "pca", {"about": [1, 2]}, r"about has shape \(2,\), but expected \(5,\), one number a weight"),
        (WALK, "random", {"rng": rng(), "layout": [(2, 2)]}, "layout has 4 weights, but points has 5"),
        (WALK, "random", {"rng": rng(), "layout": []}, "layout has 0 weights, but points has 5"),
        (
            WALK,
            "random",
            {"rng": rng(), "layout": [(5,)]},
            "layout has no filter that differs from 0 at the origin",
        ),
        (ORIGIN, "random", {"rng": rng(), "layout": [(1, 3)]}, "layout has no filter that differs from 0"),
        (
            WALK,
            "random",
            {"rng": rng(), "layout": [5]},
            "layout has 5, but expected a shape, or a name and a shape",
        ),
        (
            WALK,
            "random",
            {"rng": rng(), "layout": [("w", 5)]},
            r"layout has \('w', 5\), but expected a shape",
        ),
        (
            WALK,
            "random",
            {"rng": rng(), "layout": [(5, 1.0)]},
            "an axis of a layer in layout is 1.0, but expected",
        ),
        (WALK, "random", {"rng": rng(), "layout": 5}, "layout is 5, but expected a sequence of shapes"),
    ],
)
def test_planes_refuse(points, kind, options, message):
    with pytest.raises(ValueError, match=message) as caught:
        plane(points, kind, **options)
    assert "\n" not in str(caught.value)


def test_points_too_far_from_the_origin_are_refused():
    with pytest.raises(ValueError, match=r"^points are further from the origin than the largest double"):
        plane([[1.7e308, 0], [-1.7e308, 1]])
