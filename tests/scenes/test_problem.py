"""What every scene's regression is made from: data, start, rate, axes, the map's section, the table."""

import numpy as np
import pytest

from gdclips.story import settings
from gdclips.story.problem import problem
from gdclips.story.scenes import SCENES
from gdclips.story.telling import iterations
from gdclips.story.terms import Term
from gdcore import theory
from scenes import noise_ball
from tests import shown

from .conftest import FEATURES

MAPPED = [name for name in SCENES if SCENES[name].takes(2)]


def make(own=None, batch=None, **changes):
    given = settings.make(noise_ball.Settings, changes)
    return problem(given, own, given.rate, batch)


def test_made_data_are_the_weights_line():
    loss = make(noise=0, weights=(2.0, 6.0, 5.0)).loss
    assert loss.samples.x.shape == (100, 2)
    np.testing.assert_allclose(loss.samples.y, 2 + loss.samples.x @ [6, 5])


@pytest.mark.parametrize("weights", [(2.0, 6.0), (2.0, 6.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0)])
def test_an_auto_start_predicts_the_mean(weights):
    made = make(weights=weights, start=None)
    y = made.loss.samples.y
    np.testing.assert_allclose(made.loss.design @ made.start, y.mean())
    assert made.loss.mse(made.start) == pytest.approx(y.var())


@pytest.mark.parametrize("batch", [None, 1, 10])
def test_an_auto_rate_is_a_quarter_of_the_limit(batch):
    made = make(batch=batch, rate=None)
    assert made.rate == theory.max_rate(made.loss, batch=batch) / 4
    assert "quarter" in made.rate_note
    assert make(rate=0.2).rate == 0.2
    assert make(rate=0.2).rate_note == ""


def test_the_limit_of_full_batches_is_2_over_L():
    made = make(rate=None)
    largest = np.linalg.eigvalsh(made.loss.design.T @ made.loss.design / 100)[-1]
    assert made.rate == pytest.approx(2 / largest / 4)


@pytest.mark.parametrize("name", MAPPED)
@pytest.mark.parametrize("start", ["1,2", "1,2,3,4"])
def test_a_start_of_the_wrong_length_is_an_error(tell, name, start):
    with pytest.raises(ValueError, match=f"start={start}: expected 3 numbers, one for each weight, or auto"):
        tell(name, start=start)


@pytest.mark.parametrize("name", SCENES)
def test_fewer_samples_than_weights_are_an_error_of_one_line(tell, name):
    weights, count, samples = ("1,2,3,4", 4, 3) if SCENES[name].takes(3) else ("2,3", 2, 2)
    if count > samples:
        with pytest.raises(ValueError, match=r"samples.* at least 4") as error:
            tell(name, weights=weights, samples=samples, start=None)
        assert "\n" not in str(error.value)


def test_the_default_batches_suit_own_data_of_few_rows(tell, own):
    story = tell("batch_sizes", own("air_flow", "water_temp"), rate=None, start=None)
    assert "Steps of 1, 10 and 21 samples, drawn with replacement." in shown.captions(story)


def test_batches_of_more_samples_than_there_are_are_an_error(tell):
    for name in SCENES:
        fields = SCENES[name].settings.__struct_fields__
        for given, said in (({"batch": 101}, "batch=101"), ({"batches": "1,101"}, "batches=1,101")):
            if set(given) <= set(fields):
                with pytest.raises(ValueError, match=f"{said}: expected at most the 100 samples"):
                    tell(name, **given)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("standardized", [True, False])
def test_own_data_are_descended_or_refused(tell, own, free, name, count, standardized):
    data = own(*FEATURES[:count], standardized=standardized)
    if not SCENES[name].takes(count):
        with pytest.raises(
            ValueError, match=r"^features [\w, ]+: expected (one|at least two) feature"
        ) as error:
            tell(name, data, **free(name))
        assert "\n" not in str(error.value)
        return
    story = tell(name, data, **(free(name) | {"steps": 30}))
    for view in shown.maps(story):
        assert view.truth is None
        for track in view.tracks:
            assert track.run.points.shape == (31, count + 1)
            assert track.run.diverged_at == -1
    words = [story.title, *shown.captions(story)]
    assert not any("(star)" in text or "true weights" in text for text in words)
    assert any(text.startswith("stackloss.csv: 21 rows, ") for text in words)


@pytest.mark.parametrize("name", MAPPED)
@pytest.mark.parametrize(
    ("features", "axes", "names"),
    [
        (FEATURES[:1], (0, 1), ("intercept", "weight of air_flow")),
        (FEATURES[:2], (1, 2), ("weight of air_flow", "weight of water_temp")),
        (FEATURES[1::-1], (1, 2), ("weight of water_temp", "weight of air_flow")),
    ],
)
def test_one_feature_is_shown_with_the_intercept_and_two_without(
    tell, own, free, name, features, axes, names
):
    if not SCENES[name].takes(len(features)):
        return
    for view in shown.maps(tell(name, own(*features), **free(name))):
        assert view.axes == axes
        assert view.names == names


@pytest.mark.parametrize("name", MAPPED)
def test_of_three_features_the_two_steepest_are_shown(tell, own, free, name):
    for view in shown.maps(tell(name, own(*FEATURES, standardized=False), **free(name))):
        samples = view.loss.samples
        slopes = np.abs(samples.x.T @ (samples.y.mean() - samples.y))
        assert view.axes == tuple(sorted(np.argsort(slopes)[-2:] + 1))
        assert view.note == "MSE at the best 2 other weights"


@pytest.mark.parametrize("name", MAPPED)
@pytest.mark.parametrize(
    ("weights", "axes", "note"),
    [
        ("2,6", (0, 1), "MSE"),
        ("2,6,5", (1, 2), "MSE at the best w₀"),
        ("0,1,-9,0,5", (2, 4), "MSE at the best 3 other weights"),
    ],
)
def test_made_datas_axes(tell, name, weights, axes, note):
    if not SCENES[name].takes(1) and (weights == "2,6" or "9" in weights):  # there all slopes are steep
        return
    for view in shown.maps(tell(name, weights=weights, start=None)):
        assert view.axes == axes
        assert view.note == note
        assert all(isinstance(axis, Term) for axis in view.names)


@pytest.mark.parametrize("name", MAPPED)
@pytest.mark.parametrize("noise", [0, 2])
def test_the_slice_is_at_the_true_hidden_weight_and_the_dot_stands_on_it(tell, name, noise):
    """As in the notebook, where the grid's predictions use w_true[0]."""
    for view in shown.maps(tell(name, noise=noise, slice=True)):
        intercept, loss, pair = view.truth[0], view.loss, list(view.axes)
        assert pair == [1, 2]
        assert view.at[0] == intercept == 2
        assert view.note == "MSE at w₀ = 2"
        section = loss.section(view.axes, view.at)
        for track in view.tracks:
            points = track.run.points[:20, pair]
            predicted = intercept + points @ loss.samples.x.T
            heights = np.mean((loss.samples.y - predicted) ** 2, axis=1)
            np.testing.assert_allclose(section.value(points), heights, rtol=1e-9, atol=1e-20)


@pytest.mark.parametrize("name", MAPPED)
def test_the_profile_is_the_least_mse_of_all_hidden_weights(tell, name):
    for view in shown.maps(tell(name, noise=1)):
        section, loss = view.loss.section(view.axes, view.at), view.loss
        for point in view.tracks[0].run.points[:5, list(view.axes)]:
            left = loss.samples.y - loss.samples.x @ point
            np.testing.assert_allclose(section.value(point), np.var(left), rtol=1e-9)


@pytest.mark.parametrize("name", ["contour_descent", "starting_points"])
def test_with_one_feature_there_is_nothing_hidden_to_slice_at(tell, name):
    for view in shown.maps(tell(name, weights="2,6", start=None, slice=True)):
        assert view.note == "MSE"
        np.testing.assert_allclose(view.loss.section((0, 1), view.at).value((2, 6)), 0, atol=1e-20)


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (2, 3), (3, 3)])
def test_the_weights_are_compared_with_the_minimiser_where_no_truth_is_known(tell, own, count, rows):
    story = tell("contour_descent", own(*FEATURES[:count]), start=None)
    weights = next(plot for plot in shown.plots(story) if plot.key == "coefficients")
    (view,) = shown.maps(story)
    assert weights.head == "weights (best: dashed)"
    assert len(weights.lines) == rows
    places = [0, *view.axes] if count > 1 else [0, 1]
    for line, place in zip(weights.lines, places, strict=True):
        np.testing.assert_array_equal(line.values, view.tracks[0].run.points[:, place])
        assert line.reference == view.loss.minimizer[place]


def test_the_weights_are_compared_with_the_true_ones(tell):
    story = tell("contour_descent")
    weights, mse = shown.plots(story)
    run = shown.runs(story)[0]
    for line, values, true in zip(weights.lines, run.points.T, (2, 6, 5), strict=True):
        np.testing.assert_array_equal(line.values, values)
        assert line.reference == true
    np.testing.assert_array_equal(mse.lines[0].values, run.losses)


def test_a_table_compares_the_weights_of_a_line(tell):
    story = tell("simple_regression")
    (table,) = shown.tables(story)
    assert table.heads == ("estimate", "true")
    for row, values, true in zip(table.rows, shown.paths(story)[0].T, (2, 3), strict=True):
        np.testing.assert_array_equal(row.values, values)
        assert row.other == true


@pytest.mark.parametrize("name", ["batch_sizes", "decaying_rate"])
def test_the_cloud_begins_where_the_run_arrives(tell, name):
    for view in shown.maps(tell(name)):
        for track in view.tracks:
            losses = track.run.losses
            late = losses[-(len(losses) // 2) :].mean()
            assert track.cloud
            assert 0 < track.arrival < 100
            assert losses[track.arrival] <= late
            assert (losses[: track.arrival] > late).all()


@pytest.mark.parametrize("name", [n for n in SCENES if "batch" in SCENES[n].settings.__struct_fields__])
@pytest.mark.parametrize(("batch", "equation"), [(1, "x_i"), (10, "X_B"), (100, "X_B")])
def test_the_equation_is_the_one_that_is_computed(tell, name, batch, equation):
    story = tell(name, batch=batch)
    for term in shown.equation(story)[-1:]:
        assert equation in term.typst
        assert equation in term.mathtext


def test_small_things():
    assert [iterations(count) for count in (1, 2)] == ["1 iteration", "2 iterations"]
