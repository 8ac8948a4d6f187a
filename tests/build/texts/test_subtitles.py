"""Subtitles can be read: short lines, long enough, beside the picture that they belong to."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.build.texts.subtitles import LINES, SPEED, WIDTH, vtt
from gdclips.encoding.labels import Cue
from gdclips.story.caption import escaped
from gdclips.story.characters import END, ISOLATE, OPENERS, clusters, normal, split, written
from gdclips.story.film.shots import Beat
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.scenes import SCENES
from tests.reading import read_subtitles, subtitles

EXAMPLES = settings(derandomize=True, deadline=None)
NAMES = st.one_of(
    st.text(st.characters(), max_size=12),
    st.text("abc", max_size=60),
    st.text("\u05d0\u05d1\u05d2 ab", max_size=60),
    st.just("e\u0301" * 50),
)
CAPTIONS = st.lists(NAMES.map(written), max_size=12).map(lambda names: " ".join(names).strip())
LENGTHS = st.integers(1, 60).map(lambda fifths: fifths / 5)
BEATS = st.lists(
    st.builds(lambda seconds, text: Beat(seconds, escaped(text)), LENGTHS, CAPTIONS), min_size=1, max_size=6
).map(tuple)
MILLISECOND = 0.001


def letters(lines):
    return sum(len(clusters(line)) for line in lines)


def solid(text):
    """Return a text without what its layout may change: spaces and isolates."""
    return "".join(letter for letter in normal(text) if letter not in (ISOLATE, END) and not letter.isspace())


def spans(beats):
    """Return when each caption is seen in the picture, in seconds."""
    found, start = [], 0.0
    for caption, same in groupby(beats, key=lambda beat: beat.caption):
        end = start + sum(beat.seconds for beat in same)
        found.append((start, end, caption))
        start = end
    return found


def test_subtitles_are_subrip_and_equal_captions_are_one_cue():
    beats = (Beat(1.0, "one"), Beat(2.4, "two"), Beat(3600.0, "two"), Beat(0.6, ""), Beat(1.0, "three"))
    assert subtitles(beats) == (
        "1\n00:00:00,000 --> 00:00:01,000\none\n\n"
        "2\n00:00:01,000 --> 01:00:03,400\ntwo\n\n"
        "3\n01:00:04,000 --> 01:00:05,000\nthree\n"
    )
    assert subtitles((Beat(1.0, ""),)) == ""


def test_a_long_caption_is_broken_into_lines_of_a_length():
    (cue,) = read_subtitles(
        subtitles((Beat(9.0, "As the slope flattens, the steps shrink: each is a share of it."),))
    )
    assert cue == (0.0, 9.0, ["As the slope flattens, the steps", "shrink: each is a share of it."])


def test_a_longer_one_is_told_by_cues_in_a_row():
    caption = " ".join(["As the slope flattens, the steps shrink."] * 3)
    first, second = read_subtitles(subtitles((Beat(1.0, ""), Beat(10.0, caption))))
    assert [*first[2], *second[2]] == [
        "As the slope flattens, the steps",
        "shrink. As the slope flattens,",
        "the steps shrink. As the slope",
        "flattens, the steps shrink.",
    ]
    assert (first[0], second[1]) == (1.0, 11.0)
    assert first[1] == second[0] == pytest.approx(6, abs=0.4)


def test_a_cue_that_would_be_too_fast_stays_into_the_pause_or_into_the_next_ones_time():
    fast = "x" * 40  # for 2 s
    assert [
        cue[:2] for cue in read_subtitles(subtitles((Beat(1.0, fast), Beat(3.0, ""), Beat(1.0, "b"))))
    ] == [
        (0.0, 2.0),
        (4.0, 5.0),
    ]
    assert [cue[:2] for cue in read_subtitles(subtitles((Beat(1.0, fast), Beat(3.0, "b"))))] == [
        (0.0, 2.0),
        (2.0, 4.0),
    ]
    assert [cue[:2] for cue in read_subtitles(subtitles((Beat(3.0, "a"), Beat(1.0, fast))))] == [
        (0.0, 2.0),
        (2.0, 4.0),
    ]


@pytest.mark.parametrize("name", ["a_name_of_a_column", written("\u05e9\u05dc \u05d5\u05dd")])
def test_names_stay_whole(name):
    text = f"The weight of {name} and that of {name} and also of {name}: 3, 4 and 5 of them."
    lines = [line for *_, lines in read_subtitles(subtitles((Beat(9.0, text),))) for line in lines]
    assert sum(split(line).count(name) + split(line).count(f"{name}:") for line in lines) == 3


@EXAMPLES
@given(BEATS)
def test_any_captions_can_be_read(beats):
    text = subtitles(beats)
    cues, end = read_subtitles(text), sum(beat.seconds for beat in beats)
    assert solid("".join(line for *_, lines in cues for line in lines)) == solid(
        "".join(caption for *_, caption in spans(beats))
    )
    speed = max(SPEED, sum(letters(lines) for *_, lines in cues) / end)
    for since, until, lines in cues:
        assert 1 <= len(lines) <= LINES
        assert all(0 < len(clusters(line)) <= WIDTH for line in lines)
        assert all(sum(map(line.count, OPENERS)) == line.count(END) for line in lines)
        assert letters(lines) <= speed * (until - since + MILLISECOND)
    assert all(one[1] <= other[0] for one, other in pairwise(cues))
    assert all(since >= 0 and until <= end + MILLISECOND for since, until, _ in cues)


@EXAMPLES
@given(BEATS)
def test_captions_that_have_time_are_seen_with_their_beats(beats):
    """Where each can be read in its own time, subtitles are there when the picture's captions are."""
    slow = tuple(Beat(beat.seconds + len(clusters(beat.caption)) // 2, beat.words) for beat in beats)
    cues = read_subtitles(subtitles(slow))
    seen = [(start, end) for start, end, caption in spans(slow) if caption.strip()]
    starts, ends = {cue[0] for cue in cues}, {cue[1] for cue in cues}
    for start, end in seen:
        assert any(abs(start - time) < MILLISECOND for time in starts)
        assert any(abs(end - time) < MILLISECOND for time in ends)


@pytest.mark.parametrize("name", SCENES)
def test_subtitles_of_a_scene_cover_the_whole_cut(name):
    story = SCENES[name].story(SCENES[name].settings())
    cues = read_subtitles(subtitles(story.timeline("full").beats))
    assert cues[0][0] <= CARD_GONE
    assert all(before[1] == after[0] for before, after in pairwise(cues))
    assert cues[-1][1] == pytest.approx(story.timeline("full").seconds)
    assert all(letters(lines) <= SPEED * (until - since + MILLISECOND) for since, until, lines in cues)


def test_webvtt_has_the_same_cues_and_no_markup():
    told = (Cue(0.3, 1.0004, ("Bälle & <b>", "two")), Cue(3661.5, 3662.0, ("--> end",)))
    assert vtt(told) == (
        "WEBVTT\n\n00:00:00.300 --> 00:00:01.000\nBälle &amp; &lt;b&gt;\ntwo\n"
        "\n01:01:01.500 --> 01:01:02.000\n--&gt; end\n"
    )
    assert vtt(()) == "WEBVTT\n"
