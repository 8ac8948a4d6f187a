"""Random directions of a plane: normalised filter by filter, by a layout of the weights."""

import numpy as np

from gdcore import plane, recorded

PATH = np.random.default_rng(0).standard_normal((12, 5)).cumsum(axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


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
