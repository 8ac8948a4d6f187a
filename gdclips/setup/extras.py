"""The extras, installed when they are first needed: Manim, Dask, the explorer's server, tools for tests.

`ensure("manim")` returns at once where the extra is there, and else installs it into the running
environment, telling so in a line on stderr. What it cannot do is a `SetupError` of one line. Beside an
installed package, which is not ours to change, that line says what installs the extra.
"""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import IO

from gdclips.places import CODE, is_checkout
from gdclips.setup import wheels
from gdclips.setup.commands import SetupError, say, turn
from gdclips.setup.debian import python_package
from gdclips.setup.environment import ADDING, install, installed_extras, remember_extra
from gdclips.setup.packages import Action, Need, advice, plan, provide
from gdclips.system import command_line

__all__ = ["Action", "Need", "SetupError", "ensure", "has", "plan"]

PROJECT = "gradient-descent-clips"

# The modules that an extra is known by.
MODULES = {
    "manim": ("manim", "typst"),
    "cluster": ("distributed",),
    "explore": ("starlette", "uvicorn", "anywidget"),
    "test": (
        *("pytest", "xdist", "hypothesis", "distributed", "httpx", "jupyterlab", "playwright"),
        *("pandas", "sklearn", "statsmodels"),
    ),
}

# What installing each is called, and what it costs.
TASKS = {
    "manim": ("installing Manim for videos", "145 MB, and two packages to compile: some minutes"),
    "cluster": ("installing Dask for clusters", "6 MB"),
    "explore": ("installing the explorer's server", "13 MB"),
    "test": ("installing the test tools", "200 MB"),
}

# pycairo and ManimPango have no wheels for Linux: they are compiled, against these. They have for Windows.
BREW = "brew install cairo pango pkg-config"
PKG_CONFIG = Need("pkg-config", ("pkg-config",), BREW)
LIBRARIES = {
    "cairo": Need("the Cairo library", ("libcairo2-dev",), BREW),
    "pangocairo": Need("the Pango library", ("libpango1.0-dev",), BREW),
}
COMPILER = Need("a C compiler", ("gcc", "libc6-dev"), "xcode-select --install")


def has(extra: str) -> bool:
    """Tell whether an extra is installed, without importing any of it.

    Parameters
    ----------
    extra : {"manim", "cluster", "explore", "test"}
        Its name in `pyproject.toml`.

    Returns
    -------
    bool
        True where each of its modules is found, and whole.
    """
    venv = Path(sys.prefix)
    if (venv / ADDING).exists() and extra not in installed_extras(venv):
        return False  # another process installs it, or was stopped while it did
    return all(installed(module) for module in MODULES[extra])


def installed(module: str) -> bool:
    """Tell whether a module is found; a folder without code, left behind by a removal, is none."""
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None


def ensure(extra: str) -> None:
    """Install an extra where it is missing, one process at a time.

    Parameters
    ----------
    extra : {"manim", "cluster", "explore", "test"}
        Its name in `pyproject.toml`.

    Raises
    ------
    SetupError
        One line that says what is missing and how to install it, or why the installation failed.
    """
    if has(extra):
        return
    if not is_checkout():
        raise SetupError(lacking(extra))
    if sys.prefix == sys.base_prefix:
        raise SetupError(
            f"{sys.executable} lacks the extra {extra!r} and is the system's own, which is left alone:"
            " start the project with ./render.sh"
        )
    with turn(CODE, TASKS[extra][0]) as log:
        importlib.invalidate_caches()
        if not has(extra):  # while this one waited for its turn, another process may have installed it
            provide(manim_lacks() if extra == "manim" else [], extra.capitalize(), log)
            add(extra, log)
    importlib.invalidate_caches()


def lacking(extra: str) -> str:
    """Return what to say of an extra that an installed package lacks: what installs it."""
    needs = manim_lacks() if extra == "manim" else []
    before = f"{advice(sys.platform, shutil.which('apt-get') is not None, needs)}, then " if needs else ""
    command = command_line([sys.executable, "-m", "pip", "install", f"{PROJECT}[{extra}]"])
    return f"the extra {extra!r} is not installed: {before}run {command}"


def add(extra: str, log: IO[str]) -> None:
    """Install an extra and note it, so that `render.sh` keeps it up to date."""
    task, size = TASKS[extra]
    task = task[0].upper() + task[1:]
    say(f"{task}, once: {size}")
    install(CODE, Path(sys.prefix), [extra], ADDING, task, log)
    remember_extra(Path(sys.prefix), extra)
    shutil.rmtree(CODE / wheels.FOLDER, ignore_errors=True)


def manim_lacks() -> list[Need]:
    """List what is missing on this system to build what Manim needs."""
    if os.name == "nt" or (installed("cairo") and installed("manimpango")):
        return []
    headers = Need("Python's headers", python_package("dev"))
    found = {
        PKG_CONFIG: shutil.which("pkg-config") is not None,
        **{need: has_library(name) for name, need in LIBRARIES.items()},
        COMPILER: any(shutil.which(name) for name in (os.environ.get("CC", "cc"), "gcc", "clang")),
        headers: Path(sysconfig.get_path("include"), "Python.h").is_file(),
    }
    return [need for need, there in found.items() if not there]


def has_library(name: str) -> bool:
    """Tell whether pkg-config knows a library, headers and all."""
    try:
        return subprocess.run(["pkg-config", "--exists", name], check=False).returncode == 0
    except FileNotFoundError:
        return False
