import itertools
import re
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.story.story import Surface
from gdclips.story.timeline import APPEARING, CAPTION_FADE, Beat, Timeline
from tests.chosen import STORIES

RATES = (10, 15, 20, 25, 30, 50, 60)
CUTS = ("full", "short")
EXAMPLES = settings(derandomize=True, deadline=None)
BEATS = (
    Beat(1.0, "one"),
    Beat(0.6, "two", show=("ring",)),
    Beat(2.4, "two", 7, ("path",)),
    Beat(0.2, "three", 30),
    Beat(2.6, "four"),
)


@st.composite
def timelines(draw):
    steps = st.one_of(st.just(0), st.integers(1, 400))
    beat = st.builds(lambda fifths, n: Beat(fifths / 5, "caption", n), st.integers(1, 60), steps)
    beats = tuple(draw(st.lists(beat, min_size=1, max_size=7)))
    return Timeline(beats, sum(each.steps for each in beats), draw(st.booleans()))


def turns(timeline):
    """Tell whether a camera turns in a timeline."""
    return timeline.state(timeline.seconds).turn > 0


@pytest.fixture(params=[(name, cut) for name in STORIES for cut in CUTS], ids="-".join)
def timeline(request, tell):
    name, cut = request.param
    return tell(name).timeline(cut)


@EXAMPLES
@given(timelines(), st.sampled_from(RATES))
def test_frames_are_seconds_times_rate(timeline, rate):
    fifths = sum(round(beat.seconds * 5) for beat in timeline.beats)
    assert timeline.frames(rate) == sum(timeline.beat_frames(rate)) == fifths * rate // 5
    assert fifths * rate % 5 == 0
    assert timeline.seconds == pytest.approx(fifths / 5)


@EXAMPLES
@given(timelines(), st.sampled_from(RATES))
def test_each_beats_first_frame_and_the_last_show_whole_steps(timeline, rate):
    counts, done = timeline.beat_frames(rate), 0
    for index, beat in enumerate(timeline.beats):
        state = timeline.state(sum(counts[:index]) / rate)
        assert (state.step, state.glide) == (done, 0)
        done += beat.steps
    rested = Timeline((*timeline.beats, Beat(0.2, "rest")), done)
    for seconds in (timeline.seconds, timeline.seconds + 0.2 - 1 / rate, timeline.seconds + 9):
        assert (rested.state(seconds).step, rested.state(seconds).glide) == (done, 0)


@EXAMPLES
@given(timelines())
def test_the_run_only_goes_forward(timeline):
    states = [timeline.state(seconds) for seconds in np.linspace(0, timeline.seconds, 400)]
    assert all(a.step <= b.step for a, b in pairwise(states))
    reached = [state.step + state.glide for state in states]
    assert (np.diff(reached) >= -1e-12).all()
    assert all(0 <= state.glide <= 1 for state in states)


@EXAMPLES
@given(timelines(), st.data())
def test_a_state_depends_on_the_time_alone(timeline, data):
    count = timeline.frames(20)
    request = data.draw(st.permutations(range(0, count, max(1, count // 40))))
    late = {index: timeline.state(index / 20) for index in request}
    again = Timeline(timeline.beats, sum(beat.steps for beat in timeline.beats), turns(timeline))
    assert all(again.state(index / 20) == late[index] for index in sorted(request))


@EXAMPLES
@given(timelines(), st.sampled_from(RATES))
def test_a_cut_that_ends_while_moving_ends_with_all_steps_done(timeline, rate):
    """Its end is the still of the clip, wherever the last frame is."""
    steps = sum(beat.steps for beat in timeline.beats)
    for seconds in (timeline.seconds, timeline.seconds + 1 / rate, 1e9):
        end = timeline.state(seconds)
        assert (end.step, end.glide, end.arrow_alpha) == (steps, 0, 0)


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 40, 399])
@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.4, 9.0])
def test_a_cut_of_one_moving_beat_ends_with_all_steps_done(steps, seconds):
    end = Timeline((Beat(seconds, "one", steps),), steps).state(seconds)
    assert (end.step, end.glide) == (steps, 0)


@EXAMPLES
@given(timelines())
def test_the_turn_goes_softly_from_0_to_1(timeline):
    timeline = Timeline(timeline.beats, sum(beat.steps for beat in timeline.beats), turns=True)
    shares = [timeline.state(seconds).turn for seconds in np.linspace(0, timeline.seconds, 101)]
    assert (shares[0], shares[-1]) == pytest.approx((0, 1))
    assert (np.diff(shares) > 0).all()
    np.testing.assert_allclose(np.add(shares, shares[::-1]), 1, atol=1e-7)
    assert max(np.diff(shares)) < 0.02


@pytest.mark.parametrize("name", STORIES)
def test_only_a_surface_turns_so_that_all_else_can_hold_still(tell, name):
    """Frames that stay are drawn once."""
    surface = any(isinstance(panel, Surface) for panel in tell(name).panels)
    for cut in CUTS:
        timeline = tell(name).timeline(cut)
        assert turns(timeline) == surface
        end = timeline.seconds - 0.2
        assert (timeline.state(end) == timeline.state(end + 0.1)) == (not surface)


def test_what_a_beat_says_of_the_rule_holds_while_it_lasts():
    beats = (Beat(1.0, "one", sums=True, speaks=("rate",)), Beat(1.0, "two"))
    timeline = Timeline(beats, 0)
    for seconds in (0.0, 0.5, 0.99):
        assert (timeline.state(seconds).sums, timeline.state(seconds).speaks) == (True, ("rate",))
        assert (timeline.state(1 + seconds).sums, timeline.state(1 + seconds).speaks) == (False, ())


@pytest.mark.parametrize("name", STORIES)
def test_a_beat_speaks_of_the_terms_that_its_caption_names_or_whose_numbers_are_seen(tell, name):
    story = tell(name)
    words = {
        "rate_text": {"rate", "rates", "α"},
        "gradient_text": {"gradient", "gradients", "slope"},
        "velocity_text": {"velocity"},
    }
    assert {term.role for term in story.equation} - {"ink"} <= set(words)
    for beat in (*story.full, *story.short):
        said = set(re.split(r"[\W\d]+", beat.caption.lower()))
        named = {role for role, names in words.items() if said & names}
        assert set(beat.speaks) == (set(words) if beat.sums else named)
    assert any(beat.sums and beat.steps for beat in story.full)


@pytest.mark.parametrize("name", STORIES)
def test_one_panel_has_a_column_and_several_have_none(tell, name):
    story = tell(name)
    assert 1 <= len(story.panels) <= 4
    assert bool(story.column) == (len(story.panels) == 1)
    assert len(story.readouts) == (2 if len(story.panels) == 1 else 1)
    for readout in story.readouts:
        assert len(readout.values) == story.steps + 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"elevation": -1.0}, "elevation=-1: expected 0 to 90"),
        ({"elevation": 91.0}, "elevation=91: expected 0 to 90"),
        ({"elevation": float("nan")}, "elevation=nan: expected 0 to 90"),
        ({"arc": 41.0}, "arc=41: expected 0 to 40"),
        ({"arc": -2.0}, "arc=-2: expected 0 to 40"),
    ],
)
def test_a_camera_stands_above_the_floor_and_turns_little(tell, given, expected):
    (panel,) = tell("contour_descent").panels
    parts = {name: getattr(panel, name) for name in ("loss", "tracks", "axes", "names", "note")}
    surface = Surface(**parts)
    with pytest.raises(ValueError, match=expected):
        msgspec.structs.replace(surface, **given)


def test_the_same_moment_is_the_same_state_at_any_rate(timeline):
    for rate in (20, 30, 50, 60):
        for tenth in range(round(timeline.seconds * 10) + 1):
            assert timeline.state(tenth * (rate // 10) / rate) == timeline.state(tenth / 10)


def test_the_first_frame_is_the_start_and_the_last_has_all_steps_done(timeline):
    steps = sum(beat.steps for beat in timeline.beats)
    assert timeline.state(0).step == 0
    assert timeline.state(0).glide == 0
    for rate in RATES:
        last = timeline.state((timeline.frames(rate) - 1) / rate)
        assert (last.step, last.glide, last.arrow_alpha) == (steps, 0, 0)


def test_before_and_after_the_ends_stay(timeline):
    assert timeline.state(-5) == timeline.state(0)
    assert timeline.state(1e6) == timeline.state(timeline.seconds)


def test_captions_change_with_the_beats(timeline):
    start = 0.0
    for before, beat in zip((None, *timeline.beats), timeline.beats, strict=False):
        first = timeline.state(start)
        assert first.caption == beat.caption
        assert timeline.state(start + beat.seconds - 0.02).caption == beat.caption
        new = before is not None and before.caption != beat.caption
        assert first.caption_alpha == pytest.approx(0 if new else 1, abs=1e-6)
        assert timeline.state(start + CAPTION_FADE).caption_alpha == 1
        start += beat.seconds


def test_what_a_beat_shows_fades_in_and_stays():
    timeline = Timeline(BEATS, 37)
    assert timeline.state(0.9).shown == {}
    assert timeline.state(1.0).shown["ring"] == pytest.approx(0, abs=1e-6)
    assert timeline.state(1.0 + APPEARING / 2).shown["ring"] == pytest.approx(0.5)
    assert timeline.state(1.0 + APPEARING).shown == {"ring": 1.0}
    assert timeline.state(1.7).shown["ring"] == 1
    assert 0 < timeline.state(1.7).shown["path"] < 1
    assert timeline.state(6.0).shown == {"ring": 1.0, "path": 1.0}


def test_what_the_first_beat_shows_is_there_at_once():
    assert Timeline((Beat(1.0, "one", show=("path",)),), 0).state(0).shown == {"path": 1.0}


@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.1, 0.3, 1.25, 1 / 3, -0.2])
def test_a_beat_that_is_no_multiple_of_a_fifth_is_an_error(seconds):
    with pytest.raises(ValueError, match=r"multiples of 0\.2 s"):
        Timeline((Beat(1.0, "one"), Beat(seconds, "two")), 0)


@pytest.mark.parametrize("steps", [0, 36, 38])
def test_beats_that_do_not_do_all_steps_are_an_error(steps):
    with pytest.raises(ValueError, match=f"the beats do 37 steps, but the run has {steps}"):
        Timeline(BEATS, steps)


@pytest.mark.parametrize("name", STORIES)
def test_the_full_cut_lasts_25_to_40_seconds_and_the_short_one_6_to_10(tell, name):
    story = tell(name)
    assert 25 <= story.timeline("full").seconds <= 40
    assert 6 <= story.timeline("short").seconds <= 10
    assert story.full[-1].seconds >= 2.5


@pytest.mark.parametrize("name", STORIES)
def test_the_ends_hold_still(tell, name):
    """A second to find one's way at the start, and time to read at the end."""
    story = tell(name)
    for beats in (story.full, story.short):
        assert beats[0].steps == beats[-1].steps == 0
        assert min(beats[0].seconds, beats[-1].seconds) >= 1


@pytest.mark.parametrize("name", STORIES)
def test_the_descent_in_the_full_cut_lasts_8_to_17_seconds(tell, name):
    story = tell(name)
    assert 8 <= sum(beat.seconds for beat in story.full if beat.steps) <= 17


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        *itertools.product(STORIES, (1, 2, 4, 5)),
        *itertools.product(("contour_descent", "sgd"), (20_000,)),
    ],
)
def test_any_number_of_steps_is_told(tell, name, steps):
    story = tell(name, steps=steps)
    for cut in CUTS:
        assert story.timeline(cut).state(1e9).step == steps


def test_a_storys_parts_are_frozen(tell):
    with pytest.raises(AttributeError):
        tell("sgd").title = "another"
    assert msgspec.structs.replace(tell("sgd"), title="another").title == "another"
