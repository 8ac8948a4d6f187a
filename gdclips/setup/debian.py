"""Debian's own pip, for a Python without pip: it needs neither root nor Debian's package for venv.

Standard library alone: this runs before anything is installed.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import IO

from gdclips.setup.commands import check, run, say

PACKAGE = "python3-pip-whl"
WHEELS = Path("/usr/share/python-wheels")  # where the package puts its wheels


def pip_wheel(root: Path, log: IO[str]) -> Path | None:
    """Return the wheel of Debian's pip, downloaded if it is not installed; None if that is not possible.

    Raises
    ------
    SetupError
        If the package cannot be unpacked.
    """
    folder = root / ".cache/pip"
    if (wheel := newest(WHEELS) or newest(unpacked(folder))) is not None:
        return wheel
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    say("Fetching Debian's pip, once: 2 MB")
    if run(["apt-get", "download", PACKAGE], log, cwd=folder) != 0:
        return None
    for package in folder.glob("*.deb"):
        check(["dpkg-deb", "-x", str(package), str(folder)], log, f"{PACKAGE} could not be unpacked")
    return newest(unpacked(folder))


def unpacked(folder: Path) -> Path:
    """Return the folder of a package's wheels after it is unpacked in a folder."""
    return folder / WHEELS.relative_to("/")


def newest(folder: Path) -> Path | None:
    """Return the wheel of pip in a folder, the last by name; None if there is none."""
    return max(folder.glob("pip-*.whl"), default=None)


def python_package(part: str) -> tuple[str, ...]:
    """Return the name of Debian's package with a part of this Python; none if the Python is not Debian's."""
    if not os.path.realpath(sys.executable).startswith("/usr/bin/"):
        return ()
    return (f"python{sys.version_info.major}.{sys.version_info.minor}-{part}",)
