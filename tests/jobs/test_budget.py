"""Limits on bytes: what is found is the best that fits, and it says what it gave up."""

import math
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.build.job import StoryError, tell_story
from gdclips.jobs import budget
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import resolve
from tests.asked import overrides

SCENE = "contour_descent"
LECTURE = Lecture(Path("lecture.toml"), Defaults(), {SCENE: Clip(scene=SCENE)})
FILE = 4000  # bytes of it that are no pixels


def asked(suffix="gif", limit=None, **options):
    """A request for a file of a scene with a limit on its bytes."""
    look = {"settings": {"steps": "6"}, "renderer": "matplotlib", **options}
    (request,) = resolve(LECTURE, [f"{SCENE}.{suffix}"], overrides(**look))
    return msgspec.structs.replace(request, look=msgspec.structs.replace(request.look, max_bytes=limit))


@pytest.fixture(scope="module")
def story():
    return tell_story(asked(), None)


def silent(done):
    """Nobody is told of frames."""


class Pretended:
    """Files that are not drawn, but have as many bytes as they might have."""

    longer_is_finer = False

    def __init__(self):
        self.tried = []

    def render_parts(self, request, story, labels, parts, tick, quality):
        self.tried.append((request.size, request.look.fps, quality))
        tick(1)
        content = bytes(self.bytes(request.format, *self.tried[-1]))
        return [content[part :: len(parts)] for part in parts]

    def bytes(self, format, size, fps, quality):
        pixels = size.width * size.height * (50 - fps // 2 if self.longer_is_finer else fps)
        return FILE + round(pixels * (1 - 0.6 * quality / len(format.qualities)) / 40)


@pytest.fixture(scope="module")
def pretended():
    """What makes files that are only pretended, in all tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        files = Pretended()
        patch.setattr(budget, "render_parts", files.render_parts)
        yield files


def best(files, request, sizes, rates):
    """The choice that fits, by trying all in the order in which they are given up."""
    qualities = range(len(request.format.qualities))

    def fits(*choice):
        return files.bytes(request.format, *choice) <= request.look.max_bytes

    for size in sizes:
        for fps in rates:
            if fits(size, fps, qualities[-1]):
                return size, fps, next(each for each in qualities if fits(size, fps, each))
    return None


@given(st.integers(20_000, 300_000), st.sampled_from([10, 15, 20, 30]), st.booleans())
def test_what_is_found_is_the_best_that_fits(story, pretended, limit, fps, finer):
    """Be it in a format in which fewer frames take fewer bytes, or more."""
    request = asked(limit=limit, fps=fps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pretended, "longer_is_finer", finer)
        sizes, rates = budget._sizes(request), [rate for rate in (30, 25, 20, 15, 10) if rate <= fps]
        wanted = best(pretended, request, sizes, rates)
        pretended.tried.clear()
        if wanted is None:
            with pytest.raises(StoryError, match="the least that can be read, take"):
                budget.fit(request, story, None, silent)
            return
        info, parts = budget.fit(request, story, None, silent)
        assert wanted in pretended.tried
        assert len(b"".join(parts)) == pretended.bytes(request.format, *wanted) <= limit
        assert sum(info.frames) == story.timeline("short").frames(wanted[1])
        assert bool(info.gave_up) == (wanted != (sizes[0], fps, 0))
        assert len(pretended.tried) == len(set(pretended.tried)) <= 12


@pytest.mark.parametrize(
    ("limit", "gave_up"),
    [
        (120_000, ""),
        (119_199, "192 colours instead of 256"),
        (100_000, "128 colours instead of 256"),
        (60_000, "96 colours instead of 256 and 15 frames a second instead of 20"),
        (65_000, "64 colours instead of 256"),
        (33_960, "64 colours instead of 256 and 10 frames a second instead of 20"),
        (
            30_000,
            "64 colours instead of 256, 10 frames a second instead of 20 and 576x324 instead of 640x360",
        ),
    ],
)
def test_what_is_given_up_is_told(story, pretended, limit, gave_up):
    told = gave_up and f"{gave_up} to have at most {limit / 1000:g} kB"
    assert budget.fit(asked(limit=limit), story, None, silent)[0].gave_up == told


def test_a_picture_has_no_frames_a_second(story, pretended):
    with pytest.raises(StoryError) as caught:
        budget.fit(asked("png", 2000), story, None, silent)
    assert "64 colours and 384x216, the least that can be read" in str(caught.value)


def test_where_nothing_fits_the_error_says_what_the_least_takes(story, pretended):
    with pytest.raises(StoryError) as error:
        budget.fit(asked(limit=12_345), story, None, silent)
    least = "64 colours, 10 frames a second and 384x216, the least that can be read, take 15 kB"
    assert str(error.value) == f"max_bytes 12.345 kB: {least}; expected at least that"


@pytest.mark.parametrize(
    ("options", "least"),
    [
        ({"size": "640x360"}, "384x216"),
        ({"size": "1280x720"}, "384x216"),
        ({"size": "640x360", "cut": "full"}, "576x324"),
        ({"size": "720p", "cut": "full"}, "640x360"),
        ({"size": "320x180"}, "320x180"),
        ({"size": "360x640"}, "216x384"),
        ({"size": "96x64"}, "96x64"),
    ],
)
def test_words_can_be_read_at_the_least_size(options, least):
    assert str(budget._sizes(asked(**options))[-1]) == least


def test_sizes_stay_even_where_they_must(story):
    sizes = budget._sizes(asked("mp4", size="722x406", cut="short"))
    assert len(sizes) > 3
    assert all(size.width % 2 == size.height % 2 == 0 for size in sizes)


def test_frames_are_counted_on_and_on(story, pretended):
    counted = []
    budget.fit(asked(limit=30_000), story, None, counted.append)
    assert counted == sorted(counted)
    assert len(set(counted)) == len(counted) > 3


def test_a_rate_at_which_a_beat_has_no_frame_is_none_of_those_to_choose(story, pretended):
    lengths = [beat.seconds for beat in story.timeline("full").beats]
    seconds = (math.ceil(sum(lengths) / min(lengths)) + 0.5) / 20
    request = asked(limit=21_000, cut="full", fps=50, seconds=seconds, hold=0.0)
    pretended.tried.clear()
    with suppress(StoryError):
        budget.fit(request, story, None, silent)
    assert min(fps for _, fps, _ in pretended.tried) == 20
