"""Full-batch descent: the notebook's numbers, and its steps by hand."""

import numpy as np
import pytest

from scenes.stories import SCENES, contour_descent, settings


def tell(**changes):
    return contour_descent.story(settings.make(contour_descent.Settings, changes))


def by_hand(x, y, start, rate, steps):
    """The notebook's gd_step, one after another; returns the weights and the MSE before each step."""
    design = np.hstack((np.ones((len(y), 1)), x))
    path, losses = [np.array(start)], []
    for _ in range(steps):
        error = np.dot(design, path[-1]) - y
        losses.append(np.mean(error**2, axis=0))
        path.append(path[-1] - (rate / design.shape[0]) * np.matmul(design.T, error))
    return np.array(path), np.array(losses)


def test_the_defaults_are_the_notebooks():
    default = contour_descent.Settings()
    assert (default.samples, default.weights, default.noise) == (100, (2, 6, 5), 0)
    assert (default.steps, default.rate) == (50, 0.1)
    assert default.start == (3.2938, 4.2278, 6.1455)  # printed there as 3.29382451 4.22784765 6.14548716


@pytest.mark.parametrize(
    "changes",
    [{}, {"noise": 3}, {"rate": 1.5}, {"steps": 200, "rate": 0.01}, {"weights": "2,3", "start": "6,6"}],
)
def test_the_run_is_the_notebooks_loop(changes):
    given, story = settings.make(contour_descent.Settings, changes), tell(**changes)
    samples = story.loss.samples
    path, losses = by_hand(samples.x, samples.y, given.start, given.rate, given.steps)
    np.testing.assert_allclose(story.run.points, path, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(story.run.losses[:-1], losses, rtol=1e-6, atol=1e-25)


def test_it_ends_about_where_the_notebook_does():
    """Its estimate, with data of its own, was 2.0251 5.9710 5.0275."""
    np.testing.assert_allclose(tell().run.points[-1], (2.0251, 5.9710, 5.0275), atol=0.05)


def test_what_is_shown_is_the_run():
    story = tell()
    assert story.steps == 50
    assert story.panel.axes == (1, 2)
    np.testing.assert_array_equal(story.panel.truth, (2, 6, 5))
    assert not story.panel.cloud
    for row, weights, true in zip(story.column[1].rows, story.run.points.T, (2, 6, 5), strict=True):
        np.testing.assert_array_equal(row.values, weights)
        assert row.other == true


@pytest.mark.parametrize("scene", SCENES.values(), ids=str)
def test_a_scene_has_a_name_and_a_sentence(scene):
    assert SCENES[scene.name] is scene
    assert scene.summary.endswith(".")
    assert scene.settings() == settings.make(scene.settings, {})
