"""Facts of small files, each written by a library or by ffmpeg: what is found is what was written."""

from contextlib import suppress
from math import inf

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gdclips.encoding.facts import Facts, facts, motion
from gdclips.encoding.labels import Labels
from gdclips.encoding.video import containers
from gdclips.encoding.video.codecs import vp9
from gdclips.encoding.video.segments import segments
from tests.ffmpeg import ffmpeg

from .frames_to_encode import RATE, SIZE, plain_frames, rendered

DELAYS = [100, 200, 500]  # milliseconds
COLORS = [(200, 30, 30, 255), (30, 200, 30, 255), (30, 30, 200, 255)]
# suffix, options of Pillow's writer, how often it plays
MOVING = [
    ("gif", {"loop": 0}, 0),
    ("gif", {}, 1),
    ("gif", {"loop": 1}, 2),
    ("gif", {"loop": 4}, 5),
    ("webp", {"loop": 0, "lossless": True}, 0),
    ("webp", {"loop": 1, "lossless": True}, 1),
    ("webp", {"loop": 4, "lossless": True}, 4),
    ("apng", {"loop": 0}, 0),
    ("apng", {"loop": 1}, 1),
    ("avif", {}, None),
]


def pictures(alpha=255):
    """Three frames, each of a colour with one corner of another opacity."""
    frames = [Image.new("RGBA", (64, 48), color) for color in COLORS]
    for frame in frames:
        frame.putpixel((0, 0), (*frame.getpixel((0, 0))[:3], alpha))
    return frames


def write(path, frames, **options):
    """Write frames as a picture, one as a still."""
    first, *others = frames
    kind = "PNG" if path.suffix == ".apng" else None
    if others:
        options |= {"save_all": True, "append_images": others, "duration": DELAYS}
    first.save(path, kind, **options)
    return path


def write_video(path, codec, pixels, size=(64, 48), **options):
    """Write ten frames as a video by PyAV."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=10, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        for number in range(10):
            picture = np.full((size[1], size[0], 4), 20 * number, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgba")))
        file.mux(stream.encode())
    return path


@pytest.mark.parametrize(("suffix", "options", "plays"), MOVING)
def test_a_moving_picture(tmp_path, suffix, options, plays):
    path = write(tmp_path / f"a.{suffix}", pictures(), **options)
    found = facts(path, f"image/{suffix}")
    assert (found.width, found.height, found.plays, found.codec) == (64, 48, plays, None)
    assert (found.seconds, found.moving) == (pytest.approx(0.8), pytest.approx(0.3))
    assert (found.bytes, found.transparent) == (path.stat().st_size, False)


@pytest.mark.parametrize("suffix", ["gif", "webp", "apng", "avif", "png"])
@pytest.mark.parametrize("alpha", [0, 255])
def test_one_pixel_that_is_seen_through(tmp_path, suffix, alpha):
    frames = pictures(alpha)[:1] if suffix == "png" else pictures(alpha)
    path = write(tmp_path / f"a.{suffix}", frames, **({"lossless": True} if suffix == "webp" else {}))
    assert facts(path, f"image/{suffix}").transparent == (alpha == 0)


@pytest.mark.parametrize("suffix", ["gif", "png", "webp"])
def test_a_still_does_not_move(tmp_path, suffix):
    found = facts(write(tmp_path / f"a.{suffix}", pictures()[:1]), f"image/{suffix}")
    assert (found.plays, found.moving, motion(found)) == (None, 0, 0)


VIDEOS = [
    ("mp4", "libx264", "yuv420p", "h264", False),
    ("webm", "libvpx-vp9", "yuv420p", "vp9", False),
    ("webm", "libvpx-vp9", "yuva420p", "vp9", True),
    ("mov", "prores_ks", "yuv422p10le", "prores", False),
    ("mov", "prores_ks", "yuva444p10le", "prores", True),
]


@pytest.mark.parametrize(("suffix", "encoder", "pixels", "codec", "alpha"), VIDEOS)
def test_a_video(tmp_path, suffix, encoder, pixels, codec, alpha):
    path = write_video(tmp_path / f"a.{suffix}", encoder, pixels)
    expected = Facts(bytes=path.stat().st_size, width=64, height=48, codec=codec, transparent=alpha)
    assert facts(path, "video/x") == expected


def test_a_video_of_another_writer(tmp_path):
    path = tmp_path / "a.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=size=96x64:rate=10:duration=1"]
    ffmpeg(*source, "-c:v", "mpeg4", path)
    found = facts(path, "video/mp4")
    assert (found.width, found.height, found.codec, found.transparent) == (96, 64, "mpeg4", False)


def test_a_folder_of_pictures(tmp_path):
    folder = tmp_path / "a.frames"
    folder.mkdir()
    for number, frame in enumerate(pictures()):
        write(folder / f"{number}.png", [frame])
    (folder / "words.txt").write_text("words")
    found = facts(folder, "image/png")
    assert (found.width, found.height) == (64, 48)
    assert found.bytes == sum(each.stat().st_size for each in folder.glob("*.png"))


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_of_what_is_drawn_by_others_the_bytes_are_known(tmp_path, suffix):
    (tmp_path / "a").write_bytes(b"12345")
    media_type = {"svg": "image/svg+xml", "pdf": "application/pdf"}[suffix]
    assert facts(tmp_path / "a", media_type) == Facts(bytes=5)


@pytest.mark.parametrize("media_type", ["image/gif", "image/png", "video/mp4"])
@pytest.mark.parametrize("content", [b"", b"words", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_can_not_be_read_is_an_oserror(tmp_path, media_type, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(OSError):
        facts(tmp_path / "a", media_type)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A file of each kind: its path, media type and bytes."""
    folder = tmp_path_factory.mktemp("whole")
    made = [
        (write(folder / f"a.{suffix}", pictures()), "image/x") for suffix in ("gif", "webp", "apng", "avif")
    ]
    made += [
        (write_video(folder / "a.mp4", "libx264", "yuv420p"), "video/x"),
        (write_video(folder / "a.webm", "libvpx-vp9", "yuv420p"), "video/x"),
    ]
    return [(path, media_type, path.read_bytes()) for path, media_type in made]


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_damaged_file_is_read_or_is_an_oserror(whole, tmp_path, data):
    path, media_type, content = data.draw(st.sampled_from(whole))
    at = data.draw(st.integers(0, len(content) - 1))
    (tmp_path / path.name).write_bytes(content[:at] + data.draw(st.binary(max_size=4)) + content[at + 4 :])
    with suppress(OSError):
        assert facts(tmp_path / path.name, media_type).width


MOTION = [
    (Facts(), None),
    (Facts(moving=0, seconds=1.0), 0),
    (Facts(plays=0), inf),
    (Facts(moving=3, seconds=4, plays=0), inf),
    (Facts(moving=3, seconds=4, plays=1), 3),
    (Facts(moving=3, seconds=4, plays=2), 7),
    (Facts(moving=3, seconds=4), 3),
    (Facts(plays=3), None),
]


@pytest.mark.parametrize(("file", "seconds"), MOTION)
def test_how_long_it_moves_by_itself(file, seconds):
    assert motion(file) == seconds


@pytest.mark.parametrize("alpha", [0, 255])
def test_a_video_in_segments_says_whether_it_is_transparent(tmp_path, alpha):
    """As players need it, who else show it opaque."""
    frames = [*plain_frames(6)]
    for frame in frames:
        frame[..., 3] = alpha
    parts = segments(rendered(frames), (3, 3), SIZE, vp9(RATE, behind=None if alpha else "#ffffff"))
    containers.join(tmp_path / "a.webm", parts, Labels(), containers.WEBM)
    assert facts(tmp_path / "a.webm", "video/webm").transparent == (alpha == 0)
