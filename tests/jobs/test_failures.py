"""A scene that raises: what is told of it, what else is made, and what isn't."""

import re

import pytest

LECTURE = """
[defaults]
size = "96x64"
fps = 10
settings = { steps = 4 }
outputs = ["gif"]
[defaults.mp4]
renderer = "matplotlib"
cut = "short"
[clips.noise_ball]
scene = "noise_ball"
[clips.noise_ball.gif]
fps = 20
[clips.contour_descent]
scene = "contour_descent"
[clips.ravine]
scene = "ravine"
[clips.momentum]
scene = "momentum"
outputs = ["mp4"]
"""
FILES = {"noise_ball.gif", "contour_descent.gif", "ravine.gif", "momentum.mp4"}

# What a scene's story is made to do, and what the line tells of it.
RAISES = {
    "as it is told": ("{'boom': 1}['bang']", "KeyError: 'bang'"),
    "as it is drawn": (
        "msgspec.structs.replace(told, full=spoiled(told.full), short=spoiled(told.short))",
        "Error: ",
    ),
}
SPOILED = """
import msgspec
from gdclips.story.film.views import Plot
honest = story

def spoiled(shots):
    return tuple(msgspec.structs.replace(shot, hero=Plot(head="", lines=(None,))) for shot in shots)

def story(settings: Settings, own=None):
    told = honest(settings, own)
    return {returned}
"""


@pytest.fixture
def small(project):
    """A project whose lecture is quickly made."""
    (project.root / "lecture.toml").write_text(LECTURE)
    return project


def spoil(project, scene, how):
    """Let a scene raise; give the file's old text."""
    text = (project.root / f"scenes/{scene}.py").read_text()
    project.append(f"scenes/{scene}.py", SPOILED.format(returned=RAISES[how][0]))
    return text


@pytest.mark.parametrize("how", RAISES)
def test_with_k_the_others_are_made_and_one_line_tells_of_the_scene(small, how):
    text = spoil(small, "noise_ball", how)
    done = small.run("-k")
    assert (done.returncode, done.stdout) == (1, "")
    *made, error = done.stderr.splitlines()
    assert {line.split()[1] for line in made} == {f"media/{file}:" for file in FILES - {"noise_ball.gif"}}
    assert error.startswith("error: media/noise_ball.gif: scene noise_ball: ")
    assert RAISES[how][1] in error
    assert re.search(r" \([\w/]+\.py, line \d+\)$", error)
    assert set(small.clips()) == FILES - {"noise_ball.gif"}
    assert small.workers() == []
    small.rewrite("scenes/noise_ball.py", text)
    done = small.run()
    assert done.returncode == 0
    assert sorted(line.split()[0] for line in done.stderr.splitlines()) == ["keep", "keep", "keep", "made"]


def test_the_line_names_where_in_the_story_it_was(small):
    text = spoil(small, "noise_ball", "as it is told")
    line = 1 + len((text + SPOILED[: SPOILED.index("    return {returned}")]).splitlines())
    told = small.run("noise_ball.gif").stderr
    assert told == (
        f"error: media/noise_ball.gif: scene noise_ball: KeyError: 'bang' (noise_ball.py, line {line})\n"
    )


def test_without_k_nothing_is_begun_after_a_failure(small):
    """The scene that raises has the most frames, so it is begun first."""
    spoil(small, "noise_ball", "as it is drawn")
    done = small.run("-j", "1")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert small.files() == {}
    assert small.run("-j", "2").returncode == 1
    assert len(small.clips()) <= 1  # the other worker's, which was begun before
    assert small.workers() == []


def test_a_plan_tells_no_story_so_that_one_fails_as_it_is_made(small):
    spoil(small, "noise_ball", "as it is told")
    plan = small.run("-n")
    assert (plan.returncode, plan.stderr) == (0, "")
    assert len(plan.stdout.splitlines()) == len(FILES)
    done = small.run("-j", "1")
    assert (done.returncode, small.files()) == (1, {})
    assert done.stderr.startswith("error: media/noise_ball.gif: scene noise_ball: KeyError: 'bang' (")


def test_what_only_its_story_refuses_fails_a_clip_in_one_line_that_says_it(small):
    refusal = "\n\ndef story(settings: Settings, own=None):\n    raise ValueError('rate=0.1: no')\n"
    small.append("scenes/noise_ball.py", refusal)
    done = small.run("-k", "noise_ball.gif", "ravine.gif")
    assert (done.returncode, list(small.clips())) == (1, ["ravine.gif"])
    assert done.stderr.splitlines()[1:] == ["error: media/noise_ball.gif: scene noise_ball: rate=0.1: no"]


def test_several_failures_are_listed_at_the_end(small):
    spoil(small, "noise_ball", "as it is drawn")
    spoil(small, "momentum", "as it is told")
    done = small.run("-k")
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines] == ["made", "made", "failed", "failed", "error:"]
    assert {line.split()[1] for line in lines[2:4]} == {"media/noise_ball.gif:", "media/momentum.mp4:"}
    assert lines[4] == "error: 2 of 4 files could not be made"
    assert set(small.clips()) == FILES - {"noise_ball.gif", "momentum.mp4"}


def test_a_video_that_fails_in_each_of_its_jobs_is_told_of_once(small):
    small.cut_into_beats()
    spoil(small, "momentum", "as it is drawn")
    done = small.run("-k", "-j", "2")
    assert done.returncode == 1
    (told,) = [line for line in done.stderr.splitlines() if "momentum" in line]
    assert told.startswith("error: media/momentum.mp4: scene momentum: ")
    assert set(small.clips()) == FILES - {"momentum.mp4"}


@pytest.mark.parametrize("how", RAISES)
def test_debug_shows_where_it_was_raised(small, how):
    spoil(small, "noise_ball", how)
    done = small.run("noise_ball.gif", "--debug")
    assert done.returncode == 1
    first, *_ = done.stderr.split("\nTraceback (most recent call last):")
    assert first.startswith("Traceback (most recent call last):")
    assert RAISES[how][1] in first
    assert 'scenes/noise_ball.py", line ' in first or "gdclips/" in first
    assert "MakeError: media/noise_ball.gif: scene noise_ball: " in done.stderr.splitlines()[-1]


def test_what_is_kept_isnt_drawn_and_so_doesnt_fail(small):
    """A scene's code is part of what decides its file: it is tried again once that is changed."""
    small.make()
    spoil(small, "noise_ball", "as it is drawn")
    before = small.files()
    done = small.run("-k")
    assert done.returncode == 1
    assert sorted(line.split()[0] for line in done.stderr.splitlines()) == ["error:", "keep", "keep", "keep"]
    assert small.files() == before
