"""Requests that are answered before anything is installed, beside what the whole program says of them."""

import os
import subprocess

import pytest

from gdclips.precheck.placeholders import Finder

WRONG = [
    ["contur"],
    ["noise_ball.tiff"],
    ["noise_ball.gif", "sgd.jpg"],
    ["noise_ball.gif", "--set", "rat=1"],
    ["noise_ball.gif", "--set", "rate"],
    ["noise_ball.gif", "--set", "rate=abc"],
    ["noise_ball.gif", "--set", "rate=-1"],
    ["noise_ball.gif", "--set", "batch=0"],
    ["noise_ball.gif", "--set", "slice=maybe"],
    ["noise_ball.gif", "--set", "seed=-1"],
    ["noise_ball.gif", "--set", "start=1"],
    ["simple_regression.gif", "--set", "weights=1,a"],
    ["--theme", "lite"],
    ["--theme=lite"],
    ["--cut", "long"],
    ["--renderer", "cairo"],
    ["--size", "1x1"],
    ["--size", "huge"],
    ["noise_ball.gif", "--fps", "7"],
    ["noise_ball.mp4", "--fps", "fast"],
    ["-j", "0"],
    ["--timeout", "0"],
    ["noise_ball", "-o", "x.tiff"],
    ["-o", "x.gif"],
    ["noise_ball.gif", "-o", "../x.gif"],
    ["-f", "nowhere.toml"],
    ["-f", "."],
    ["list", "-f", "nowhere.toml"],
    ["clean", "--out="],
    ["--features", "a"],
    ["--data", "x.csv"],
    ["--scheduler", "ftp://x"],
    ["--tls-ca", "ca.pem"],
    ["explore", "foo"],
    ["nowhere.py:adam.gif"],
    ["explore", "nowhere.py"],
    ["own_scenes.py:1.gif"],
    ["explore", "ravine", "--port", "3"],
    ["--frobnicate"],
    ["--font", "noise_ball"],
    ["--them", "light"],
    ["--rate", "0.1"],
    ["list", "--jsn"],
    ["list", "x"],
    ["explore", "ravine", "sgd"],
    ["explore", "--prot", "9000"],
    ["noise_ball", "--theme", "light", "--theme", "dark"],
    ["noise_ball", "--size"],
    ["noise_ball.gif", "--hold", "nan"],
    ["noise_ball.gif", "--seconds", "nan"],
    ["noise_ball.gif", "--loop", "0"],
    ["noise_ball.gif", "--loop", "twice"],
    ["noise_ball.mp4", "--loop", "once"],
    ["noise_ball.mp4", "--background", "none"],
    ["noise_ball.png", "--at", "1.5"],
    ["noise_ball.gif", "--at", "3"],
    ["noise_ball.gif", "--max-bytes", "12"],
    ["noise_ball.gif", "--max-bytes", "1TB"],
    ["noise_ball.gif", "--poster"],
]

# What only the packages can tell, or what is right: it is passed on.
PASSED = [
    ["noise_ball.gif"],
    ["noise_ball.gif", "--background", "white"],
    ["noise_ball.gif", "--background", "bleu"],
    ["noise_ball.gif", "--matte", "red"],
    ["noise_ball.gif", "--background", "none", "--matte", "#102030"],
    ["noise_ball.gif", "--loop", "once", "--hold", "2.5", "--seconds", "8", "--max-bytes", "300kB"],
    ["noise_ball.png", "--at", "beat:3"],
    ["noise_ball.png", "--at", "1000"],
    ["noise_ball.mp4", "--poster"],
    ["-kn"],
    ["noise_ball", "-n", "-B", "-j", "2"],
    ["noise_ball.gif", "--set", "rate=0.05", "--set", "steps=300"],
    ["noise_ball.gif", "--set", "rate=auto", "--bare"],
    ["noise_ball.gif", "--set", "rate=inf"],
    ["noise_ball.gif", "--set", "seed=1e3"],
    ["contour_descent.mp4", "--size", "500x500", "--fps", "60", "--theme=light", "-o", "x.mp4"],
    ["list", "--json"],
    ["clean"],
    ["explore", "ravine", "--no-browser"],
    ["test", "-k", "nothing"],
    ["test", "--lf", "--all"],
    ["bench", "gif_60"],
    ["bench", "manim_720"],
    ["noise_ball.gif", "--data", "table.csv", "--features", "größe,語", "--target", "y"],
    ["-f", "own.toml"],
    ["own_scenes.py:adam.gif", "--set", "anything=1"],
    ["explore", "own_scenes.py"],
    ["list", "-f", "scenes.toml"],
    [],
]


@pytest.fixture(scope="module")
def early(shared_project):
    return shared_project.ask_early


def test_what_is_refused_early_is_refused_later_in_the_same_words(shared_project, early):
    for request, first, later in zip(WRONG, early(WRONG), shared_project.ask(WRONG), strict=True):
        assert (request, first) == (request, [2, later.told])
        assert (later.status, later.said) == (2, "")


OWN = """
[clips.own]
scene = "sgd"
data = "table.csv"
features = ["größe", "語"]
target = "y"
sweep = { rate = [0.1, 0.2] }
"""


def test_what_may_be_right_is_passed_on(early, shared_project):
    (shared_project.home / "table.csv").write_text("größe;語;y\n1,5;2;3\n2;1;4\n4;5;6\n", "utf-8")
    (shared_project.home / "own.toml").write_text(OWN, "utf-8")
    (shared_project.home / "own_scenes.py").write_text("raise SystemExit('it needs packages to be run')")
    (shared_project.home / "scenes.toml").write_text('[clips.own]\nscene = "own_scenes.py"\n')
    assert dict(zip(map(str, PASSED), early(PASSED), strict=True)) == dict.fromkeys(map(str, PASSED))


def test_nothing_stands_in_for_what_is_ours():
    """Neither for the benchmarks, which need not be found: they would do nothing, and end well."""
    assert [Finder().find_spec(name) for name in ("gdcore.none", "benchmarks.run", "json.none")] == [None] * 3
    assert Finder().find_spec("numpy.linalg").name == "numpy.linalg"


def test_the_help_and_the_version_need_no_package(early, shared_project):
    helped, listed, version = early([["--help"], ["list", "-h"], ["--version"]])
    assert helped[0] == listed[0] == 0
    assert "--always-make" in helped[1]
    assert "explore" in helped[1]
    assert "--json" in listed[1]
    assert version == [0, shared_project.run("--version").stdout]


def test_the_list_needs_no_package(early, shared_project):
    assert early([["list"]]) == [[0, shared_project.run("list").stdout]]


def test_a_terminal_of_few_letters_and_a_reader_that_leaves_are_no_defects(shared_project):
    start = shared_project.python("-S", "-m", "gdclips.precheck", "list", env={"PYTHONIOENCODING": "ascii"})
    done = subprocess.run(**start, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (64, "")
    assert "noise_ball.gif" in done.stdout
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(**start, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")
    with open("/dev/full", "w") as full:  # noqa: PTH123 - no file of a path's
        done = subprocess.run(**start, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, "error: output: No space left on device\n")


def test_without_any_package_the_answer_needs_no_environment(shared_project):
    start = shared_project.python("-S", "-m", "gdclips.precheck", "contur", env={})
    done = subprocess.run(**start, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: unknown clip contur: did you mean contour_descent? ")
