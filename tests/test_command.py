"""The command line with real processes, on copies of the project: what it answers, and what it leaves."""

import os
import shutil
import signal
import site
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gdclips.places import CODE as ROOT
from gdclips.story.scenes import SCENES

SMALL = ["--size", "96x64", "--set", "steps=3"]
GIF = ["noise_ball.gif"]
OWN = ["--features", "a,b", "--target", "y"]
GOOD = b"a,b,y\n1,2,3\n2,1,4\n4,5,6\n7,8,8\n"


@pytest.mark.parametrize(
    "request_", [["nois_ball"], [*GIF, "--set", "steps=0"], ["stack_loss", "--fps", "7"], ["--frobnicate"]]
)
def test_a_process_ends_with_2_after_a_wrong_request(shared_project, request_):
    done = shared_project.run(*request_)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and len(done.stderr.splitlines()) == 1
    assert not (shared_project.root / ".cache").exists()


def test_a_wrong_lecture_costs_one_line_that_names_it(project):
    (project.root / "lecture.toml").write_text('[clips.a]\nscene = "noise_ball"\nsizes = "720p"\n')
    for request in ([], ["list"], ["a.gif"]):
        done = project.run(*request)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: {project.root / 'lecture.toml'}: ")
        assert "clips.a: unknown key sizes: did you mean size?" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not project.media.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[clips.a]\nscene = "noise_ball"\nsettings = { steps = 0 }', "clips.a.settings: steps=0"),
        ('[clips.a]\nscene = "noise_ball"\nsettings = { stepz = 3 }', "clips.a.settings: unknown setting"),
        ('[clips.a]\nscene = "noise_ball"\nsettings = { start = [1, 2] }', "a.gif: start=1,2"),
        ('[clips.a]\nscene = "noise_ball"\nsettings = { batch = 101 }', "a.gif: batch=101"),
        ('[clips."a.b"]\nscene = "noise_ball"', "clip 'a.b'"),
        ('[clips.a]\nscene = "noise_ball"\noutputs = []', "lecture.toml: clips.a.outputs = []"),
        ("[clips]", "no clips"),
    ],
)
def test_a_wrong_clip_of_the_lecture_is_named(project, text, told):
    (project.root / "lecture.toml").write_text(text)
    done = project.run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and len(done.stderr.splitlines()) == 1
    assert told in done.stderr


def test_a_wrong_order_keeps_the_right_ones_from_being_made(project):
    """Made data's settings fit one of the clips, but not the one with its own data."""
    done = project.run("contour_descent.gif", "stack_loss.gif", "--set", "noise=1", *SMALL)
    assert (done.returncode, project.media.exists()) == (2, False)


def test_it_is_the_copys_code_that_runs(project):
    text = "def listing(lecture): return 'a copy'\ndef as_json(lecture): return 'of JSON'\n"
    project.rewrite("gdclips/requests/listing.py", text)
    assert project.run("list").stdout == "a copy\n"


def test_the_list_names_each_clip_and_each_setting(shared_project):
    done = shared_project.run("list")
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("contour_descent.gif", "noise_ball.mp4", "stack_loss.gif", "stack_loss on air_flow"):
        assert part in done.stdout
    for scene in SCENES.values():
        _, _, rows = done.stdout.partition(f"scene {scene.name}: ")
        names = [line.split()[0] for line in rows.split("\n\n")[0].splitlines()[2:]]  # after the tags
        assert names == list(scene.settings.__struct_fields__)


def test_help_is_there(shared_project):
    done = shared_project.run("--help")
    assert "[default" not in done.stdout
    assert done.returncode == 0
    for part in ("--set", "--data", "list", "clean", "-B", "-n", "-k", "-j", "-f", "--out", "--timeout"):
        assert part in done.stdout


def test_the_files_are_printed_last_and_what_happened_on_stderr(project):
    done = project.run("noise_ball.gif", "contour_descent.png", *SMALL)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        str(project.media / "noise_ball.gif"),
        str(project.media / "contour_descent.png"),
    ]
    assert sorted(line.split(":")[0] for line in done.stderr.splitlines()) == [
        "made media/contour_descent.png",
        "made media/noise_ball.gif",
    ]


def test_the_path_of_data_is_relative_to_the_callers_folder(project):
    for folder in (project.home, project.root):
        (folder / "good.csv").write_bytes(GOOD)
    request = [*PNG, *OWN, "--data"]
    project.make(*request, "good.csv")
    (project.root / "good.csv").unlink()
    project.make(*request, "good.csv", "-o", "again.png")
    project.make(*request, project.home / "good.csv", "-o", "absolute.png")
    assert len(set(project.clips().values())) == 1
    (project.home / "sub").mkdir()
    done = project.run(*request, "good.csv", cwd=project.home / "sub")
    assert (done.returncode, "does not exist" in done.stderr) == (2, True)


def fault(project, *request, **more):
    """The path and the reason of a request that the files fail."""
    done = project.run(*request, **more)
    assert (done.returncode, done.stdout) == (1, "")
    error, path, reason = done.stderr.rstrip("\n").split(": ", 2)
    assert (error, done.stderr.count("\n"), "defect" in reason) == ("error", 1, False)
    return path, reason


PNG = ["noise_ball.png", *SMALL]


def test_a_file_in_the_place_of_media_is_left_alone(project):
    project.media.write_text("mine")
    assert fault(project, *PNG) == (str(project.media / "noise_ball.png"), "Not a directory")
    assert project.media.read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_is_left_alone(project):
    (project.media / "noise_ball.png").mkdir(parents=True)
    for more in ([], ["-B"]):
        path = str(project.media / "noise_ball.png")
        assert fault(project, *PNG, *more) == (path, "it is a folder, where a file belongs: move it away")
    assert list(project.media.iterdir()) == [project.media / "noise_ball.png"]


def test_a_file_in_the_place_of_the_cache_is_left_alone(project):
    cache = project.root / ".cache"
    cache.write_text("mine")
    assert fault(project, *PNG) == (str(cache / "made"), "Not a directory")
    project.make("clean")
    assert (cache.read_text(), project.media.exists()) == ("mine", False)


def test_media_that_may_not_be_written_to_costs_one_line(project):
    program = [sys.executable]
    if os.geteuid() == 0:  # who may write anywhere
        if shutil.which("setpriv") is None:
            pytest.skip("root can't be kept from writing")
        program = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", sys.executable]
    project.media.mkdir(mode=0o555)
    assert fault(project, *PNG, program=program) == (str(project.media), "Permission denied")
    assert project.files() == {}


def test_a_folder_in_the_place_of_a_file_keeps_no_other_from_being_cleaned(project):
    for name in ("a.png", "b.png"):
        project.make(*PNG, "-o", name)
    (project.media / "a.png").unlink()
    (project.media / "a.png").mkdir()
    project.run("clean")
    assert not (project.media / "b.png").exists()


GUARD = 600.0  # seconds: only so that nothing is waited for without end
SHORT = ["--renderer", "matplotlib", "--cut", "short", "--fps", "10"]


def wait_until(condition, process):
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


MOMENTS = {
    "as the folder is made": lambda project: project.media.exists(),
    "as a worker is started": lambda project: project.workers(),
    "as a clip is made": lambda project: project.met(),
}
CASES = [("noise_ball.gif", moment) for moment in MOMENTS] + [("noise_ball.mp4", "as a clip is made")]


@pytest.fixture
def held(project):
    """A project whose clips are begun and not made."""
    project.let_workers_meet(2)
    return project


@pytest.mark.parametrize(("file", "moment"), CASES)
def test_of_a_killed_run_there_is_no_file_and_the_next_one_works(held, file, moment):
    small = [file, *SMALL, *SHORT]
    with held.begin(*small) as process:
        wait_until(lambda: MOMENTS[moment](held), process)
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert held.files() == {}
    wait_until_alone(held)
    held.go()
    assert held.make(*small) == [held.media / file]
    assert "up to date" in held.run(*small).stderr
    held.make("clean")
    assert held.files() == {}


def wait_until_alone(project):
    """A worker whose parent was killed ends by itself."""
    end = time.monotonic() + GUARD
    while project.workers():
        assert time.monotonic() < end, "it never ends"
        time.sleep(0.02)


def busy(project, seconds):
    """Tell whether a worker has done so many seconds of work; its start takes about half a second."""
    return any(sum(each.cpu_times()[:2]) > seconds for each in project.workers())


def test_a_run_that_is_killed_or_interrupted_leaves_the_old_file_as_it_was(project):
    project.make("noise_ball.gif", *SMALL)
    before = project.files()
    for end in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        with project.begin("noise_ball.gif", "--size", "1080p", "--cut", "full", "-B") as process:
            wait_until(lambda: busy(project, 1.0), process)
            process.send_signal(end)
            process.communicate()
        assert project.files() == before
        wait_until_alone(project)
    assert "up to date" in project.run("noise_ball.gif", *SMALL).stderr


@pytest.mark.parametrize("moment", MOMENTS)
def test_of_an_interrupted_run_nothing_is_left(held, moment):
    with held.begin("noise_ball.gif", *SMALL) as process:
        wait_until(lambda: MOMENTS[moment](held), process)
        process.send_signal(signal.SIGINT)
        said, told = process.communicate()
    assert (process.returncode, said) == (130, "")
    assert told.startswith("error: interrupted; ") and len(told.splitlines()) == 1
    if moment == "as a clip is made":
        assert told.endswith("; 0 of 1 files were finished; the next run goes on from there\n")
    assert (held.files(), held.workers()) == ({}, [])


def test_an_interrupted_run_says_what_was_finished_and_the_next_goes_on(project):
    both = ["contour_descent.png", "noise_ball.gif", *SMALL]
    project.before_making('    while request.suffix == "gif":\n        __import__("time").sleep(1)\n')
    with project.begin(*both, "-j", "2") as process:
        assert process.stderr.readline().startswith("made media/contour_descent.png: ")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    finished = "error: interrupted; 1 of 2 files were finished (contour_descent.png); "
    assert told.startswith(finished) and len(told.splitlines()) == 1
    assert list(project.clips()) == ["contour_descent.png"]
    plan = project.run(*both, "-n").stdout.splitlines()
    assert [line.split()[0] for line in plan] == ["keep", "make"]


def test_an_interrupt_while_modules_load_ends_it_without_a_traceback(project):
    slow = "import time\nprint('loading', flush=True)\ntime.sleep(3600)\n"
    project.rewrite("gdclips/requests/listing.py", slow)
    with project.begin("list") as process:
        assert process.stdout.readline() == "loading\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert (process.returncode, told) == (-signal.SIGINT, "")


def test_clean_leaves_the_unfinished_file_of_a_process_that_runs(project):
    project.media.mkdir()
    (project.root / ".cache/parts").mkdir(parents=True)
    with subprocess.Popen(["sleep", "3600"]) as other:
        part = project.media / f".{other.pid}.12ab.noise_ball.gif.part"
        part.write_bytes(b"half")
        (project.root / ".cache/parts" / part.name).touch()
        project.make("clean")
        assert part.exists()
        other.kill()
        other.wait()
        project.make("clean")
        assert not part.exists()


@pytest.fixture
def without_manim(tmp_path):
    """How to start a Python that has all of our packages but Manim.

    It is the system's own, without its packages, so that nothing may be installed into it; and there is no
    command that could install anything.
    """
    packages = tmp_path / "packages"
    packages.mkdir()
    for folder in map(Path, site.getsitepackages()):
        for path in folder.glob("*"):
            if not path.name.lower().startswith(("manim", "typst", "pip")) and path.suffix != ".pth":
                (packages / path.name).symlink_to(path)
    (tmp_path / "bin").mkdir()
    base = shutil.which(f"python3.{sys.version_info.minor}", path=str(Path(sys.base_prefix) / "bin"))
    if base is None:
        pytest.skip("no Python outside of the environment")

    def start(project):
        env = {"PATH": str(tmp_path / "bin"), "PYTHONPATH": f"{project.root}{os.pathsep}{packages}"}
        return {"program": (base, "-S", "-W", "error"), "env": env}

    return start


def test_without_manim_matplotlib_draws_the_videos_and_a_line_says_so(project, without_manim):
    short = ["--cut", "short", "--fps", "10", *SMALL]
    both = ["noise_ball.mp4", "contour_descent.mp4"]
    done = project.run("contour_descent.gif", *both, *short, **without_manim(project))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(project.media / name) for name in ("contour_descent.gif", *both)]
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("drawn by matplotlib ")]
    assert f" instead of Manim: {', '.join(both)}: " in line
    before = project.clips()
    project.make(*both, *short, "--renderer", "matplotlib", "-B")
    assert project.clips() == before


def test_without_manim_to_demand_it_costs_one_line(project, without_manim):
    for file in ("noise_ball.mp4", "noise_ball.gif"):
        done = project.run(file, "--renderer", "manim", *SMALL, **without_manim(project))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: --renderer manim: ") and len(done.stderr.splitlines()) == 1
    assert not project.media.exists()


def test_manim_is_missing_there(project, without_manim):
    """The two tests above would pass for nothing where Manim is found after all."""
    text = "from gdclips.setup.extras import has, sys; print(has('manim'), sys.prefix == sys.base_prefix)"
    start = project.python("-c", text, **without_manim(project))
    done = subprocess.run(**start, capture_output=True, check=True)
    assert done.stdout == "False True\n"


def test_a_python_without_the_packages_costs_one_line():
    command = [sys.executable, "-S", "-P", "-m", "gdclips", "list"]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    lacks = f"error: {sys.executable} lacks the package cyclopts: start the project with ./render.sh\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", lacks)
