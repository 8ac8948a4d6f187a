"""The cuts of every story: how long they are, that they do all steps, and that captions fit a line."""

from itertools import pairwise

import pytest

from gdclips.story.film import sentences
from gdclips.story.scenes import SCENES
from tests import shown

STEPS = [1, 2, 3, 4, 5, 20, 2000]


@pytest.mark.parametrize("name", SCENES)
def test_the_full_cut_is_about_half_a_minute_and_the_short_one_of_some_seconds(tell, name):
    story = tell(name)
    assert 20 <= story.timeline("full").seconds <= 40
    assert 6 <= story.timeline("short").seconds <= 10


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("steps", STEPS)
def test_the_beats_do_all_steps(tell, name, steps):
    if name == "ravine":
        pytest.skip("its two runs are told one after the other")
    story = tell(name, steps=steps)
    assert story.steps == steps
    for cut in ("full", "short"):
        beats = shown.beats(story, cut)
        assert sum(beat.steps for beat in beats) == steps
        assert all(beat.seconds > 0 for beat in beats)
    assert story.timeline("full").state(1e9).step == story.timeline("short").state(1e9).step == steps


@pytest.mark.parametrize("cut", ["full", "short"])
@pytest.mark.parametrize("steps", [1, 4, 5, 50, 20_000])
def test_each_iterate_is_reached_at_a_moment_of_its_own(tell, cut, steps):
    timeline = tell("contour_descent", steps=steps).timeline(cut)
    moments = [timeline.reached(step) for step in range(steps + 1)]
    states = [timeline.state(seconds) for seconds in moments]
    assert [(state.step, state.glide) for state in states] == [(step, 0) for step in range(steps + 1)]
    assert all(first < second for first, second in pairwise(moments))
    assert (timeline.reached(-1), timeline.reached(steps + 1)) == (moments[0], moments[-1])


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("cut", ["full", "short"])
def test_every_sentence_ends_and_stays_long_enough_to_be_read(tell, name, cut):
    """Twenty characters a second; in the short cut, which is seen again and again, more."""
    story = tell(name)
    seconds = {}
    for beat in shown.beats(story, cut):
        seconds[beat.caption] = seconds.get(beat.caption, 0) + beat.seconds
    for caption, lasts in seconds.items():
        if not caption:  # while a film's title stands
            continue
        assert caption[-1] in ".?"
        assert caption[0].isupper() or caption[0] in "κ0123456789"
        assert cut == "short" or len(caption) <= 25 * lasts


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("changes", [{}, {"noise": 0}, {"noise": 3}, {"steps": 1}, {"rate": 2.5}], ids=str)
def test_captions_fit_one_line(tell, name, changes):
    if set(changes) <= set(SCENES[name].settings.__struct_fields__):
        for caption in shown.captions(tell(name, **changes)):
            assert len(caption) <= sentences.LONGEST, caption


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("standardized", [True, False])
def test_captions_of_own_data_fit_one_line(tell, own, free, features, name, standardized):
    story = tell(name, own(*features(name), standardized=standardized), **free(name))
    for caption in shown.captions(story):
        assert len(caption) <= sentences.LONGEST, caption
