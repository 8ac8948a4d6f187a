"""A file's parts: where they are made, and with which others, changes no byte."""

import importlib
import warnings
from itertools import combinations_with_replacement

import msgspec
import pytest

from gdclips.build import costs
from gdclips.build.job import file_info, tell_story
from gdclips.build.recipe import versions
from gdclips.build.render import render_parts, stage_of
from gdclips.drawing.picture import picture
from gdclips.encoding.labels import Labels
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import resolve
from gdclips.story.scenes import SCENES
from tests.asked import overrides

BOTH = [pytest.param("matplotlib"), pytest.param("manim", marks=pytest.mark.manim)]
SCENE = "contour_descent"


def ordered(path, suffix, **options):
    """A request for a small file of a scene, and its story."""
    lecture = Lecture(path / "lecture.toml", Defaults(), {SCENE: Clip(scene=SCENE)})
    small = overrides(settings={"steps": "6"}, size="160x90", fps=10, **options)
    (request,) = resolve(lecture, [f"{SCENE}.{suffix}"], small)
    return request, tell_story(request, None)


def silent(done):
    """Nobody is told of frames."""


@pytest.mark.parametrize("renderer", BOTH)
def test_a_video_made_in_any_jobs_has_the_same_bytes(tmp_path, renderer):
    if renderer == "manim":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of what Manim itself imports
            importlib.import_module("manim")
    request, story = ordered(tmp_path, "mp4", renderer=renderer)
    count = len(file_info(request, story, None).frames)
    whole = render_parts(request, story, Labels(), range(count), silent)
    assert len(whole) == count > 3
    assert len(set(whole)) == count
    for start, stop in combinations_with_replacement(range(count + 1), 2):
        assert render_parts(request, story, Labels(), range(start, stop), silent) == whole[start:stop]


def test_parts_that_were_made_apart_are_joined_to_the_same_file(tmp_path):
    request, story = ordered(tmp_path, "mp4", renderer="matplotlib")
    count = len(file_info(request, story, None).frames)

    def made(start, stop):
        return render_parts(request, story, Labels(), range(start, stop), silent)

    request.format.join(tmp_path / "whole.mp4", made(0, count), Labels())
    apart = [made(part, part + 1)[0] for part in reversed(range(count))]
    request.format.join(tmp_path / "apart.mp4", apart[::-1], Labels())
    assert (tmp_path / "apart.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()


@pytest.mark.parametrize("suffix", ["gif", "png", "mp4"])
def test_each_frame_is_counted(tmp_path, suffix):
    request, story = ordered(tmp_path, suffix, **({"renderer": "matplotlib"} if suffix == "mp4" else {}))
    frames, counted = file_info(request, story, None).frames, []
    parts = render_parts(request, story, Labels(), range(len(frames)), counted.append)
    assert len(parts) == len(frames)
    assert counted == list(range(1, sum(frames) + 1))


def test_the_frames_of_some_parts_alone_are_counted(tmp_path):
    request, story = ordered(tmp_path, "mp4", renderer="matplotlib")
    frames, counted = file_info(request, story, None).frames, []
    render_parts(request, story, Labels(), range(1, 3), counted.append)
    assert counted == list(range(1, sum(frames[1:3]) + 1))


def added(path):
    """A request for a suffix and a renderer that a table might have, and nothing that makes files."""
    request, story = ordered(path, "png")
    return (
        msgspec.structs.replace(request, suffix="jpeg"),
        request.with_renderer("svg"),
        story,
    )


@pytest.mark.parametrize(
    "decide",
    [
        lambda request, story: render_parts(request, story, Labels(), range(1), silent),
        lambda request, story: versions(request.look.renderer, request.suffix),
        lambda request, story: costs.estimated_frames(request, story.timeline("full").beats),
        lambda request, story: request.sidecars,
    ],
)
def test_a_suffix_without_a_way_to_make_it_is_an_error(tmp_path, decide):
    """It is not taken for one of the others."""
    suffixed, _, story = added(tmp_path)
    with pytest.raises(KeyError, match="'jpeg'"):
        decide(suffixed, story)


@pytest.mark.parametrize(
    "decide",
    [
        lambda request, story: render_parts(request, story, Labels(), range(1), silent),
        lambda request, story: stage_of(request, picture(story, "light", "short")),
        lambda request, story: versions(request.look.renderer, request.suffix),
    ],
)
def test_a_renderer_without_a_stage_is_an_error(tmp_path, decide):
    _, rendered, story = added(tmp_path)
    with pytest.raises((AssertionError, KeyError), match="'svg'"):
        decide(rendered, story)


@pytest.mark.parametrize("scene", SCENES)
def test_no_beat_of_a_video_is_shorter_than_a_frame(scene):
    """The slowest rate is 5 frames a second."""
    story = SCENES[scene].story(SCENES[scene].settings())
    for cut in ("full", "short"):
        assert min(story.timeline(cut).beat_frames(5)) >= 1


def test_any_number_of_workers_makes_the_same_files(project, monkeypatch):
    project.cut_into_beats()
    files = [f"{SCENE}.mp4", f"{SCENE}.gif", "ravine.mp4", "noise_ball.gif"]
    small = ["--size", "160x90", "--fps", "10", "--set", "steps=6", "--renderer", "matplotlib"]
    made = []
    for jobs in ("1", "2", "3"):
        project.make(*files, "-j", jobs, "-B", *small)
        made.append(project.files())
    assert made[0].keys() >= set(files)
    assert made[0] == made[1] == made[2]
    monkeypatch.setattr(costs, "MIN_JOB", 0.05)
    request, story = ordered(project.root, "mp4", renderer="matplotlib")
    cost = costs.cost(request, story.timeline("full").beats, 100)
    assert [len(costs.longest_first([cost], workers)) > 1 for workers in (1, 2, 3)] == [False, True, True]
