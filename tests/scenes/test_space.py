"""The films on the loss surface: each sentence and number recomputed by hand, and the camera's ways."""

import re
from functools import cache

import msgspec
import numpy as np
import pytest

from gdclips.drawing.marks import Area, Mesh, Words
from gdclips.drawing.picture import picture
from gdclips.story import settings
from gdclips.story.film.shots import LABELS_OUT
from gdclips.story.film.views import Bowl, Map
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples
from tests.claims import films, space
from tests.claims.by_hand import Facts
from tests.scenes.test_ravine import ODD
from tests.test_claims import CHANGES, FILES, GAPS, OWN_CHANGES, SCALED, fits

NAMES = ("surface_descent", "sgd_surface")
CLAIMS = [*space.CLAIMS, *films.CLAIMS]
SEEDS, RANDOM = 20, 60
LONGEST = 60


def made(seed):
    """Return settings that a generator of this seed draws."""
    rng = np.random.default_rng(seed)
    weights = int(rng.choice([2, 3, 3, 3, 4, 5]))
    return {
        "seed": int(rng.integers(10**6)),
        "samples": int(10 ** rng.uniform(1, 3)),
        "weights": tuple(rng.uniform(-9, 9, weights).round(2).tolist()),
        "noise": float(rng.choice([0, 0.5, 1, 3])),
        "steps": int(10 ** rng.uniform(0, 2.7)),
        "rate": None if rng.random() < 0.2 else float(np.round(10 ** rng.uniform(-2, 0.4), 3)),
        "start": None if rng.random() < 0.5 else tuple(rng.uniform(-9, 9, weights).round(2).tolist()),
        "slice": bool(rng.random() < 0.3),
        "elevation": float(rng.choice([0, 20, 25, 60, 90])),
        "azimuth": float(np.round(rng.uniform(-180, 180))),
    }


def variants():
    free = {"rate": None, "start": None}
    own = [(free | change, file) for file in (*FILES, *SCALED, *GAPS) for change in OWN_CHANGES]
    for name in NAMES:
        yield from ((name, change, None) for change in CHANGES if fits(name, change, 0))
        yield from ((name, {"seed": seed}, None) for seed in range(SEEDS))
        yield from ((name, change, file) for change, file in own)


@cache
def facts(name, seed):
    return Facts(name, made(seed))


def check(told):
    film = told.story
    beats = [beat for shot in (*film.full, *film.short) for beat in shot.beats]
    for sentence in filter(None, {film.title, *(beat.caption for beat in beats)}):
        known = [(claim, test) for claim, test in CLAIMS if re.fullmatch(claim, sentence)]
        assert len(known) == 1, sentence
        assert len(sentence) <= LONGEST, sentence
        claim, test = known[0]
        test(told, *re.fullmatch(claim, sentence).groups())


@pytest.mark.parametrize("variant", list(variants()), ids=str)
def test_every_sentence_and_number_is_true(variant):
    check(Facts(*variant))


@pytest.mark.parametrize("seed", range(RANDOM))
@pytest.mark.parametrize("name", NAMES)
def test_they_are_true_of_settings_drawn_at_random(name, seed):
    check(facts(name, seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(RANDOM, 300))
@pytest.mark.parametrize("name", NAMES)
def test_they_are_true_of_many_settings(name, seed):
    check(Facts(name, made(seed)))


OWN_CLAIM = {
    "surface_descent": "Height is the error: the point walks down the wall.",
    "sgd_surface": "Height is the error: it goes up as well as down the wall.",
}


@pytest.mark.parametrize("name", NAMES)
def test_most_runs_that_go_down_and_further_than_a_tenth_are_told_so(name):
    told = []
    for seed in range(RANDOM):
        f = facts(name, seed)
        _, up = space.heights(f)
        rises = bool((np.diff(up) > space.SLACK * up[0]).any())
        if not f.run_alone.diverged and up[-1] < 0.9 * up[0] and (rises or name == "surface_descent"):
            captions = [beat.caption for shot in f.story.full for beat in shot.beats]
            told.append(OWN_CLAIM[name] in captions or f.settings.elevation > 89)
    assert len(told) >= RANDOM / 3
    assert sum(told) >= 0.9 * len(told)


def test_the_last_frame_of_the_rise_has_the_maps_marks():
    film = SCENES["surface_descent"].story(SCENES["surface_descent"].settings())
    shown = picture(film, "dark", "full", bare=True)
    timeline = shown.timeline
    landed = timeline.state(timeline.cuts[1] + LABELS_OUT + timeline.shots[1].move)
    alone = picture(msgspec.structs.replace(film, full=_still(film)), "dark", "full", bare=True)
    there = alone.layers(alone.timeline.state(0.0))
    assert list(map(repr, shown.layers(landed).ground[: len(there.ground)])) == list(map(repr, there.ground))


def _still(film):
    """Return the map's shot alone, with all of the film's steps."""
    shot = film.full[1]
    (beat, *_) = shot.beats
    return (
        msgspec.structs.replace(shot, move=0.0, beats=(msgspec.structs.replace(beat, steps=film.steps),)),
    )


def test_a_bowl_and_its_map_have_one_window():
    film = SCENES["surface_descent"].story(SCENES["surface_descent"].settings())
    kinds = [type(shot.hero) for shot in film.full]
    assert kinds == [Bowl, Map, Bowl, Bowl]
    assert {shot.move for shot in film.full} == {0.0, 3.2, 2.4, 0.9}
    assert len({id(shot.hero.seen) for shot in film.full}) == 1


def test_from_straight_above_there_is_no_rise():
    given = settings.make(SCENES["surface_descent"].settings, {"elevation": 90.0})
    film = SCENES["surface_descent"].story(given)
    assert [type(shot.hero) for shot in film.full] == [Map, Map]
    assert all(shot.move < 1.0 for shot in film.full)


@pytest.mark.parametrize("name", NAMES)
def test_a_short_cut_is_a_bowl_before_a_still_camera(name):
    film = SCENES[name].story(SCENES[name].settings())
    (shot,) = film.short
    assert isinstance(shot.hero, Bowl)
    assert not shot.supports
    assert shot.move == 0.0


VIEWS = [{"elevation": 0.0}, {"elevation": 88.0, "azimuth": -200.0}, {"elevation": 90.0}, {"steps": 1}]
EXTREMES = [{"rate": 1e15}, {"start": (2.0, 6.0, 5.0), "noise": 0.0}, {"weights": (0.0, 0.0), "start": None}]


@pytest.mark.parametrize("aspect", [16 / 9, 9 / 16])
@pytest.mark.parametrize("case", [*ODD, *VIEWS, *EXTREMES], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_odd_data_are_drawn(name, case, aspect):
    own, changes = None, case
    if isinstance(case, str):
        x, y = ODD[case]
        names = tuple(f"column {number}" for number in range(x.shape[1]))
        own = OwnData(Samples(x, y, names), "table.csv", "price", standardized=False)
        changes = {"rate": None, "start": None}
    film = SCENES[name].story(settings.make(SCENES[name].settings, changes), own)
    for cut in ("full", "short"):
        shown = picture(film, "dark", cut, aspect=aspect)
        for moment in np.linspace(0.0, shown.timeline.seconds, 13):
            for mark in shown.marks(shown.timeline.state(float(moment))):
                assert not isinstance(mark, Words) or np.isfinite(mark.at).all()
                assert not isinstance(mark, (Area, Mesh)) or np.isfinite(outline(mark)).all()


def outline(mark):
    return mark.outline if isinstance(mark, Area) else mark.corners
