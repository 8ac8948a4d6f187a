"""Timing: whatever the rate, the hold and the length of a file, its frames tell the whole clip in order."""

import re
from bisect import bisect_right
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gdclips.formats import FORMATS
from gdclips.story.film.shots import Beat
from gdclips.story.film.timing import timing
from gdclips.story.scenes import SCENES
from tests.rendering.test_films import film_of

FINE = 1e-6  # seconds
BEATS = st.lists(st.integers(1, 40).map(lambda fifths: Beat(fifths / 5)), min_size=1, max_size=12)
RATES = st.integers(1, 24).map(lambda fives: 5 * fives)
HOLDS = st.one_of(st.just(0.0), st.floats(0, 10), st.sampled_from([0.05, 0.1, 1.0, 2.5]))
SECONDS = st.one_of(st.none(), st.floats(0.1, 200), st.integers(1, 60).map(float))


@st.composite
def timings(draw):
    """Beats, and their timing as it was asked for."""
    beats, fps, hold, seconds = draw(BEATS), draw(RATES), draw(HOLDS), draw(SECONDS)
    try:
        return beats, hold, seconds, timing(beats, fps, hold, seconds)
    except ValueError:
        assume(False)


def begins(beats):
    """When each beat of a clip begins, in its seconds, and when the last ends."""
    return list(accumulate((beat.seconds for beat in beats), initial=0.0))


@given(timings())
def test_each_beat_has_frames_and_they_show_it_alone(case):
    beats, _, _, times = case
    starts, number = begins(beats), 0
    assert len(times.beats) == len(beats) and min(times.beats) >= 1
    for index, count in enumerate(times.beats):
        for frame in (number, number + count - 1):
            shown = times.moment(frame)
            assert bisect_right(starts, shown + FINE) - 1 == index
        number += count
    assert number == times.frames


@given(timings())
def test_frames_go_from_the_first_moment_to_the_last_evenly(case):
    beats, _, _, times = case
    natural = begins(beats)[-1]
    step = times.speed / times.fps
    assert times.moment(0) == 0
    assert times.moment(times.frames - 1) == pytest.approx(natural - step)
    for held in (0, 1, times.again):
        assert times.moment(times.frames - 1 + held) == times.moment(times.frames - 1)
    numbers = range(0, times.frames, max(times.frames // 50, 1))
    assert all(times.moment(number) == pytest.approx(number * step, abs=FINE) for number in numbers)


@given(timings())
def test_a_file_is_as_long_as_asked(case):
    beats, hold, seconds, times = case
    frame = 1 / times.fps
    expected = begins(beats)[-1] + max(hold - frame, 0.0) if seconds is None else seconds
    exact = seconds is None or hold > frame
    assert times.seconds == pytest.approx(expected, abs=FINE if exact else frame / 2 + FINE)
    assert (times.frames + times.again) / times.fps == pytest.approx(expected, abs=frame / 2 + FINE)
    assert times.hold == hold or (hold > frame and abs(times.hold - hold) <= frame / 2 + FINE)


@given(timings())
def test_beats_begin_in_order_and_the_last_ends_with_the_file(case):
    _, _, _, times = case
    assert len(times.starts) == len(times.beats) + 1
    assert list(times.starts) == sorted(times.starts)
    assert (times.starts[0], times.starts[-1]) == (0, times.seconds)
    firsts = accumulate(times.beats[:-1], initial=0)
    assert list(times.starts[:-1]) == pytest.approx([first / times.fps for first in firsts])


@given(timings())
def test_a_format_that_repeats_the_last_frame_has_more_and_others_do_not(case):
    _, _, _, times = case
    for format in FORMATS.values():
        counts = format.frames(times)
        assert sum(counts) in {1, times.frames + times.again * format.repeats}


@given(BEATS, RATES, HOLDS, st.floats(0.1, 30))
def test_what_the_refusal_expects_is_enough_and_it_refuses_no_more(beats, fps, hold, seconds):
    try:
        timing(beats, fps, hold, seconds)
    except ValueError as error:
        told = str(error)
    else:
        return
    assert len(told.splitlines()) == 1 and told.startswith(f"seconds {seconds:g}: too short for each of ")
    assert ("held" in told) == (hold > 1 / fps)
    least = float(re.search(r"expected at least ([\d.]+)$", told)[1])
    assert least > seconds - 0.5 / fps
    assert min(timing(beats, fps, hold, least).beats) >= 1
    with pytest.raises(ValueError):
        timing(beats, fps, hold, least - 0.1 - 0.6 / fps)


def test_the_words_of_the_refusal():
    beats = [Beat(1.0), Beat(0.2), Beat(4.8)]
    with pytest.raises(ValueError) as caught:
        timing(beats, 10, 0.0, 1.0)
    told = "too short for each of 3 beats to have a frame at 10 a second"
    assert str(caught.value) == f"seconds 1: {told}; expected at least 3"
    with pytest.raises(ValueError) as caught:
        timing(beats, 10, 2.1, 1.0)
    assert str(caught.value) == f"seconds 1: {told} with the last frame held for 2.1 s; expected at least 5"
    assert timing(beats, 10, 2.1, 5.0).beats == (5, 1, 24)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("cut", ["full", "short"])
@pytest.mark.parametrize("fps", [10, 25, 30, 60])
def test_a_clip_in_its_own_time_has_the_timelines_frames(scene, cut, fps):
    timeline = film_of(scene).timeline(cut)
    times = timing(timeline.beats, fps)
    assert times.beats == tuple(timeline.beat_frames(fps))
    assert times.frames == timeline.frames(fps)
    assert timing(timeline.beats, fps, 0.0, timeline.seconds).beats == times.beats
    assert times.seconds == pytest.approx(timeline.seconds)
