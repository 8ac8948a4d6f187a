"""Wheels: all are fetched and built first, then installed within seconds.

While wheels are fetched, nothing in the environment changes, so a failure or ^C there breaks nothing. While
they are installed, a marker file names them; if it is left behind, the next installation repeats these
wheels, which needs no network. Standard library alone: this runs before anything is installed.
"""

import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from gdclips.setup.commands import check
from gdclips.setup.progress import download_progress, progress_line

FOLDER, COMPLETE = Path(".cache/wheels"), "complete"

REQUIREMENTS = ("pyproject.toml", "constraints.txt")

PIP_OPTIONS = ("--no-input", "--progress-bar=off", "--disable-pip-version-check")

# As variables, the constraints also apply to the tools that build packages: old versions of pip read the
# first, new ones the second. A bare file name, because spaces separate files there.
PIP_VARIABLES = {
    "PIP_CONSTRAINT": "constraints.txt",
    "PIP_BUILD_CONSTRAINT": "constraints.txt",
    "PIP_USER": "0",
}


def requirements(root: Path, extras: Iterable[str], *, base: bool) -> list[str]:
    """Return the requirements of extras in `pyproject.toml`, with ``base`` also the project's own."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
    known = project.get("optional-dependencies", {})
    own = list(project.get("dependencies", [])) if base else []
    return own + [each for extra in extras for each in known.get(extra, [])]


def fetch(root: Path, python: Path, needed: Sequence[str], task: str, log: IO[str]) -> list[Path]:
    """Fetch the wheels of requirements and of their dependencies, at the versions in `constraints.txt`.

    Wheels that an earlier call fetched for the same requirements are used again.

    Raises
    ------
    SetupError
        If pip fails.
    """
    folder = root / FOLDER
    key = "\n".join([os.path.realpath(python), *needed, (root / REQUIREMENTS[1]).read_text("utf-8")])
    complete = folder / COMPLETE
    if needed and not (complete.is_file() and complete.read_text("utf-8") == key):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = pip(python, "wheel", "-c", "constraints.txt", "-w", str(folder), *needed)
        with progress_line(task, lambda: download_progress(Path(log.name))) as watch:
            check(command, log, "pip could not fetch the packages", root, watch, **PIP_VARIABLES)
        complete.write_text(key, "utf-8")
    return sorted(folder.glob("*.whl")) if needed else []


def install(
    root: Path, python: Path, site: Path, wheels: Sequence[Path], marker: Path, task: str, log: IO[str]
) -> None:
    """Install wheels that are not installed yet, or that an interrupted installation left in its marker.

    Until all of them are installed, the marker names them; other names in it stay.

    Raises
    ------
    SetupError
        If pip fails.
    """
    before = read_marker(marker)
    due = {wheel: metadata_folder(wheel) for wheel in wheels}
    due = {wheel: info for wheel, info in due.items() if info in before or not is_complete(site / info)}
    if due:
        marker.write_text("".join(f"{name}\n" for name in sorted(before | set(due.values()))), "utf-8")
        for info in due.values():
            discard_incomplete(site / info)
        command = pip(
            python, "install", "--no-index", "--no-deps", "--force-reinstall", *map(str, due), quiet=True
        )
        with progress_line(task, lambda: install_progress(site, list(due.values()))) as watch:
            check(command, log, "pip could not install the packages", root, watch, **PIP_VARIABLES)
        if hasattr(os, "sync"):  # Windows has none
            os.sync()
    left = before - set(due.values())
    if left:
        marker.write_text("".join(f"{name}\n" for name in sorted(left)), "utf-8")
    else:
        marker.unlink(missing_ok=True)


def pip(python: Path, command: str, *arguments: str, quiet: bool = False) -> list[str]:
    """Return pip's command line."""
    return [str(python), "-I", "-m", "pip", command, *PIP_OPTIONS, *["-q"] * quiet, *arguments]


def read_marker(marker: Path) -> set[str]:
    """Return the names in a marker file; none if there is no file."""
    return set(marker.read_text("utf-8").split()) if marker.exists() else set()


def metadata_folder(wheel: Path) -> str:
    """Return the name of the folder with a wheel's metadata."""
    with ZipFile(wheel) as content:
        found = (re.fullmatch(r"([^/]+\.dist-info)/METADATA", name) for name in content.namelist())
        return next(match[1] for match in found if match)


def is_complete(info: Path) -> bool:
    """Tell whether a package is completely installed: then pip has replaced its RECORD."""
    record = info / "RECORD"
    return record.is_file() and f"{info.name}/INSTALLER," in record.read_text("utf-8", "replace")


def discard_incomplete(info: Path) -> None:
    """Remove the metadata of an incomplete package, so that pip installs it over what is there."""
    if not is_complete(info):
        shutil.rmtree(info, ignore_errors=True)


def install_progress(site: Path, infos: Sequence[str]) -> str:
    """Return how many packages are installed, and of how many."""
    return f"{sum(is_complete(site / info) for info in infos)} of {len(infos)} packages installed"
