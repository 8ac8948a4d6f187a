"""MP4, WebM and MOV, read by ffmpeg's tools and by Chromium: frames, times, opacity, bytes."""

import subprocess
import sys
from itertools import accumulate, pairwise

import numpy as np
import pytest

from gdclips.encoding.video.codecs import Codec, h264, vp9
from gdclips.encoding.video.segments import segment
from gdclips.rendering.frame import FrameSize
from tests.chromium import play_in_chromium
from tests.ffmpeg import ffprobe
from tests.reading import psnr

from .frames_to_encode import RATE, noise_in_patches, rendered
from .videos_to_read import (
    EACH,
    LENGTHS,
    OPAQUE,
    SEEN_THROUGH,
    SIZE,
    WEB,
    decoded,
    half_clear,
    made,
    moving,
)


@EACH
def test_ffmpeg_finds_the_frames_and_where_the_square_is(videos, suffix):
    frames = decoded(videos[suffix])
    assert len(frames) == sum(LENGTHS)
    for frame, true in zip(frames, moving(len(frames)), strict=True):
        assert psnr(frame[..., :3], true[..., :3]) > 30
        columns = np.flatnonzero(frame[48, :, 0] > 128)
        assert abs(columns.mean() - np.flatnonzero(true[48, :, 0] > 128).mean()) < 0.6


@EACH
def test_ffprobe_finds_codec_size_rate_colours_and_times(videos, suffix):
    told = ffprobe(videos[suffix], "-show_streams", "-show_frames", "-select_streams", "v")
    (stream,) = told["streams"]
    names = {"mp4": "h264 High yuv420p", "webm": "vp9 Profile 0 yuv420p", "mov": "prores 4444 yuv444p"}
    assert f"{stream['codec_name']} {stream['profile']} {stream['pix_fmt']}".startswith(names[suffix])
    assert (stream["width"], stream["height"], stream["r_frame_rate"]) == (160, 96, f"{RATE}/1")
    assert (stream["color_space"], stream["color_range"]) == ("bt709", "tv")
    times = [float(frame["pts_time"]) for frame in told["frames"]]
    np.testing.assert_allclose(times, np.arange(sum(LENGTHS)) / RATE, atol=0.0006)


@EACH
def test_each_segment_begins_with_a_key_frame_and_an_mp4_has_one_each_two_seconds(videos, suffix):
    frames = ffprobe(videos[suffix], "-show_frames", "-select_streams", "v")["frames"]
    keys = [number for number, frame in enumerate(frames) if frame["key_frame"]]
    starts = set(list(accumulate(LENGTHS, initial=0))[:-1])
    assert starts <= set(keys)
    if suffix == "mp4":
        assert set(keys) == starts | {2 * RATE}
        assert max(b - a for a, b in pairwise([*keys, len(frames)])) <= 2 * RATE


@SEEN_THROUGH
@pytest.mark.parametrize("size", [SIZE, FrameSize(161, 97)], ids=str)
def test_opacity_survives(tmp_path, suffix, size):
    """In odd sizes too, over joins, and exactly where it is all or none."""
    path = made(tmp_path / f"a.{suffix}", OPAQUE[suffix](RATE, behind=WEB), half_clear(90, size), size)
    frames = decoded(path, size)
    assert len(frames) == 90
    for frame, true in zip(frames, half_clear(90, size), strict=True):
        tolerance = 40 if suffix == "webm" else 1  # VP9's opacity has losses, at edges most
        opacity = np.abs(frame[..., 3].astype(int) - true[..., 3])
        assert opacity.max() <= 4 * tolerance and opacity.mean() < 2
        inside = true[..., 3] > 0
        assert psnr(frame[..., :3][inside], true[..., :3][inside]) > 28


@SEEN_THROUGH
def test_what_is_clear_has_the_colour_behind_for_players_that_know_no_opacity(tmp_path, suffix):
    path = made(tmp_path / f"a.{suffix}", OPAQUE[suffix](RATE, behind="#c08040"), half_clear(90))
    seen = decoded(path)[:, 80:, :60, :3]
    assert np.abs(seen.astype(int) - (0xC0, 0x80, 0x40)).max() <= 12


@SEEN_THROUGH
@pytest.mark.parametrize("size", [FrameSize(162, 74), FrameSize(161, 75)], ids=str)
def test_dirty_rectangles_make_the_same_bytes_as_whole_frames(suffix, size):
    """With opacity too, in odd sizes: noise shows each colour that blends otherwise."""
    codec, told = OPAQUE[suffix](RATE, behind=WEB), noise_in_patches(16, size, clear=0.4)
    assert segment(told, size, codec) == segment(rendered(frame.pixels for frame in told), size, codec)


MADE = """
import hashlib, sys
from pathlib import Path
from tests.encoding.videos_to_read import OPAQUE, RATE, WEB, half_clear, made
for suffix, codec in OPAQUE.items():
    made(Path(sys.argv[1]) / f"a.{suffix}", codec(RATE))
    if suffix != "mp4":
        made(Path(sys.argv[1]) / f"b.{suffix}", codec(RATE, behind=WEB), half_clear(90))
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_another_process_makes_the_same_bytes(tmp_path):
    told = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        command = [sys.executable, "-c", MADE, str(folder)]
        environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert told[0] == told[1]
    assert [line.split()[0] for line in told[0].splitlines()] == [
        "a.mov",
        "a.mp4",
        "a.webm",
        "b.mov",
        "b.webm",
    ]


@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_chromium_plays_and_seeks(videos, suffix):
    """It has no track of text to show, nor doubles the picture's words."""
    facts, shots = play_in_chromium(videos[suffix].read_bytes(), f"video/{suffix}", [0.025, 2.525, 4.475])
    width, height, seconds, texts = facts
    assert (width, height, texts) == (160, 96, 0)
    assert seconds == pytest.approx(sum(LENGTHS) / RATE, abs=0.02)
    frames = list(moving(90))
    for shot, number in zip(shots, (0, 50, 89), strict=True):
        assert psnr(shot, frames[number][..., :3]) > 28


def test_chromium_shows_a_webms_opacity_over_the_page(tmp_path):
    path = made(tmp_path / "a.webm", vp9(RATE, behind=WEB), half_clear(90))
    _, shots = play_in_chromium(path.read_bytes(), "video/webm", [0.025, 2.525, 4.475])
    frames = [frame.astype(float) for frame in half_clear(90)]
    for shot, number in zip(shots, (0, 50, 89), strict=True):
        share = frames[number][..., 3:] / 255
        assert psnr(shot, share * frames[number][..., :3] + (1 - share) * (0, 160, 0)) > 26


@pytest.mark.parametrize("codec", [h264, vp9])
def test_worse_qualities_have_fewer_bytes(codec):
    rng = np.random.default_rng(2)
    noise = [rng.integers(0, 256, (96, 160, 4), dtype=np.uint8) for _ in range(8)]
    sizes = [len(segment(rendered(noise), SIZE, codec(RATE, quality))) for quality in range(4)]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 4


@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_to_hold_the_last_frame_takes_few_bytes(suffix):
    frames = list(moving(30))
    codec: Codec = OPAQUE[suffix](RATE)
    held = [*frames, *[frames[-1]] * 40]
    longer = len(segment(rendered(held), SIZE, codec)) - len(segment(rendered(frames), SIZE, codec))
    assert longer < 40 * 40  # that of the container included
