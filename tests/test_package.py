"""The package: what the wheel and the source archive hold, and that the command does all from a wheel."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes

import pytest

from gdclips.places import CODE as ROOT
from gdcore import __version__

pytest.importorskip("hatchling")

STEM = f"gradient_descent_clips-{__version__}"
SMALL = ["--size", "96x64", "--set", "steps=4"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as pip builds it."""
    from hatchling.builders.wheel import WheelBuilder

    (path,) = WheelBuilder(str(ROOT)).build(
        directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]
    )
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder in which Python finds what the wheel holds."""
    folder = tmp_path_factory.mktemp("site")
    wheel.extractall(folder)
    return folder


@pytest.fixture
def run(installed, tmp_path):
    """Run Python in an empty folder, with the package and nothing else of the project."""

    def run(*arguments, **more):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=tmp_path,
            env=kept | {"PYTHONPATH": str(installed), "PYTHONWARNINGS": "error"},
            capture_output=True,
            text=True,
            check=False,
            **more,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def sources(folder):
    """The files of a folder by their paths in it, without what Python compiled."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_the_wheel_holds_the_core_the_engine_and_the_lecture(wheel):
    expected = {f"{package}/{name}" for package in ("gdcore", "gdclips") for name in sources(ROOT / package)}
    lecture = {
        "lecture.toml",
        *sources(ROOT / "scenes"),
        *(f"data/{name}" for name in sources(ROOT / "data")),
    }
    expected |= {f"gdclips/lecture/{name}" for name in lecture}
    names = {name for name in wheel.namelist() if not name.startswith(f"{STEM}.dist-info/")}
    assert names == expected
    assert {"gdcore/py.typed", "gdclips/explorer/static/page.html", "gdclips/lecture/sgd.py"} <= names


def test_its_metadata_say_what_it_is(wheel):
    facts = message_from_bytes(wheel.read(f"{STEM}.dist-info/METADATA"))
    assert (facts["Name"], facts["Version"]) == ("gradient-descent-clips", __version__)
    assert (facts["License-Expression"], facts["Requires-Python"]) == ("MIT", ">=3.11")
    assert facts.get_all("Provides-Extra") == ["cluster", "explore", "manim", "test"]
    assert facts.get_payload(decode=True) == (ROOT / "README.md").read_bytes()
    points = wheel.read(f"{STEM}.dist-info/entry_points.txt").decode()
    assert points == "[console_scripts]\ngdclips = gdclips.__main__:start\n"
    assert wheel.read(f"{STEM}.dist-info/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_source_archive_holds_what_the_tests_need(tmp_path):
    from hatchling.builders.sdist import SdistBuilder

    (path,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
    with tarfile.open(path) as archive:
        names = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    folders = ("gdcore", "gdclips", "scenes", "data", "benchmarks", "tests", "tools", "docs", "media/gallery")
    files = {f"{folder}/{name}" for folder in folders for name in sources(ROOT / folder)}
    files |= {"render.sh", "pyproject.toml", "constraints.txt", "lecture.toml", ".ci/run", "CHANGELOG.md"}
    assert files - names == set()
    assert not [name for name in names if name.startswith((".venv", ".cache"))]


def test_files_lie_in_the_working_folder_and_nothing_in_the_package(run, installed, tmp_path):
    before = sources(installed)
    done = run("-m", "gdclips", "noise_ball.gif", "stack_loss.png", *SMALL)
    made = [tmp_path / "media" / name for name in ("noise_ball.gif", "stack_loss.png")]
    assert (done.returncode, done.stdout.splitlines()) == (0, list(map(str, made))), done.stderr
    assert all(path.stat().st_size > 1000 for path in made)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".cache", "media"]
    assert sources(installed) == before


# Answers requests where no extra is installed, and says where it looked for the lecture.
ANSWERS = """
import contextlib, io, json, sys
from gdclips.commandline import main
from gdclips.setup import extras
extras.MODULES = {name: ("no_such_module",) for name in extras.MODULES}

def answer(request):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = main(request)
        except SystemExit as end:
            status = end.code
    return status, said.getvalue()

json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
"""


def test_what_only_a_checkout_has_or_an_extra_brings_costs_one_line(run, tmp_path):
    video = ["sgd.mp4", *SMALL, "--fps", "5", "--cut", "short"]
    requests = [
        ["list"],
        ["--help"],
        ["test"],
        ["bench"],
        ["explore"],
        ["sgd.gif", "--scheduler", "tcp://127.0.0.1:1"],
        ["sgd.mp4", "--renderer", "manim"],
        video,
        ["clean"],
    ]
    done = run("-c", ANSWERS, input=json.dumps(requests))
    listed, helped, test, bench, explore, cluster, manim, drawn, clean = json.loads(done.stdout)
    assert (listed[0], helped[0]) == (0, 0)
    assert "stack_loss.gif" in listed[1] and "Usage: gdclips " in helped[1]
    assert "render.sh" not in listed[1] + helped[1]
    assert test == [2, "error: test: the tests are part of the project's repository, not of the package\n"]
    assert bench == [
        2,
        "error: bench: the benchmarks are part of the project's repository, not of the package\n",
    ]

    def lacks(extra):
        return f"the extra '{extra}' is not installed: ", f"'gradient-descent-clips[{extra}]'\n"

    for (status, text), expected, extra, before in (
        (explore, 1, "explore", "error: "),
        (cluster, 1, "cluster", "error: "),
        (manim, 2, "manim", "error: --renderer manim: "),
    ):
        what, how = lacks(extra)
        assert status == expected and text.startswith(f"{before}{what}") and text.endswith(how)
        assert f"run {sys.executable} -m pip install " in text or extra == "manim"
        assert text.count("\n") == 1
    assert drawn[0] == 0 and drawn[1].splitlines()[-1] == str(tmp_path / "media/sgd.mp4")
    assert drawn[1].startswith(f"drawn by matplotlib instead of Manim: sgd.mp4: {lacks('manim')[0]}")
    assert clean[0] == 0 and "removed media/sgd.mp4" in clean[1]


def test_the_lecture_in_the_working_folder_is_the_users(run, tmp_path):
    (tmp_path / "lecture.toml").write_text('[clips.mine]\nscene = "sgd"\noutputs = ["png"]\n')
    done = run("-m", "gdclips", "-n")
    assert (done.returncode, done.stdout) == (0, "make media/mine.png: missing\n")


def test_a_notebook_is_told_what_brings_the_explorer(run):
    code = """
from gdclips.setup import extras
extras.MODULES = {name: ("no_such_module",) for name in extras.MODULES}
try:
    from gdclips import explore
except ImportError as error:
    print(error)
"""
    told = run("-c", code).stdout
    assert told.startswith("the extra 'explore' is not installed: run ")
