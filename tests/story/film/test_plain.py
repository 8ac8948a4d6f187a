"""Plain films: their beats and captions in both cuts, whatever the run and the supports are."""

import itertools

import numpy as np
import pytest

from gdclips.story.caption import plain_text
from gdclips.story.film import supports as shared
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import Floor
from gdclips.story.film.plain import (
    CHANGE,
    FIRST,
    LETTER,
    LONGEST,
    PREDICTED,
    READING,
    SLOW,
    descent_film,
    plain_film,
    reading,
)
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Line, Map, Plot, Track
from gdclips.story.runs import steps_of
from tests.story.film.tasks import descended

WORDS = (
    "Each ring inwards halves the MSE above the least.",
    "Each step is [α = 0.1](rate) times the [negative gradient](gradient).",
    "As the slope [flattens](gradient), the steps [shrink](path).",
    "After 20 iterations the MSE is 1.04; the least is 1.03.",
    "So it goes on.",
)
STEPS = [1, 2, 3, 4, 5, 20, 2000]


def film_of(steps=20, captions=WORDS, before=True, after=False, rate=0.1, overlays=(), supports=True, **more):
    """A plain film of a run, with supports before, beside and after, or without them."""
    made, run = descended(steps, rate)
    hero = Map(plane=plane(made), seen=whole(made, run), tracks=(Track(run),))
    mse = Plot(head="MSE", lines=(Line(run.losses, "", "mse"),), overlays=overlays, key="mse")
    beside = (shared.coefficients(made, run), mse) if supports else ()
    return plain_film(
        "A film",
        hero,
        beside,
        (run,),
        steps,
        captions,
        before=(shared.data(made),) if before else (),
        after=(shared.gradient(made, run),) if after else (),
        **more,
    )


def told(shots):
    """The captions of shots, each with how long it stands; the first from when the card has gone."""
    beats = [beat for shot in shots for beat in shot.beats]
    return [
        (words, sum(beat.seconds for beat in same))
        for words, same in itertools.groupby(beats, key=lambda beat: beat.words)
    ]


@pytest.mark.parametrize("supports", [True, False])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("steps", STEPS)
def test_both_cuts_do_all_steps_and_their_captions_can_be_read(steps, before, after, supports):
    film = film_of(steps, before=before, after=after, supports=supports)
    for cut in ("full", "short"):
        assert film.timeline(cut).state(1e9).step == steps == film.steps
    for index, (words, seconds) in enumerate(told(film.full)):
        seen = seconds - (CARD_GONE if not index else 0.0)
        assert seen >= READING + LETTER * len(plain_text(words)) - 1e-9, words
    assert sum(shot.seconds for shot in film.short) <= LONGEST


@pytest.mark.parametrize("steps", STEPS)
def test_a_short_cut_has_one_shot_with_one_support_at_most_and_does_not_move(steps):
    film = film_of(steps, beside=1, brief="In brief.")
    (shot,) = film.short
    assert [each.key for each in shot.supports] == ["mse"]
    assert not shot.move and not shot.entries
    assert {beat.words for beat in shot.beats} == {"In brief.", WORDS[3]}
    assert shot.hero == film.full[0].hero


def test_a_short_cut_may_open_on_another_window():
    film = film_of()
    near = film.full[-1].hero
    assert film_of(near=near).short[0].hero is near


@pytest.mark.parametrize("steps", STEPS)
def test_the_first_steps_are_taken_alone_and_the_next_beside_what_stands_before(steps):
    shots = film_of(steps).full
    first, slow = min(FIRST, steps), min(SLOW, max(steps - FIRST, 0))
    assert [sum(beat.steps for beat in shot.beats) for shot in shots][:1] == [first]
    assert not shots[0].supports
    if slow:
        assert [each.key for each in shots[1].supports] == ["data"]
        assert sum(beat.steps for beat in shots[1].beats) == slow
        assert [each.key for each in shots[2].supports] == ["coefficients", "mse"]
        assert sum(beat.steps for beat in shots[2].beats) == steps - first - slow


def test_supports_come_one_after_the_other_and_a_hero_is_named_once():
    shots = film_of(after=True).full
    for shot in shots[1:]:
        starts = [shot.entry(each.key)[0] for each in shot.supports]
        assert starts == sorted(starts)
        assert len(set(starts)) == len(starts)
    assert [shot.hero.named for shot in shots] == [True, False, False, False]


def test_what_theory_says_stands_before_the_run_goes_on():
    plain, predicted = (film_of(overlays=overlays).full[2].beats[0] for overlays in ((), (Floor(value=1.0),)))
    assert (plain.steps, predicted.steps) == (0, 0)
    assert predicted.seconds - plain.seconds == pytest.approx(PREDICTED)
    assert plain.seconds == CHANGE


@pytest.mark.parametrize(
    ("captions", "expected"),
    [
        (("a", "b", "c", "d"), ["a", "b", "c", "d"]),
        (("a", "", "c"), ["a", "c"]),
        (("a",), ["a"]),
        (("a", "b", "", "", "e"), ["a", "b", "e"]),
        ((), [""]),
    ],
)
def test_a_caption_that_lacks_is_the_one_before(captions, expected):
    assert [words for words, _ in told(film_of(captions=captions, after=True).full)] == expected


@pytest.mark.parametrize("letters", [0, 1, 25, 60])
def test_reading_takes_a_while_and_so_much_a_letter_in_whole_fifths(letters):
    seconds = reading("a" * letters)
    assert READING + LETTER * letters <= seconds + 1e-9 < READING + LETTER * letters + 0.2
    assert seconds * 5 == pytest.approx(round(seconds * 5))
    assert reading(f"[{'a' * letters}](path)" if letters else "") == seconds


def test_a_film_of_runs_that_all_diverge_says_so_where_they_end():
    film = film_of(steps=500, rate=9.0)
    assert film.ended == "diverged at"
    assert film.steps < film.clock == 500
    assert film_of().ended == ""


@pytest.mark.parametrize("steps", [1, 3, 20])
def test_a_descent_has_its_data_then_its_weights_and_mse(steps):
    made, run = descended(steps)
    film = descent_film("A descent", made, run, steps, WORDS)
    assert film.steps == steps_of(run)
    keys = [[each.key for each in shot.supports] for shot in film.full]
    assert keys[-1] == ["coefficients", "mse"] or steps <= FIRST
    assert keys[0] == []
    assert film.short[0].hero.tracks[0].run is run
    assert np.isfinite(film.full[0].hero.seen).all()
