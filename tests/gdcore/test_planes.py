"""Planes of paths: principal and random directions, coordinates, what lies off the plane, the loss on it."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import PathPlane, adam, descend, plane, quadratic, recorded

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


@pytest.mark.parametrize("lead", [(), (3,), (4, 5), (0,)])
def test_leading_axes(lead):
    seen = plane(PATH)
    assert seen.weights(np.ones((*lead, 2))).shape == (*lead, 5)
    assert seen.project(np.ones((*lead, 5))).shape == (*lead, 2)


@pytest.mark.parametrize("size", [2.0**1000, 2.0**-1000, 2.0**-1040])
def test_the_size_of_weights_does_not_matter(size):
    for kind in ("pca", (PATH[0], PATH[1])):
        found, same = plane(size * PATH, kind), plane(PATH, kind)
        np.testing.assert_allclose(found.explained_variance_ratio, same.explained_variance_ratio, rtol=1e-9)
        np.testing.assert_allclose(found.distances / size, same.distances, atol=1e-9)
        np.testing.assert_allclose(found.coordinates / size, same.coordinates, atol=1e-9)
