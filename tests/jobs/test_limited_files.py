"""Limits on bytes, kept by files that are really made."""

import re

import pytest

from gdclips.build.job import tell_story
from gdclips.jobs import budget
from tests.reading import read_gif

from .test_budget import SCENE, asked, silent


@pytest.fixture(scope="module")
def story():
    return tell_story(asked(), None)


def test_a_file_of_many_parts_is_measured_as_a_whole(story, tmp_path):
    """What joins them is counted, too."""
    request = asked("mp4", 1_000_000, size="160x90", fps=10)
    info, parts = budget.fit(request, story, None, silent)
    assert len(parts) == len(info.frames) > 3
    request.format.join(tmp_path / "a.mp4", parts, info.labels)
    size = (tmp_path / "a.mp4").stat().st_size
    again, _ = budget.fit(asked("mp4", size, size="160x90", fps=10), story, None, silent)
    assert not again.gave_up
    assert sum(map(len, parts)) != size


def test_a_real_gif_has_at_most_so_many_bytes_and_its_own_rate(story):
    whole = len(b"".join(budget.fit(asked(limit=10**9, size="480x270"), story, None, silent)[1]))
    info, (content,) = budget.fit(asked(limit=whole // 2, size="480x270"), story, None, silent)
    assert len(content) <= whole // 2
    fewer = re.search(r"(\d+) frames a second instead of 20", info.gave_up)
    _, delays, _ = read_gif(content)
    assert sum(delays[:-1]) == round(1000 * (sum(info.frames) - 1) / int(fewer[1]), -1)
    assert budget.fit(asked(limit=whole // 2, size="480x270"), story, None, silent) == (info, [content])


def test_the_command_keeps_a_limit_and_says_what_it_gave_up(project):
    options = ["--loop", "once", "--max-bytes", "300kB", "--background", "white"]
    done = project.run("noise_ball.gif", *options)
    assert done.returncode == 0, done.stderr
    (content,) = project.clips().values()
    assert len(content) <= 300_000 < 1.1 * len(content)
    assert b"NETSCAPE" not in content
    size = f"{len(content) / 1000:.0f} kB"
    gave_up = r"\d+ colours instead of 256 to have at most 300 kB"
    assert re.fullmatch(rf"made media/noise_ball\.gif: {size} in \S+ s, {gave_up}\n", done.stderr)
    before = project.files()
    for path in project.media.iterdir():
        path.unlink()
    again = project.run("noise_ball.gif", *options)
    assert re.fullmatch(rf"made media/noise_ball\.gif: {size} from the cache, {gave_up}\n", again.stderr)
    assert project.files() == before
    assert project.run("noise_ball.gif", *options).stderr.startswith("keep media/noise_ball.gif")


def test_where_nothing_fits_nothing_is_written(project):
    done = project.run("contour_descent.gif", "--max-bytes", "2kB")
    assert (done.returncode, done.stdout) == (1, "")
    why = r"max_bytes 2 kB: 64 colours, .* can be read, take \d+ kB; expected at least that"
    assert re.fullmatch(rf"error: media/contour_descent\.gif: scene contour_descent: {why}\n", done.stderr)
    assert project.files() == {}


def test_a_limit_is_none_that_cuts_a_video_into_jobs(project):
    """However many beats it has, one job finds what fits."""
    project.cut_into_beats()
    options = ["--size", "160x90", "--fps", "10", "--set", "steps=6", "--renderer", "matplotlib"]
    made = []
    for limit in (["--max-bytes", "10MB"], []):
        project.make(f"{SCENE}.mp4", "-j", "2", "-B", *options, *limit)
        made.append(project.files())
    assert made[0] == made[1]
