"""The same bytes wherever the command is run: no file, variable or folder of the user's changes one.

Surroundings are as hostile as can be, two at a time; a GIF, a PNG and a video are made in them by the real
command, started as render.sh starts it, and compared with those of a plain one.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdclips.setup import extras

# As render.sh starts it (-I), but with the copy's code in place of the installed.
START = """
import runpy, sys
sys.meta_path.insert(0, runpy.run_path(sys.argv.pop(1))["Finder"])
from gdclips.__main__ import start
raise SystemExit(start())
"""
SMALL = ["--size", "96x64", "--fps", "10", "--cut", "short", "--set", "steps=6", "-j", "1", "-B"]
FILES = ["contour_descent.gif", "ravine.png", "momentum.mp4"]

MANIM = "[CLI]\nframe_height = 4\nbackground_color = WHITE\nrenderer = opengl\nplugins = none\n[oops\n"
MATPLOTLIB = "path.simplify: False\nagg.path.chunksize: 100\nmathtext.default: bf\ntext.usetex: True\noops\n"
FOREIGN = ("numpy", "av", "matplotlib", "manim", "cairo", "typst", "msgspec", "rich", "random", "string")
SHADOW = "raise SystemExit('foreign code')\n"


def strew(folder):
    """Put into a folder what libraries and Python may take for theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manim.cfg").write_text(MANIM)
    (folder / "matplotlibrc").write_bytes(MATPLOTLIB.encode() + b"\xff\xfe")
    for name in (*FOREIGN, "sitecustomize", "usercustomize"):
        (folder / f"{name}.py").write_text(SHADOW)
    return folder


def in_the_folder(project):
    return {"cwd": strew(project.home)}, {"MPLBACKEND": "nonsense", "COLUMNS": "20", "FORCE_COLOR": "1"}


def beside_the_code(project):
    strew(project.root)
    return {"cwd": project.root / "scenes"}, {"MATPLOTLIBRC": str(project.root), "DYLD_PRINT": "1"}


def in_the_home(project):
    home = project.root.parent / "home"
    for config in (".config/manim", ".config/matplotlib", ".matplotlib", ".config"):
        strew(home / config)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    strew(home / f".local/lib/{version}/site-packages")
    return {}, {"HOME": str(home), "XDG_CACHE_HOME": str(Path.home() / ".cache"), "PYTHONUSERBASE": str(home)}


def on_pythons_path(project):
    folder = str(strew(project.root.parent / "foreign"))
    other = {"PYTHONHASHSEED": "1", "PYTHONIOENCODING": "cp1252", "PYTHONOPTIMIZE": "2", "PYTHONUTF8": "0"}
    return {}, other | {"PYTHONPATH": folder, "PYTHONSTARTUP": f"{folder}/av.py", "PYTHONWARNINGS": "error"}


def elsewhere(project):
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_CORETYPE")
    kernels = dict(zip(threads, ("3", "3", "3", "Nehalem"), strict=True))
    place = {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE", "LANGUAGE": "de", "TZ": "Asia/Kathmandu"}
    return {"umask": 0o077}, kernels | place | {"SOURCE_DATE_EPOCH": "1", "FREETYPE_PROPERTIES": "x:y=1"}


def nowhere(project):
    gone = project.root.parent / "gone"
    gone.mkdir()
    return {"cwd": gone, "preexec_fn": gone.rmdir}, {"HOME": "/nonexistent", "LC_ALL": "C", "TERM": "dumb"}


@pytest.fixture(scope="module")
def make(lay_out, tmp_path_factory):
    """Make the files in surroundings, functions that prepare them; give their bytes."""

    def make(*surroundings):
        project, how, env = lay_out(tmp_path_factory.mktemp("hostile")), {}, {}
        for surrounding in surroundings:
            for given, more in zip((how, env), surrounding(project), strict=True):
                given |= more
        files = FILES if extras.has("manim") else FILES[:2]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        begin = project.root / "gdclips/jobs/start.py"
        done = subprocess.run(
            [sys.executable, "-I", "-c", START, begin, *files, *SMALL, "--out", project.root.parent / "out"],
            env=kept | env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            **({"cwd": project.home} | how),
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        assert len(done.stderr.splitlines()) == len(files), done.stderr
        return {name: (project.root.parent / "out" / name).read_bytes() for name in files}

    return make


@pytest.fixture(scope="module")
def plain(make):
    """What is made in a plain surrounding."""
    return make()


@pytest.mark.parametrize(
    "surroundings",
    [(in_the_folder, in_the_home), (beside_the_code, on_pythons_path), (elsewhere, nowhere)],
    ids=lambda several: " and ".join(each.__name__ for each in several),
)
def test_no_surrounding_changes_a_byte(make, plain, surroundings):
    made = make(*surroundings)
    assert {name for name in plain if made[name] != plain[name]} == set()
