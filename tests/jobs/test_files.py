"""Whole files, made by the command and decoded again: what they show, and what decides it."""

import imageio.v3 as iio
import numpy as np
import pytest

from gdclips.build.job import own_data, tell_story
from gdclips.build.render import render_parts
from gdclips.drawing.film.maps.planes import marked
from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.cues import side_of
from gdclips.drawing.film.shots.places import axes_of
from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.drawing.space.style import HEAD
from gdclips.drawing.theme import LIGHT
from gdclips.encoding.labels import Labels
from gdclips.places import CODE as ROOT
from gdclips.rendering.frame import FrameSize
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import resolve
from gdclips.requests.sweeps import named_clips
from gdclips.story.caption import spans
from gdclips.story.scenes import SCENES
from tests.asked import overrides
from tests.reading import played, read_video

LECTURE = read_lecture(ROOT / "lecture.toml")
CLIPS = {name: each.clip for name, each in named_clips(LECTURE).items()}

SMALL = ["--size", "96x64", "--set", "steps=4"]
QUICK = [*SMALL, "--cut", "short", "--fps", "10"]  # for videos: 80 frames
BY = {
    "matplotlib": ["--renderer", "matplotlib"],
    "manim": ["--renderer", "manim"],
}
UNDER = 0.08  # of a frame's height: what may lie upon a point, or cut it
BOTH = [pytest.param("matplotlib"), pytest.param("manim", marks=pytest.mark.manim)]


def requested(target, **options):
    """The request for a file of the lecture, and its story."""
    (request,) = resolve(LECTURE, [target], overrides(**options))
    return request, tell_story(request, own_data(request))


def seconds(target, cut, **settings):
    """How long a cut of a clip's story is."""
    return requested(target, settings=settings)[1].timeline(cut).seconds


def count_different(frames):
    return len({frame.tobytes() for frame in frames})


@pytest.fixture(scope="module")
def gifs(shared_project):
    """The lecture's GIFs as they are without any option."""
    names = [f"{name}.gif" for name in ("contour_descent", "noise_ball", "stack_loss")]
    assert shared_project.make(*names) == [shared_project.media / name for name in names]
    return {name: shared_project.media / name for name in names}


@pytest.mark.parametrize("name", ["contour_descent.gif", "noise_ball.gif", "stack_loss.gif"])
def test_a_gif_is_light_small_and_holds_its_end(gifs, name):
    frames, delays, loop = played(gifs[name])
    assert frames.shape == (round(20 * seconds(name, "short")), 360, 640, 3)
    assert loop == 0
    assert delays[-1] == 2000
    assert len(delays) < len(frames)  # one that comes again is held
    assert gifs[name].stat().st_size < 600_000
    for corner in (frames[:, -1, -1], frames[:, -1, 0]):  # below the caption
        assert (corner == 255).all()
    assert count_different(frames) > len(frames) / 2


def where_head_is(pixels, size):
    """The middle (x, y) of the disc of that size in the path's colour with a bright rim."""
    color, rim_color = (np.multiply(LIGHT.color(role)[:3], 255) for role in ("path", "head_rim"))
    like = np.abs(pixels.astype(float) - color).max(axis=-1) < 40
    bright = np.abs(pixels.astype(float) - rim_color).max(axis=-1) < 70
    reach = int(np.ceil(size + 3))
    steps = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(*steps)
    core, rim = distance <= size - 1.2, np.abs(distance - size) <= 0.6
    fit = sum(
        (np.lib.stride_tricks.sliding_window_view(found, core.shape) & part).sum(axis=(2, 3)) / part.sum()
        for found, part in ((like, core), (bright, rim))
    )
    assert fit.max() > 1.5
    best = np.argwhere(fit > fit.max() - 0.1).mean(axis=0) + reach + 0.5
    return best[::-1]


@pytest.mark.parametrize("name", ["contour_descent.gif", "noise_ball.gif", "stack_loss.gif"])
def test_the_moving_point_is_where_the_trajectory_is(gifs, name):
    frames, _, _ = played(gifs[name])
    _, story = requested(name)
    size, timeline, shot = FrameSize(640, 360), story.timeline("short"), story.short[0]
    (track,), pair = shot.hero.tracks, list(shot.hero.plane.axes)
    look = Look(LIGHT, size.aspect, "short")
    axes = axes_of(shot.hero, look, side_of(shot))
    placed, signs = axes.place(track.run.points[:, pair]), axes.place(marked(shot.hero.plane))
    seen, expected = [], []
    for index in (5, 20, 28, 33, 40, 52, 75, 110, len(frames) - 1):
        state = timeline.state(index / 20)
        way = placed[min(state.step + 1, story.steps)] - placed[state.step]
        here = placed[state.step] + state.glide * way
        x, y = here * size.unit + size.origin
        below = np.hypot(*(signs - here).T).min() < UNDER  # a ring or a star
        if below or not (UNDER < here[1] < 1 - UNDER and here[0] > UNDER):
            continue
        expected.append((x, size.height - y))
        seen.append(where_head_is(frames[index], look.line(HEAD) * size.unit))
    assert len({tuple(np.round(place)) for place in expected}) > 3
    np.testing.assert_allclose(seen, expected, atol=1.0)


@pytest.mark.parametrize("renderer", BOTH)
def test_a_video_is_dark_h264_that_starts_at_once(project, renderer):
    odd = ["noise_ball.mp4", "--size", "161x91", "--set", "steps=4", "--cut", "short", *BY[renderer]]
    done = project.run(*odd)
    assert done.returncode == 0, done.stderr
    assert "noise_ball.mp4: 161x91 rounded up to 162x92" in done.stderr
    frames, facts = read_video(project.media / "noise_ball.mp4")
    length = seconds("noise_ball.mp4", "short", steps="4")
    assert frames.shape == (round(30 * length), 92, 162, 3)
    assert facts == ("h264", "yuv420p", 30, length)
    content = (project.media / "noise_ball.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")
    assert np.abs(frames[:, -2, 1].astype(int) - (0x0C, 0x11, 0x1D)).max() <= 4  # below the caption
    assert np.abs(np.diff(frames.astype(int), axis=0)).max() > 100


def test_a_picture_is_the_clips_end(project):
    project.make("contour_descent.png", "contour_descent.gif", "--size", "70x99", "--set", "steps=4")
    end = iio.imread(project.media / "contour_descent.png").astype(int)
    assert end.shape == (99, 70, 3)
    last = played(project.media / "contour_descent.gif")[0][-1]
    assert np.abs(end - last).mean() < 3  # a GIF has 256 colours


@pytest.mark.parametrize("fps", [10, 50])
def test_a_gifs_delays_follow_its_rate(project, fps):
    (path,) = project.make("contour_descent.gif", "--fps", fps, *SMALL)
    frames, _, _ = played(path, fps)
    assert len(frames) == round(fps * seconds("contour_descent.gif", "short", steps="4"))


def test_the_same_request_gives_the_same_bytes(project):
    """So it does of Manim's, as the tests of surroundings show."""
    request = ["noise_ball.gif", "noise_ball.png", "noise_ball.mp4", "-B", *QUICK, *BY["matplotlib"]]
    project.make(*request)
    first = project.files()
    project.make(*request)
    assert len(project.clips()) == 3
    assert project.files() == first


def test_each_option_makes_another_file_beside_the_default(project):
    project.make("contour_descent.gif", *QUICK)
    before = project.files()["contour_descent.gif"]
    variants = {
        "bare.gif": ["--bare"],
        "dark.gif": ["--theme", "dark"],
        "full.gif": ["--cut", "full"],
        "short.gif": ["--cut", "short"],
        "fast.gif": ["--set", "rate=0.2"],
    }
    slow = ["contour_descent.gif", *SMALL, "--fps", "10"]
    requests = [[*slow, *more, "-o", name] for name, more in variants.items()]
    for answer, name in zip(project.ask(requests), variants, strict=True):
        assert (answer.status, answer.made) == (0, [name]), answer.told
    files = project.clips()
    assert files["contour_descent.gif"] == before == files["short.gif"]
    assert len(set(files.values())) == 5
    shapes = {name: played(project.media / name, 10)[0].shape for name in variants}
    length = {cut: round(10 * seconds("contour_descent.gif", cut, steps="4")) for cut in ("full", "short")}
    assert shapes["full.gif"] == (length["full"], 64, 96, 3)
    assert shapes["short.gif"] == (length["short"], 64, 96, 3)
    corner = played(project.media / "dark.gif", 10)[0][:, -1, -1].astype(int)  # below the caption
    assert np.abs(corner - (0x0C, 0x11, 0x1D)).max() <= 2


def test_the_seed_decides_the_data_and_the_batches(project):
    requests = [
        ["noise_ball.png", *SMALL, "--set", f"seed={seed}", "-o", f"{name}.png"]
        for name, seed in (("one", 1), ("again", 1), ("two", 2), ("last", 2**32 - 1))
    ]
    for answer in project.ask(requests):
        assert answer.status == 0, answer.told
    files = project.clips()
    assert files["one.png"] == files["again.png"]
    assert len(set(files.values())) == 3


@pytest.mark.parametrize("target", ["contour_descent.gif", "noise_ball.gif"])
def test_a_bare_clip_has_no_title_and_no_caption(target):
    def words(bare):
        request, story = requested(target, bare=bare)
        shown = picture(story, request.look.theme, request.look.cut, request.look.bare)
        states = (shown.timeline.state(second) for second in np.arange(0, shown.timeline.seconds, 0.5))
        marks = [mark for state in states for mark in shown.marks(state)]
        return " ".join(mark.text for mark in marks if isinstance(mark, Words))

    _, story = requested(target)
    full, bare = words(bare=False), words(bare=True)
    assert story.title in full and story.title not in bare
    for beat in story.timeline("short").beats:
        told = [span.text.strip() for span in spans(beat.words)]
        assert all(part in full for line in told for part in line.split())
        assert not any(part in bare for part in told if " " in part)
    assert "iteration" in bare


def too_small(size):
    """Settings whose squares, or theirs in turn, are no doubles."""
    return [
        {"weights": f"{size},{2 * size},{-size}"},
        {"start": "1e-160,2e-160,-1e-160", "noise": "1e-160"},
        {"rate": "1e-300"},
    ]


THREE = [
    name
    for name, clip in CLIPS.items()
    if clip.data is None and len(SCENES[clip.scene].settings().weights) == 3
]


@pytest.mark.parametrize("name", THREE)
def test_numbers_too_small_to_square_are_pictured(name):
    known = SCENES[CLIPS[name].scene].settings.__struct_fields__
    for change in too_small(1e-40):
        if set(change) <= set(known):
            request, story = requested(f"{name}.png", settings={"steps": "4", **change}, size="96x64")
            (content,) = render_parts(request, story, Labels(), range(1), lambda done: None)
            assert iio.imread(content, extension=".png").shape == (64, 96, 3)


def test_weights_that_rounding_would_drown_cost_one_line(project):
    for size in ("1e-41", "1e-160", "1e-300"):
        done = project.run("contour_descent.png", "--set", f"weights={size},{size},{size}")
        expected = f"error: weights={size},{size},{size}: expected numbers of at least 1e-40, or 0\n"
        assert (done.returncode, done.stderr.split("contour_descent.png: ")[-1]) == (2, expected[7:])
        assert done.stderr.startswith("error: ")
