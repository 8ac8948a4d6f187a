"""Files of every kind, decoded again."""

import struct
import weakref

import av
import numpy as np
import pytest
from PIL import Image

from scenes.stage import encode
from scenes.stage.frame import GIF_RATES, Frame, Patch, Shot
from scenes.stage.with_matplotlib import MatplotlibStage

SIZE = Frame(320, 180)
RATE = 20


@pytest.fixture(scope="session", params=[("contour_descent", "light"), ("noise_ball", "dark")], ids=str)
def clip(request, show):
    """The frames of a real short cut, every other one."""
    shown = show(*request.param, "short")
    stage = MatplotlibStage(shown, SIZE)
    return [stage.draw(shown.timeline.state(index / 10)) for index in range(shown.timeline.frames(10))]


def plain_frames(count, size=SIZE):
    """Frames that each differ from the one before: a bar goes across."""
    for index in range(count):
        frame = np.full((size.height, size.width, 4), 255, np.uint8)
        frame[:, : 2 * index + 2, :3] = (200, 80, 0)
        yield frame


def psnr(one, other):
    return 10 * np.log10(255**2 / max(np.square(one.astype(float) - other).mean(), 1e-9))


def shots(frames):
    """The frames, each as one that differs anywhere from the one before."""
    return (Shot(frame, (Patch(0, 0, frame.shape[1], frame.shape[0]),)) for frame in frames)


def gif(path, frames, rate=RATE, size=SIZE):
    encode.write_gif(path, shots(frames), iter(frames[::8]), size, rate)
    return path


def mp4(path, frames, rate=RATE, size=SIZE):
    encode.write_mp4(path, shots(frames), size, rate)
    return path


def png(path, frames):
    encode.write_png(path, frames[-1])
    return path


def gif_frames(path):
    """Return a GIF's frames as Pillow shows them, and how long each lasts, in milliseconds."""
    with Image.open(path) as image:
        pictures, delays = [], []
        for index in range(image.n_frames):
            image.seek(index)
            pictures.append(np.array(image.convert("RGB")))
            delays.append(image.info["duration"])
        return pictures, delays


def test_a_gifs_frames_are_the_clips(tmp_path, clip):
    pictures, delays = gif_frames(gif(tmp_path / "a.gif", clip))
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
    assert encode.palette_frames(count) == wanted


def test_a_frame_that_comes_again_is_held(tmp_path):
    one, two, three = plain_frames(3)
    pixels = [(one, True), (one, False), (one, False), (two, True), (three, True), (three, False)]
    whole = (Patch(0, 0, SIZE.width, SIZE.height),)
    told = (Shot(each, whole if new else ()) for each, new in pixels)
    encode.write_gif(tmp_path / "a.gif", told, iter([one, two, three]), SIZE, RATE)
    pictures, delays = gif_frames(tmp_path / "a.gif")
    tick = 1000 // RATE
    assert delays[:2] == [3 * tick, tick]
    assert sum(delays) == 5 * tick + 10 * encode.GIF_HOLD
    for shown, true in zip(pictures, (one, two, three), strict=False):
        assert np.abs(shown.astype(int) - true[:, :, :3]).max() < 3


def test_a_gif_loops_forever(tmp_path, clip):
    with Image.open(gif(tmp_path / "a.gif", clip[:4])) as image:
        assert image.info["loop"] == 0


def test_a_gif_has_one_palette(tmp_path, clip):
    """No frame brings a palette of its own: the colours would flicker, and the file would grow."""
    data, at, local = gif(tmp_path / "a.gif", clip[:12]).read_bytes(), 13, []
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


@pytest.mark.parametrize("rate", GIF_RATES)
def test_a_gif_runs_at_each_rate_that_has_whole_hundredths(tmp_path, rate):
    _, delays = gif_frames(gif(tmp_path / "a.gif", list(plain_frames(9)), rate))
    assert delays[:-1] == [1000 // rate] * 8


@pytest.mark.parametrize("rate", [0, 5, 12, 24, 30, 60, 100])
def test_at_any_other_rate_a_gif_is_an_error_that_names_those(tmp_path, rate):
    with pytest.raises(ValueError, match=f"{rate} frames a second; expected 10, 20, 25, 50"):
        gif(tmp_path / "a.gif", list(plain_frames(3)), rate)
    assert not (tmp_path / "a.gif").exists()


def test_a_gif_of_one_frame(tmp_path):
    pictures, _ = gif_frames(gif(tmp_path / "a.gif", list(plain_frames(1))))
    assert len(pictures) == 1


def test_frames_that_are_all_alike_are_all_there(tmp_path):
    still = [next(plain_frames(1))] * 10
    with av.open(str(gif(tmp_path / "a.gif", still))) as file:
        assert sum(1 for _ in file.decode(video=0)) == 10


def test_frames_that_stay_are_all_there_in_a_video(tmp_path):
    one, other = plain_frames(2)
    order = [one] * 7 + [other] * 5 + [one, other, other.copy(), one]
    with av.open(str(mp4(tmp_path / "a.mp4", order))) as file:
        decoded = list(file.decode(video=0))
    np.testing.assert_allclose([frame.time for frame in decoded], np.arange(len(order)) / RATE, atol=1e-4)
    for frame, true in zip(decoded, order, strict=True):
        assert psnr(frame.to_ndarray(format="rgb24"), true[:, :, :3]) > 30


def test_a_videos_frames_are_the_clips(tmp_path, clip):
    with av.open(str(mp4(tmp_path / "a.mp4", clip))) as file:
        stream = file.streams.video[0]
        decoded = [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (SIZE.width, SIZE.height)
        assert stream.average_rate == RATE
    assert len(decoded) == len(clip)
    for picture, frame in zip(decoded, clip, strict=True):
        assert psnr(picture, frame[:, :, :3]) > 30


def told(frames, patches):
    """The frames, each with the patch in which it differs from the one before."""
    return (Shot(frame, changed) for frame, changed in zip(frames, patches, strict=True))


@pytest.mark.parametrize("size", [Frame(320, 180), Frame(66, 74), Frame(128, 2), Frame(854, 480)], ids=str)
def test_a_video_of_patches_is_the_video_of_whole_frames(tmp_path, size):
    """To the byte, wherever patches lie: noise shows each color that blends otherwise."""
    rng, frames, patches = np.random.default_rng(5), [], []
    frame = rng.integers(0, 256, (size.height, size.width, 4), dtype=np.uint8)
    for index in range(24):
        left, right = np.sort(rng.choice(size.width + 1, 2, replace=False)).tolist()
        top, bottom = np.sort(rng.choice(size.height + 1, 2, replace=False)).tolist()
        patch = Patch(left, top, right, bottom)
        frame = frame.copy()
        frame[patch.part] = rng.integers(0, 256, (bottom - top, right - left, 4), dtype=np.uint8)
        frames.append(frame)
        patches.append((patch,) if index else ())
    encode.write_mp4(tmp_path / "patches.mp4", told(frames, patches), size, RATE)
    assert (tmp_path / "patches.mp4").read_bytes() == mp4(
        tmp_path / "whole.mp4", frames, RATE, size
    ).read_bytes()


def test_a_clips_video_is_that_of_its_frames_alone(tmp_path, show):
    shown = show("momentum", "dark", "short")
    states = [shown.timeline.state(index / 10) for index in range(shown.timeline.frames(10))]
    encode.write_mp4(tmp_path / "shots.mp4", MatplotlibStage(shown, SIZE).shots(states), SIZE, 10)
    stage = MatplotlibStage(shown, SIZE)
    whole = mp4(tmp_path / "whole.mp4", [stage.draw(state) for state in states], 10)
    assert (tmp_path / "shots.mp4").read_bytes() == whole.read_bytes()


def luma(frame):
    """BT.709 luma in video range, as it should be stored."""
    return 16 + 219 / 255 * (frame[:, :, :3] @ (0.2126, 0.7152, 0.0722))


def test_a_videos_luma_is_bt709s_in_video_range(tmp_path, clip):
    with av.open(str(mp4(tmp_path / "a.mp4", clip))) as file:
        for picture, frame in zip(file.decode(video=0), clip, strict=True):
            assert psnr(picture.to_ndarray()[: SIZE.height], luma(frame)) > 35


@pytest.mark.parametrize("color", [(200, 80, 0), (0, 103, 173), (255, 255, 255), (12, 17, 29)])
def test_a_videos_colors_survive(tmp_path, color):
    frame = np.full((64, 64, 4), (*color, 255), np.uint8)
    with av.open(str(mp4(tmp_path / "a.mp4", [frame] * 3, size=Frame(64, 64)))) as file:
        y, u, v = file.decode(video=0).__next__().to_ndarray().ravel()[[0, 64 * 64, 64 * 80]].astype(float)
    y, u, v = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
    decoded = y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u
    np.testing.assert_allclose(np.multiply(decoded, 255), color, atol=3)


def test_a_videos_tags_are_bt709(tmp_path):
    with av.open(str(mp4(tmp_path / "a.mp4", list(plain_frames(4))))) as file:
        context = file.streams.video[0].codec_context
        tags = context.color_primaries, context.color_trc, context.colorspace, context.color_range
    assert tags == (1, 1, 1, 1)


def test_a_videos_index_comes_first(tmp_path):
    data = mp4(tmp_path / "a.mp4", list(plain_frames(30))).read_bytes()
    boxes, at = [], 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        boxes.append(kind)
        at += size
    assert boxes.index(b"moov") < boxes.index(b"mdat")


@pytest.mark.parametrize("rate", [5, 10, 24, 25, 30, 50, 60])
def test_a_video_has_its_rate_and_its_length(tmp_path, rate):
    with av.open(str(mp4(tmp_path / "a.mp4", list(plain_frames(2 * rate)), rate))) as file:
        stream = file.streams.video[0]
        assert stream.average_rate == rate
        assert stream.frames == 2 * rate
        assert float(stream.duration * stream.time_base) == pytest.approx(2)
        times = [frame.time for frame in file.decode(video=0)]
    np.testing.assert_allclose(times, np.arange(2 * rate) / rate, atol=1e-4)


def test_a_still_is_its_frame(tmp_path, clip):
    with Image.open(png(tmp_path / "a.png", clip)) as image:
        assert image.format == "PNG"
        np.testing.assert_array_equal(np.array(image), clip[-1][:, :, :3])


@pytest.mark.parametrize("write", [gif, mp4, png])
def test_the_same_frames_make_the_same_bytes(tmp_path, clip, write):
    one, other = (write(tmp_path / name, clip).read_bytes() for name in ("one", "other"))
    assert one == other


NARROW = Frame(640, 16)


def watched(count, alive, most):
    """Yield frames, and note how many of them there are at once."""
    for index, frame in enumerate(plain_frames(count, NARROW)):
        alive.add(index)
        weakref.finalize(frame, alive.discard, index)
        most.append(len(alive))
        yield frame


@pytest.mark.parametrize("count", [60, 300])
def test_memory_does_not_grow_with_the_number_of_frames(tmp_path, count):
    for kind in ("mp4", "gif"):
        alive, most = set(), []
        frames, sample = watched(count, alive, most), plain_frames(2, NARROW)
        if kind == "mp4":
            encode.write_mp4(tmp_path / "a.mp4", shots(frames), NARROW, 30)
        else:
            encode.write_gif(tmp_path / "a.gif", shots(frames), sample, NARROW, 25)
        assert len(most) == count
        assert max(most) <= 8
