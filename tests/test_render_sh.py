"""render.sh with real processes, on a small copy of the project that needs no network."""

import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scenes.workshop.environment import EXTRAS, STAMP, UNFINISHED, stamp_for
from scenes.workshop.extras import MODULES

ROOT = Path(__file__).resolve().parents[1]

IGNORED = shutil.ignore_patterns("__pycache__")


def lay_out(root):
    """Put the small project and our own set-up into a folder."""
    shutil.copytree(ROOT / "tests/small_project", root, ignore=IGNORED)
    shutil.copytree(ROOT / "scenes/workshop", root / "scenes/workshop", ignore=IGNORED)
    for name in ("render.sh", "scenes/__init__.py"):
        shutil.copy(ROOT / name, root / name)
    return root


def surroundings(**more):
    """An environment without the user's settings, in which pip fetches nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"PYTHON": sys.executable, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull} | more


def start(script, *args, cwd=None, **env):
    quiet = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, "check": False}
    return subprocess.run([script, *map(str, args)], cwd=cwd, env=surroundings(**env), **quiet)


def one_error(done, pattern):
    """Check that a start failed with one line and nothing else."""
    assert (done.returncode, done.stdout) == (1, "")
    *notices, last = done.stderr.splitlines()
    assert re.fullmatch(f"error: {pattern}", last)
    return notices


@pytest.fixture
def project(tmp_path):
    """A project that is ready as far as render.sh looks, in a folder whose name has a space."""
    root = lay_out(tmp_path.resolve() / "my clips")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    (packages,) = (root / ".venv").glob("lib/python*/site-packages")
    (packages / "clips.pth").write_text(str(root))
    (root / ".venv" / STAMP).write_bytes(stamp_for(root))
    return root


def test_arguments_and_folder_stay_the_users(project, tmp_path):
    odd = ["noise_ball.gif", "../data/my points.csv", "", "*", "--set", "a=$HOME"]
    done = start(Path("my clips/render.sh"), *odd, cwd=tmp_path)
    assert (json.loads(done.stdout), done.stderr) == ([odd, str(tmp_path.resolve())], "")


def test_the_programs_exit_status_comes_through(project):
    assert start(project / "render.sh", "fail", 2).returncode == 2


def test_a_folder_named_scenes_of_the_users_is_not_ours(project, tmp_path):
    (tmp_path / "scenes").mkdir()
    (tmp_path / "scenes/__main__.py").write_text("raise SystemExit('not ours')")
    assert start(project / "render.sh", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("target", ["../my clips/render.sh", "{project}/render.sh"])
def test_it_is_found_through_links(project, tmp_path, target):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/first").symlink_to(target.format(project=project))
    (tmp_path / "second").symlink_to("bin/first")
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    assert start(tmp_path / "second", cwd="/").returncode == 0
    assert start("first", PATH=path, cwd="/").returncode == 0
    assert start("sh", "second", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda root: (root / "constraints.txt").write_text("apples==2"), id="other versions"),
        pytest.param(lambda root: (root / "pyproject.toml").write_text(""), id="other settings"),
        pytest.param(lambda root: (root / ".venv" / STAMP).unlink(), id="no stamp"),
        pytest.param(lambda root: (root / ".venv" / STAMP).write_text(""), id="empty stamp"),
        pytest.param(lambda root: (root / ".venv" / UNFINISHED).touch(), id="cut short"),
        pytest.param(lambda root: (root / ".venv/bin/python").unlink(), id="no Python"),
        pytest.param(lambda root: shutil.rmtree(root / ".venv"), id="nothing"),
        pytest.param(lambda root: swap_python(root / ".venv" / STAMP), id="another Python"),
        pytest.param(lambda root: root.rename(root.parent / "moved"), id="moved"),
        pytest.param(lambda root: shutil.copytree(root, root.parent / "copy", symlinks=True), id="copied"),
    ],
)
def test_what_is_not_ready_is_set_up(project, change):
    """Ready or not is seen by whether a Python is looked for."""
    nowhere = {"PYTHON": "/no/python"}
    assert start(project / "render.sh", **nowhere).returncode == 0
    changed = change(project)
    root = changed if isinstance(changed, Path) else project
    one_error(start(root / "render.sh", **nowhere), "PYTHON=/no/python does not run, .*")


def swap_python(stamp):
    stamp.write_bytes(b"/bin/sh\n" + stamp.read_bytes().split(b"\n", 1)[1])


def pythons(folder, **versions):
    """Make a folder for PATH with nothing but a bash and Pythons that only tell their version."""
    folder.mkdir()
    (folder / "bash").symlink_to(shutil.which("bash"))
    for name, version in versions.items():
        (folder / name.replace("_", ".")).write_text(f"#!/bin/sh\necho {version}\n")
        (folder / name.replace("_", ".")).chmod(0o755)
    return {"PATH": str(folder), "PYTHON": ""}


def test_a_start_with_everything_ready_runs_no_other_command(project, tmp_path):
    assert start(project / "render.sh", **pythons(tmp_path / "bin")).returncode == 0


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ({"python3": "3.9.2"}, "python3 is Python 3.9.2"),
        ({"python3": "2.7.18", "python3_11": "3.10.9"}, "python3 is Python 2.7.18"),
        ({"python3": ""}, "no Python was found"),
        ({}, "no Python was found"),
    ],
)
def test_no_python_that_is_new_enough_costs_one_line(tmp_path, versions, told):
    root = lay_out(tmp_path / "clips")
    done = start(root / "render.sh", **pythons(tmp_path / "bin", **versions))
    assert one_error(done, f"{told}, Python 3.11 or newer is needed: .*PYTHON=.*") == []
    assert not (root / ".venv").exists()


def test_a_newer_python_is_found_behind_an_old_one(tmp_path):
    root = lay_out(tmp_path / "clips")
    (root / ".cache").write_text("in the way, so that the set-up ends as soon as it begins")
    env = pythons(tmp_path / "bin", python3="3.9.2", python3_12="3.10.1")
    (tmp_path / "bin/python3.11").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / "bin/python3.11").chmod(0o755)
    one_error(start(root / "render.sh", **env), r".*/\.cache: File exists: set-up writes to .*")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_costs_one_line(tmp_path):
    root = lay_out(tmp_path / "clips")
    root.chmod(0o555)
    one_error(start(root / "render.sh"), r".*/\.cache: Permission denied: set-up writes to .*")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose environment render.sh has made, and that it then leaves alone."""
    pytest.importorskip("ensurepip")
    root = lay_out(tmp_path_factory.mktemp("made").resolve() / "my clips")
    done = start(root / "render.sh", "a")
    assert (done.returncode, json.loads(done.stdout)[0]) == (0, ["a"]), done.stderr
    assert re.fullmatch(r"Setting up \.venv, once: about \d+ s\n", done.stderr)
    assert silent(root)
    return root


def silent(root):
    """Check that the environment is ready, so that a start says and does nothing about it."""
    done = start(root / "render.sh", PYTHON="/no/python")
    assert (done.returncode, done.stderr) == (0, "")
    return True


def test_other_requirements_are_installed_with_the_extras_that_were_there(made):
    (made / "constraints.txt").write_text("apples==3\n")
    (made / ".venv" / EXTRAS).write_text("pears\n")
    done = start(made / "render.sh")
    assert (done.returncode, done.stderr) == (0, "Bringing .venv up to date: up to 20 s\n")
    assert " -e '.[pears]'" in (made / ".cache/setup.log").read_text()
    (made / ".venv" / EXTRAS).unlink()
    assert silent(made)


def test_a_failing_pip_costs_one_line_and_the_next_start_tries_again(made):
    good = (made / "backend.py").read_text()
    (made / "backend.py").write_text(good.replace("Provides-", "Requires-Dist: quinces\\nProvides-"))
    (made / "constraints.txt").write_text("apples==4\n")
    for _ in range(2):
        log = re.escape(str(made / ".cache/setup.log"))
        notices = one_error(start(made / "render.sh"), f"pip could not install .*quinces.*: see {log}, .*")
        assert notices == ["Bringing .venv up to date: up to 20 s"]
    (made / "backend.py").write_text(good)
    assert start(made / "render.sh").returncode == 0
    assert silent(made)


def ensure(root, name, **env):
    script = "from scenes.workshop.extras import *\n"
    script += f"try: ensure({name!r})\nexcept SetupError as error: print(error)"
    return start(root / ".venv/bin/python", "-P", "-c", script, **env)


def test_an_extra_is_installed_once_and_remembered(made, tmp_path):
    wheel = runpy.run_path(str(made / "backend.py"))["wheel"]
    refused = ensure(made, "test").stdout
    assert re.fullmatch(r"pip could not install .*: see .*setup\.log, .*\n", refused)
    assert not (made / ".venv" / EXTRAS).exists()
    for name in MODULES["test"]:
        wheel(tmp_path, name, **{f"{name}__py": ""})
    done = ensure(made, "test", PIP_FIND_LINKS=str(tmp_path))
    assert (done.stdout, done.stderr) == ("", "Installing the test tools, once: about 30 s\n")
    assert (made / ".venv" / EXTRAS).read_text() == "test\n"
    assert (ensure(made, "test").stderr, silent(made)) == ("", True)


def test_manim_without_its_libraries_costs_one_line_that_names_them(made):
    done = ensure(made, "manim", PATH="/no/commands")
    assert re.match(
        r"Manim needs pkg-config, the Cairo library, the Pango library, a C compiler", done.stdout
    )
    assert done.stdout.count("\n") == 1
    assert (done.stderr, silent(made)) == ("", True)


def begin(root):
    """Start render.sh without waiting for its end."""
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    command = [root / "render.sh"]
    return subprocess.Popen(command, env=surroundings(), text=True, start_new_session=True, **pipes)


def test_an_interrupted_set_up_is_made_good_by_two_starts_at_once(tmp_path):
    pytest.importorskip("ensurepip")
    root = lay_out(tmp_path / "clips")
    with begin(root) as first:
        assert first.stderr.readline().startswith("Setting up")
        os.killpg(first.pid, signal.SIGINT)
        assert first.communicate()[1] == "error: the set-up was interrupted: start again to finish it\n"
    with begin(root) as one, begin(root) as other:
        told = one.communicate()[1] + other.communicate()[1]
    assert (first.returncode, one.returncode, other.returncode) == (130, 0, 0)
    assert told.count("Setting up") == 1
    assert silent(root)
