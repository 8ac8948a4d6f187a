"""Sentences of films: of one line of at most 60 letters, whatever the data, the rate and the run are."""

import itertools

import numpy as np
import pytest

from gdclips.story.film import sentences
from gdclips.story.film.sentences import LONGEST, length
from gdclips.story.problem import OwnData
from gdclips.story.runs import diverges
from gdcore import Samples, theory
from tests.story.film.tasks import descended, table, task

WAYS = ("decimal comma", "points between thousands", "semicolons between cells", "text in cp1252")
FILES = ("a.csv", "houses.csv", "a_table_with_a_long_name_of_its_own.csv", "odd [name] \\ of.csv")
TARGETS = ("price", "Concentration of sulphuric acid in the incoming air, %", "a]b[c")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("assumed", [(), WAYS[:1], WAYS])
@pytest.mark.parametrize("dropped", [0, 2, 123456])
@pytest.mark.parametrize("standardized", [True, False])
def test_how_own_data_were_read_is_told_as_far_as_there_is_room(file, assumed, dropped, standardized):
    own = table(2, file=file, assumed=assumed, dropped=dropped, standardized=standardized)
    said = sentences.ground(task(own=own), "otherwise")
    assert length(said) <= LONGEST, said
    assert ("standardised" if standardized else "as they are") in said
    assert "30" in said
    assert not dropped or str(30 + dropped) in said


def test_made_data_are_opened_by_what_the_scene_says():
    assert sentences.ground(task(), "otherwise") == "otherwise"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("value", [3.7, 0.0, -12.0, 1e9 / 3])
def test_equal_targets_are_told_by_the_columns_name(target, value):
    x = np.random.default_rng(0).normal(size=(20, 2))
    own = OwnData(Samples(x, np.full(20, value), ("a", "b")), "a.csv", target, False)
    said = sentences.ground(task(rate=None, own=own), "otherwise")
    assert length(said) <= LONGEST, said
    assert sentences.plain_text(said).startswith("Every ")
    assert said.endswith("the best model says so.")


@pytest.mark.parametrize("noise", [0.0, 1.0])
@pytest.mark.parametrize("rate", [1e-3, 0.1, 0.9, 1.7, 2.5, 40.0, 1e15])
@pytest.mark.parametrize("steps", [1, 2, 20, 500])
def test_captions_of_a_descent_fit_their_line(steps, rate, noise):
    made, run = descended(steps, rate, noise=noise)
    for said in (
        sentences.step(made),
        sentences.rings(made),
        sentences.progress(made, run),
        sentences.ending(made, run),
        *([] if diverges(run) else [sentences.reached(made, run)]),
    ):
        assert length(said) <= LONGEST, said
        assert said.endswith(".")


@pytest.mark.parametrize(
    ("share", "says"),
    [(0.1, "As the slope"), (0.6, "Above half the limit"), (1.2, "Beyond the")],
)
def test_what_the_steps_do_follows_from_the_rates_share_of_its_limit(share, says):
    rate = share * theory.max_rate(task().loss)
    assert says in sentences.plain_text(sentences.progress(*descended(20, rate)))


def test_without_noise_the_end_is_told_by_the_weights_and_with_noise_by_the_mse():
    exact, noisy = (sentences.ending(*descended(200, 0.2, noise=noise)) for noise in (0.0, 1.0))
    assert "no weight is off by over" in exact
    assert "the MSE is" in noisy


def test_only_runs_that_diverge_are_told_so():
    runs = [descended(50, rate)[1] for rate in (0.1, 9.0, 40.0)]
    names = ("0.1", "9", "40")
    assert sentences.diverged(runs[0]) == ""
    assert sentences.divergence(runs[:1], names[:1]) == ""
    assert sentences.divergence(runs[:2], names[:2]).startswith("9 diverges: in ")
    assert sentences.divergence(runs, names).startswith("9 and 40 diverge, after ")
    assert sentences.divergence(runs[1:], names[1:]).startswith("All diverge, after ")


@pytest.mark.parametrize("count", range(1, 7))
def test_divergences_of_many_runs_fit_a_line(count):
    run, fine = descended(50, 9.0)[1], descended(50, 0.1)[1]
    names = [f"batch {10**number}" for number in range(count + 1)]
    for first, second in itertools.permutations([[run] * count, [fine]]):
        assert length(sentences.divergence([*first, *second], names)) <= LONGEST


@pytest.mark.parametrize(("weights", "hidden"), [((2.0, 6.0), False), ((2.0, 6.0, 5.0), True)])
def test_with_more_weights_than_axes_some_are_hidden(weights, hidden):
    assert sentences.hidden(task(weights=weights)) == hidden
