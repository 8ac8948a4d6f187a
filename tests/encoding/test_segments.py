"""Videos, decoded again: what is encoded in segments and joined is one video."""

import struct
from fractions import Fraction
from io import BytesIO
from itertools import accumulate, pairwise

import av
import numpy as np
import pytest

from gdclips.encoding.credit import AUTHOR, CREDIT
from gdclips.encoding.labels import Labels
from gdclips.encoding.video import containers
from gdclips.encoding.video.codecs import h264
from gdclips.encoding.video.segments import segment
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, RenderedFrame
from tests.reading import psnr

from .frames_to_encode import (
    CLIPS,
    NARROW,
    RATE,
    SIZE,
    noise_in_patches,
    plain_frames,
    real_frames,
    rendered,
    watched,
)


@pytest.fixture(scope="module", params=CLIPS, ids=str)
def clip(request, show):
    """The frames of a real short cut."""
    return real_frames(show(*request.param, "short"))


def segments(frames, lengths, rate=RATE, size=SIZE):
    """The frames in segments of those lengths."""
    starts = accumulate(lengths, initial=0)
    return [
        segment(rendered(frames[start : start + n]), size, h264(rate))
        for start, n in zip(starts, lengths, strict=False)
    ]


def mp4(path, frames, rate=RATE, size=SIZE, lengths=None):
    """A video of the frames, by default in three segments, or as many as there are frames for."""
    thirds = [n for n in (len(frames) // 3, len(frames) // 3, len(frames) - 2 * (len(frames) // 3)) if n]
    containers.join(path, segments(frames, lengths or thirds, rate, size), Labels(), containers.MP4)
    return path


def decoded(path):
    """The frames of a video, as they are stored."""
    with av.open(path) as file:
        return list(file.decode(video=0))


LENGTHS = [[7], [1], [1, 1, 1], [2, 1, 9, 3], [12, 5], [1, 30, 1]]


@pytest.fixture(params=LENGTHS, ids=str)
def joined(request, tmp_path, clip):
    """A video, its segments, and how many frames each has."""
    parts = segments(clip, request.param)
    containers.join(tmp_path / "joined.mp4", parts, Labels(), containers.MP4)
    return tmp_path / "joined.mp4", parts, request.param


def test_a_joined_video_has_the_frames_of_its_segments(joined):
    path, parts, lengths = joined
    alone = [frame.to_ndarray() for part in parts for frame in decoded(BytesIO(part))]
    assert len(alone) == sum(lengths)
    np.testing.assert_array_equal([frame.to_ndarray() for frame in decoded(path)], alone)


def test_times_run_evenly_over_joins(joined):
    path, _, lengths = joined
    frames, step = decoded(path), Fraction(1, RATE)
    assert [frame.pts * frame.time_base for frame in frames] == [n * step for n in range(sum(lengths))]
    with av.open(path) as file:
        (stream,) = file.streams
        packets = [packet for packet in file.demux(stream) if packet.pts is not None]
        assert (stream.start_time, stream.frames) == (0, sum(lengths))
        assert stream.duration * stream.time_base == sum(lengths) * step
        assert (stream.average_rate, stream.guessed_rate) == (RATE, RATE)
        assert file.duration == 1_000_000 * sum(lengths) // RATE
    assert {packet.duration * packet.time_base for packet in packets} == {step}
    assert all(one.dts < other.dts for one, other in pairwise(packets))
    assert all(packet.dts <= packet.pts for packet in packets)


def test_each_segment_begins_with_a_frame_that_needs_no_other(joined):
    path, _, lengths = joined
    starts = list(accumulate(lengths, initial=0))[:-1]
    assert [index for index, frame in enumerate(decoded(path)) if frame.key_frame] == starts


def test_one_can_jump_to_each_segment(joined):
    path, parts, lengths = joined
    with av.open(path) as file:
        (stream,) = file.streams
        for part, start in zip(parts, accumulate(lengths, initial=0), strict=False):
            file.seek(round(start / RATE / stream.time_base), stream=stream)
            frame, first = next(file.decode(stream)), decoded(BytesIO(part))[0]
            assert frame.time == pytest.approx(start / RATE)
            np.testing.assert_array_equal(frame.to_ndarray(), first.to_ndarray())


def test_the_same_frames_make_the_same_bytes(tmp_path, clip):
    one = mp4(tmp_path / "one.mp4", clip).read_bytes()
    assert one == mp4(tmp_path / "other.mp4", [frame.copy() for frame in clip]).read_bytes()


def test_when_a_segment_is_encoded_changes_no_byte(clip):
    lengths = [20, 20, len(clip) - 40]
    ends = list(pairwise(accumulate(lengths, initial=0)))
    backwards = [segment(rendered(clip[start:stop]), SIZE, h264(RATE)) for start, stop in reversed(ends)]
    assert segments(clip, lengths) == backwards[::-1]


def among_waste(rendered, rng):
    """Take memory before each frame, fill it and give it back."""
    for shot in rendered:
        waste = [rng.integers(0, 256, rng.integers(1000, 300_000), dtype=np.uint8) for _ in range(10)]
        del waste
        yield shot


@pytest.mark.parametrize("size", [FrameSize(96, 64), FrameSize(160, 90), FrameSize(426, 240)], ids=str)
def test_what_was_in_memory_before_changes_no_byte(show, size):
    shown, rng = show("contour_descent", "dark"), np.random.default_rng(1)
    states = [shown.timeline.state(4 + index / 10) for index in range(30)]
    frames = [(shot.pixels.copy(), shot.changed) for shot in MatplotlibStage(shown, size).frames(states)]
    made = {
        segment(among_waste((RenderedFrame(*each) for each in frames), rng), size, h264(10))
        for _ in range(12)
    }
    assert len(made) == 1


@pytest.mark.parametrize("name", ["no folder/a.mp4", "folder.mp4"])
def test_a_video_that_cant_be_written_is_an_error_of_the_system(tmp_path, name):
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(OSError) as caught:
        mp4(tmp_path / name, list(plain_frames(3)))
    assert caught.value.filename == str(tmp_path / name)
    assert caught.value.strerror in ("No such file or directory", "Is a directory")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.mp4"]


def test_frames_that_stay_are_all_there_in_a_video(tmp_path):
    one, other = plain_frames(2)
    request = [one] * 7 + [other] * 5 + [one, other, other.copy(), one]
    with av.open(str(mp4(tmp_path / "a.mp4", request))) as file:
        decoded = list(file.decode(video=0))
    np.testing.assert_allclose([frame.time for frame in decoded], np.arange(len(request)) / RATE, atol=1e-4)
    for frame, true in zip(decoded, request, strict=True):
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


@pytest.mark.parametrize(
    "size", [FrameSize(320, 180), FrameSize(66, 74), FrameSize(128, 2), FrameSize(854, 480)], ids=str
)
def test_a_video_of_patches_is_the_video_of_whole_frames(size):
    """To the byte, wherever patches lie: noise shows each color that blends otherwise."""
    told = noise_in_patches(24, size)
    whole = rendered(frame.pixels for frame in told)
    assert segment(told, size, h264(RATE)) == segment(whole, size, h264(RATE))


def test_a_clips_video_is_that_of_its_frames_alone(show):
    shown = show("momentum", "dark", "short")
    states = [shown.timeline.state(index / 10) for index in range(shown.timeline.frames(10))]
    stage = MatplotlibStage(shown, SIZE)
    whole = [stage.draw(state) for state in states]
    assert segment(stage.frames(states), SIZE, h264(10)) == segment(rendered(whole), SIZE, h264(10))


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
    with av.open(str(mp4(tmp_path / "a.mp4", [frame] * 3, size=FrameSize(64, 64)))) as file:
        y, u, v = file.decode(video=0).__next__().to_ndarray().ravel()[[0, 64 * 64, 64 * 80]].astype(float)
    y, u, v = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
    decoded = y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u
    np.testing.assert_allclose(np.multiply(decoded, 255), color, atol=3)


def test_a_videos_tags_are_bt709(tmp_path):
    with av.open(str(mp4(tmp_path / "a.mp4", list(plain_frames(4))))) as file:
        context = file.streams.video[0].codec_context
        tags = context.color_primaries, context.color_trc, context.colorspace, context.color_range
    assert tags == (1, 1, 1, 1)


def test_a_video_says_who_made_it_and_its_licence(tmp_path):
    with av.open(str(mp4(tmp_path / "a.mp4", list(plain_frames(4))))) as file:
        assert (file.metadata["artist"], file.metadata["copyright"]) == (AUTHOR, CREDIT)


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


@pytest.mark.parametrize("count", [60, 300])
def test_memory_does_not_grow_with_the_number_of_frames(count):
    alive, most = set(), []
    segment(rendered(watched(count, alive, most)), NARROW, h264(30))
    assert len(most) == count
    assert max(most) <= 8
