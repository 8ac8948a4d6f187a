"""render.sh with real processes, on a small copy of the project that needs no network."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from gdclips.places import CODE as ROOT
from gdclips.setup.environment import ADDING, EXTRAS, PTH_FILE, STAMP, UNFINISHED, stamp_for
from gdclips.setup.extras import MODULES

PROJECT = f"""
[project]
dependencies = ["plums"]

[project.optional-dependencies]
test = {json.dumps(MODULES["test"])}
"""

IGNORED = shutil.ignore_patterns("__pycache__")


def lay_out(root):
    """Put the small project and our own set-up into a folder."""
    shutil.copytree(ROOT / "tests/small_project", root, ignore=IGNORED)
    for name in ("setup", "precheck", "jobs"):
        shutil.copytree(ROOT / "gdclips" / name, root / "gdclips" / name, ignore=IGNORED)
    shutil.copy(ROOT / "render.sh", root)
    for name in ("__init__", "places", "streams", "system"):
        shutil.copy(ROOT / f"gdclips/{name}.py", root / "gdclips")
    (root / "pyproject.toml").write_text(PROJECT)
    return root


def environment(**more):
    """An environment without the user's settings, in which pip fetches nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"PYTHON": sys.executable, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull} | more


def start(script, *args, cwd=None, **env):
    quiet = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, "check": False}
    return subprocess.run([script, *map(str, args)], cwd=cwd, env=environment(**env), **quiet)


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


def test_a_folder_named_gdclips_of_the_users_is_not_ours(project, tmp_path):
    (tmp_path / "gdclips").mkdir()
    (tmp_path / "gdclips/__main__.py").write_text("raise SystemExit('not ours')")
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
    ("versions", "problem"),
    [
        ({"python3": "3.9.2"}, "python3 is Python 3.9.2"),
        ({"python3": "2.7.18", "python3_11": "3.10.9"}, "python3 is Python 2.7.18"),
        ({"python3": ""}, "no Python was found"),
        ({}, "no Python was found"),
    ],
)
def test_no_python_that_is_new_enough_costs_one_line(tmp_path, versions, problem):
    root = lay_out(tmp_path / "clips")
    done = start(root / "render.sh", **pythons(tmp_path / "bin", **versions))
    assert one_error(done, f"{problem}, Python 3.11 or newer is needed: .*PYTHON=.*") == []
    assert not (root / ".venv").exists()


def test_a_newer_python_is_found_behind_an_old_one(tmp_path):
    root = lay_out(tmp_path / "clips")
    (root / ".cache").write_text("in the way, so that the set-up ends as soon as it begins")
    env = pythons(tmp_path / "bin", python3="3.9.2", python3_12="3.10.1")
    (tmp_path / "bin/python3.11").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / "bin/python3.11").chmod(0o755)
    one_error(start(root / "render.sh", **env), r".*/\.cache: File exists: set-up writes to .*")


def test_what_else_lies_in_the_folder_is_not_imported(tmp_path):
    root = lay_out(tmp_path / "clips")
    (root / ".cache").write_text("in the way, so that the set-up ends as soon as it begins")
    for name in ("json", "runpy", "subprocess", "numpy"):
        (root / f"{name}.py").write_text(f"raise SystemExit('{name} is not ours')")
    assert one_error(start(root / "render.sh"), r".*/\.cache: File exists: set-up writes to .*") == []


def test_another_copy_that_python_knows_is_not_taken_for_this_one(tmp_path):
    root = lay_out(tmp_path / "clips")
    (root / ".cache").write_text("in the way, so that the set-up ends as soon as it begins")
    (tmp_path / "other/gdclips").mkdir(parents=True)
    (tmp_path / "other/gdclips/__init__.py").write_text("raise SystemExit('another copy')")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (packages / "clips.pth").write_text(str(tmp_path / "other"))
    done = start(root / "render.sh", PYTHON=str(tmp_path / "env/bin/python"))
    assert one_error(done, r".*/\.cache: File exists: set-up writes to .*") == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_costs_one_line(tmp_path):
    root = lay_out(tmp_path / "clips")
    root.chmod(0o555)
    one_error(start(root / "render.sh"), r".*/\.cache: Permission denied: set-up writes to .*")


def wheel(folder, name, version="1", metadata=""):
    """Put a wheel of one module into a folder: a stand-in for what is fetched."""
    info = f"{name}-{version}.dist-info"
    parts = {
        f"{name}.py": f"version = {version!r}",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{part},,\n" for part in (*parts, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        for part, text in (parts | {f"{info}/RECORD": record}).items():
            file.writestr(part, text)


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory):
    """The folder from which pip fetches."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    for name in ("plums", *MODULES["test"]):
        wheel(folder, name)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory, wheelhouse):
    """A project whose environment render.sh has made, and that it then leaves alone."""
    pytest.importorskip("ensurepip")
    root = lay_out(tmp_path_factory.mktemp("made").resolve() / "my clips")
    done = start(root / "render.sh", "a", PIP_FIND_LINKS=str(wheelhouse))
    assert (done.returncode, json.loads(done.stdout)[0]) == (0, ["a"]), done.stderr
    assert re.fullmatch(r"Setting up \.venv, once: \d+ MB", notices(done)[0])
    assert silent(root)
    (site,) = (root / ".venv").glob("lib/python*/site-packages")
    spoil(site / "pip/__main__.py")
    return root


@pytest.fixture
def ready(made, tmp_path):
    """The same in a folder of a test's own."""
    root = shutil.copytree(made, tmp_path.resolve() / "my clips", symlinks=True)
    (site,) = (root / ".venv").glob("lib/python*/site-packages")
    (site / PTH_FILE).write_text(str(root))
    (root / ".venv" / STAMP).write_bytes(stamp_for(root))
    assert silent(root)
    return root


# Lets pip stop in the middle, where the project says so: what it installs is half there then.
SPOILT = """
import sys, time, zipfile
from pathlib import Path
site, command = Path(__file__).parents[1], sys.argv[1]
root = site.parents[3]
stop = root / f"stop-{command}"
if stop.exists():
    how = stop.read_text()
    stop.unlink()
    for wheel in [each for each in sys.argv if each.endswith(".whl")][:2]:
        with zipfile.ZipFile(wheel) as content:
            content.extractall(site)
    (root / "stopped").touch()
    if how == "wait":
        time.sleep(120)
    sys.exit("ERROR: no room")
"""


def spoil(main):
    main.write_text(SPOILT + main.read_text())


def notices(done):
    """The lines on stderr without the progress lines, of which a fast machine shows none."""
    return [line for line in done.stderr.splitlines() if not re.search(r", \d+ s$", line)]


def silent(root):
    """Check that the environment is ready, so that a start says and does nothing about it."""
    done = start(root / "render.sh", PYTHON="/no/python")
    assert (done.returncode, done.stderr) == (0, "")
    return True


def test_other_requirements_are_installed_with_the_extras_that_were_there(ready, wheelhouse, tmp_path):
    wheel(tmp_path, "plums", "2")
    (ready / "constraints.txt").write_text("plums==2\n")
    (ready / ".venv" / EXTRAS).write_text("test\n")
    done = start(ready / "render.sh", PIP_FIND_LINKS=f"{wheelhouse} {tmp_path}")
    assert (done.returncode, notices(done)) == (0, ["Bringing .venv up to date"]), done.stderr
    assert version(ready, "plums") == "2"
    assert version(ready, "pytest") == "1"
    assert silent(ready)


def version(root, module):
    script = f"import {module}; print({module}.version)"
    done = start(root / ".venv/bin/python", "-I", "-c", script)
    return done.stdout.strip() or done.stderr


def test_a_failing_pip_costs_one_line_and_the_next_start_tries_again(ready, wheelhouse):
    (ready / "constraints.txt").write_text("plums==4\n")
    for _ in range(2):
        log = re.escape(str(ready / ".cache/setup.log"))
        before = one_error(start(ready / "render.sh"), f"pip could not fetch .*plums.*: see {log}, .*")
        assert before == ["Bringing .venv up to date"]
        assert version(ready, "plums") == "1"
    (ready / "constraints.txt").write_text("plums==1\n")
    assert start(ready / "render.sh").returncode == 0
    assert silent(ready)


ENSURE = """
from gdclips.setup.extras import *
try: ensure({name!r})
except SetupError as error: print(error)
"""


def ensure(root, name, **env):
    return start(root / ".venv/bin/python", "-P", "-c", ENSURE.format(name=name), **env)


def installing(root, name, **env):
    """Begin to install an extra, and leave it."""
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    command = [root / ".venv/bin/python", "-P", "-c", ENSURE.format(name=name)]
    return subprocess.Popen(command, env=environment(**env), text=True, start_new_session=True, **pipes)


def has(root, name):
    script = f"from gdclips.setup.extras import has; print(has({name!r}))"
    return start(root / ".venv/bin/python", "-P", "-c", script).stdout == "True\n"


def wait_for(path):
    """Wait until a file is there; the bound is only a guard."""
    for _ in range(1200):
        if path.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"no {path}")


def test_an_extra_is_installed_once_and_remembered(ready, wheelhouse):
    refused = ensure(ready, "test").stdout
    assert re.fullmatch(r"pip could not fetch .*: see .*setup\.log, .*\n", refused)
    assert not (ready / ".venv" / EXTRAS).exists()
    assert not (ready / ".venv" / ADDING).exists()
    done = ensure(ready, "test", PIP_FIND_LINKS=str(wheelhouse))
    assert done.stdout == ""
    assert re.fullmatch(r"Installing the test tools, once: \d+ MB", "".join(notices(done)))
    assert (ready / ".venv" / EXTRAS).read_text() == "test\n"
    assert (ensure(ready, "test").stderr, silent(ready), has(ready, "test")) == ("", True, True)
    assert not (ready / ".cache/wheels").exists()


def test_manim_without_its_libraries_costs_one_line_that_names_them(ready):
    done = ensure(ready, "manim", PATH="/no/commands")
    assert re.match(
        r"Manim needs pkg-config, the Cairo library, the Pango library, a C compiler", done.stdout
    )
    assert done.stdout.count("\n") == 1
    assert (done.stderr, silent(ready)) == ("", True)


@pytest.mark.parametrize(
    ("command", "end"),
    [
        ("wheel", signal.SIGINT),
        ("install", signal.SIGKILL),
        pytest.param("wheel", signal.SIGKILL, marks=pytest.mark.slow),
        pytest.param("install", signal.SIGINT, marks=pytest.mark.slow),
    ],
)
def test_an_extra_that_is_stopped_leaves_all_else_as_it_was(ready, wheelhouse, command, end):
    (ready / f"stop-{command}").write_text("wait")
    with installing(ready, "test", PIP_FIND_LINKS=str(wheelhouse)) as first:
        wait_for(ready / "stopped")
        os.killpg(first.pid, end)
    before = (ready / ".venv" / STAMP).stat().st_mtime_ns
    assert silent(ready)
    assert not has(ready, "test")
    unreachable = {"PIP_FIND_LINKS": "" if command == "install" else str(wheelhouse)}  # no network to finish
    assert ensure(ready, "test", **unreachable).stdout == ""
    assert (has(ready, "test"), version(ready, "httpx"), silent(ready)) == (True, "1", True)
    assert (ready / ".venv" / STAMP).stat().st_mtime_ns == before
    assert not (ready / ".venv" / ADDING).exists()


def test_an_extra_whose_installation_fails_leaves_all_else_as_it_was(ready, wheelhouse):
    for _ in range(2):
        (ready / "stop-install").write_text("fail")
        error = ensure(ready, "test", PIP_FIND_LINKS=str(wheelhouse)).stdout
        assert re.fullmatch(r"pip could not install the packages: no room: see .*, then start again\n", error)
        assert silent(ready)
        assert not has(ready, "test")
    assert ensure(ready, "test").stdout == ""
    assert has(ready, "test")


def test_others_do_not_wait_for_an_extra_unless_they_need_it(ready, wheelhouse):
    (ready / "stop-install").write_text("wait")
    with installing(ready, "test", PIP_FIND_LINKS=str(wheelhouse)) as first:
        wait_for(ready / "stopped")
        assert silent(ready)
        with installing(ready, "test") as second:
            notice = second.stderr.readline()
            os.killpg(first.pid, signal.SIGKILL)
            assert (second.communicate()[0], second.returncode) == ("", 0)
    assert re.fullmatch(
        r"Waiting for another start of this project, which is installing the test tools, "
        r"since \d\d:\d\d:\d\d\n",
        notice,
    )
    assert has(ready, "test")


@pytest.mark.parametrize("end", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_an_update_that_is_stopped_is_finished_by_the_next_start(ready, tmp_path, end):
    wheel(tmp_path, "plums", "2")
    (ready / "constraints.txt").write_text("plums==2\n")
    (ready / "stop-install").write_text("wait")
    with begin(ready, PIP_FIND_LINKS=str(tmp_path)) as first:
        wait_for(ready / "stopped")
        os.killpg(first.pid, end)
    assert (ready / ".venv" / UNFINISHED).read_text() == "plums-2.dist-info\n"
    (ready / ".venv/kept").touch()
    done = start(ready / "render.sh")
    assert (done.returncode, notices(done)) == (0, ["Bringing .venv up to date"]), done.stderr
    assert version(ready, "plums") == "2"
    assert (silent(ready), (ready / ".venv/kept").exists()) == (True, True)


def test_a_moved_environment_is_kept_until_a_new_one_is_made(ready, wheelhouse):
    (ready / ".venv/kept").touch()
    moved = ready.rename(ready.parent / "moved clips")
    one_error(start(moved / "render.sh"), "pip could not fetch .*")
    assert (moved / ".venv/kept").exists()
    assert silent(moved.rename(ready))
    moved = ready.rename(moved)
    assert start(moved / "render.sh", PIP_FIND_LINKS=str(wheelhouse)).returncode == 0
    assert not (moved / ".venv/kept").exists()
    assert not (moved / ".cache/old-venv").exists()


@pytest.mark.slow
def test_an_environment_whose_python_is_away_is_kept_until_a_new_one_is_made(ready):
    (ready / ".venv/kept").touch()
    python = (ready / ".venv/bin/python").rename(ready / "away")
    one_error(start(ready / "render.sh"), "pip could not fetch .*")
    python.rename(ready / ".venv/bin/python")
    assert (silent(ready), (ready / ".venv/kept").exists()) == (True, True)


@pytest.mark.parametrize("make", [Path.touch, lambda path: (path.mkdir(), (path / "notes").touch())])
def test_a_file_or_folder_that_is_no_environment_is_not_touched(tmp_path, make):
    root = lay_out(tmp_path / "clips")
    make(root / ".venv")
    before = [root / ".venv", *(root / ".venv").glob("*")]
    one_error(start(root / "render.sh"), r".*/\.venv is no environment of Python's: move it away, .*")
    assert all(path.exists() for path in before)


def begin(root, **env):
    """Start render.sh without waiting for its end."""
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    command = [root / "render.sh"]
    return subprocess.Popen(command, env=environment(**env), text=True, start_new_session=True, **pipes)


def test_an_interrupted_set_up_is_made_good_by_two_starts_at_once(tmp_path, wheelhouse):
    pytest.importorskip("ensurepip")
    root, links = lay_out(tmp_path / "clips"), {"PIP_FIND_LINKS": str(wheelhouse)}
    with begin(root, **links) as first:
        assert first.stderr.readline().startswith("Setting up")
        os.killpg(first.pid, signal.SIGINT)
        assert first.communicate()[1] == "error: the set-up was interrupted: start again to finish it\n"
    with begin(root, **links) as one, begin(root, **links) as other:
        notices = one.communicate()[1] + other.communicate()[1]
    assert (first.returncode, one.returncode, other.returncode) == (130, 0, 0)
    assert notices.count("Setting up .venv, once") == 1
    assert silent(root)


# The set-up by a Python of which Debian keeps a part in packages that are not installed.
BARE = """
import sys
from pathlib import Path
sys.modules.update(dict.fromkeys({hidden!r}))
from gdclips.setup import debian
from gdclips.setup import environment
debian.WHEELS = Path("/no/wheels")
sys.exit(environment.main())
"""


def bare_start(root, *hidden, **env):
    script = BARE.format(hidden=hidden)
    return start(sys.executable, "-P", "-c", script, root, PYTHONPATH=str(root), **env)


@pytest.fixture
def apt(tmp_path):
    """A PATH with an apt-get and a dpkg-deb that know one package, Debian's pip."""
    ensurepip = pytest.importorskip("ensurepip")
    (bundled,) = Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "apt-get": '[ "$*" = "download python3-pip-whl" ] && echo a >python3-pip-whl_1_all.deb',
        "dpkg-deb": f'mkdir -p "$3/no/wheels" && cp "{bundled}" "$3/no/wheels"',
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_a_python_without_ensurepip_takes_debians_pip(tmp_path, wheelhouse, apt):
    root = lay_out(tmp_path.resolve() / "my clips")
    done = bare_start(root, "ensurepip", PATH=apt, PIP_FIND_LINKS=str(wheelhouse))
    assert done.returncode == 0, done.stderr
    assert notices(done)[1:] == ["Fetching Debian's pip, once: 2 MB"]
    assert silent(root)
    assert version(root, "plums") == "1"


@pytest.mark.parametrize(
    ("hidden", "scripts"),
    [
        pytest.param(["ensurepip"], {}, id="not Debian"),
        pytest.param(["ensurepip"], {"apt-get": "exit 100", "dpkg-deb": "exit 1"}, id="no package lists"),
        pytest.param(["ensurepip", "venv"], {}, id="no venv module"),
    ],
)
@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("apt-get") is None, reason="root would install")
def test_where_no_pip_can_be_had_one_line_says_what_to_install(tmp_path, hidden, scripts):
    root = lay_out(tmp_path / "clips")
    for name, script in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    done = bare_start(root, *hidden, PATH=str(tmp_path))
    before = one_error(done, r"Set-up needs Python's venv module, .*")
    assert before[0].startswith("Setting up")
