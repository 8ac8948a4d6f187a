"""GIFs and stills, decoded again."""

import shutil
import subprocess

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import ImageColor

from gdclips.drawing import picture as drawing
from gdclips.drawing.theme import LIGHT
from gdclips.encoding.colors import sampled
from gdclips.encoding.credit import CREDIT
from gdclips.encoding.gif import gif as encoding
from gdclips.encoding.labels import Labels
from gdclips.encoding.stills import png as still
from gdclips.formats import FORMATS
from gdclips.formats.gif import COLORS
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, Rectangle, RenderedFrame
from gdclips.story.scenes import SCENES
from tests.chromium import read_in_chromium
from tests.reading import count_colors, psnr, read_gif

from .frames_to_encode import CLIPS, NARROW, RATE, SIZE, encoded, plain_frames, real_frames, rendered, watched

HOLD = 2.0
LABELS = Labels(title="Noise ball", alt="Noise ball. A path leads to the minimum.")


@pytest.fixture(scope="module", params=CLIPS, ids=str)
def clip(request, show):
    """The frames of a real short cut."""
    return real_frames(show(*request.param, "short"))


def gif(frames, rate=RATE, size=SIZE, colors=256, labels=LABELS, **playing):
    playing = encoding.Playing(count=len(frames), rate=rate, **{"hold": HOLD, **playing})
    return encoding.gif(rendered(frames), iter(frames[::8]), size, playing, labels, colors)


def png(frames):
    return still(frames[-1], Labels())


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
    assert sampled(count) == wanted


def test_a_small_star_stays_yellow_among_few_colours():
    """Else it becomes as beige as the large areas about it."""
    scene = SCENES["noise_ball"]
    shown = drawing.picture(scene.story(scene.settings()), "light", "short", background="#f4f1e8")
    stage = MatplotlibStage(shown, FrameSize(640, 360))
    frames = [
        stage.draw(shown.timeline.state(second)) for second in np.linspace(0, shown.timeline.seconds, 5)
    ]
    yellow = np.array(ImageColor.getrgb(LIGHT.colors["truth"]))
    star = (frames[0][:, :, :3] == yellow).all(axis=2)
    assert 20 < star.sum() < 200
    pictures, _, _ = read_gif(encoded("gif", frames, quality=COLORS.index(64)))
    assert np.abs(pictures[0][star].astype(int) - yellow).max() <= 4


def test_a_frame_that_comes_again_is_held():
    one, two, three = plain_frames(3)
    pixels = [(one, True), (one, False), (one, False), (two, True), (three, True), (three, False)]
    whole = (Rectangle(0, 0, SIZE.width, SIZE.height),)
    told = (RenderedFrame(each, whole if new else ()) for each, new in pixels)
    playing = encoding.Playing(count=len(pixels), rate=RATE, hold=HOLD)
    pictures, delays, _ = read_gif(encoding.gif(told, iter([one, two, three]), SIZE, playing))
    tick = 1000 // RATE
    assert delays[:2] == [3 * tick, tick]
    assert sum(delays) == 5 * tick + 1000 * HOLD
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
def test_each_frame_of_a_gif_begins_at_the_nearest_hundredth_of_a_second(rate):
    _, delays, _ = read_gif(gif(list(plain_frames(33)), rate))
    assert [sum(delays[:k]) for k in range(33)] == [10 * round(100 * k / rate) for k in range(33)]
    assert min(delays) >= 20  # a shorter one is made longer by browsers


@pytest.mark.parametrize("rate", [15, 20, 30])
@pytest.mark.parametrize("hold", [0.0, 0.01, 0.3, 2.0, 12.34])
def test_a_gifs_last_frame_is_held_so_that_the_whole_lasts_as_long_as_it_should(rate, hold):
    _, delays, _ = read_gif(gif(list(plain_frames(8)), rate, hold=hold))
    assert sum(delays) == 10 * round(100 * (7 / rate + max(hold, 1 / rate)))


@pytest.mark.parametrize(("hold", "wanted"), [(600.0, [600]), (700.0, [600, 100]), (1200.0, [600, 600])])
def test_a_hold_that_is_longer_than_a_delay_can_be_takes_several(hold, wanted):
    frames = list(plain_frames(2))
    pictures, delays, _ = read_gif(gif(frames, hold=hold))
    assert delays[1:] == [1000 * each for each in wanted]
    for picture in pictures[1:]:
        assert psnr(picture, frames[1][:, :, :3]) > 40


def test_a_pause_that_is_longer_than_a_delay_can_be_takes_several():
    one, two = plain_frames(2)
    whole = (Rectangle(0, 0, SIZE.width, SIZE.height),)
    told = (RenderedFrame(two if k == 4000 else one, whole if k in (0, 4000) else ()) for k in range(4001))
    _, delays, _ = read_gif(encoding.gif(told, iter([one]), SIZE, encoding.Playing(count=4001, rate=5)))
    assert delays == [600_000, 200_000, 200]


@pytest.mark.parametrize(("loop", "block"), [(0, 0), (1, None), (2, 1), (3, 2), (1000, 999)])
def test_a_gif_that_plays_once_has_no_count_and_others_say_how_often_more(loop, block):
    content = gif(list(plain_frames(3)), loop=loop)
    assert iio.immeta(content, plugin="pillow").get("loop") == block
    assert (b"NETSCAPE" in content) == (block is not None)


def test_chromium_plays_a_gif_so_often_and_so_long():
    frames = list(plain_frames(12))
    pictures, delays, repeated = read_in_chromium(gif(frames, 15, loop=3), "image/gif")
    assert repeated == 2
    assert delays == [70, 60, 70] * 3 + [70, 60, 2000]
    for picture, frame in zip(pictures, frames, strict=True):
        assert psnr(picture, frame) > 40


@pytest.mark.parametrize("colors", [256, 128, 64])
def test_a_gif_has_at_most_so_many_colours(clip, colors):
    pictures, _, _ = read_gif(gif(clip, colors=colors))
    assert colors / 2 < count_colors(pictures) < colors


def test_fewer_colours_take_fewer_bytes(clip):
    sizes = [len(gif(clip, colors=colors)) for colors in (256, 128, 64)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 0.9 * sizes[0]


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
    playing = encoding.Playing(count=count, rate=25)
    encoding.gif(rendered(watched(count, alive, most)), plain_frames(2, NARROW), NARROW, playing)
    assert len(most) == count
    assert max(most) <= 8


@pytest.mark.parametrize(
    ("labels", "comment"),
    [
        (Labels(), CREDIT),
        (LABELS, f"{LABELS.alt}\n{CREDIT}"),
        (Labels(title="A", alt="B."), f"A\nB.\n{CREDIT}"),
        (Labels(alt="∇ " * 400, author="Zoë", licence="CC0"), "∇ " * 400 + "\nZoë, CC0"),
    ],
)
def test_a_gifs_comment_tells_its_title_alt_text_and_licence(labels, comment):
    frames = list(plain_frames(3))
    made = gif(frames, labels=labels)
    assert iio.immeta(made, plugin="pillow")["comment"].decode() == comment
    assert len(read_gif(made)[0]) == 3


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_reads_a_gifs_comment(tmp_path):
    (tmp_path / "clip.gif").write_bytes(
        gif(list(plain_frames(3)), labels=Labels(alt="∇ " * 400, author="Zoë"))
    )
    command = ["exiftool", "-charset", "utf8", "-b", "-Comment", tmp_path / "clip.gif"]
    told = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    assert told == "∇ " * 400 + "\nZoë, CC BY 4.0"


def test_a_still_says_its_licence():
    assert iio.immeta(png(list(plain_frames(3))), plugin="pillow")["Copyright"] == CREDIT
