"""Moments: which second of a cut an iteration, a beat, the poster and the end are, in all of the lecture."""

from itertools import groupby

import pytest

from gdclips.story.caption import plain_text
from gdclips.story.film.film import CUTS
from gdclips.story.film.moments import key_moments, moment
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.scenes import SCENES
from tests.films import motions
from tests.rendering.test_films import film_of

CASES = [(name, cut) for name in SCENES for cut in CUTS]
SHORTEST = 1e-6  # seconds; nothing is seen of what goes on for less


@pytest.fixture(params=CASES, ids=" ".join)
def timeline(request):
    name, cut = request.param
    return film_of(name).timeline(cut)


def shot_of(timeline, step):
    """The number of the shot in which an iterate is reached."""
    done = 0
    for number, shot in enumerate(timeline.shots):
        done += sum(beat.steps for beat in shot.beats)
        if done and step <= done:
            return number
    raise AssertionError(f"no shot takes step {step}")


def test_an_iteration_is_shown_as_it_is_reached_in_the_shot_that_takes_it(timeline):
    steps = sum(beat.steps for beat in timeline.beats)
    last = -1.0
    for step in range(steps + 1 if steps else 0):  # a cut without steps has no iterations
        seconds = moment(str(step), timeline)
        state = timeline.state(seconds)
        assert (state.step, state.shot) == (step, shot_of(timeline, step))
        assert max(state.glide, state.arrow) < SHORTEST
        assert timeline.state(seconds - SHORTEST).step == max(step - 1, 0)
        assert seconds > last
        last = seconds


def test_a_beat_is_shown_settled_with_all_its_steps_and_its_caption(timeline):
    done = 0
    for number, beat in enumerate(timeline.beats, start=1):
        done += beat.steps
        seconds = moment(f"beat:{number}", timeline)
        state = timeline.state(seconds)
        assert (state.step, state.glide, state.words) == (done, 0, beat.words)
        assert state.arrow_alpha == 0
        opening = number == 1 and timeline.card  # in which the caption comes last
        assert not beat.words or state.caption_alpha > (0.7 if opening else 0.999)
        assert timeline.starts[number - 1] < seconds < timeline.starts[number]


def test_the_poster_has_a_finished_run_all_that_stands_beside_it_and_its_caption(timeline):
    seconds = moment("poster", timeline)
    state = timeline.state(seconds)
    assert [pair for pair in motions(timeline) if pair[0] < seconds < pair[1] - SHORTEST] == []
    assert seconds > CARD_GONE and state.words and state.caption_alpha == 1 and state.glide == 0
    assert state.step == sum(beat.steps for beat in timeline.beats)
    shot = timeline.shots[state.shot]
    assert not state.step or any(beat.steps for beat in shot.beats)
    assert seconds == pytest.approx(timeline.cuts[state.shot + 1], abs=SHORTEST)


@pytest.mark.parametrize(
    ("name", "cut", "beat"),
    [("noise_ball", "full", 6), ("noise_ball", "short", 3), ("ravine", "full", 6), ("ravine", "short", 2)],
)
def test_the_poster_of_some_clips(name, cut, beat):
    timeline = film_of(name).timeline(cut)
    assert moment("poster", timeline) == moment(f"beat:{beat}", timeline)


def test_the_end_is_the_last_moment(timeline):
    assert moment("end", timeline) == timeline.seconds
    last, again = (timeline.state(seconds) for seconds in (timeline.seconds, 1e9))
    assert last == again and last.step == sum(beat.steps for beat in timeline.beats)


@pytest.mark.parametrize(
    ("name", "cut", "at", "why"),
    [
        ("noise_ball", "full", "601", "expected an iteration from 0 to 600"),
        ("noise_ball", "full", "beat:0", "expected a beat from 1 to 7"),
        ("noise_ball", "full", "beat:8", "expected a beat from 1 to 7"),
        ("noise_ball", "short", "beat:99", "expected a beat from 1 to 3"),
        ("ravine", "full", "201", "expected an iteration from 0 to 200"),
        ("ravine", "short", "0", "this cut takes no iterations; expected beat:1 to beat:2, poster or end"),
        ("ravine", "short", "30", "this cut takes no iterations; expected beat:1 to beat:2, poster or end"),
    ],
)
def test_what_a_cut_does_not_have_is_refused(name, cut, at, why):
    with pytest.raises(ValueError) as caught:
        moment(at, film_of(name).timeline(cut))
    assert str(caught.value) == f"at {at}: {why}"


def test_a_key_moment_shows_its_caption_while_nothing_moves(timeline):
    found = key_moments(timeline)
    captions = [beat.caption for beat in timeline.beats if beat.words]
    assert [caption for _, caption in found] == [caption for caption, _ in groupby(captions)]
    for seconds, caption in found:
        state = timeline.state(seconds)
        assert plain_text(state.words) == caption and state.caption_alpha > 0.999
        assert [pair for pair in motions(timeline) if pair[0] < seconds < pair[1] - SHORTEST] == []
