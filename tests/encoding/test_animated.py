"""Animated WebP, APNG and AVIF, read by Chromium, by webpinfo and by Pillow, which wrote no APNG."""

import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from io import BytesIO

import msgspec
import numpy as np
import pytest
from PIL import Image

from gdclips.encoding.colors import COLORS
from gdclips.formats import FORMATS
from gdclips.formats.format import IN_COLORS
from gdclips.places import CODE as ROOT
from gdclips.rendering.frame import FrameSize, RenderedFrame
from tests.chromium import read_in_chromium
from tests.reading import count_colors, psnr, read_animation

from .frames_to_encode import (
    CLIPS,
    NARROW,
    Given,
    encoded,
    plain_frames,
    real_frames,
    rendered,
    translucent_frames,
    watched,
)

SMALL = FrameSize(96, 64)
SUFFIXES = ["apng", "avif", "webp"]
EXACT = ["apng", "webp"]
EACH = pytest.mark.parametrize("suffix", SUFFIXES)


def edge(frame):
    """Where the bar of a plain frame ends."""
    return int((frame[frame.shape[0] // 2, :, 2] < 128).sum())


@EACH
def test_chromium_shows_the_frames_as_long_as_they_are_seen_and_so_often(suffix):
    frames = list(plain_frames(7, SMALL))
    content = encoded(suffix, frames, fps=30, hold=1.5, loop=3)
    pictures, durations, repeated = read_in_chromium(content, FORMATS[suffix].media_type)
    assert [edge(each) for each in pictures] == [2, 4, 6, 8, 10, 12, 14]
    assert repeated == 2
    whole = [33] * 6 if suffix == "apng" else [33, 34, 33, 33, 34, 33]  # an APNG has thirtieths
    assert [int(each) for each in durations] == [*whole, 1500]


@EACH
@pytest.mark.parametrize(("loop", "repeated"), [(0, "forever"), (1, 0), (4, 3)])
def test_chromium_repeats_a_file_so_often(suffix, loop, repeated):
    content = encoded(suffix, list(plain_frames(3, SMALL)), loop=loop)
    assert read_in_chromium(content, FORMATS[suffix].media_type)[2] == repeated


@pytest.mark.parametrize("suffix", EXACT)
@pytest.mark.parametrize("clip", CLIPS, ids=str)
def test_nothing_of_a_real_clip_is_lost(suffix, clip, show):
    frames = real_frames(show(*clip, "short"))[:40]
    pictures, durations, loop = read_animation(encoded(suffix, frames, fps=20, hold=2.0))
    assert (durations[-1], loop) == (2000, 0)
    shown = np.repeat(pictures, [*(round(each / 50) for each in durations[:-1]), 1], axis=0)
    np.testing.assert_array_equal(shown, np.stack(frames))


def test_an_avif_of_a_real_clip_is_near_to_it(show):
    frames = real_frames(show(*CLIPS[0], "short"))[:20]
    pictures, durations, _ = read_animation(encoded("avif", frames, fps=20, hold=2.0))
    shown = np.repeat(pictures, [*(round(each / 50) for each in durations[:-1]), 1], axis=0)
    assert len(shown) == len(frames)
    assert min(psnr(one, other) for one, other in zip(shown, frames, strict=True)) > 42


@EACH
@pytest.mark.parametrize("background", [None, "none"])
def test_chromium_shows_the_colours(suffix, background):
    colors = np.array([(228, 238, 248, 255), (194, 95, 32, 255), (12, 17, 29, 255)], np.uint8)
    frames = [np.tile(color, (SMALL.height, SMALL.width, 1)) for color in colors]
    content = encoded(suffix, frames, background=background)
    pictures, _, _ = read_in_chromium(content, FORMATS[suffix].media_type)
    seen = np.stack(pictures)[:, SMALL.height // 2, SMALL.width // 2]
    assert np.abs(seen.astype(int) - colors).max() <= (3 if suffix == "avif" else 0)


@pytest.mark.parametrize("suffix", EXACT)
def test_opacity_is_kept(suffix):
    frames = list(translucent_frames(6, SMALL))
    pictures, _, _ = read_animation(encoded(suffix, frames, background="none"))
    assert len(pictures) == 6
    for picture, frame in zip(pictures, frames, strict=True):
        np.testing.assert_array_equal(picture[:, :, 3], frame[:, :, 3])
        np.testing.assert_array_equal(picture[frame[:, :, 3] > 0], frame[frame[:, :, 3] > 0])


@EACH
def test_chromium_sees_through_what_is_transparent(suffix):
    frames = list(translucent_frames(3, SMALL))
    content = encoded(suffix, frames, background="none")
    pictures, _, _ = read_in_chromium(content, FORMATS[suffix].media_type)
    for picture, frame in zip(pictures, frames, strict=True):
        assert np.abs(picture[:, :, 3].astype(int) - frame[:, :, 3]).max() <= 6
        assert picture[0, -1, 3] == 0


@EACH
def test_frames_that_are_equal_in_a_row_are_one_held_longer(suffix):
    """Told so or not: frames may be drawn again and differ nowhere. An APNG's last is there twice."""
    one, two, three = plain_frames(3, SMALL)
    pixels = [one, one, one, two, three, three.copy(), three.copy()]

    def told():
        for frame, (again, _) in zip(rendered(pixels), enumerate(pixels), strict=True):
            yield frame if again != 1 else RenderedFrame(frame.pixels, ())

    class Told(Given):
        def rendered(self):
            return told()

    look = msgspec.structs.replace(FORMATS[suffix].look, fps=20, hold=1.0)
    (content,) = FORMATS[suffix].encode(Told(pixels, look))
    pictures, durations, _ = read_animation(content)
    assert durations == ([150, 50, 100, 1000] if suffix == "apng" else [150, 50, 1100])
    assert [edge(each) for each in pictures][:3] == [2, 4, 6]


@EACH
@pytest.mark.parametrize("rate", [5, 15, 30, 60, 120])
def test_durations_add_up_at_any_rate(suffix, rate):
    frames = list(plain_frames(12, SMALL))
    _, durations, _ = read_animation(encoded(suffix, frames, fps=rate, hold=0.0))
    assert len(durations) == 12
    assert sum(durations) == pytest.approx(12_000 / rate, abs=0.5)


@EACH
@pytest.mark.parametrize("pixels", [1, 3])
def test_a_clip_that_stands_still_is_a_picture(suffix, pixels):
    content = encoded(suffix, [next(plain_frames(1, SMALL))] * pixels)
    with Image.open(BytesIO(content)) as image:
        assert edge(np.asarray(image.convert("RGBA"))) == 2


def test_the_qualities_of_few_colours_are_those_that_formats_name():
    assert list(IN_COLORS) == ["all colours", *(f"{colors} colours" for colors in COLORS[1:])]


@pytest.mark.parametrize("suffix", EXACT)
def test_files_with_fewer_colours_have_fewer_bytes(suffix, show):
    frames = real_frames(show(*CLIPS[0], "short"))[:8]
    sizes = []
    for quality, colors in enumerate(COLORS):
        content = encoded(suffix, frames, quality=quality)
        sizes.append(len(content))
        pictures, _, _ = read_animation(content)
        if colors:
            assert colors / 2 < count_colors(pictures) <= colors
            assert min(psnr(one, other) for one, other in zip(pictures, frames, strict=True)) > 36
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == len(COLORS)


@pytest.mark.parametrize("suffix", EXACT)
def test_few_colours_leave_opacity_as_it_is(suffix):
    frames = list(translucent_frames(4, SMALL))
    pictures, _, _ = read_animation(encoded(suffix, frames, quality=3, background="none"))
    np.testing.assert_array_equal(pictures[..., 3], np.stack(frames)[..., 3])


def test_an_avif_of_each_quality_has_fewer_bytes_than_of_the_one_before(show):
    frames = real_frames(show(*CLIPS[0], "short"))[:6]
    sizes = [len(encoded("avif", frames, quality=each)) for each in range(len(FORMATS["avif"].qualities))]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == len(sizes) == 4


@EACH
def test_memory_does_not_grow_with_the_number_of_frames(suffix):
    alive, most = set(), []

    class Watched(Given):
        size, lengths = NARROW, (60,)

        def rendered(self):
            return rendered(watched(60, alive, most))

    list(FORMATS[suffix].encode(Watched([], FORMATS[suffix].look)))
    assert len(most) == 60
    assert max(most) <= 4


PRINT = """
import hashlib, json
from tests.encoding.frames_to_encode import encoded, plain_frames, FrameSize
frames = list(plain_frames(9, FrameSize(96, 64)))
print(json.dumps({each: hashlib.sha256(encoded(each, frames)).hexdigest() for each in %r}))
"""


def test_other_processes_on_other_days_and_cores_make_the_same_bytes():
    """An AVIF of Pillow's has a clock: this process and the others write theirs in different seconds."""
    frames = list(plain_frames(9, SMALL))
    here = {each: hashlib.sha256(encoded(each, frames)).hexdigest() for each in SUFFIXES}
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    for some in (cores[:1], cores):
        start = [sys.executable, "-P", "-c", PRINT % SUFFIXES]
        pin = ["taskset", "-c", ",".join(map(str, some))] if some and shutil.which("taskset") else []
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([*pin, *start], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == here


def test_an_avif_was_made_at_no_time():
    content = encoded("avif", list(plain_frames(3, SMALL)))
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        at = content.index(kind) + 8
        assert struct.unpack_from(">QQ", content, at) == (0, 0)


@pytest.mark.skipif(shutil.which("webpinfo") is None, reason="webpinfo is not installed")
def test_webpinfo_finds_no_error_and_only_what_changed_in_a_webp(tmp_path):
    path = tmp_path / "a.webp"
    path.write_bytes(encoded("webp", list(plain_frames(9, SMALL)), fps=30, hold=2.0, loop=1))
    told = subprocess.run(["webpinfo", path], capture_output=True, text=True, check=True).stdout
    assert told.endswith("No error detected.\n")
    assert re.findall(r"Loop count\s+: (\d+)", told) == ["1"]
    durations = list(map(int, re.findall(r"Duration: (\d+)", told)))
    assert durations == [33, 34, 33, 33, 34, 33, 33, 34, 2000]
    widths = re.findall(r"ANMF.*\n.*\n.*\n\s+Width: (\d+)", told)
    assert widths[0] == "96" and all(int(each) <= 4 for each in widths[1:])


def test_the_pixels_of_an_apng_are_squares():
    content = encoded("apng", list(plain_frames(3, SMALL)))
    at = content.index(b"pHYs") + 4
    assert struct.unpack_from(">IIB", content, at) == (1, 1, 0)
