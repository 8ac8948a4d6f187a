"""The timeline of films: states as a function of the time alone, steps, captions, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.story import motion
from gdclips.story.film.shots import LABELS_IN, LABELS_OUT, Beat, Clock, Shot
from gdclips.story.film.timeline import CAPTION_IN, CAPTION_OUT, CARD_GONE, CROWD, HURRY, Timeline
from gdclips.story.film.views import Plot

RATES = (10, 15, 20, 25, 30, 50, 60)
EXAMPLES = settings(derandomize=True, deadline=None)
HERO = Plot(head="", lines=())


def shot(*beats, **fields):
    return Shot(hero=HERO, beats=beats, **fields)


def timeline_of(*shots, card=False):
    return Timeline(shots, sum(beat.steps for each in shots for beat in each.beats), card)


@st.composite
def timelines(draw):
    """Timelines of one to four shots, into some of which a move leads."""
    steps = st.one_of(st.just(0), st.integers(1, 400))
    words = st.sampled_from(["", "one", "[two](path)"])
    beat = st.builds(lambda fifths, text, n: Beat(fifths / 5, text, n), st.integers(1, 60), words, steps)
    shots = []
    for number in range(draw(st.integers(1, 4))):
        beats = draw(st.lists(beat, min_size=1, max_size=3))
        move = draw(st.sampled_from([0.0, 0.9, 3.2])) if number else 0.0
        still = [Beat(4.0, "it moves")] if move else []
        shots.append(shot(*still, *beats, move=move))
    return timeline_of(*shots, card=draw(st.booleans()))


def steps_of(timeline):
    return sum(beat.steps for beat in timeline.beats)


@EXAMPLES
@given(timelines(), st.sampled_from(RATES))
def test_frames_are_seconds_times_rate(timeline, rate):
    fifths = sum(round(beat.seconds * 5) for beat in timeline.beats)
    assert timeline.frames(rate) == sum(timeline.beat_frames(rate)) == fifths * rate // 5
    assert fifths * rate % 5 == 0
    assert timeline.seconds == pytest.approx(fifths / 5)


@EXAMPLES
@given(timelines(), st.sampled_from(RATES))
def test_the_first_frame_of_each_beat_and_the_last_of_all_show_whole_steps(timeline, rate):
    counts, done = timeline.beat_frames(rate), 0
    for index, beat in enumerate(timeline.beats):
        state = timeline.state(sum(counts[:index]) / rate)
        assert (state.step, state.glide) == (done, 0)
        done += beat.steps
    for seconds in (timeline.seconds, timeline.seconds + 1 / rate, 1e9):
        end = timeline.state(seconds)
        assert (end.step, end.glide, end.arrow_alpha) == (done, 0, 0)


@EXAMPLES
@given(timelines())
def test_the_run_only_goes_forward(timeline):
    states = [timeline.state(seconds) for seconds in np.linspace(0, timeline.seconds, 200)]
    assert (np.diff([state.step + state.glide for state in states]) >= -1e-12).all()
    assert all(0 <= state.glide <= 1 for state in states)


@EXAMPLES
@given(timelines())
def test_each_moment_knows_its_shot_and_the_time_since_that_began(timeline):
    starts = np.cumsum([0.0, *(each.seconds for each in timeline.shots)])
    for seconds in np.linspace(0, timeline.seconds - 0.01, 50):
        state = timeline.state(seconds)
        assert state.seconds == pytest.approx(seconds, abs=1e-6)
        assert starts[state.shot] - 1e-6 <= seconds < starts[state.shot + 1] + 1e-6
        assert state.since == pytest.approx(seconds - starts[state.shot], abs=1e-6)


@EXAMPLES
@given(timelines(), st.data())
def test_a_state_depends_on_the_time_alone(timeline, data):
    count = timeline.frames(20)
    request = data.draw(st.permutations(range(0, count, max(1, count // 40))))
    late = {index: timeline.state(index / 20) for index in request}
    again = Timeline(timeline.shots, steps_of(timeline), timeline.card)
    assert all(again.state(index / 20) == late[index] for index in sorted(request))


@EXAMPLES
@given(timelines(), st.sampled_from([20, 30, 50, 60]))
def test_the_same_moment_is_the_same_state_at_any_rate(timeline, rate):
    for tenth in range(0, round(timeline.seconds * 10) + 1, 3):
        assert timeline.state(tenth * (rate // 10) / rate) == timeline.state(tenth / 10)


def test_before_and_after_the_ends_stay():
    timeline = timeline_of(shot(Beat(1.0, "one"), Beat(2.0, "two", 7)))
    assert timeline.state(-5) == timeline.state(0)
    assert timeline.state(1e6) == timeline.state(timeline.seconds)


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 40, CROWD, CROWD + 1, 20_000])
@pytest.mark.parametrize("seconds", [0.2, 0.6, 9.0])
def test_each_iterate_is_reached_at_a_moment_of_its_own(steps, seconds):
    timeline = timeline_of(shot(Beat(1.0), Beat(seconds, "", steps), Beat(0.4)))
    moments = [timeline.reached(step) for step in range(steps + 1)]
    states = [timeline.state(time) for time in moments]
    assert [(state.step, state.glide) for state in states] == [(step, 0) for step in range(steps + 1)]
    assert all(first < second for first, second in pairwise(moments))
    assert (timeline.reached(-1), timeline.reached(steps + 1)) == (moments[0], moments[-1])


def test_a_film_without_steps_stands_at_the_start():
    timeline = timeline_of(shot(Beat(1.0)))
    assert timeline.reached(0) == timeline.reached(9) == 0.0
    assert {timeline.state(time).step for time in (0.0, 0.5, 9.0)} == {0}


def test_few_steps_of_a_beat_are_taken_one_by_one_and_quicken():
    timeline = timeline_of(shot(Beat(9.0, "", 30)))
    lengths = np.diff([timeline.reached(step) for step in range(31)])
    np.testing.assert_allclose(lengths, motion.step_seconds(0, 30, 9.0), atol=1e-6)


def test_a_crowd_of_steps_goes_with_a_power_of_the_time():
    steps = 10 * CROWD
    timeline = timeline_of(shot(Beat(8.0, "", steps)))
    times = np.array([timeline.reached(step) for step in range(steps + 1)])
    np.testing.assert_allclose((times / 8.0) ** HURRY, np.arange(steps + 1) / steps, atol=1e-6)


def test_steps_go_on_at_the_pace_that_the_beat_before_came_to_unless_another_clock_starts():
    before = shot(Beat(6.0, "", 12))
    on, anew = shot(Beat(6.0, "", 12)), shot(Beat(6.0, "", 12), clock=Clock(first=12, of=12, steps=12))
    lengths = [
        np.diff([timeline_of(before, after).reached(step) for step in range(12, 25)]) for after in (on, anew)
    ]
    np.testing.assert_allclose(lengths[0], motion.step_seconds(12, 12, 6.0), atol=1e-6)
    np.testing.assert_allclose(lengths[1], motion.step_seconds(0, 12, 6.0), atol=1e-6)


def test_the_rules_numbers_are_seen_as_long_as_their_steps_arrow_is():
    timeline = timeline_of(shot(Beat(1.0), Beat(4.0, "", 3)))
    for seconds in np.arange(0, 5.0, 0.05):
        state = timeline.state(seconds)
        assert state.sums == (state.arrow_alpha > 0)
        assert not state.sums or seconds >= 1.0


CAPTIONS = shot(
    Beat(2.0, "[one](path)", role="rate"), Beat(1.0, "two"), Beat(1.0, "two"), Beat(1.0), Beat(1.0, "end")
)


@pytest.mark.parametrize(
    ("seconds", "words", "alpha"),
    [
        (0.0, "[one](path)", 1.0),  # without a card the first frame has it
        (CAPTION_IN, "[one](path)", 1.0),
        (1.99, "[one](path)", 1.0),
        (2.0, "[one](path)", 1.0),
        (2.0 + CAPTION_OUT / 2, "[one](path)", 0.5),
        (2.0 + CAPTION_OUT, "two", 0.0),
        (2.0 + CAPTION_OUT + CAPTION_IN / 2, "two", 0.5),
        (2.0 + CAPTION_OUT + CAPTION_IN, "two", 1.0),
        (3.0, "two", 1.0),
        (3.1, "two", 1.0),
        (4.0 + CAPTION_OUT / 2, "two", 0.5),
        (4.5, "", 1.0),
        (5.0, "end", 0.0),
        (5.0 + CAPTION_OUT + CAPTION_IN, "end", 1.0),
    ],
)
def test_an_old_caption_goes_and_then_the_new_one_comes(seconds, words, alpha):
    state = timeline_of(CAPTIONS).state(seconds)
    assert state.caption_alpha == pytest.approx(alpha, abs=1e-6)
    assert not alpha or state.words == words


def test_a_caption_has_its_words_and_its_role():
    state = timeline_of(CAPTIONS).state(1.0)
    assert (state.words, state.role) == ("[one](path)", "rate")


def test_the_first_caption_waits_until_the_card_has_gone():
    timeline = timeline_of(shot(Beat(5.0, "one")), card=True)
    assert {timeline.state(seconds).caption_alpha for seconds in np.arange(0, CARD_GONE, 0.1)} == {0.0}
    assert 0 < timeline.state(CARD_GONE + CAPTION_IN / 2).caption_alpha < 1
    assert timeline.state(CARD_GONE + CAPTION_IN).caption_alpha == 1.0


@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.1, 0.3, 1.25, 1 / 3, -0.2, np.inf, np.nan])
def test_a_beat_that_is_no_multiple_of_a_fifth_is_refused(seconds):
    with pytest.raises(ValueError, match=r"^a beat lasts \S+ s, but beats last multiples of 0\.2 s$"):
        timeline_of(shot(Beat(1.0, "one"), Beat(seconds, "two")))


@pytest.mark.parametrize("steps", [1, 36, 38])
def test_beats_that_do_some_of_the_steps_are_refused(steps):
    shots = shot(Beat(1.0), Beat(2.0, "", 7)), shot(Beat(1.0, "", 30))
    with pytest.raises(ValueError, match=f"^the beats do 37 steps, but the run has {steps}$"):
        Timeline(shots, steps, False)


def test_a_cut_may_do_none_of_the_steps():
    assert Timeline((shot(Beat(1.0)),), 37, False).state(9.0).step == 0


def test_steps_while_something_moves_are_refused_by_their_shot():
    settled = LABELS_OUT + 0.9 + LABELS_IN
    with pytest.raises(
        ValueError, match=rf"^shot 2 takes steps 1 s after it began, but it moves until {settled:g} s$"
    ):
        timeline_of(shot(Beat(1.0)), shot(Beat(1.0), Beat(2.0, "", 3), move=0.9))
    assert timeline_of(shot(Beat(1.0)), shot(Beat(1.4), Beat(2.0, "", 3), move=0.9)).seconds == 4.4
