import numpy as np
import pytest

from gdcore import LeastSquares, descend, gradient_descent, theory
from scenes.stage.marks import Term
from scenes.stage.story import Strip, Table
from scenes.stories import contour_descent, noise_ball, regression, settings

SCENES = (contour_descent, noise_ball)
FEATURES = ("air_flow", "water_temp", "acid_conc")


def tell(module, own=None, **changes):
    return module.story(settings.make(module.Settings, changes), own)


def problem(own=None, batch=None, **changes):
    return regression.problem(settings.make(noise_ball.Settings, changes), own, batch)


def test_each_purpose_has_a_stream_of_its_own():
    one = regression.streams(1)
    first = [stream.random(5) for stream in (one.data, one.start, one.batches)]
    again = regression.streams(1)
    again.batches.random(1000)
    np.testing.assert_array_equal(again.data.random(5), first[0])
    assert len({tuple(numbers) for numbers in first}) == 3
    assert not np.array_equal(regression.streams(2).data.random(5), first[0])


@pytest.mark.parametrize(
    "changes", [{"batch": 10}, {"steps": 7}, {"rate": 0.01}, {"start": (0, 0, 0)}, {"rate": None}]
)
def test_no_other_setting_changes_the_data(changes):
    default, changed = (tell(noise_ball, **given).loss.samples for given in ({}, changes))
    np.testing.assert_array_equal(default.x, changed.x)
    np.testing.assert_array_equal(default.y, changed.y)


def test_noise_changes_the_targets_alone():
    clean, noisy = (tell(contour_descent, noise=noise).loss.samples for noise in (0, 2))
    np.testing.assert_array_equal(clean.x, noisy.x)
    assert np.std(noisy.y - clean.y) == pytest.approx(2, rel=0.3)


def test_more_steps_begin_with_the_fewer():
    short, long = (tell(noise_ball, steps=steps).run for steps in (50, 80))
    np.testing.assert_array_equal(short.points, long.points[:51])


def test_the_seed_decides_all():
    one, same, other = (tell(noise_ball, seed=seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.run.points, same.run.points)
    assert not np.array_equal(one.loss.samples.x, other.loss.samples.x)
    assert not np.array_equal(one.run.points, other.run.points)


def test_made_data_are_the_weights_line():
    loss = problem(noise=0, weights=(2.0, 6.0, 5.0)).loss
    assert loss.samples.x.shape == (100, 2)
    np.testing.assert_allclose(loss.samples.y, 2 + loss.samples.x @ [6, 5])


@pytest.mark.parametrize("weights", [(2.0, 6.0), (2.0, 6.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0)])
def test_an_auto_start_predicts_the_mean(weights):
    made = problem(weights=weights, start=None)
    y = made.loss.samples.y
    np.testing.assert_allclose(made.loss.design @ made.start, y.mean())
    assert made.loss.mse(made.start) == pytest.approx(y.var())


@pytest.mark.parametrize("batch", [None, 1, 10])
def test_an_auto_rate_is_a_quarter_of_the_limit(batch):
    made = problem(batch=batch, rate=None)
    assert made.rate == theory.max_rate(made.loss, batch=batch) / 4
    assert "quarter" in made.rate_note
    assert problem(rate=0.2).rate == 0.2
    assert problem(rate=0.2).rate_note == ""


def test_the_limit_of_full_batches_is_2_over_L():
    made = problem(rate=None)
    largest = np.linalg.eigvalsh(made.loss.design.T @ made.loss.design / 100)[-1]
    assert made.rate == pytest.approx(2 / largest / 4)


@pytest.mark.parametrize(("start", "count"), [("1,2", 3), ("1,2,3,4", 3)])
def test_a_start_of_the_wrong_length_is_an_error(start, count):
    with pytest.raises(
        ValueError, match=f"start={start}: expected {count} numbers, one for each weight, or auto"
    ):
        problem(start=start)


def test_fewer_samples_than_weights_are_an_error():
    with pytest.raises(ValueError, match="samples=3: expected at least 4, one a weight"):
        problem(weights="1,2,3,4", samples=3)


def test_a_batch_of_more_samples_than_there_are_is_an_error():
    with pytest.raises(ValueError, match="batch=101: expected at most the 100 samples"):
        tell(noise_ball, batch=101)


@pytest.mark.parametrize("module", SCENES)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("standardized", [True, False])
def test_own_data_are_descended(own, module, count, standardized):
    data = own(*FEATURES[:count], standardized=standardized)
    story = tell(module, data, start=None, rate=None, steps=30)
    assert story.panel.truth is None
    assert story.run.points.shape == (31, count + 1)
    assert story.run.diverged_at == -1
    np.testing.assert_allclose(story.run.losses[0], data.samples.y.var())
    assert story.run.losses[-1] < story.run.losses[0]
    assert not any("(star)" in beat.caption or "true" in beat.caption for beat in (*story.full, *story.short))


@pytest.mark.parametrize(
    ("features", "axes", "names"),
    [
        (FEATURES[:1], (0, 1), ("intercept", "weight of air_flow")),
        (FEATURES[:2], (1, 2), ("weight of air_flow", "weight of water_temp")),
        (FEATURES[1::-1], (1, 2), ("weight of water_temp", "weight of air_flow")),
    ],
)
def test_one_feature_is_shown_with_the_intercept_and_two_without(own, features, axes, names):
    panel = tell(contour_descent, own(*features), start=None).panel
    assert panel.axes == axes
    assert panel.names == names


def test_of_three_features_the_two_steepest_are_shown(own):
    story = tell(contour_descent, own(*FEATURES, standardized=False), start=None, rate=None)
    samples = story.loss.samples
    error = samples.y.mean() - samples.y
    slopes = np.abs(samples.x.T @ error)
    assert story.panel.axes == tuple(sorted(np.argsort(slopes)[-2:] + 1))
    assert story.panel.note == "contours: MSE at the best 2 other weights"


@pytest.mark.parametrize(
    ("weights", "axes", "note"),
    [
        ("2,6", (0, 1), "contours: MSE"),
        ("2,6,5", (1, 2), "contours: MSE at the best w₀"),
        ("0,1,-9,0,5", (2, 4), "contours: MSE at the best 3 other weights"),
    ],
)
def test_made_datas_axes(weights, axes, note):
    panel = tell(contour_descent, weights=weights, start=None).panel
    assert panel.axes == axes
    assert panel.note == note
    assert all(isinstance(name, Term) for name in panel.names)


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (2, 3), (3, 3)])
def test_the_table_compares_with_the_minimiser_where_no_truth_is_known(own, count, rows):
    data = own(*FEATURES[:count])
    story = tell(contour_descent, data, start=None)
    strip, table = story.column
    assert (type(strip), type(table)) == (Strip, Table)
    assert table.heads == ("estimate", "minimum")
    assert len(table.rows) == rows
    best = dict(zip(("intercept", *data.samples.names), story.loss.minimizer, strict=True))
    for row in table.rows:
        assert row.other == best[row.name]
        assert row.values[-1] == pytest.approx(
            story.run.points[-1][["intercept", *data.samples.names].index(row.name)]
        )


def test_the_readouts_are_the_iterations_and_their_losses():
    run = tell(noise_ball, steps=20).run
    count, loss = regression.readouts(run)
    np.testing.assert_array_equal(count.values, np.arange(21))
    assert count.of == 20
    np.testing.assert_array_equal(loss.values, run.losses)


def test_a_long_run_keeps_to_its_problem():
    made = problem(steps=40)
    run = descend(made.loss, gradient_descent(made.rate), made.start, 40)
    assert isinstance(made.loss, LeastSquares)
    assert run.losses[-1] < run.losses[0]
    assert regression.parameters(made) == "α = 0.1, n = 100, L = MSE/2"
    assert [regression.iterations(count) for count in (1, 2)] == ["1 iteration", "2 iterations"]
    assert regression.moving(3.0, "c", 0) == ()
