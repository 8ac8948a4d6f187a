"""Supports of plain regression: the data, the weights with what they should come to, the MSE and the rule."""

import numpy as np
import pytest

from gdclips.story.film import supports
from gdclips.story.terms import Term
from tests.story.film.tasks import descended, table, task


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_data_of_one_feature_are_the_target_over_it_and_of_more_two_features(count):
    made = task(own=table(count))
    shown, samples = supports.data(made), made.loss.samples
    if count == 1:
        assert shown.names == ("feature 0", "price")
        np.testing.assert_array_equal([shown.x, shown.y], [samples.x[:, 0], samples.y])
        assert shown.shade is None
    else:
        first, second = made.axes
        assert shown.names == (f"feature {first - 1}", f"feature {second - 1}")
        np.testing.assert_array_equal([shown.x, shown.y], samples.x.T[[first - 1, second - 1]])
        np.testing.assert_array_equal(shown.shade, samples.y)


@pytest.mark.parametrize(
    ("noise", "head"), [(None, "30 samples"), (0.0, "30 samples, no noise"), (3.0, "30 samples, noise 3")]
)
def test_made_data_say_how_many_and_how_noisy_they_are(noise, head):
    assert supports.data(task(), noise).head == head
    assert supports.data(task(own=table()), noise).head == "30 samples"


def test_weights_should_come_to_the_true_ones_or_to_the_best():
    made, run = descended(10)
    plot, numbers = supports.coefficients(made, run), supports.weights(made, run)
    assert (plot.head, numbers.heads) == ("weights (true: dashed)", ("estimate", "true"))
    for line, row, true, points in zip(plot.lines, numbers.rows, made.truth, run.points.T, strict=True):
        assert line.reference == row.other == true
        np.testing.assert_array_equal([line.values, row.values], [points, points])
    made, run = descended(10, own=table())
    plot, numbers = supports.coefficients(made, run), supports.weights(made, run)
    assert (plot.head, numbers.heads) == ("weights (best: dashed)", ("estimate", "best"))
    assert [row.other for row in numbers.rows] == pytest.approx(made.loss.minimizer)


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (2, 3), (3, 3), (5, 3)])
def test_of_many_weights_those_of_the_axes_and_the_intercept_are_shown(count, rows):
    made, run = descended(5, 0.01, own=table(count))
    for several in (supports.coefficients(made, run).lines, supports.weights(made, run).rows):
        assert len(several) == rows
    assert len(supports.gradient(made, run).lines) == rows
    assert all(isinstance(line.name, Term) for line in supports.coefficients(made, run).lines[1:])


def test_weights_beside_a_longer_run_have_an_axis_as_long():
    made, run = descended(5)
    longer = descended(9)[1]
    for line in supports.coefficients(made, run, (longer,)).lines:
        assert len(line.values) == 10
        assert np.isfinite(line.values).sum() == 6


@pytest.mark.parametrize(
    ("changes", "rate", "log", "reference"),
    [
        ({"noise": 1.0}, 0.1, False, True),
        ({"noise": 0.0}, 0.1, True, False),
        ({"noise": 1.0}, 9.0, True, False),
        ({"noise": 0.0, "start": (2.0, 6.0, 5.0)}, 0.1, False, False),
    ],
)
def test_an_mse_is_on_a_logarithmic_scale_where_its_least_is_0_or_it_grows(changes, rate, log, reference):
    made, run = descended(30, rate, **changes)
    plot = supports.mse(made, run)
    assert (plot.log, plot.head) == (log, "MSE (log scale)" if log else "MSE")
    assert (plot.lines[0].reference is not None) == reference
    assert not reference or plot.lines[0].reference == made.loss.minimum


def test_a_rule_has_the_numbers_of_each_of_its_steps():
    made, run = descended(7)
    rule = supports.rule(made, run, (Term("rate_text", "alpha", r"\alpha"),), "α = 0.1")
    assert len(rule.sums) == 7
    assert rule.parameters == "α = 0.1"
