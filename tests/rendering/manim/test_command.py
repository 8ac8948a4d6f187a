"""Manim's own command with the lecture's scenes: sections, stills, transparency, and scenes of one's own."""

import json
import subprocess
import sys
import warnings
from typing import ClassVar

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of what Manim itself imports
    pytest.importorskip("manim")

from gdclips.places import CODE as ROOT
from gdclips.story.film.happenings import happenings
from gdclips.story.scenes import find
from gdclips.story.settings import make
from scenes import lecture
from tests.reading import read_video

pytestmark = pytest.mark.manim

RATE = 5
SMALL = ["-r", "96,54", "--fps", str(RATE), "--progress_bar", "none", "-v", "WARNING"]
BRIEF = """
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
def manim(tmp_path):
    """Run Manim's command in a folder of its own; return the folder of what it made."""

    def run(path, *arguments, options=SMALL):
        command = [sys.executable, "-P", "-m", "manim", *options, *map(str, (path, *arguments))]
        done = subprocess.run(
            [*command, "--media_dir", str(tmp_path / "media")],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return tmp_path / "media"

    return run


@pytest.fixture
def brief(tmp_path):
    """A file of scenes that are soon made."""
    path = tmp_path / "brief.py"
    path.write_text(BRIEF, "utf-8")
    return path


def settled(scene):
    """The timeline that a lecture's class plays."""
    told = find(scene.scene)
    return told.story(make(told.settings, scene.settings)).timeline(scene.cut)


def test_sections_have_short_names_in_a_folder_of_their_scene(manim, brief):
    (folder,) = manim(brief, "-a", "--save_sections", "-r", "426,240").rglob("sections")
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    expected = set()
    for scene in (BriefBall, BriefRavine):
        timeline, name = settled(scene), scene.__name__.removeprefix("Brief")
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
