"""A story is told once for a file, in whatever jobs it is made; a plan tells none."""

from collections import Counter

import pytest

LECTURE = """
[defaults]
size = "96x64"
fps = 10
settings = { steps = 6 }
[defaults.mp4]
renderer = "matplotlib"
cut = "full"
[clips.noise_ball]
scene = "noise_ball"
sweep = { seed = [1, 2] }
[clips.ravine]
scene = "ravine"
outputs = ["mp4", "png"]
"""
FILES = {"noise_ball": 4, "ravine": 2}

# What a scene's story is made to do besides: note that it is told.
NOTES = """

honest = story


def story(settings: Settings, own=None):
    with open({path!r}, "a") as file:
        file.write("{scene}\\n")
    return honest(settings, own)
"""
# What it is made to do in place of that: end with its last beat twice.
LONGER = """

import msgspec
noting = story


def story(settings: Settings, own=None):
    told = noting(settings, own)
    return msgspec.structs.replace(told, full=(*told.full[:-1], told.full[-1], told.full[-1]))
"""


@pytest.fixture
def noted(project):
    """A project that notes each telling, and cuts each video into a job for each beat."""
    (project.root / "lecture.toml").write_text(LECTURE)
    path = project.home / "told"
    for scene in FILES:
        project.append(f"scenes/{scene}.py", NOTES.format(scene=scene, path=str(path)))
    project.cut_into_beats()

    def told(*request):
        path.write_text("")
        project.make(*request)
        return dict(Counter(path.read_text().split()))

    return told


def test_a_story_is_told_once_for_a_file(noted, project):
    assert noted("-n") == {}
    assert noted("-j", "1") == FILES
    alone = project.files()
    assert noted("-j", "2", "-B") == FILES
    assert project.files() == alone
    assert noted() == noted("list", "--json") == {}
    (project.media / "noise_ball_seed_1.mp4").unlink()
    assert noted() == {"noise_ball": 1}
    assert project.files() == alone


def test_a_story_of_other_beats_than_was_thought_is_made_whole(noted, project):
    """One that ends early, say: its jobs are cut anew."""
    project.append("scenes/ravine.py", LONGER)
    assert noted("ravine.mp4", "-j", "1") == {"ravine": 1}
    alone = project.files()
    assert noted("ravine.mp4", "-j", "2", "-B") == {"ravine": 1}
    assert project.files() == alone
