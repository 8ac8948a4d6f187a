import io
import os
import re
import subprocess
import sys
import tomllib

import pytest

from gdclips.places import CODE as ROOT
from gdclips.setup import extras, progress, system_packages
from gdclips.setup.commands import SetupError, cause, check, exclusive
from gdclips.setup.environment import ADDING, EXTRAS, STAMP, UNFINISHED, remember_extra, stamp_for, state_of
from gdclips.setup.system_packages import Dependency, plan

CAIRO = Dependency("the Cairo library", ("libcairo2-dev",), "brew install cairo")
COMPILER = Dependency("a C compiler", ("gcc", "libc6-dev"), "xcode-select --install")
UNPACKAGED = Dependency("a thing of its own")

NOBODY = {"is_root": False, "has_tty": False, "has_sudo": False, "has_apt": False}


@pytest.mark.parametrize(
    ("facts", "missing", "kind"),
    [
        ({"is_root": True, "has_apt": True}, [], "nothing"),
        ({}, [], "nothing"),
        ({"is_root": True, "has_apt": True}, [CAIRO], "install"),
        ({"is_root": True, "has_apt": True, "has_sudo": True, "has_tty": True}, [CAIRO], "install"),
        ({"has_apt": True, "has_sudo": True, "has_tty": True}, [CAIRO], "ask"),
        ({"has_apt": True, "has_sudo": True}, [CAIRO], "refuse"),
        ({"has_apt": True, "has_tty": True}, [CAIRO], "refuse"),
        ({"has_sudo": True, "has_tty": True}, [CAIRO], "refuse"),
        ({"is_root": True}, [CAIRO], "refuse"),
        ({"is_root": True, "has_apt": True}, [CAIRO, UNPACKAGED], "refuse"),
    ],
)
def test_only_root_installs_unasked_and_only_what_apt_knows(facts, missing, kind):
    assert plan("linux", **(NOBODY | facts), missing=missing).kind == kind


def test_the_commands_name_each_package_once_and_run_by_sudo_only_when_asked():
    facts = NOBODY | {"has_apt": True, "has_sudo": True, "has_tty": True}
    asked = plan("linux", **facts, missing=[CAIRO, COMPILER, CAIRO]).commands
    unasked = plan("linux", **(facts | {"is_root": True}), missing=[CAIRO]).commands
    assert asked[0] == ("sudo", "apt-get", "update")
    assert asked[1][0] == "sudo"
    assert asked[1][-5:] == ("-y", "--no-install-recommends", "libcairo2-dev", "gcc", "libc6-dev")
    assert unasked[0] == ("apt-get", "update")
    assert "sudo" not in unasked[1]


@pytest.mark.parametrize(
    ("platform", "has_apt", "missing", "expected"),
    [
        (
            "linux",
            True,
            [CAIRO, COMPILER],
            'run "apt-get update" and "apt-get install libcairo2-dev gcc libc6-dev" as root (sudo)',
        ),
        ("linux", False, [CAIRO], "install it (Debian's packages for it: libcairo2-dev)"),
        ("linux", True, [UNPACKAGED], "install it"),
        ("darwin", False, [CAIRO, COMPILER], 'run "brew install cairo" and "xcode-select --install"'),
    ],
)
def test_whoever_may_not_install_is_told_what_to_run(platform, has_apt, missing, expected):
    action = plan(platform, **(NOBODY | {"has_apt": has_apt}), missing=missing)
    assert (action.kind, action.advice, action.commands) == ("refuse", expected, ())


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ERROR: OSError: [Errno 28] No space left on device\nERROR: no", "the disk is full"),
        (
            "WARNING: connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution",
            "the packages could not be fetched (no network?)",
        ),
        (
            "Temporary failure resolving 'deb'\nE: Unable to fetch some archives",
            "the packages could not be fetched (no network?)",
        ),
        (
            "Collecting x\nERROR: No matching distribution found for x==9\n",
            "No matching distribution found for x==9",
        ),
        (
            "ERROR: Cannot install x because of y\nWhy\nERROR: ResolutionImpossible: for help visit z",
            "Cannot install x because of y",
        ),
        ("one\nE: Unable to locate package y\nlast", "Unable to locate package y"),
        ("one\nlast\n\n", "last"),
        ("", "no output"),
    ],
)
def test_the_cause_is_the_gist_of_the_output(output, expected):
    assert cause(output) == expected


def test_a_failed_command_costs_one_line_that_names_the_log(tmp_path):
    script = "import sys; print('ERROR: no pear'); sys.exit(3)"
    with pytest.raises(SetupError) as caught, exclusive(tmp_path, "installing pears") as log:
        log.write("an older failure: No space left on device\n")
        check([sys.executable, "-c", script], log, "no fruit")
    assert str(caught.value) == f"no fruit: no pear: see {tmp_path}/.cache/setup.log, then start again"
    assert "ERROR: no pear" in (tmp_path / ".cache/setup.log").read_text()


def test_a_second_set_up_waits_for_the_first(tmp_path):
    script = (
        "import sys; from pathlib import Path; from gdclips.setup.commands import exclusive\n"
        "input()\n"
        "with exclusive(Path(sys.argv[1]), 'second'): print('in')"
    )
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", script, tmp_path], text=True, cwd=ROOT, **pipes) as second:
        with exclusive(tmp_path, "installing pears"):
            second.stdin.write("go\n")
            second.stdin.flush()
            waits = r"Waiting for another start of this project, which is installing pears, since [\d:]{8}\n"
            assert re.fullmatch(waits, second.stderr.readline())
            assert second.poll() is None
        assert second.communicate(timeout=600) == ("in\n", "")


def test_a_place_that_cannot_be_written_to_costs_one_line(tmp_path):
    (tmp_path / ".cache").write_text("in the way")
    with (
        pytest.raises(SetupError, match=r"^.*/\.cache: File exists: set-up writes to .*$"),
        exclusive(tmp_path, "installing pears"),
    ):
        pytest.fail("the lock cannot be had")


@pytest.fixture
def project(tmp_path):
    """A project whose environment counts as ready."""
    root = tmp_path.resolve()
    (root / "pyproject.toml").write_text("[project]\n")
    (root / "constraints.txt").write_text("x==1\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    (packages,) = (root / ".venv").glob("lib/python*/site-packages")
    (packages / "pip.py").touch()
    (root / ".venv" / STAMP).write_bytes(stamp_for(root))
    return root


def displace(venv):
    """Make the stamp tell of another folder that exists."""
    stamp = (venv / STAMP).read_bytes().split(b"\n")
    stamp[1] = os.fsencode(venv.parent.parent)
    (venv / STAMP).write_bytes(b"\n".join(stamp))


@pytest.mark.parametrize(
    ("change", "state"),
    [
        pytest.param(lambda root: None, "ready", id="untouched"),
        pytest.param(
            lambda root: (root / "constraints.txt").write_text("x==2"), "outdated", id="other versions"
        ),
        pytest.param(lambda root: (root / "pyproject.toml").write_text(""), "outdated", id="other settings"),
        pytest.param(lambda root: (root / ".venv" / STAMP).unlink(), "outdated", id="made by hand"),
        pytest.param(lambda root: (root / ".venv" / UNFINISHED).touch(), "outdated", id="cut short"),
        pytest.param(lambda root: (root / ".venv" / ADDING).touch(), "ready", id="an extra cut short"),
        pytest.param(lambda root: displace(root / ".venv"), "missing", id="moved"),
        pytest.param(lambda root: (root / ".venv" / STAMP).write_text("?"), "missing", id="damaged stamp"),
        pytest.param(lambda root: (root / ".venv/bin/python").unlink(), "missing", id="no Python"),
        pytest.param(lambda root: next(root.rglob("pip.py")).unlink(), "missing", id="no pip"),
        pytest.param(lambda root: (root / ".venv").rename(root / "old"), "missing", id="nothing"),
    ],
)
def test_the_state_of_an_environment(project, change, state):
    assert state_of(project) == "ready"
    change(project)
    assert state_of(project) == state


def test_extras_are_remembered_once_and_in_order(tmp_path):
    for extra in ("test", "manim", "test"):
        remember_extra(tmp_path, extra)
    assert (tmp_path / EXTRAS).read_text() == "manim\ntest\n"
    assert [path.name for path in tmp_path.iterdir()] == [EXTRAS]


def test_has_does_not_import():
    script = (
        "import sys; from gdclips.setup.extras import has\n"
        "print(has('test')); sys.exit('pytest' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert answer.stdout == "True\n"


def test_a_folder_without_code_is_not_an_installed_module(tmp_path, monkeypatch):
    (tmp_path / "left_behind").mkdir()
    (tmp_path / "all_there").mkdir()
    (tmp_path / "all_there/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert [extras.installed(name) for name in ("left_behind", "all_there", "not_at_all")] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("extra", ["test", "cluster"])
def test_what_is_installed_is_left_alone(extra, capsys):
    log = ROOT / ".cache/setup.log"
    before = log.stat().st_mtime_ns if log.exists() else None
    extras.ensure(extra)
    assert capsys.readouterr() == ("", "")
    assert (log.stat().st_mtime_ns if log.exists() else None) == before


def test_each_extra_of_the_project_is_known_by_its_modules():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert extras.MODULES.keys() == extras.TASKS.keys() == project["optional-dependencies"].keys()
    assert extras.MODULES["cluster"] == ("distributed",)


# Says what comes of an extra that is missing where nothing may be installed.
MISSING = """
import sys
from gdclips.setup import extras
extras.MODULES = {name: ("no_such_module",) for name in extras.MODULES}
sys.prefix = sys.base_prefix
try:
    extras.ensure(sys.argv[1])
except extras.SetupError as error:
    print(error)
"""


@pytest.mark.parametrize("extra", ["cluster", "manim", "test"])
def test_an_extra_is_not_installed_into_the_systems_own_python(extra):
    command = [sys.executable, "-c", MISSING, extra]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == (
        f"{sys.executable} lacks the extra {extra!r} and is the system's own, which is left alone:"
        " start the project with ./render.sh\n"
    )


LOG = """Collecting manim[typst]<0.23,>=0.22
  Downloading manim-0.22.0-py3-none-any.whl (640 kB)
Collecting numpy>=2
  Using cached numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)
Collecting pycairo<2.0.0,>=1.14
  Downloading pycairo-1.29.2.tar.gz (665 kB)
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "3 packages, 1 MB"),
        ("  Preparing metadata (pyproject.toml): started\n", "3 packages, 1 MB, building pycairo"),
        ("  Preparing metadata (pyproject.toml): finished with status 'done'\n", "3 packages, 1 MB"),
        ("Processing /wheels/h11-0.16.0-py3-none-any.whl (from uvicorn)\n", "4 packages, 1 MB"),
        ("Collecting av\n  Downloading av-18.1.0.whl (35.8 MB)\n", "4 packages, 37 MB"),
        (
            "  Building wheel for manimpango (pyproject.toml): started\n"
            "  Building wheel for manimpango (pyproject.toml): still running...\n",
            "3 packages, 1 MB, building manimpango",
        ),
    ],
)
def test_the_log_of_pip_tells_how_far_it_is(tmp_path, more, expected):
    (tmp_path / "setup.log").write_text(LOG + more)
    assert progress.download_progress(tmp_path / "setup.log") == expected


def test_the_last_line_of_a_log_is_the_last_that_says_something(tmp_path):
    log = tmp_path / "setup.log"
    log.write_text("$ apt-get update\nUnpacking pears (1.0)\n  \n")
    assert system_packages.last_line(log) == "Unpacking pears (1.0)"
    log.write_text("\n")
    assert system_packages.last_line(log) == ""


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_the_progress_is_one_line_that_goes_away(monkeypatch):
    monkeypatch.setattr("sys.stderr", Screen())
    with progress.progress_line("Installing pears", iter(["1 of 2", "2 of 2"]).__next__) as show:
        show()
        show()
    assert re.fullmatch(
        r"\r\x1b\[KInstalling pears: 1 of 2, \d+ s\r\x1b\[KInstalling pears: 2 of 2, \d+ s\r\x1b\[K",
        sys.stderr.getvalue(),
    )


def test_elsewhere_there_is_a_line_every_now_and_then(monkeypatch, capsys):
    clock = iter([0.0, 9.9, 10.0, 11.0, 20.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.progress_line("Installing pears", lambda: "1 of 2") as show:
        for _ in range(4):
            show()
    assert capsys.readouterr().err == "Installing pears: 1 of 2, 10 s\nInstalling pears: 1 of 2, 20 s\n"
