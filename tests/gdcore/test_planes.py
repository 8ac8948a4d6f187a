"""Planes of paths: principal and random directions, coordinates, what lies off the plane, the loss on it."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    PathPlane,
    RestrictedLoss,
    Section,
    adam,
    check_loss,
    descend,
    gradient_descent,
    linear_data,
    minimize,
    newton,
    plane,
    quadratic,
    recorded,
    rosenbrock,
    theory,
)
from gdcore.losses import is_quadratic, is_sampled

PATH = np.random.default_rng(0).standard_normal((12, 5)).cumsum(axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


def by_eigenvectors(away):
    """The two principal directions, and the shares they explain, from the small matrix of products."""
    sizes, vectors = np.linalg.eigh(away.T @ away)
    return vectors.T[[-1, -2]], sizes[[-1, -2]] / sizes.sum()


@pytest.mark.parametrize("about", ["last", "mean"])
def test_pca_of_a_recorded_network(network, about):
    """Against the eigenvectors of M'M, an independent way to the same directions."""
    seen = plane(recorded(network.path), about=about)
    origin = network.points[-1] if about == "last" else network.points.mean(axis=0)
    directions, shares = by_eigenvectors(network.points - origin)
    np.testing.assert_array_equal(seen.origin, origin)
    np.testing.assert_allclose(np.abs((seen.directions * directions).sum(axis=1)), 1, rtol=1e-9)
    np.testing.assert_allclose(seen.explained_variance_ratio, shares, rtol=1e-9)
    np.testing.assert_allclose(seen.coordinates, (network.points - origin) @ seen.directions.T, atol=1e-13)
    flat = origin + seen.coordinates @ seen.directions
    np.testing.assert_allclose(seen.distances, np.linalg.norm(network.points - flat, axis=1), atol=1e-13)
    left = np.square(seen.distances).sum() / np.square(network.points - origin).sum()
    assert seen.explained_variance_ratio.sum() + left == pytest.approx(1, rel=1e-12)
    assert 0.9 < seen.explained_variance_ratio.sum() < 1
    assert repr(seen).startswith("<PathPlane: in the space of 25 weights, 0.9")


@pytest.mark.parametrize("about", ["last", "mean"])
def test_pca_is_the_same_by_a_singular_value_decomposition(about):
    origin = PATH[-1] if about == "last" else PATH.mean(axis=0)
    _, sizes, vectors = np.linalg.svd(PATH - origin, full_matrices=False)
    seen = plane(PATH, about=about)
    signs = np.sign(vectors[[0, 1], np.abs(vectors[:2]).argmax(axis=1)])
    np.testing.assert_allclose(seen.directions, vectors[:2] * signs[:, np.newaxis], rtol=1e-10)
    np.testing.assert_allclose(seen.explained_variance_ratio, sizes[:2] ** 2 / (sizes**2).sum(), rtol=1e-12)


def test_explained_variance_of_known_cases():
    """Points on the axes of an ellipsoid: along axis i they explain the share a_i^2 / sum(a^2)."""
    axes = np.array([3.0, 1.0, 2.0])
    path = np.concatenate([np.diag(axes), -np.diag(axes), np.zeros((1, 3))])
    for about in ("last", "mean"):
        seen = plane(path, about=about)
        np.testing.assert_allclose(seen.explained_variance_ratio, [9 / 14, 4 / 14], rtol=1e-14)
        np.testing.assert_allclose(seen.directions, [[1, 0, 0], [0, 0, 1]], atol=1e-14)
        np.testing.assert_allclose(seen.distances, [0, 1, 0, 0, 1, 0, 0], atol=1e-14)
    assert plane(path[:, :2]).explained_variance_ratio.sum() == pytest.approx(1, rel=1e-15)


def test_the_last_point_and_the_mean_explain_different_things():
    """A circle far from the path's end: from the end its distance counts, from the mean its shape."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn), np.full(40, 100.0)])
    path = np.vstack([circle, np.zeros(3)])
    np.testing.assert_allclose(plane(path).directions[0], [0, 0, 1], atol=1e-3)
    np.testing.assert_allclose(plane(circle, about="mean").directions @ [0, 0, 1], [0, 0], atol=1e-12)


def test_the_usual_pca_is_scikit_learn_s():
    decomposition = pytest.importorskip("sklearn.decomposition")
    theirs = decomposition.PCA(n_components=2, svd_solver="full").fit(PATH)
    seen = plane(PATH, about="mean")
    np.testing.assert_allclose(seen.explained_variance_ratio, theirs.explained_variance_ratio_, rtol=1e-12)
    np.testing.assert_allclose(np.abs((seen.directions * theirs.components_).sum(axis=1)), 1, rtol=1e-12)
    np.testing.assert_allclose(np.abs(seen.coordinates), np.abs(theirs.transform(PATH)), rtol=1e-9)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    steps=st.integers(1, 9),
    d=st.integers(2, 9),
    power=st.integers(-140, 140),
    kind=st.sampled_from(["pca", "random", "pair"]),
)
def test_any_plane_is_consistent(seed, steps, d, power, kind):
    path = 10.0**power * rng(seed).standard_normal((steps + 1, d))
    drawn = rng(seed + 1)
    seen = plane(
        path,
        drawn.standard_normal((2, d)) if kind == "pair" else kind,
        rng=drawn if kind == "random" else None,
    )
    size = np.abs(path).max()
    nearest = seen.weights(seen.coordinates)
    np.testing.assert_allclose((path - nearest) / size @ seen.directions.T, 0, atol=1e-12)
    np.testing.assert_allclose(
        seen.distances / size, np.linalg.norm((path - nearest) / size, axis=1), atol=1e-13
    )
    np.testing.assert_allclose(seen.project(path), seen.coordinates, rtol=1e-9, atol=1e-12 * size)
    np.testing.assert_allclose(seen.project(nearest), seen.coordinates, rtol=1e-9, atol=1e-9 * size)
    shares = seen.explained_variance_ratio
    off = np.square((path - nearest) / size).sum() / np.square((path - seen.origin) / size).sum()
    assert shares.sum() + off == pytest.approx(1, rel=1e-9)
    if kind != "pair":
        np.testing.assert_allclose(seen.directions @ seen.directions.T, np.eye(2), atol=1e-12)
    if kind == "pca":
        assert shares[0] >= shares[1] * (1 - 1e-9)
        assert (seen.directions[[0, 1], np.abs(seen.directions).argmax(axis=1)] > 0).all()


def test_signs_do_not_depend_on_the_last_digits():
    """Two entries of the same size: the first is the positive one, whichever is larger by rounding."""
    for nudge in (-1e-12, 0.0, 1e-12):
        path = np.outer([0, 1, 2, 3], [1.0, -1.0 + nudge, 0.0]) + np.outer([0, 1, 1, 0], [0, 0, 0.1])
        assert (np.sign(plane(path, about="mean").directions[0].round(3)) == [1, -1, 0]).all()


@pytest.mark.parametrize("about", ["last", "mean"])
@pytest.mark.parametrize("line", [[3.0, 4.0], [0.0, 0.0, 2.0], [1.0, -2.0, 2.0, 0.1]])
@pytest.mark.parametrize("steps", [1, 2, 7])
def test_a_path_on_a_line(about, line, steps):
    path = 5.0 + np.outer(np.arange(steps + 1) ** 2, line)
    seen = plane(path, about=about)
    np.testing.assert_allclose(seen.directions @ seen.directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(np.abs(seen.directions[0] @ line), np.linalg.norm(line), rtol=1e-12)
    np.testing.assert_allclose(seen.explained_variance_ratio, [1, 0], atol=1e-12)
    np.testing.assert_allclose(seen.coordinates[:, 1], 0, atol=1e-12)


@pytest.mark.parametrize(
    ("line", "across"),
    [
        ([3, 4, 0.1], [0, 0, 1]),
        ([0, 0, 2], [1, 0, 0]),
        ([3, 4], [4, -3]),
        ([-1, 0], [0, 1]),
        ([1, 1], [1, -1]),
    ],
)
def test_the_second_direction_of_a_line_is_across_it(line, across):
    expected = across - np.dot(across, line) / np.dot(line, line) * np.array(line)
    seen = plane(np.outer([0, 1, 4], line))
    np.testing.assert_allclose(seen.directions[1], expected / np.linalg.norm(expected), atol=1e-15)


def test_a_single_point_away_from_the_origin():
    seen = plane([[3.0, 4.0, 0.0]], about=[0.0, 0.0, 0.0])
    np.testing.assert_allclose(seen.directions, [[0.6, 0.8, 0], [0, 0, 1]], atol=1e-15)
    np.testing.assert_allclose(seen.coordinates, [[5, 0]], atol=1e-14)


def test_a_path_that_stands_still():
    seen = plane(np.ones((4, 3)), "random", rng=rng())
    assert not seen.coordinates.any()
    assert not seen.distances.any()
    assert np.isnan(seen.explained_variance_ratio).all()


def test_several_runs_share_a_plane():
    loss, starts = quadratic([1.0, 3.0, 20.0]), rng().standard_normal((4, 3))
    runs = descend(loss, adam(0.05), starts, 30)
    seen = plane(runs)
    np.testing.assert_allclose(seen.origin, runs.points[-1].mean(axis=0), rtol=1e-14)
    directions, shares = by_eigenvectors((runs.points - seen.origin).reshape(-1, 3))
    np.testing.assert_allclose(np.abs((seen.directions * directions).sum(axis=1)), 1, rtol=1e-9)
    np.testing.assert_allclose(seen.explained_variance_ratio, shares, rtol=1e-9)
    assert (seen.coordinates.shape, seen.distances.shape) == ((31, 4, 2), (31, 4))
    single = plane(runs.points[:, 2], seen.directions, about=seen.origin)
    np.testing.assert_allclose(single.coordinates, seen.coordinates[:, 2], rtol=1e-12, atol=1e-14)


def test_a_million_weights():
    path = np.outer(np.linspace(1, 0, 4), rng().standard_normal(10**6))
    path += np.outer([0, 1, -1, 0], rng(1).standard_normal(10**6))
    seen = plane(path)
    assert seen.explained_variance_ratio.sum() == pytest.approx(1, rel=1e-12)
    assert seen.distances.max() < 1e-9


def test_random_directions_have_the_filters_norms(network):
    """By the norms that PyTorch computed of each filter of its own layers."""
    seen = plane(network.points, "random", rng=rng(), layout=network.layout)
    for direction in seen.directions:
        first, bias, second, last_bias = np.split(direction, [12, 18, 24])
        norms = [*np.linalg.norm(first.reshape(6, 2), axis=1), np.linalg.norm(second)]
        np.testing.assert_allclose(norms, network.filters, rtol=1e-12)
        assert not bias.any()
        assert not last_bias.any()
    drawn = rng().standard_normal((2, 25))
    along = [np.vdot(one, two) for one, two in zip(seen.directions[:, :2], drawn[:, :2], strict=True)]
    np.testing.assert_allclose(along, network.filters[0] * np.linalg.norm(drawn[:, :2], axis=1), rtol=1e-12)


def test_a_layout_is_a_trajectory_s_own_or_given(network):
    plain = [shape for _, shape in network.layout]
    sizes = np.cumsum([np.prod(shape) for shape in plain])[:-1].astype(int)
    parts = zip(network.layout, np.split(network.points, sizes, axis=1), strict=True)
    run = recorded({name: part.reshape(-1, *shape) for (name, shape), part in parts})
    kept = plane(run, "random", rng=rng())
    for layout in (network.layout, plain, [list(shape) for shape in plain]):
        given = plane(network.points, "random", rng=rng(), layout=layout)
        np.testing.assert_array_equal(kept.directions, given.directions)


def test_filters_of_a_convolution_are_whole():
    weights = rng().standard_normal((2, 4 * 3 * 2 * 2))
    seen = plane(weights, "random", rng=rng(1), layout=[("conv", (4, 3, 2, 2))])
    norms = np.linalg.norm(seen.directions.reshape(2, 4, 12), axis=-1)
    np.testing.assert_allclose(
        norms, np.tile(np.linalg.norm(weights[-1].reshape(4, 12), axis=-1), (2, 1)), rtol=1e-12
    )


def test_random_directions_are_the_generator_s():
    first, again, other = (plane(PATH, "random", rng=rng(seed)).directions for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1


def test_directions_are_taken_as_they_are():
    across = rng(3).standard_normal(5)
    seen = plane(PATH, (PATH[0] - PATH[-1], across))
    np.testing.assert_allclose(seen.coordinates[[0, -1]], [[1, 0], [0, 0]], atol=1e-14)
    np.testing.assert_array_equal(seen.directions, [PATH[0] - PATH[-1], across])
    np.testing.assert_allclose(seen.weights([1, 0]), PATH[0], rtol=1e-14)
    lone = np.square((PATH - PATH[-1]) @ (PATH[0] - PATH[-1])).sum() / np.square(PATH[0] - PATH[-1]).sum()
    assert seen.explained_variance_ratio[0] == pytest.approx(lone / np.square(PATH - PATH[-1]).sum())


@pytest.mark.parametrize("scales", [(1e-30, 1e30), (1e30, 1e-30), (1e-8, 1.0)])
def test_directions_may_differ_in_length(scales):
    seen = plane(PATH, np.array(scales)[:, np.newaxis] * [PATH[1], PATH[2]])
    plain = plane(PATH, (PATH[1], PATH[2]))
    np.testing.assert_allclose(seen.coordinates * scales, plain.coordinates, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(seen.distances, plain.distances, rtol=1e-9, atol=1e-12)


def test_a_plane_survives_pickling_and_is_locked():
    seen = pickle.loads(pickle.dumps(plane(PATH)))
    assert isinstance(seen, PathPlane)
    arrays = (seen.origin, seen.directions, seen.coordinates, seen.distances, seen.explained_variance_ratio)
    assert not any(array.flags.writeable for array in arrays)
    origin, directions = np.zeros(2), np.eye(2)
    flat = RestrictedLoss(rosenbrock, origin, directions)
    origin += 1
    assert flat.value([1, 1]) == 0
    assert not (flat.origin.flags.writeable or flat.directions.flags.writeable)


@pytest.mark.parametrize("lead", [(), (3,), (4, 5), (0,)])
def test_leading_axes(lead):
    seen = plane(PATH)
    assert seen.weights(np.ones((*lead, 2))).shape == (*lead, 5)
    assert seen.project(np.ones((*lead, 5))).shape == (*lead, 2)


def test_the_loss_on_the_plane_at_the_path_s_points(network):
    """It is the recorded one, but for the step from the path to the plane, to first order."""
    seen = plane(network.points)
    loss = seen.restricted(network.loss)
    np.testing.assert_allclose(
        loss.value(seen.coordinates), network.loss.value(seen.weights(seen.coordinates)), rtol=1e-14
    )
    shift = seen.weights(seen.coordinates) - network.points
    expected = network.losses + (shift * network.loss.gradient(network.points)).sum(axis=1)
    off = np.abs(loss.value(seen.coordinates) - expected)
    assert (off <= np.square(seen.distances)).all()  # half the largest curvature along these is below 1
    assert loss.value([0, 0]) == pytest.approx(network.losses[-1], rel=1e-13)
    slope = seen.directions @ network.loss.gradient(network.points[-1])
    np.testing.assert_allclose(loss.gradient([0, 0]), slope, rtol=1e-10)
    assert max(check_loss(loss, [[0, 0], [1, -1], [-2, 0.5]]).errors.values()) < 1e-7


SQUARES = LeastSquares(linear_data(60, [6, 5, -1, 2], 2, noise=3, rng=rng()))


@pytest.mark.parametrize(
    ("loss", "parts"),
    [
        (SQUARES, ["value", "plotted", "gradient", "hessian", "batch_gradient", "root"]),
        (quadratic([1.0, 2.0, 3.0, 4.0, 5.0]), ["value", "plotted", "gradient", "hessian", "root"]),
    ],
)
@pytest.mark.parametrize("kind", ["pca", "pair"])
def test_the_loss_on_a_plane_has_the_parts_of_the_loss(loss, parts, kind):
    seen = plane(PATH, rng(4).standard_normal((2, 5)) if kind == "pair" else kind)
    flat = seen.restricted(loss)
    found = check_loss(flat, rng(5).standard_normal((4, 2)))
    assert list(found.errors) == parts
    least = minimize(flat, newton(), [3.0, -2.0], 2).points[-1]
    np.testing.assert_allclose(flat.minimizer, least, rtol=1e-9, atol=1e-9)
    assert isinstance(flat.section(), Section)
    np.testing.assert_allclose(flat.plotted([2, 1]), loss.plotted(seen.weights([2, 1])), rtol=1e-14)
    assert theory.max_rate(flat) == pytest.approx(2 / np.linalg.eigvalsh(flat.hessian([0, 0]))[-1])
    assert pickle.loads(pickle.dumps(flat)).value([1, 2]) == flat.value([1, 2])


def test_the_loss_on_a_plane_of_one_that_has_no_more_than_it_must(network):
    flat = plane(network.points).restricted(network.loss)
    assert not any(hasattr(flat, part) for part in ("hessian", "n", "batch_gradient", "root", "minimizer"))
    assert not is_quadratic(flat)
    assert not is_sampled(flat)
    assert flat.name == "network on a plane"
    values = flat.section().grid([-1, 0, 1], [-1, 1])
    np.testing.assert_allclose(values[1, 0], flat.value([-1, 1]), rtol=1e-14)
    run = descend(flat, gradient_descent(0.1), [2, 1], 50)
    assert run.losses[-1] < run.losses[0]
    valley = plane([[0.0, 1.0], [1.0, 1.0]], ([1, 0], [0, 1]), about=[0.0, 0.0]).restricted(rosenbrock)
    np.testing.assert_allclose(valley.hessian(PATH[:, :2]), rosenbrock.hessian(PATH[:, :2]), rtol=1e-14)


def test_points_off_r_2_are_refused(network):
    flat = plane(network.points).restricted(network.loss)
    with pytest.raises(ValueError, match=r"w has shape \(3,\), but network on a plane is defined on R\^2"):
        flat.value([1, 2, 3])
    with pytest.raises(ValueError, match=r"origin has shape \(5,\), but network is defined on R\^25"):
        plane(PATH).restricted(network.loss)
    with pytest.raises(ValueError, match="which has no `value`, but expected an object with"):
        plane(PATH).restricted(np.square)
    for origin, directions in (
        ([1, 2, 3], np.ones((2, 2))),
        (1.0, np.ones((2, 1))),
        (1.0, [1, 2]),
        ([1, 2], np.ones((3, 2))),
    ):
        with pytest.raises(
            ValueError, match=r"origin and directions have shapes .*, but expected \(d,\) and"
        ):
            RestrictedLoss(rosenbrock, origin, directions)
    with pytest.raises(ValueError, match=r"origin\[1\] is nan, but expected finite numbers"):
        RestrictedLoss(rosenbrock, [1, np.nan], np.eye(2))
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


@pytest.mark.parametrize("size", [2.0**1000, 2.0**-1000, 2.0**-1040])
def test_the_size_of_weights_does_not_matter(size):
    for kind in ("pca", (PATH[0], PATH[1])):
        found, same = plane(size * PATH, kind), plane(PATH, kind)
        np.testing.assert_allclose(found.explained_variance_ratio, same.explained_variance_ratio, rtol=1e-9)
        np.testing.assert_allclose(found.distances / size, same.distances, atol=1e-9)
        np.testing.assert_allclose(found.coordinates / size, same.coordinates, atol=1e-9)


def test_points_too_far_from_the_origin_are_refused():
    with pytest.raises(ValueError, match=r"^points are further from the origin than the largest double"):
        plane([[1.7e308, 0], [-1.7e308, 1]])
