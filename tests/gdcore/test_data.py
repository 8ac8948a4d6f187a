"""Made data: what is drawn, in which order, and what is refused."""

import numpy as np
import pytest

from gdcore import Samples, correlated_data, linear_data


def rng(seed=0):
    return np.random.default_rng(seed)


def test_without_noise_the_target_is_linear():
    data = linear_data(50, [6, 5], 2, rng=rng())
    assert data.x.shape == (50, 2)
    assert data.x.dtype == data.y.dtype == np.float64
    np.testing.assert_allclose(data.y, 2 + 6 * data.x[:, 0] + 5 * data.x[:, 1], rtol=1e-14, atol=1e-14)


def test_noise_is_in_standard_deviations():
    data = linear_data(100_000, [3], 1, noise=2.5, rng=rng())
    error = data.y - 1 - 3 * data.x[:, 0]
    assert error.std() == pytest.approx(2.5, rel=0.01)
    assert error.mean() == pytest.approx(0, abs=0.03)


def test_features_are_standard_normal_and_independent():
    x = linear_data(100_000, [1, 1, 1], 0, rng=rng()).x
    np.testing.assert_allclose(np.cov(x.T), np.eye(3), atol=0.02)


@pytest.mark.parametrize("make", [linear_data, lambda *a, **k: correlated_data(*a, spread=0.2, **k)])
def test_another_noise_changes_no_feature(make):
    quiet, loud = (make(20, [6, 5], 2, noise=noise, rng=rng(3)) for noise in (0.0, 3.0))
    np.testing.assert_array_equal(quiet.x, loud.x)
    assert not np.array_equal(quiet.y, loud.y)


def test_the_same_seed_gives_the_same_data():
    first, again, other = (linear_data(20, [6, 5], 2, noise=1, rng=rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


def test_further_features_spread_about_the_first():
    x = correlated_data(100_000, [5, 4, 3], 2, spread=0.2, noise=1, rng=rng()).x
    about = x[:, 1:] - x[:, :1]
    np.testing.assert_allclose(about.std(axis=0), 0.2, rtol=0.01)
    assert np.corrcoef(about.T)[0, 1] == pytest.approx(0, abs=0.02)
    assert np.corrcoef(x.T)[0, 1] == pytest.approx(1 / np.sqrt(1.04), abs=1e-3)


def test_spread_changes_no_first_feature_and_no_noise():
    narrow, wide = (correlated_data(30, [0, 0], 1, spread=s, noise=1, rng=rng(5)) for s in (0.1, 2.0))
    np.testing.assert_array_equal(narrow.x[:, 0], wide.x[:, 0])
    np.testing.assert_array_equal(narrow.y, wide.y)


def test_samples_are_copied_and_read_only():
    x, y = np.ones((3, 1)), np.ones(3)
    data = Samples(x, y, ("a",))
    x[0], y[0] = 7, 7
    assert data.x[0] == data.y[0] == 1
    for array in (data.x, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2
    with pytest.raises(AttributeError):
        data.x = x


def test_samples_take_lists_and_any_sequence_of_names():
    data = Samples([[1, 2], [3, 4], [5, 7]], [1, 2, 3], ["a", "b"])
    assert data.x.dtype == np.float64
    assert data.names == ("a", "b")
    assert Samples([[1]], [2]).names is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1, 2]), r"x has shape \(2,\), but expected \(n, d\)"),
        ((np.ones((0, 2)), []), r"x has shape \(0, 2\)"),
        ((np.ones((2, 0)), [1, 2]), r"x has shape \(2, 0\)"),
        (([[1], [2]], [1, 2, 3]), r"y has shape \(3,\), but x has shape \(2, 1\), so expected \(2,\)"),
        (([[1], [2]], [[1], [2]]), r"y has shape \(2, 1\)"),
        (([[1], [np.nan]], [1, 2]), r"x\[1, 0\] is nan, but expected finite numbers"),
        (([[1], [2]], [1, np.inf]), r"y\[1\] is inf"),
        (([["a"], ["b"]], [1, 2]), "x is .*, but expected an array of numbers"),
        (([[1], [2, 3]], [1, 2]), "x is .*, but expected an array of numbers"),
        (([[1, 2]], [1], ("a",)), r"names is \('a',\), but expected 2 different names"),
        (([[1, 2]], [1], ("a", "a")), "expected 2 different names"),
        (([[1, 2]], [1], "ab"), "names is 'ab', but expected 2 different names"),
        (([[1, 2]], [1], (1, 2)), "expected strings"),
    ],
)
def test_samples_refuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        Samples(*arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "n is 0, but expected a whole number of at least 1"),
        ({"n": 2.5}, "n is 2.5"),
        ({"n": True}, "n is True"),
        ({"coef": []}, r"coef has shape \(0,\)"),
        ({"coef": 3}, r"coef has shape \(\)"),
        ({"coef": [1, np.nan]}, r"coef\[1\] is nan"),
        ({"intercept": np.inf}, "intercept is inf"),
        ({"intercept": "2"}, "intercept is '2'"),
        ({"noise": -1}, "noise is -1, but expected a finite number of at least 0"),
        ({"noise": np.nan}, "noise is nan"),
        ({"spread": 0}, "spread is 0, but expected a finite number above 0"),
        ({"rng": 0}, "rng is 0, but expected a numpy.random.Generator"),
    ],
)
def test_made_data_refuse(change, message):
    settings = {"n": 10, "coef": [1, 2], "intercept": 0, "noise": 0, "rng": rng()} | change
    make = correlated_data if "spread" in settings else linear_data
    with pytest.raises(ValueError, match=message):
        make(**settings)
