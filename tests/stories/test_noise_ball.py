"""Stochastic descent: the notebook's numbers, and its steps by hand on the same rows."""

import numpy as np
import pytest

from scenes.stories import noise_ball, settings


def tell(**changes):
    return noise_ball.story(settings.make(noise_ball.Settings, changes))


def rows(seed, batch, steps, count=100):
    """The rows that the batches' stream of a seed draws: the third of three, after data and start."""
    rng = np.random.default_rng(np.random.SeedSequence(seed).spawn(3)[2])
    return rng.integers(0, count, size=(steps, batch), dtype=np.int64)


def by_hand(x, y, start, rate, drawn):
    """The notebook's sgd_step, one after another, on given rows; also the gradient of each."""
    design = np.hstack((np.ones((len(y), 1)), x))
    path, gradients = [np.array(start)], []
    for chosen in drawn:
        x_sample, y_sample = design[chosen, :], y[chosen]
        error = np.dot(x_sample, path[-1]) - y_sample
        gradients.append(np.matmul(x_sample.T, error) / len(chosen))
        path.append(path[-1] - (rate / len(chosen)) * np.matmul(x_sample.T, error))
    return np.array(path), np.array(gradients)


def test_the_defaults_are_the_notebooks_but_for_the_iterations():
    default = noise_ball.Settings()
    assert (default.samples, default.weights, default.noise) == (100, (2, 6, 5), 3)
    assert (default.rate, default.batch, default.start) == (0.1, 1, (2, 2, 8))
    assert default.steps > 100


@pytest.mark.parametrize(
    "changes", [{}, {"batch": 10}, {"seed": 4, "steps": 100}, {"noise": 0}, {"batch": 100, "steps": 20}]
)
def test_the_run_is_the_notebooks_loop_on_the_same_rows(changes):
    given, story = settings.make(noise_ball.Settings, changes), tell(**changes)
    samples, drawn = story.loss.samples, rows(given.seed, given.batch, given.steps)
    path, gradients = by_hand(samples.x, samples.y, given.start, given.rate, drawn)
    np.testing.assert_allclose(story.run.points, path, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(story.run.gradients, gradients, rtol=1e-6, atol=1e-9)
    losses = [np.mean((samples.y - story.loss.design @ w) ** 2) for w in path]
    np.testing.assert_allclose(story.run.losses, losses, rtol=1e-7, atol=1e-20)


def test_rows_are_drawn_with_replacement():
    assert max(np.bincount(rows(1, 1, 600)[:, 0])) > 1
    assert any(len(set(batch)) < 10 for batch in rows(1, 10, 600).tolist())


def test_the_column_gives_the_minimum_and_the_mean_of_the_second_half():
    story = tell()
    least, mean = story.column[0].rows
    design, y = story.loss.design, story.loss.samples.y
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    assert least.values == pytest.approx([np.mean((design @ best - y) ** 2)])
    late = [np.mean((design @ w - y) ** 2) for w in story.run.points[-300:]]
    assert mean.name == "mean of last 300"
    assert mean.values == pytest.approx([np.mean(late)])
    assert mean.appears == "ball"


def test_the_key_has_a_star_only_where_a_truth_is_known():
    assert [sign for sign, _ in tell().column[1].entries] == ["ring", "star"]


def test_the_cloud_begins_where_the_run_arrives():
    story = tell()
    late = story.run.losses[-300:].mean()
    arrival = story.panel.arrival
    assert story.panel.cloud
    assert 0 < arrival < 100
    assert story.run.losses[arrival] <= late
    assert (story.run.losses[:arrival] > late).all()


@pytest.mark.parametrize(("batch", "equation"), [(1, "x_i"), (10, "X_B"), (100, "X_B")])
def test_the_equation_is_the_one_that_is_computed(batch, equation):
    story = tell(batch=batch)
    assert equation in story.equation[1].typst
    assert equation in story.equation[1].mathtext
    assert f"batch {batch}" in story.parameters
