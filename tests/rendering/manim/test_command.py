"""Manim's own command with the lecture's scenes: sections, stills, transparency, and scenes of one's own."""

import json
import warnings
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of what Manim itself imports
    manim = pytest.importorskip("manim")
    from manim.__main__ import main

from gdclips.drawing.picture import on_black_and_white, picture
from gdclips.places import CODE as ROOT
from gdclips.rendering.alpha import TransparentStage
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.manim.stage import ManimStage
from gdclips.story.film.happenings import happenings
from gdclips.story.scenes import find
from gdclips.story.settings import make
from scenes import lecture
from tests.ffmpeg import ffmpeg
from tests.reading import psnr, read_gif, read_video

pytestmark = pytest.mark.manim

RATE, SIZE = 5, FrameSize(320, 180)
HEADER = """
from tests.rendering.manim.test_command import BriefBall, BriefRavine

class Ball(BriefBall):
    pass

class Ravine(BriefRavine):
    pass
"""


class BriefBall(lecture.NoiseBall):
    settings: ClassVar = {"steps": 40}


class BriefRavine(lecture.Ravine):
    cut = "short"


@pytest.fixture
def command(tmp_path):
    """Run Manim's command; return the folder of what it made."""

    def run(path, scenes, *options):
        kept = ["--media_dir", tmp_path / "media", "--progress_bar", "none", "-v", "WARNING"]
        options = ["-r", f"{SIZE.width},{SIZE.height}", "--fps", RATE, *kept, *options]
        with manim.tempconfig({}):
            main(["render", *map(str, (*options, path, *scenes.split()))], standalone_mode=False)
        return tmp_path / "media"

    return run


@pytest.fixture
def brief(tmp_path):
    """A file of scenes that are soon made."""
    path = tmp_path / "brief.py"
    path.write_text(HEADER, "utf-8")
    return path


def film_of(scene):
    """The film that a lecture's class plays."""
    told = find(scene.scene)
    return told.story(make(told.settings, scene.settings))


def test_sections_have_short_names_in_a_folder_of_their_scene(command, brief):
    (folder,) = command(brief, "Ball Ravine", "--save_sections", "-r", "426,240").rglob("sections")
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    expected = set()
    for scene in (BriefBall, BriefRavine):
        timeline, name = film_of(scene).timeline(scene.cut), scene.__name__.removeprefix("Brief")
        words = enumerate(happenings(timeline), start=1)
        files = [f"{name}/{number:02}_{word}.mp4" for number, word in words]
        expected |= {f"{name}.json", *files}
        index = json.loads((folder / f"{name}.json").read_text("utf-8"))
        assert [section["video"] for section in index] == files
        counts = timeline.beat_frames(RATE)
        assert [int(section["nb_frames"]) for section in index] == counts
        captions = [beat.caption for beat in timeline.beats]
        assert [section["name"] for section in index] == [caption or "title" for caption in captions]
        parts = [read_video(folder / file)[0] for file in files]
        assert [len(part) for part in parts] == counts
        whole, _ = read_video(folder.parent / f"{name}.mp4")
        np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert made == expected


def opaque(film, theme="dark", cut="short", **more):
    """A stage that draws a film, and its timeline."""
    shown = picture(film, theme, cut, aspect=SIZE.aspect, **more)
    return ManimStage(shown, SIZE), shown.timeline


def clear(film, cut="short"):
    """A stage that draws a film without a background, and its timeline."""
    sides = on_black_and_white(film, "dark", cut, aspect=SIZE.aspect)
    return TransparentStage(*(ManimStage(side, SIZE) for side in sides)), sides[0].timeline


def over(frame, shade):
    """A frame of straight alpha composed with a grey."""
    alpha = frame[..., 3:] / 255
    return alpha * frame[..., :3] + (1 - alpha) * shade


def decoded(path, *options):
    """The frames (n, height, width, 4) of a video, as ffmpeg decodes them."""
    pixels = ffmpeg(*options, "-i", path, "-f", "rawvideo", "-pix_fmt", "rgba", "-")
    return np.frombuffer(pixels, np.uint8).reshape(-1, SIZE.height, SIZE.width, 4)


def test_a_still_is_the_last_frame(command, brief):
    (path,) = command(brief, "Ravine", "-s").rglob("*.png")
    stage, timeline = opaque(film_of(BriefRavine))
    with Image.open(path) as image:
        found = np.asarray(image.convert("RGB"))
    assert psnr(found, stage.draw(timeline.state(timeline.seconds))[..., :3]) > 45


def test_a_transparent_still_fades_scrims_and_ends_its_map(command, brief):
    (path,) = command(brief, "Ball", "-s", "-t").rglob("*.png")
    stage, timeline = clear(film_of(BriefBall), "full")
    true = stage.draw(timeline.state(timeline.seconds))
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        found = np.asarray(image)
    assert 0.2 < (found[..., 3] == 0).mean() < 0.8 and (found[..., 3] == 255).mean() > 0.2
    for shade in (0, 128, 255):
        assert psnr(over(found, shade), over(true, shade)) > 45


@pytest.mark.parametrize(
    ("suffix", "decoder", "decibels"),
    [("mov", [], 45), ("webm", ["-c:v", "libvpx-vp9"], 28)],
)
def test_a_transparent_video_has_its_alpha(command, brief, suffix, decoder, decibels):
    (path,) = command(brief, "Ravine", "-t", "--format", suffix).rglob(f"Ravine.{suffix}")
    stage, timeline = clear(film_of(BriefRavine))
    frames = decoded(path, *decoder)
    assert len(frames) == timeline.frames(RATE)
    for number in (0, len(frames) // 2, len(frames) - 1):
        true = stage.draw(timeline.state(number / RATE))
        assert psnr(frames[number][..., 3], true[..., 3]) > decibels
        for shade in (0, 255):
            assert psnr(over(frames[number], shade), over(true, shade)) > decibels


@pytest.mark.parametrize("transparent", [False, True])
def test_a_gif(command, brief, transparent):
    (path,) = command(brief, "Ravine", "--format", "gif", *["-t"] * transparent).rglob("Ravine*.gif")
    frames, delays, _ = read_gif(path.read_bytes())
    stage, timeline = opaque(film_of(BriefRavine))
    assert sum(delays) == 1000 * timeline.seconds
    assert frames.shape[1:] == (SIZE.height, SIZE.width, 3)
    with Image.open(path) as image:
        alpha = np.asarray(image.convert("RGBA"))[..., 3]
    if transparent:
        assert set(np.unique(alpha)) == {0, 255} and alpha[0, 0] == 0
    else:
        assert (alpha == 255).all()
        first, last = (stage.draw(timeline.state(t))[..., :3] for t in (0, timeline.seconds))
        for found, true, other in ((frames[0], first, last), (frames[-1], last, first)):
            assert psnr(found, true) > 18 > psnr(found, other)  # Manim's palette is coarse


def test_the_examples_tell_a_scene_another_way_and_add_to_it(command):
    folder = command(ROOT / "examples/my_manim_scenes.py", "SmallSteps WithArrow", "--save_sections")
    film = find("contour_descent")
    film = film.story(make(film.settings, {"rate": 0.02, "steps": 200}))
    stage, timeline = opaque(film, "light", background="#fff8e7")
    (plain,), (more,) = (folder.rglob(f"{name}.mp4") for name in ("SmallSteps", "WithArrow"))
    frames, longer = (read_video(path)[0] for path in (plain, more))
    assert len(frames) == timeline.frames(RATE) and len(longer) == len(frames) + RATE
    for number in (0, len(frames) - 1):
        assert psnr(frames[number], stage.draw(timeline.state(number / RATE))[..., :3]) > 30
    assert np.abs(frames[0][0, -1] - np.array([0xFF, 0xF8, 0xE7])).max() < 4
    np.testing.assert_array_equal(longer[: len(frames)], frames)
    names = sorted(path.name for path in more.parent.glob("sections/WithArrow/*"))
    assert names == ["01_map.mp4", "02_steps.mp4", "03_end.mp4"]
    assert (more.parent / "sections/WithArrow_0003_arrow.mp4").is_file()
