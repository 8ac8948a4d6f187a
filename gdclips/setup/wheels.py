"""Wheels: all that is to be installed is fetched and built first, then unpacked in a few seconds.

While wheels are fetched nothing in the environment changes, so a failure or ^C there costs nothing. While
they are unpacked a mark names them; if it is left behind, the next installation unpacks these wheels again,
which needs no network. Standard library alone: this runs before anything is installed.
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
from gdclips.setup.waiting import fetched, signs

FOLDER, COMPLETE = Path(".cache/wheels"), "complete"

REQUIREMENTS = ("pyproject.toml", "constraints.txt")

PIP_OPTIONS = ("--no-input", "--progress-bar=off", "--disable-pip-version-check")

# In the variables the versions hold for what builds packages, too: old pips read the first, new ones the
# second. A bare file name, as spaces separate files there.
PIP_SETTINGS = {
    "PIP_CONSTRAINT": "constraints.txt",
    "PIP_BUILD_CONSTRAINT": "constraints.txt",
    "PIP_USER": "0",
}


def requirements(root: Path, extras: Iterable[str], *, base: bool) -> list[str]:
    """Return what `pyproject.toml` says that extras need, and the project itself if it is the ``base``."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
    known = project.get("optional-dependencies", {})
    wanted = list(project.get("dependencies", [])) if base else []
    return wanted + [each for extra in extras for each in known.get(extra, [])]


def fetch(root: Path, python: Path, needs: Sequence[str], what: str, log: IO[str]) -> list[Path]:
    """Fetch the wheels of requirements and of all that they need, at the versions that were tested.

    Wheels that an earlier call has fetched for the same requirements are taken as they are.

    Raises
    ------
    SetupError
        If pip fails.
    """
    folder = root / FOLDER
    request = "\n".join([os.path.realpath(python), *needs, (root / REQUIREMENTS[1]).read_text("utf-8")])
    complete = folder / COMPLETE
    if needs and not (complete.is_file() and complete.read_text("utf-8") == request):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = pip(python, "wheel", "-c", "constraints.txt", "-w", str(folder), *needs)
        with signs(what, lambda: fetched(Path(log.name).read_text("utf-8", "replace"))) as watch:
            check(command, log, "pip could not fetch the packages", root, watch, **PIP_SETTINGS)
        complete.write_text(request, "utf-8")
    return sorted(folder.glob("*.whl")) if needs else []


def unpack(
    root: Path, python: Path, site: Path, wheels: Sequence[Path], mark: Path, what: str, log: IO[str]
) -> None:
    """Install wheels that are not there yet, or that were named in a mark that an earlier try has left.

    The mark names what is not whole until all is; what other wheels it names stays in it.

    Raises
    ------
    SetupError
        If pip fails.
    """
    before = marked(mark)
    due = {wheel: info_of(wheel) for wheel in wheels}
    due = {wheel: info for wheel, info in due.items() if info in before or not is_whole(site / info)}
    if due:
        mark.write_text("".join(f"{name}\n" for name in sorted(before | set(due.values()))), "utf-8")
        for info in due.values():
            forget_half(site / info)
        command = pip(
            python, "install", "--no-index", "--no-deps", "--force-reinstall", *map(str, due), quiet=True
        )
        with signs(what, lambda: counted(site, list(due.values()))) as watch:
            check(command, log, "pip could not install the packages", root, watch, **PIP_SETTINGS)
        if hasattr(os, "sync"):  # Windows has none
            os.sync()
    left = before - set(due.values())
    if left:
        mark.write_text("".join(f"{name}\n" for name in sorted(left)), "utf-8")
    else:
        mark.unlink(missing_ok=True)


def pip(python: Path, command: str, *arguments: str, quiet: bool = False) -> list[str]:
    """Return pip's command line."""
    return [str(python), "-I", "-m", "pip", command, *PIP_OPTIONS, *["-q"] * quiet, *arguments]


def marked(mark: Path) -> set[str]:
    """Return what a mark names; empty if there is none."""
    return set(mark.read_text("utf-8").split()) if mark.exists() else set()


def info_of(wheel: Path) -> str:
    """Return the name of the folder of a wheel's metadata."""
    with ZipFile(wheel) as content:
        found = (re.fullmatch(r"([^/]+\.dist-info)/METADATA", name) for name in content.namelist())
        return next(match[1] for match in found if match)


def is_whole(info: Path) -> bool:
    """Tell whether a package was installed to the end: then pip's list of its files names pip's own."""
    record = info / "RECORD"
    return record.is_file() and f"{info.name}/INSTALLER," in record.read_text("utf-8", "replace")


def forget_half(info: Path) -> None:
    """Let a package that is not whole count as not installed: pip unpacks over what there is of it."""
    if not is_whole(info):
        shutil.rmtree(info, ignore_errors=True)


def counted(site: Path, infos: Sequence[str]) -> str:
    """Tell how many packages are whole, and of how many."""
    return f"{sum(is_whole(site / info) for info in infos)} of {len(infos)} packages installed"
