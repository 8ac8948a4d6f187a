"""What MP4, WebM and MOV say of themselves, read by ffmpeg's tools: chapters, subtitles, words."""

from itertools import accumulate, pairwise

import numpy as np
import pytest

from gdclips.build.texts.subtitles import srt
from gdclips.encoding.labels import Chapter, Labels
from gdclips.encoding.video.codecs import h264
from gdclips.encoding.video.languages import code
from tests.ffmpeg import ffmpeg, ffprobe
from tests.reading import read_subtitles

from .frames_to_encode import RATE
from .videos_to_read import (
    EACH,
    LABELS,
    LENGTHS,
    OPAQUE,
    STARTS,
    TITLES,
    made,
    moving,
)


@EACH
def test_chapters_begin_at_the_first_frames_of_their_beats(videos, suffix):
    chapters = ffprobe(videos[suffix], "-show_chapters")["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == TITLES
    frames = ffprobe(videos[suffix], "-show_frames", "-select_streams", "v")["frames"]
    times = np.array([float(frame["pts_time"]) for frame in frames])
    for chapter, number in zip(chapters, accumulate(LENGTHS, initial=0), strict=False):
        assert np.searchsorted(times, float(chapter["start_time"]), side="right") - 1 == number
    assert float(chapters[-1]["end_time"]) == pytest.approx(STARTS[-1], abs=0.001)


@pytest.mark.parametrize("rate", [15, 30, 60, 120])
@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_chapters_are_exact_where_frames_last_no_whole_milliseconds(tmp_path, suffix, rate):
    lengths = (7, 13, 4)
    starts = [number / rate for number in accumulate(lengths, initial=0)]
    labels = Labels(chapters=tuple(Chapter(*span, "c") for span in pairwise(starts)))
    codec = OPAQUE[suffix](rate)
    path = made(tmp_path / f"a.{suffix}", codec, moving(24), lengths=lengths, labels=labels)
    told = ffprobe(path, "-show_chapters", "-show_frames", "-show_streams", "-select_streams", "v")
    assert told["streams"][0]["r_frame_rate"] == f"{rate}/1"
    times = np.array([float(frame["pts_time"]) for frame in told["frames"]])
    assert len(times) == 24
    begins = [float(chapter["start_time"]) for chapter in told["chapters"]]
    assert [np.searchsorted(times, time, side="right") - 1 for time in begins] == [0, 7, 20]


@EACH
def test_it_says_what_it_is(videos, suffix):
    tags = {
        name.lower(): text for name, text in ffprobe(videos[suffix], "-show_format")["format"]["tags"].items()
    }
    assert (tags["title"], tags["artist"], tags["copyright"]) == ("Noise <ball>", "Ana", "Ana, CC0")
    assert tags["comment" if suffix == "mov" else "description"] == LABELS.alt
    (video,) = ffprobe(videos[suffix], "-show_streams", "-select_streams", "v")["streams"]
    languages = {name.lower(): text for name, text in video["tags"].items()}
    assert languages["language"] == "fra"
    assert "creation_time" not in tags


def test_the_subtitles_in_an_mp4_are_the_cues(videos):
    text = ffmpeg("-i", videos["mp4"], "-map", "0:s", "-f", "srt", "-").decode().replace("\r", "")
    assert read_subtitles(text.rstrip("\n") + "\n") == read_subtitles(srt(LABELS.cues))


def test_the_subtitles_in_an_mp4_are_shown_on_request_alone(videos):
    streams = ffprobe(videos["mp4"], "-show_streams")["streams"]
    shown = {each["codec_type"]: each["disposition"]["default"] for each in streams}
    assert (shown["video"], shown["subtitle"]) == (1, 0)
    (subtitles,) = (each for each in streams if each["codec_type"] == "subtitle")
    assert (subtitles["codec_name"], subtitles["tags"]["language"]) == ("mov_text", "fra")


def test_without_words_an_mp4_has_no_subtitles(tmp_path):
    path = made(tmp_path / "a.mp4", h264(RATE), labels=Labels())
    assert [each["codec_type"] for each in ffprobe(path, "-show_streams")["streams"]] == ["video"]


@pytest.mark.parametrize(
    ("tag", "told"), [("en", "eng"), ("pt-BR", "por"), ("DE", "deu"), ("gsw", "gsw"), ("xx", "und")]
)
def test_languages_have_three_letters(tag, told):
    assert code(tag) == told
