"""A run that is killed as it puts a file in its place: the next one, or clean, leaves no doubt."""

import signal
import subprocess

import pytest

SMALL = ["--size", "96x64", "--set", "steps=4"]

# Runs a request and kills itself as a file is put into its place.
KILLED = """
import os, signal, sys
from gdclips.commandline import main

moment, file, *request = sys.argv[1:]
state = moment

def watch(event, details):
    global state
    if event == "os.rename" and str(details[1]).endswith("media/" + file):
        state = "now" if state == "before" else "next"
    elif event != "os.kill" and state == "next":
        state = "now"
    if state == "now":
        state = "done"
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
main(request)
"""


@pytest.fixture
def kill(project):
    """Run a request and kill it just before or after a file is put into its place."""

    def kill(moment, file, *request):
        start = project.python("-c", KILLED, moment, file, *request)
        done = subprocess.run(**start, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr

    return kill


BALL = ["noise_ball.png", *SMALL]
OLDER = ["--set", "rate=0.2"]


@pytest.fixture(scope="module")
def ball(lay_out, tmp_path_factory):
    """The files as an undisturbed run makes them."""
    project = lay_out(tmp_path_factory.mktemp("ball"))
    project.make(*BALL)
    assert project.files().keys() == {"noise_ball.png", "noise_ball.txt"}
    return project.files()


@pytest.mark.parametrize(("moment", "then"), [("before", "made "), ("after", "keep ")])
def test_a_kill_as_a_file_is_put_in_place_leaves_no_doubt(project, kill, moment, then):
    project.make(*BALL, *OLDER)
    before = project.clips()
    kill(moment, "noise_ball.png", *BALL)
    assert (project.clips() == before) is (moment == "before")
    done = project.run(*BALL)
    assert (done.returncode, done.stderr[:5]) == (0, then)
    project.make("clean")
    assert project.files() == {}


@pytest.mark.parametrize("file", ["noise_ball.png", "noise_ball.txt"])
def test_clean_removes_the_older_files_that_a_killed_process_left(project, kill, file):
    project.make(*BALL, *OLDER)
    kill("before", file, *BALL)
    project.make("clean")
    assert project.files() == {}


@pytest.mark.parametrize(
    ("moment", "file"),
    [
        ("before", "noise_ball.png"),
        ("after", "noise_ball.png"),
        ("before", "noise_ball.txt"),
        ("after", "noise_ball.txt"),
    ],
)
def test_the_run_after_a_killed_one_completes_it(project, ball, kill, file, moment):
    kill(moment, file, *BALL)
    project.make(*BALL)
    after = {name: content for name, content in project.files().items() if not name.startswith(".")}
    assert after == ball
