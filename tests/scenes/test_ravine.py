"""The film of the ravine: each of its sentences and numbers, recomputed by hand; its sweep and its beats."""

import re
from functools import cache

import numpy as np
import pytest

from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.story import settings
from gdclips.story.problem import OwnData
from gdcore import Samples
from scenes import ravine
from scenes.correlation import mixture
from tests.claims import ravine as ravine_claims
from tests.claims.by_hand import Facts
from tests.test_claims import CHANGES, FILES, GAPS, OWN_CHANGES, SCALED, fits

SEEDS, RANDOM = 20, 60
LONGEST = 60


def made(seed):
    """Return settings that a generator of this seed draws."""
    rng = np.random.default_rng(seed)
    weights = int(rng.choice([3, 3, 3, 4]))
    return {
        "seed": int(rng.integers(10**6)),
        "samples": int(10 ** rng.uniform(1, 3.3)),
        "weights": tuple(rng.uniform(-9, 9, weights).round(2).tolist()),
        "noise": float(rng.choice([0, 0.5, 1, 3])),
        "steps": int(10 ** rng.uniform(0, 2.7)),
        "spread": float(np.round(10 ** rng.uniform(-2, 1), 3)),
        "rate": None if rng.random() < 0.2 else float(np.round(10 ** rng.uniform(-2, 0.4), 3)),
        "start": None if rng.random() < 0.5 else tuple(rng.uniform(-9, 9, weights).round(2).tolist()),
        "slice": bool(rng.random() < 0.3),
    }


def variants():
    free = {"rate": None, "start": None}
    own = [(free | change, file) for file in (*FILES, *SCALED, *GAPS) for change in OWN_CHANGES]
    return [
        *((change, None) for change in CHANGES if fits("ravine", change, 0)),
        *(({"seed": seed}, None) for seed in range(SEEDS)),
        *((change, file) for change, file in own if len(file.features) > 1),
    ]


@cache
def facts(seed):
    return Facts("ravine", made(seed))


def check(told):
    film = told.story
    for sentence in {
        film.title,
        *(beat.caption for shot in (*film.full, *film.short) for beat in shot.beats),
    }:
        known = [(claim, test) for claim, test in ravine_claims.CLAIMS if re.fullmatch(claim, sentence)]
        assert len(known) == 1, sentence
        assert len(sentence) <= LONGEST, sentence
        claim, test = known[0]
        test(told, *re.fullmatch(claim, sentence).groups())
    ravine_claims.the_map_says_what_it_is(told)


@pytest.mark.parametrize("variant", variants(), ids=str)
def test_every_sentence_and_number_is_true(variant):
    check(Facts("ravine", *variant))


@pytest.mark.parametrize("seed", range(RANDOM))
def test_they_are_true_of_settings_drawn_at_random(seed):
    check(facts(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(RANDOM, 300))
def test_they_are_true_of_many_settings(seed):
    check(Facts("ravine", made(seed)))


def test_most_settings_that_make_a_ravine_are_told_so():
    """A ravine is made where the map's condition number grows beyond 5, 2.5-fold and more."""
    titles = []
    for seed in range(RANDOM):
        begin, end = ravine_claims.kappas(facts(seed))
        if end > max(5, 2.5 * begin):
            titles.append(facts(seed).story.title)
    assert len(titles) > RANDOM / 2
    assert titles.count("Correlated features make a ravine") >= 0.9 * len(titles)


def test_the_sweep_ends_on_the_very_rows_and_keeps_the_minimum():
    given = ravine.Settings()
    task = ravine.correlated(given, given.rate, given.spread, None)
    sweep = mixture(task)
    assert sweep.loss(1.0) is task.loss
    assert np.linalg.cond(sweep.loss(0.0).section().root) == pytest.approx(1.0)
    for share in (0.0, 0.3, 0.7, 0.9999):
        loss = sweep.loss(share)
        np.testing.assert_array_equal(loss.samples.x[:, 0], task.loss.samples.x[:, 0])
        np.testing.assert_allclose(loss.minimizer, task.loss.minimizer, rtol=1e-9)
        assert loss.minimum == pytest.approx(task.loss.minimum)
        whole = np.corrcoef(loss.samples.x.T)[0, 1]
        assert whole == pytest.approx(sweep.correlation(share), abs=1e-9)


def test_the_logarithm_of_kappa_is_even_in_the_share():
    given = ravine.Settings()
    sweep = mixture(ravine.correlated(given, given.rate, given.spread, None))
    kappas = [np.linalg.cond(sweep.loss(share).section().root) ** 2 for share in np.linspace(0, 1, 9)]
    np.testing.assert_allclose(np.diff(np.log(kappas)), np.log(kappas[-1]) / 8, rtol=1e-6)


def test_a_views_cost_does_not_depend_on_what_was_asked_before():
    views = ravine.story(ravine.Settings()).full[0].sweep.views
    again = ravine.story(ravine.Settings()).full[0].sweep.views
    for share in (0.4, 0.1, 0.4):
        (one, (dots,)), (other, (same,)) = views(share), again(share)
        np.testing.assert_array_equal(dots.y, same.y)
        assert one.overlays[0] == other.overlays[0]


@pytest.mark.parametrize("changes", [{}, {"steps": 1}, {"steps": 5}, {"rate": 9.0}, {"steps": 2000}], ids=str)
def test_the_beats_do_both_runs_steps_and_captions_can_be_read(changes):
    film = ravine.story(settings.make(ravine.Settings, changes))
    timeline, short = film.timeline("full"), film.timeline("short")
    assert 25 <= timeline.seconds <= 45
    assert 6 <= short.seconds <= 10
    assert timeline.state(timeline.seconds).step == film.steps
    assert short.state(short.seconds).step == 0
    clocks = [shot.clock.first for shot in film.full]
    assert clocks == [0, 0, film.full[1].clock.steps, film.full[1].clock.steps]


def test_by_default_the_title_makes_its_claim():
    assert ravine.story(ravine.Settings()).title == "Correlated features make a ravine"


X = np.random.default_rng(0).normal(size=(40, 2))
WIDE = np.random.default_rng(1).normal(size=(60, 30))
ODD = {
    "constant": (X, np.full(40, 7.0)),
    "opposite": (X @ ((1.0, -1.0), (0.0, 0.2)), X @ (2.0, 1.0)),
    "thirty features": (WIDE, WIDE @ np.arange(30.0)),
    "tiny targets": (X, 1e-35 * (X @ (2.0, 3.0) + np.sin(np.arange(40)))),
    "huge features": (1e30 * X, X @ (2.0, 3.0)),
    "tiny features": (1e-38 * X, X @ (2.0, 3.0)),
    "unlike features": (X * (1.0, 1e9) + 5.0, X @ (2.0, 3.0)),
}


@pytest.mark.parametrize("aspect", [16 / 9, 9 / 16])
@pytest.mark.parametrize("case", [*ODD, {"rate": 1e15}, {"spread": 1e-9}, {"spread": 1e6}], ids=str)
def test_odd_data_are_drawn(case, aspect):
    own, changes = None, case
    if isinstance(case, str):
        x, y = ODD[case]
        names = tuple(f"column {number}" for number in range(x.shape[1]))
        own = OwnData(Samples(x, y, names), "table.csv", "price", standardized=False)
        changes = {"rate": None, "start": None}
    film = ravine.story(settings.make(ravine.Settings, changes), own)
    for cut in ("full", "short"):
        shown = picture(film, "dark", cut, False, aspect)
        for moment in np.linspace(0.0, shown.timeline.seconds, 13):
            for mark in shown.marks(shown.timeline.state(float(moment))):
                assert not isinstance(mark, Words) or np.isfinite(mark.at).all()
