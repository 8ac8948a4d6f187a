"""Every scene's numbers are the notebook's, and its runs are the notebook's loops on the same rows."""

import numpy as np
import pytest

from gdclips.story import settings
from gdclips.story.scenes import SCENES
from tests import shown
from tests.chosen import ALL_AT_ONCE, DEFAULTS, IN_NOTEBOOK
from tests.claims.by_hand import Facts

# samples, true weights, noise, iterations, start and rate; the notebook prints two starts that it drew
SIMPLE = (100, (2, 3), 0, 50, (6.1892, 6.3682), 0.1)  # 6.18923776 6.36821273
CONTOUR = (100, (2, 6, 5), 0, 50, (3.2938, 4.2278, 6.1455), 0.1)  # 3.29382451 4.22784765 6.14548716
SGD = (100, (2, 6, 5), 0, 50, (2, 2, 8), 0.1)
NOISY = (100, (2, 6, 5), 3, 50, (2, 2, 8), 0.1)
INTERACTIVE = (100, (2, 6, 5), 1, 100, (2, 3, 7), 0.1)
RAVINE = (1000, (2, 5, 4), 1, 100, (2, 3, 7), 0.1)
NUMBERS = {
    "simple_regression": (SIMPLE, {}),
    "contour_descent": (CONTOUR, {}),
    "surface_descent": (CONTOUR, {}),
    "sgd": (SGD, {"batch": 1}),
    "sgd_surface": (SGD, {"batch": 1}),
    "noisy_descent": (NOISY, {}),
    "noise_ball": ((*NOISY[:3], 600, *NOISY[4:]), {"batch": 1}),  # 100 iterations there
    "learning_rates": ((*CONTOUR[:5], None), {"shares": (0.05, 0.5, 0.95, 1.05)}),
    "decaying_rate": ((*NOISY[:3], 300, *NOISY[4:]), {"decay": 0.05}),
    "batch_sizes": ((*NOISY[:3], 300, *NOISY[4:]), {"batches": (1, 10, 100)}),
    "ravine": (RAVINE, {"spread": 0.2}),
    "starting_points": (CONTOUR, {"starts": 5}),
    "momentum": (RAVINE, {"spread": 0.2, "decay": 0.9}),
    "interactive": (INTERACTIVE, {"batch": 100}),
}
CHANGES = [
    {},
    {"noise": 2},
    {"seed": 7},
    {"steps": 3},
    {"rate": 0.02},
    {"rate": 0.7},
    {"rate": None},
    {"batch": 10},
    {"batch": 100},
    {"samples": 30, "steps": 40},
    {"slice": True},
    {"start": None},
    {"weights": (1.0, -2.0, 3.0, 0.5), "start": None},
    {"weights": (1.0, -2.0), "start": None},
    {"spread": 2},
    {"decay": 0.3},
    {"decay": 0},
    {"batches": (7, 2)},
    {"shares": (0.2, 0.9, 1)},
    {"starts": 3},
]


def fits(name, change):
    fields, default = SCENES[name].settings.__struct_fields__, DEFAULTS[name]
    count = len(change.get("weights", default.weights))
    small = name in ALL_AT_ONCE and "samples" in change
    return set(change) <= set(fields) and SCENES[name].takes(count - 1) and not small


VARIANTS = [(name, change) for name in IN_NOTEBOOK for change in CHANGES if fits(name, change)]


@pytest.mark.parametrize("name", IN_NOTEBOOK)
def test_the_defaults_are_the_notebooks(name):
    (samples, weights, noise, steps, start, rate), more = NUMBERS[name]
    default = SCENES[name].settings()
    assert (default.samples, default.weights, default.noise) == (samples, weights, noise)
    assert (default.steps, default.start, getattr(default, "rate", None)) == (steps, start, rate)
    assert {key: getattr(default, key) for key in more} == more
    assert not default.slice


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_a_name_and_a_sentence(name):
    assert SCENES[name].name == name
    assert SCENES[name].summary.endswith(".")
    assert SCENES[name].settings() == settings.make(SCENES[name].settings, {})


@pytest.mark.parametrize(("name", "change"), VARIANTS, ids=str)
def test_the_runs_are_the_notebooks_loops(name, change):
    facts = Facts(name, change)
    told = facts.told()
    assert len(told) == len(facts.runs)
    for points, run in zip(told, facts.runs, strict=True):
        assert len(points) == facts.settings.steps + 1
        np.testing.assert_allclose(points[: len(run.path)], run.path, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("name", "change"), VARIANTS, ids=str)
def test_the_losses_gradients_and_moves_are_those_of_the_runs(name, change):
    """The loss over all data, the gradient of the rows that the step used, and the step."""
    facts = Facts(name, change)
    for told, run in zip(shown.runs(facts.story), facts.runs, strict=False):
        count = len(run.path)
        np.testing.assert_allclose(told.losses[:count], run.losses, rtol=1e-7, atol=1e-20)
        np.testing.assert_allclose(told.velocities[: count - 1], np.diff(run.path, axis=0), atol=1e-9)
        rows = [slice(None)] * count if run.rows is None else run.rows
        gradients = [facts.gradient(w, some) for w, some in zip(run.path[:-1], rows, strict=False)]
        np.testing.assert_allclose(told.gradients[: count - 1], gradients, rtol=1e-6, atol=1e-9)


def test_it_ends_about_where_the_notebook_does():
    """Its estimates, with data of its own, were these; the ravine's differ with the noise along it."""
    contour = Facts("contour_descent", {}).told()[0][-1]
    np.testing.assert_allclose(contour, (2.0251, 5.9710, 5.0275), atol=0.05)
    momentum = Facts("momentum", {}).told()[1][-1]
    np.testing.assert_allclose(momentum, (1.9785, 4.8029, 4.1498), atol=0.4)


@pytest.mark.parametrize("name", SCENES)
def test_the_samples_are_the_notebooks_line(name):
    facts = Facts(name, {"noise": 0})
    samples = shown.samples(facts.story)
    np.testing.assert_allclose(samples.x, facts.x, atol=1e-12)
    np.testing.assert_allclose(samples.y, facts.design @ facts.truth, atol=1e-9)


def test_rows_are_drawn_with_replacement():
    facts = Facts("noise_ball", {})
    assert max(np.bincount(facts.rows(1)[:, 0])) > 1
    assert any(len(set(batch)) < 10 for batch in facts.rows(10).tolist())


def test_the_starts_are_those_of_the_hand():
    starts = [points[0] for points in Facts("starting_points", {}).told()]
    np.testing.assert_array_equal(starts[0], (3.2938, 4.2278, 6.1455))
    assert len(np.unique(np.round(starts, 6), axis=0)) == 5
