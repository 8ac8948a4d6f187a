"""With -n it is said what would be made and why; nothing is made, and nothing heavy is loaded."""

import subprocess

import pytest

LECTURE = """
[defaults]
size = "96x64"
fps = 10
[defaults.mp4]
renderer = "matplotlib"
cut = "short"
[clips.noise_ball]
scene = "noise_ball"
settings = { steps = 4 }
[clips.contour_descent]
scene = "contour_descent"
settings = { steps = 4 }
outputs = ["png"]
"""
FILES = ["noise_ball.gif", "noise_ball.mp4", "contour_descent.png"]


@pytest.fixture
def small(project):
    """A project whose lecture is quickly made."""
    (project.root / "lecture.toml").write_text(LECTURE)
    return project


@pytest.fixture(scope="module")
def full(lay_out, tmp_path_factory):
    """One in which all was made."""
    project = lay_out(tmp_path_factory.mktemp("full"))
    (project.root / "lecture.toml").write_text(LECTURE)
    project.make()
    return project


@pytest.fixture
def made(small, full):
    """A copy of it."""
    small.take(full)
    return small


def plan(project, *request):
    """What is said by a request with -n, by file; it must come to nothing else."""
    before = tree(project)
    done = project.run("-n", *request)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(project) == before
    lines = [line.partition(" media/") for line in done.stdout.splitlines()]
    found = {rest.partition(": ")[0]: (action, rest.partition(": ")[2]) for action, _, rest in lines}
    assert len(found) == len(lines)
    return found


def tree(project):
    """All files of a project and the bytes of those that are not code."""
    code = ("gdcore", "scenes")
    paths = [path.relative_to(project.root) for path in project.root.rglob("*")]
    return {path: (project.root / path).is_file() for path in paths if path.parts[0] not in code}


def test_a_plan_is_made_of_nothing(small):
    assert plan(small) == dict.fromkeys(FILES, ("make", "missing"))
    assert not small.media.exists()
    assert not (small.root / ".cache").exists()


def test_a_plan_says_which_words_are_the_users(small):
    small.media.mkdir()
    (small.media / "noise_ball.txt").write_text("my notes")
    found = plan(small, "noise_ball.gif", "contour_descent")
    assert found["noise_ball.gif"] == ("make", "missing")
    assert found["noise_ball.txt"] == ("leave", "not made here; move it away to have it made")
    assert len(found) == 3


def test_a_plan_keeps_the_order_of_the_request(small):
    names = ["contour_descent.png", "noise_ball.mp4", "noise_ball.gif"]
    assert list(plan(small, *names)) == names
    assert list(plan(small, "noise_ball")) == FILES[:2]
    assert small.run("--dry-run").stdout == small.run("-n").stdout


def test_with_nothing_changed_all_is_kept(made):
    assert plan(made) == dict.fromkeys(FILES, ("keep", "up to date"))


def test_a_plan_says_why(made):
    (made.media / "contour_descent.png").write_bytes(b"mine")
    (made.media / "noise_ball.mp4").unlink()
    found = plan(made, "--set", "rate=0.2", "--fps", "20")
    assert found["noise_ball.gif"] == (
        "make",
        "settings changed: rate 0.1 -> 0.2; look changed: fps 10 -> 20",
    )
    assert found["noise_ball.mp4"] == ("make", "missing")
    action, why = found["contour_descent.png"]
    assert (action, "-B" in why) == ("leave", True)
    assert plan(made, "-B") == dict.fromkeys(FILES, ("make", "asked for by -B"))


def test_the_plan_is_what_is_done(small):
    small.make("noise_ball.gif")
    before = plan(small)
    done = small.run()
    assert done.returncode == 0
    said = {line.split()[1].removeprefix("media/")[:-1]: line.split()[0] for line in done.stderr.splitlines()}
    assert said == {file: {"make": "made"}.get(action, action) for file, (action, _) in before.items()}


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (["noise_ball.gif", "--set", "steps=0"], "steps=0: expected a whole number >= 1"),
        (["noise_ball.gif", "--set", "start=1,2"], "start=1,2: expected 3 numbers"),
        (["nois_ball"], "unknown clip nois_ball: did you mean noise_ball?"),
        (["noise_ball.gif", "--data", "none.csv", "--features", "a", "--target", "y"], "does not exist"),
    ],
)
def test_a_wrong_order_costs_one_line(small, request_, told):
    done = small.run("-n", *request_)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and told in done.stderr
    assert len(done.stderr.splitlines()) == 1


LOADED = """
import sys
from gdclips.commandline import main
status = main(sys.argv[1:])
print("LOADED", *sys.modules, sep="\\n")
sys.exit(status)
"""
DRAWING = {"manim", "matplotlib", "PIL", "cairo"}
HEAVY = {*DRAWING, "av", "distributed", "dask", "rich", "gdclips.drawing.picture", "gdclips.encoding.video"}


def loaded(project, *request):
    """The modules that a process has loaded by the end of a request."""
    start = project.python("-c", LOADED, *request)
    done = subprocess.run(**start, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = done.stdout.partition("LOADED\n")[2].splitlines()
    assert "gdclips.jobs.run" in modules
    return set(modules)


def test_with_nothing_to_do_nothing_that_draws_or_encodes_is_loaded(made):
    assert not loaded(made) & HEAVY
    assert not loaded(made, "-n") & HEAVY


def test_a_plan_loads_nothing_that_draws_or_encodes(project):
    """That of the whole lecture, videos by Manim and all, of which there is nothing yet."""
    assert not loaded(project, "-n") & HEAVY
    assert not loaded(project, "list", "--json") & HEAVY


def test_drawing_is_left_to_the_workers(small):
    modules = loaded(small)
    assert "gdclips.encoding.video.containers" in modules  # it joins
    assert not modules & DRAWING - {"PIL"}
