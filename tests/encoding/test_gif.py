"""GIFs and stills, decoded again."""

import imageio.v3 as iio
import numpy as np
import pytest

from gdclips.encoding import gif as encoding
from gdclips.encoding.credit import CREDIT
from gdclips.encoding.stills import png as still
from gdclips.formats import FORMATS
from gdclips.rendering.frame import Rectangle, RenderedFrame
from tests.reading import read_gif

from .frames_to_encode import CLIPS, NARROW, RATE, SIZE, plain_frames, psnr, real_frames, rendered, watched


@pytest.fixture(scope="module", params=CLIPS, ids=str)
def clip(request, show):
    """The frames of a real short cut."""
    return real_frames(show(*request.param, "short"))


def gif(frames, rate=RATE, size=SIZE):
    return encoding.gif(rendered(frames), iter(frames[::8]), size, rate)


def png(frames):
    return still(frames[-1])


def test_a_gifs_frames_are_the_clips(clip):
    pictures, delays, _ = read_gif(gif(clip))
    assert len(pictures) == len(clip)
    assert delays[:-1] == [50] * (len(clip) - 1)
    assert delays[-1] >= 1500
    for picture, frame in zip(pictures, clip, strict=True):
        assert picture.shape == (SIZE.height, SIZE.width, 3)
        assert psnr(picture, frame[:, :, :3]) > 40


@pytest.mark.parametrize(
    ("count", "wanted"), [(1, [0]), (2, [0, 1]), (5, [0, 1, 2, 3, 4]), (161, [0, 40, 80, 120, 160])]
)
def test_a_palettes_frames_are_spread_over_the_clip(count, wanted):
    assert encoding.palette_frames(count) == wanted


def test_a_frame_that_comes_again_is_held():
    one, two, three = plain_frames(3)
    pixels = [(one, True), (one, False), (one, False), (two, True), (three, True), (three, False)]
    whole = (Rectangle(0, 0, SIZE.width, SIZE.height),)
    told = (RenderedFrame(each, whole if new else ()) for each, new in pixels)
    pictures, delays, _ = read_gif(encoding.gif(told, iter([one, two, three]), SIZE, RATE))
    tick = 1000 // RATE
    assert delays[:2] == [3 * tick, tick]
    assert sum(delays) == 5 * tick + 10 * encoding.GIF_HOLD
    for shown, true in zip(pictures, (one, two, three), strict=False):
        assert np.abs(shown.astype(int) - true[:, :, :3]).max() < 3


def test_a_gif_loops_forever(clip):
    assert read_gif(gif(clip[:4]))[2] == 0


def test_a_gif_has_one_palette(clip):
    """No frame brings a palette of its own: the colours would flicker, and the file would grow."""
    data, at, local = gif(clip[:12]), 13, []
    assert data[:6] == b"GIF89a"
    assert data[10] & 0x80  # a palette for the whole file
    at += 3 << (data[10] & 7) + 1
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            local.append(bool(data[at + 9] & 0x80))
            at += 11
        else:
            at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    assert local == [False] * 12


@pytest.mark.parametrize("rate", FORMATS["gif"].rates.known)
def test_a_gif_runs_at_each_rate_that_has_whole_hundredths(rate):
    _, delays, _ = read_gif(gif(list(plain_frames(9)), rate))
    assert delays[:-1] == [1000 // rate] * 8


@pytest.mark.parametrize("rate", [12, 24, 30, 60])
def test_at_a_rate_that_has_none_a_gif_is_an_error(rate):
    with pytest.raises(ValueError, match=f"{rate} frames a second; expected frames of whole hundredths"):
        gif(list(plain_frames(3)), rate)


def test_a_gif_of_one_frame():
    pictures, _, _ = read_gif(gif(list(plain_frames(1))))
    assert len(pictures) == 1


def test_frames_that_are_all_alike_are_all_there():
    still = [next(plain_frames(1))] * 10
    assert len(read_gif(gif(still))[0]) == 10


def test_a_still_is_its_frame(clip):
    np.testing.assert_array_equal(iio.imread(png(clip), extension=".png"), clip[-1][:, :, :3])


@pytest.mark.parametrize("write", [gif, png])
def test_the_same_frames_make_the_same_bytes(clip, write):
    assert write(clip) == write([frame.copy() for frame in clip])


@pytest.mark.parametrize("count", [60, 300])
def test_memory_does_not_grow_with_the_number_of_frames(count):
    alive, most = set(), []
    encoding.gif(rendered(watched(count, alive, most)), plain_frames(2, NARROW), NARROW, 25)
    assert len(most) == count
    assert max(most) <= 8


def test_pictures_say_their_licence():
    frames = list(plain_frames(3))
    made = gif(frames, size=SIZE)
    assert iio.immeta(made, plugin="pillow")["comment"] == CREDIT.encode("ascii")
    assert len(read_gif(made)[0]) == 3
    assert iio.immeta(png(frames), plugin="pillow")["Copyright"] == CREDIT
