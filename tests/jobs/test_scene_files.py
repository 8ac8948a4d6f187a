"""Scenes of the user's as they are made: from what was read, each apart; those that fail are told of."""

import re

import pytest

HEAD = """
from __future__ import annotations

import shutil
import sys
from pathlib import Path

import helper
import gdclips.scene as gd
from gdcore import gradient_descent

COUNT = 0


class Settings(gd.Rated, frozen=True, kw_only=True):
    steps: int = 4


def plain(settings: Settings, own=None, title=""):
    global COUNT
    COUNT += 1
    print("printed by a scene")
    task = gd.problem(settings, own, settings.rate)
    run = gd.descent(task, gradient_descent(task.rate), settings.steps)
    title = title or f"{helper.WORD}: told {COUNT} times"
    return gd.descent_film(title, task, run, settings.steps, "abcd")
"""
FAILS = f"""{HEAD}

def boom(settings: Settings, own=None):
    raise RuntimeError("no\\nstory")


def leave(settings: Settings, own=None):
    sys.exit(3)


def nothing(settings: Settings, own=None):
    return None


def refuse(settings: Settings, own=None):
    raise ValueError(f"steps={{settings.steps}}: expected fewer")
"""
GONE = f"""{HEAD}

def check_gone(settings, own):
    print("printed by a check")
    shutil.rmtree(Path(__file__).parent, ignore_errors=True)


def gone(settings: Settings, own=None):
    import later
    return plain(settings, own, later.WORD)
"""
FAILED = {
    "boom": r"RuntimeError: no story \(fails\.py, line \d+\)",
    "leave": r"SystemExit: 3 \(fails\.py, line \d+\)",
    "nothing": "it returned an object of type NoneType, expected a Film",
    "refuse": "steps=4: expected fewer",
}
MADE = ("first", "second", "third", "gone")
LECTURE = """
[defaults]
size = "96x64"
fps = 10
outputs = ["png"]
[clips.first]
scene = "größe 1/mine.py:plain"
[clips.second]
scene = "größe 1/mine.py:plain"
settings = { steps = 3 }
[clips.third]
scene = "größe 2/mine.py:plain"
[clips.gone]
scene = "gone/mine.py:gone"
outputs = ["mp4"]
mp4 = { renderer = "matplotlib", cut = "short" }
""" + "".join(f'[clips.{name}]\nscene = "fails.py:{name}"\n' for name in FAILED)


@pytest.fixture(scope="module")
def lecture(shared_project):
    """A lecture of the user's with scenes in several folders."""
    folder = shared_project.home / "meine Vorlesung"
    files = {"fails.py": FAILS, "helper.py": "WORD = 'no'", "lecture.toml": LECTURE}
    for number in (1, 2):
        files[f"größe {number}/mine.py"] = HEAD
        files[f"größe {number}/helper.py"] = f"WORD = 'größe {number}'"
        files |= {f"größe {number}/{name}.py": "1 / 0" for name in ("numpy", "shutil", "msgspec", "gdcore")}
    files |= {"gone/mine.py": GONE, "gone/helper.py": "WORD = 'gone'", "gone/later.py": "WORD = 'as planned'"}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(shared_project, lecture):
    """What came of all of it; a deleted folder is no matter once all is planned."""
    shared_project.cut_into_beats()
    return shared_project.run("-f", lecture / "lecture.toml", "-k", "-j", "1")


def titles(lecture):
    return [(lecture / f"media/{name}.txt").read_text(encoding="utf-8").partition(".")[0] for name in MADE]


def test_one_line_tells_of_each_that_fails_and_the_others_are_made(made):
    assert (made.returncode, made.stdout) == (1, "")
    lines = made.stderr.splitlines()
    failed = [line for line in lines if line.startswith("failed ")]
    for line, (name, expected) in zip(failed, FAILED.items(), strict=True):
        assert re.search(rf"/media/{name}\.png: scene fails\.py:{name}: {expected}$", line), line
    assert lines[-1] == "error: 4 of 8 files could not be made"
    others = {line for line in lines if not line.startswith(("made ", "failed ", "error: "))}
    assert others == {"printed by a check"}


def test_each_is_told_from_its_own_modules_as_they_were_read(made, lecture):
    assert titles(lecture) == ["größe 1: told 1 times", "größe 1: told 1 times", "größe 2: told 1 times"] + [
        "as planned"
    ]
    assert not (lecture / "gone").exists()


def test_what_is_made_is_kept_until_a_file_that_its_scene_imports_changes(made, shared_project, lecture):
    def plan(*clips):
        done = shared_project.run("-f", lecture / "lecture.toml", "-n", *clips)
        assert done.returncode == 0, done.stderr
        return [line.split()[0] for line in done.stdout.splitlines()]

    (lecture / "größe 1/numpy.py").write_text("another shadow")
    assert plan("first", "third") == ["keep", "keep"]
    (lecture / "größe 1/helper.py").write_text("WORD = 'another'")
    assert plan("first", "third") == ["make", "keep"]
    (lecture / "größe 1").rename(lecture / "größe 3")
    text = (lecture / "lecture.toml").read_text(encoding="utf-8").replace("größe 2", "größe 3")
    (lecture / "lecture.toml").write_text(text, encoding="utf-8")
    assert plan("third") == ["make"]
