"""Every sentence and every predicted number of the noise ball, checked by NumPy and a Kronecker system."""

import re

import numpy as np
import pytest

from gdclips.story import settings
from gdclips.story.film.views import Counter
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples
from tests import films
from tests.claims.by_hand import STACK_FEATURES, Facts, File
from tests.claims.noise_ball import CLAIMS, OWN_CLAIM, ball_of, counter_of

SETTINGS, QUICK = 300, 60
LEAST = 0.9  # of the settings with an effect that get the clip's own claim
CHANGES = [
    {},
    *({"seed": seed} for seed in range(2, 21)),
    *({"noise": noise} for noise in (0, 0.1, 1)),
    *({"rate": rate} for rate in (0.001, 0.01, 0.2, 0.3, 0.38, 0.4, 1.0, 5.0)),
    *({"batch": batch} for batch in (10, 100)),
    *({"steps": steps} for steps in (1, 2, 5, 50, 150, 250, 2000)),
    {"start": None},
    {"start": (2.0, 6.0, 5.0)},
    {"slice": True},
    {"samples": 5, "noise": 1e-6, "steps": 200, "seed": 507780},
    {"weights": (2.0, 6.0), "start": None},
    {"weights": (2.0, 6.0, 1.0, -5.0), "start": None},
    {"weights": (2.0, 0.0, 0.0), "noise": 0.0, "start": None},
]
OWN = {"rate": None, "start": None}
FILES = [
    *(File(STACK_FEATURES[:count], scaled) for count in (1, 2, 3) for scaled in (True, False)),
    *(File(STACK_FEATURES[:count], unit=unit) for count in (1, 2) for unit in (1e-6, 1e9)),
]


def sentences(facts):
    """Return what a film says: its title and its captions, in both cuts."""
    told = [words for cut in ("full", "short") for words, _, _ in films.captions(facts.story.timeline(cut))]
    return list(dict.fromkeys([facts.story.title, *told]))


def check(facts):
    """Check all sentences of a film; return them."""
    found = sentences(facts)
    for sentence in found:
        known = [(claim, how) for claim, how in CLAIMS if re.fullmatch(claim, sentence)]
        assert len(known) == 1, sentence
        claim, how = known[0]
        how(facts, *re.fullmatch(claim, sentence).groups())
    return found


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_every_sentence_is_true(change):
    check(Facts("noise_ball", change))


@pytest.mark.parametrize("change", [{}, {"steps": 1}, {"rate": 0.1}, {"batch": 21}], ids=str)
@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_sentence_about_own_data_is_true(file, change):
    check(Facts("noise_ball", OWN | change, file))


def drawn(count):
    """Return settings at random, most of them with a ball that the run reaches."""
    rng = np.random.default_rng(20)
    for _ in range(count):
        weights = tuple(np.round(rng.normal(scale=5, size=rng.integers(2, 5)), 2).tolist())
        yield {
            "seed": int(rng.integers(1, 10_000)),
            "samples": int(rng.integers(20, 120)),
            "noise": float(
                np.round(rng.choice([0.0, 0.3, 1.0, 3.0, 10.0], p=[0.05, 0.15, 0.3, 0.3, 0.2]), 2)
            ),
            "steps": int(rng.integers(150, 700)),
            "batch": int(rng.choice([1, 1, 1, 2, 5, 20])),
            "weights": weights,
            "start": None,
            "rate": float(np.round(10 ** rng.uniform(-2.2, -0.3), 4)),
        }


def has_an_effect(facts):
    """Tell whether there is a ball, and the run is expected to be in it for long enough to be counted."""
    return facts.minimum > 1e-20 * facts.y.var() and ball_of(facts).stable and counter_of(facts) is not None


def own_claims(count):
    """Check random settings; return how many have an effect, and how many of these say the own claim."""
    effects, own = 0, 0
    for change in drawn(count):
        facts = Facts("noise_ball", change)
        found = check(facts)
        if has_an_effect(facts):
            effects += 1
            own += any(re.fullmatch(OWN_CLAIM[0], sentence) for sentence in found)
    return effects, own


@pytest.mark.parametrize("count", [QUICK, pytest.param(SETTINGS, marks=pytest.mark.slow)])
def test_what_random_settings_say_is_true_and_most_with_an_effect_say_the_own_claim(count):
    effects, own = own_claims(count)
    assert effects >= count / 3
    assert own >= LEAST * effects, f"{own} of {effects}"


def test_over_seeds_about_95_per_cent_lie_inside():
    shares = []
    for seed in range(1, 41):
        (counter,) = {
            id(view): view
            for shot in Facts("noise_ball", {"seed": seed}).story.short
            for view in shot.supports
            if isinstance(view, Counter)
        }.values()
        shares.append(float(counter.values[-1].removesuffix(" %")))
    assert np.mean(shares) == pytest.approx(94.8, abs=0.8)
    assert np.std(shares) == pytest.approx(3.0, abs=0.8)


def test_no_seed_of_the_run_draws_the_rows_of_the_prediction():
    predictions = [Facts("noise_ball", {"steps": steps}).story for steps in (600, 600)]
    labels = [[shot.supports[0].predicted for shot in story.short] for story in predictions]
    assert labels[0] == labels[1]


@pytest.mark.parametrize("count", [30, 31])
def test_up_to_thirty_features_have_a_ball(count):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(120, count))
    own = OwnData(Samples(x, x.sum(axis=1) + rng.normal(size=120)), "wide.csv", "y", standardized=True)
    given = settings.make(SCENES["noise_ball"].settings, {"rate": 0.01, "start": None, "steps": 20})
    film = SCENES["noise_ball"].story(given, own)
    assert (film.title == "Noise ball") == (count <= 30)
    said = [words for words, _, _ in films.captions(film.timeline("full"))]
    assert any("The ball of 32 weights is too large" in words for words in said) == (count > 30)
