"""Transparent GIFs, decoded again: what is seen through, what is blended with the matte, what is cleared."""

from io import BytesIO
from itertools import accumulate

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gdclips.build.job import tell_story
from gdclips.build.render import pictures, stage_of
from gdclips.encoding.gif import gif as encoding
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import FrameSize, Rectangle, RenderedFrame
from tests.asked import made, request_of
from tests.chromium import read_in_chromium

from .frames_to_encode import NARROW, rendered, watched

SIZE, RATE = FrameSize(96, 64), 20
WHITE, BLUE = "#ffffff", "#0000ff"
SEEN = 26  # of 255, from which a pixel is opaque


def moving(count):
    """Frames on which nothing stays but a bar: a disc with a soft edge moves, and counters come and go."""
    y, x = np.mgrid[: SIZE.height, : SIZE.width]
    for index in range(count):
        frame = np.zeros((SIZE.height, SIZE.width, 4), np.uint8)
        far = np.hypot(x - 10 - 4 * index, y - 30)
        frame[..., :3] = (200, 80, 0)
        frame[..., 3] = np.clip(255 * (12 - far) / 4, 0, 255)
        frame[50:56, 10:80] = (20, 40, 90, 255)
        frame[5 : 5 + index % 4, 80:90] = (0, 120, 60, 255)
        yield frame


def gif(frames, matte=WHITE, size=SIZE, colors=256, **playing):
    told = encoding.Playing(count=len(frames), rate=RATE, **playing)
    return encoding.gif(rendered(frames), iter(frames), size, told, Labels(alt="A disc."), colors, matte)


def blended(frame, matte):
    """A frame's colours as they should be, blended with the matte, and which pixels are opaque."""
    opacity = frame[..., 3:] / 255
    color = [int(matte[i : i + 2], 16) for i in (1, 3, 5)]
    return frame[..., :3] * opacity + np.array(color) * (1 - opacity), frame[..., 3] >= SEEN


def by_ffmpeg(content):
    """The frames (n, height, width, 4) of a GIF at each time of the rate, as ffmpeg's decoder has them."""
    with av.open(BytesIO(content)) as file:
        found = [(round(100 * frame.time), frame.to_ndarray(format="rgba")) for frame in file.decode(video=0)]
    return at_times(found, found[-1][0])


def at_times(frames, last):
    """The frames that are seen at each time of the rate, of those that are given with when each begins."""
    times = range(0, last + 1, 100 // RATE)
    return [[frame for begins, frame in frames if begins <= time][-1] for time in times]


def check(shown, frames, matte):
    for picture, frame in zip(shown, frames, strict=True):
        colors, opaque = blended(frame, matte)
        np.testing.assert_array_equal(picture[..., 3], np.where(opaque, 255, 0))
        np.testing.assert_allclose(picture[..., :3][opaque], colors[opaque], atol=12)


@pytest.mark.parametrize("matte", [WHITE, BLUE])
@pytest.mark.parametrize("loop", [0, 1, 3])
def test_ffmpeg_sees_through_what_is_transparent_again(matte, loop):
    frames = list(moving(18))
    check(by_ffmpeg(gif(frames, matte, loop=loop)), frames, matte)


@pytest.mark.parametrize("loop", [0, 1])
def test_chromium_sees_through_what_is_transparent_again(loop):
    frames = list(moving(18))
    pictures, delays, repeated = read_in_chromium(gif(frames, loop=loop, hold=1.5), "image/gif")
    begins = accumulate((round(delay / 10) for delay in delays), initial=0)
    check(at_times(list(zip(begins, pictures, strict=False)), 85), frames, WHITE)
    assert sum(delays) == 17 * 50 + 1500
    assert min(delays) >= 20
    assert repeated == (0 if loop else "forever")


@given(arrays.arrays(np.uint8, (6, 5, 7), elements=st.sampled_from([0, 255]), fill=st.just(0)))
def test_any_pixels_may_come_and_go(opacity):
    size = FrameSize(7, 5)
    colors = [np.full((5, 7, 3), 40 * index, np.uint8) for index in range(6)]
    frames = [np.dstack(each) for each in zip(colors, opacity, strict=True)]
    check(by_ffmpeg(gif(frames, size=size)), frames, WHITE)


@pytest.mark.parametrize(
    ("look", "matte"), [({}, WHITE), ({"theme": "dark"}, "#0c111d"), ({"matte": "navy"}, "#000080")]
)
def test_a_clips_matte_is_its_themes_background_or_the_users_own(look, matte):
    options = {"size": "160x90", "fps": 5, "background": "none", "settings": {"steps": "6"}}
    request = request_of("contour_descent", "gif", **options, **look)
    shown = pictures(request, tell_story(request, None))
    stage, timeline = stage_of(request, *shown), shown[0].timeline
    with av.open(BytesIO(made(request))) as file:
        last = [frame.to_ndarray(format="rgba") for frame in file.decode(video=0)][-1]
    wanted = stage.draw(timeline.state(timeline.seconds - 0.2))
    colors, opaque = blended(wanted, matte)
    assert 0.05 < opaque.mean() < 0.95
    assert (last[..., 3] == np.where(opaque, 255, 0)).mean() > 0.999
    assert np.abs(last[..., :3][opaque] - colors[opaque]).mean() < 5


def test_what_stays_is_not_written_again():
    """Only a rectangle is cleared and drawn anew."""
    still = np.random.default_rng(1).integers(0, 255, (SIZE.height, SIZE.width, 4), np.uint8)
    still[..., 3] = 255
    still[:8, :8, 3] = 0
    frames = []
    for index in range(12):
        frames.append(still.copy())
        frames[-1][2:4, index % 8, 3] = 255
    assert len(gif(frames)) < 1.3 * len(gif(frames[:1]))


def test_its_comment_and_colours_are_as_in_others():
    content = gif(list(moving(4)), colors=64)
    assert b"A disc.\nGradient descent clips" in content
    assert len({pixel for frame in by_ffmpeg(content) for pixel in map(bytes, frame.reshape(-1, 4))}) <= 64


def test_the_same_frames_make_the_same_bytes():
    assert gif(list(moving(8))) == gif(list(moving(8)))


def test_memory_does_not_grow_with_the_number_of_frames():
    alive, most = set(), []
    playing = encoding.Playing(count=200, rate=RATE)
    sample = np.zeros((NARROW.height, NARROW.width, 4), np.uint8)
    encoding.gif(rendered(watched(200, alive, most)), [sample], NARROW, playing, matte=WHITE)
    assert len(most) == 200
    assert max(most) <= 8


def test_a_part_that_changed_is_enough():
    first, second = list(moving(2))
    part = Rectangle(0, 0, 90, 50)
    told = [
        RenderedFrame(first, (Rectangle(0, 0, SIZE.width, SIZE.height),)),
        RenderedFrame(second, (part,)),
    ]
    playing = encoding.Playing(count=2, rate=RATE)
    by_parts = encoding.gif(iter(told), [first, second], SIZE, playing, Labels(alt="A disc."), matte=WHITE)
    assert by_parts == gif([first, second])
