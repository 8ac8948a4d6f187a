"""Extras: Manim, Dask, the explorer's server and the test tools, installed when they are first needed.

`ensure("manim")` returns at once if the extra is installed; otherwise it installs the extra into the running
environment, and says so in a line on stderr. It raises a `SetupError` if that fails, and if the program is an
installed package: then the error says how to install the extra.
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
from gdclips.setup.commands import SetupError, exclusive, say
from gdclips.setup.debian import python_package
from gdclips.setup.environment import ADDING, install, installed_extras, remember_extra
from gdclips.setup.system_packages import Dependency, advice, install_missing
from gdclips.system import command_line

__all__ = ["SetupError", "ensure", "has", "how_to_install"]

PROJECT = "gradient-descent-clips"

# The modules that each extra must have.
MODULES = {
    "manim": ("manim", "typst"),
    "cluster": ("distributed",),
    "explore": ("starlette", "uvicorn", "anywidget"),
    "test": (
        *("pytest", "xdist", "hypothesis", "distributed", "httpx", "jupyterlab", "playwright"),
        *("pandas", "sklearn", "statsmodels"),
    ),
}

# The task of installing each extra, and its size.
TASKS = {
    "manim": ("installing Manim for videos", "145 MB, and two packages to compile: some minutes"),
    "cluster": ("installing Dask for clusters", "6 MB"),
    "explore": ("installing the explorer's server", "13 MB"),
    "test": ("installing the test tools", "200 MB"),
}

# pycairo and ManimPango have no wheels for Linux: they are compiled against these libraries.
BREW = "brew install cairo pango pkg-config"
PKG_CONFIG = Dependency("pkg-config", ("pkg-config",), BREW)
LIBRARIES = {
    "cairo": Dependency("the Cairo library", ("libcairo2-dev",), BREW),
    "pangocairo": Dependency("the Pango library", ("libpango1.0-dev",), BREW),
}
COMPILER = Dependency("a C compiler", ("gcc", "libc6-dev"), "xcode-select --install")


def has(extra: str) -> bool:
    """Tell whether an extra is installed, without importing any of it.

    Parameters
    ----------
    extra : {"manim", "cluster", "explore", "test"}
        Its name in `pyproject.toml`.

    Returns
    -------
    bool
        True if each of its modules is found and its installation is complete.
    """
    venv = Path(sys.prefix)
    if (venv / ADDING).exists() and extra not in installed_extras(venv):
        return False  # its installation runs in another process, or was interrupted
    return all(installed(module) for module in MODULES[extra])


def installed(module: str) -> bool:
    """Tell whether a module is found; a folder without code, left behind by a removal, does not count."""
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None


def ensure(extra: str) -> None:
    """Install an extra if it is missing, one process at a time.

    Parameters
    ----------
    extra : {"manim", "cluster", "explore", "test"}
        Its name in `pyproject.toml`.

    Raises
    ------
    SetupError
        What is missing and how to install it, or why the installation failed.
    """
    if has(extra):
        return
    if not is_checkout():
        raise SetupError(how_to_install(extra))
    if sys.prefix == sys.base_prefix:
        raise SetupError(
            f"{sys.executable} lacks the extra {extra!r} and is the system's own, which is left alone:"
            " start the project with ./render.sh"
        )
    with exclusive(CODE, TASKS[extra][0]) as log:
        importlib.invalidate_caches()
        if not has(extra):  # another process may have installed it while this one waited for the lock
            install_missing(missing_for_manim() if extra == "manim" else [], extra.capitalize(), log)
            install_extra(extra, log)
    importlib.invalidate_caches()


def how_to_install(extra: str) -> str:
    """Return the message for a missing extra of an installed package: the command that installs it."""
    missing = missing_for_manim() if extra == "manim" else []
    has_apt = shutil.which("apt-get") is not None
    before = f"{advice(sys.platform, has_apt, missing)}, then " if missing else ""
    command = command_line([sys.executable, "-m", "pip", "install", f"{PROJECT}[{extra}]"])
    return f"the extra {extra!r} is not installed: {before}run {command}"


def install_extra(extra: str, log: IO[str]) -> None:
    """Install an extra and record it, so that `render.sh` keeps it up to date."""
    task, size = TASKS[extra]
    task = task[0].upper() + task[1:]
    say(f"{task}, once: {size}")
    install(CODE, Path(sys.prefix), [extra], ADDING, task, log)
    remember_extra(Path(sys.prefix), extra)
    shutil.rmtree(CODE / wheels.FOLDER, ignore_errors=True)


def missing_for_manim() -> list[Dependency]:
    """Return what this system lacks to build Manim's packages."""
    if os.name == "nt" or (installed("cairo") and installed("manimpango")):
        return []
    headers = Dependency("Python's headers", python_package("dev"))
    found = {
        PKG_CONFIG: shutil.which("pkg-config") is not None,
        **{dependency: has_library(name) for name, dependency in LIBRARIES.items()},
        COMPILER: any(shutil.which(name) for name in (os.environ.get("CC", "cc"), "gcc", "clang")),
        headers: Path(sysconfig.get_path("include"), "Python.h").is_file(),
    }
    return [dependency for dependency, is_there in found.items() if not is_there]


def has_library(name: str) -> bool:
    """Tell whether pkg-config finds a library with its headers."""
    try:
        return subprocess.run(["pkg-config", "--exists", name], check=False).returncode == 0
    except FileNotFoundError:
        return False
