"""Environment: the folder `.venv`, created if it is missing, updated if it is out of date.

`render.sh` runs this with the system's Python (`python -m gdclips.setup.environment ROOT`) if three files
show that `.venv` is not ready; so it uses the standard library alone.

Files in `.venv`, beside Python's own:

setup-stamp
    Written last, atomically. Line 1: the real path of the Python; line 2: the project's folder; then
    `pyproject.toml` and `constraints.txt` as they were at the installation.
setup-unfinished
    Exists while the project's own packages are being changed, and names them; if it is left behind, they are
    installed again.
setup-adding
    The same while an extra is being installed; the environment is ready without it.
setup-extras
    The extras that are installed, one a line.
"""

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Literal

from gdclips.setup import wheels
from gdclips.setup.commands import SetupError, check, exclusive, say
from gdclips.setup.debian import pip_wheel, python_package
from gdclips.setup.replacement import remove, replacing
from gdclips.setup.system_packages import Dependency, install_missing
from gdclips.setup.wheels import REQUIREMENTS
from gdclips.system import python_of

STAMP, UNFINISHED, ADDING, EXTRAS = "setup-stamp", "setup-unfinished", "setup-adding", "setup-extras"

BACKUP = Path(".cache/old-venv")

PTH_FILE = "gradient-descent-clips.pth"  # makes the project's code importable where it lies

SITE_SCRIPT = r"""
import os, pip, sys, sysconfig
folders = sysconfig.get_path("purelib"), sys.prefix
sys.stdout.buffer.write(b"\0".join(map(os.fsencode, folders)))
sys.exit(sys.version_info < (3, 11))
"""


def ensure(root: Path) -> None:
    """Make `root/.venv` ready, whatever its state.

    Raises
    ------
    SetupError
        If that fails. A later call continues.
    """
    with exclusive(root, "setting up .venv") as log:
        state = state_of(root)
        if state == "missing":
            with replacing(root / ".venv", root / BACKUP):
                create(root, log)
                update(root, log, "Setting up .venv")
        elif state == "outdated":
            say("Bringing .venv up to date")
            update(root, log, "Bringing .venv up to date")


def state_of(root: Path) -> Literal["ready", "outdated", "missing"]:
    """Return the state of `root/.venv`.

    Returns
    -------
    {"ready", "outdated", "missing"}
        An "outdated" environment works, but is unfinished, has other requirements or no stamp; one that does
        not work (moved, without its Python or pip) counts as missing.
    """
    venv = root / ".venv"
    stamp = read(venv / STAMP)
    if (stamp and not is_stamped_for(venv, stamp)) or site_packages(venv) is None:
        return "missing"
    return "ready" if stamp == stamp_for(root) and not (venv / UNFINISHED).exists() else "outdated"


def is_stamped_for(venv: Path, stamp: bytes) -> bool:
    """Tell whether a stamp names this folder and the environment's Python."""
    python, root = (*stamp.split(b"\n"), b"")[:2]
    try:
        return is_same(python_of(venv), python) and is_same(venv.parent, root)
    except OSError:
        return False


def is_same(path: Path, recorded: bytes) -> bool:
    """Tell whether a recorded path is this file or folder, maybe under another name."""
    return path.samefile(os.fsdecode(recorded))


def site_packages(venv: Path) -> Path | None:
    """Return the folder of the packages; None unless the Python there runs, is new enough, has pip."""
    try:
        answer = subprocess.run([python_of(venv), "-I", "-c", SITE_SCRIPT], capture_output=True, check=True)
        site, prefix = answer.stdout.split(b"\0")
        return Path(os.fsdecode(site)) if is_same(venv, prefix) else None
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def read(path: Path) -> bytes:
    """Return the content of a file, empty if there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""


def stamp_for(root: Path) -> bytes:
    """Return the stamp of an environment that was set up in `root` just now."""
    python = os.path.realpath(python_of(root / ".venv"))
    lines = os.fsencode(python), os.fsencode(root), b"".join(read(root / name) for name in REQUIREMENTS)
    return b"\n".join(lines)


def create(root: Path, log: IO[str]) -> None:
    """Create an environment with pip alone."""
    say("Setting up .venv, once: 82 MB")
    venv, failure = root / ".venv", f"{root / '.venv'} could not be made"
    command = [sys.executable, "-I", "-m", "venv"]
    if has_module("ensurepip") and has_module("venv"):
        check([*command, str(venv)], log, failure)
    elif has_module("venv") and (wheel := pip_wheel(root, log)) is not None:
        check([*command, "--without-pip", str(venv)], log, failure)
        install = ["install", "-q", "--no-index", "--no-deps", str(wheel)]
        check([str(python_of(venv)), "-I", str(wheel / "pip"), *install], log, failure)
    else:
        install_missing([Dependency("Python's venv module", python_package("venv"))], "Set-up", log)
        check([*command, str(venv)], log, failure)


def has_module(name: str) -> bool:
    """Tell whether this Python has a module; Debian leaves parts of the standard library out."""
    return importlib.util.find_spec(name) is not None


def update(root: Path, log: IO[str], task: str) -> None:
    """Install the requirements of the project and of the installed extras, then write the stamp."""
    venv = root / ".venv"
    site = install(root, venv, installed_extras(venv), UNFINISHED, task, log)
    write_atomically(site / PTH_FILE, os.fsencode(root) + b"\n")
    write_atomically(venv / STAMP, stamp_for(root))
    for folder in (wheels.FOLDER, BACKUP):
        remove(root / folder)


def install(root: Path, venv: Path, extras: list[str], marker: str, task: str, log: IO[str]) -> Path:
    """Install the requirements of extras, and with the marker `UNFINISHED` those of the project itself.

    Parameters
    ----------
    root : Path
        The project's folder.
    venv : Path
        The environment.
    extras : list of str
        Names from `pyproject.toml`.
    marker : str
        The name of the file that exists while the environment changes.
    task : str
        What is being done, for the user.
    log : file
        The log for the output.

    Returns
    -------
    Path
        The folder of the packages.
    """
    python, site = python_of(venv), site_packages(venv)
    if site is None:
        raise SetupError(f"{venv} has lost its pip: start again")
    needed = wheels.requirements(root, extras, base=marker == UNFINISHED)
    found = wheels.fetch(root, python, needed, task, log)
    wheels.install(root, python, site, found, venv / marker, task, log)
    return site


def installed_extras(venv: Path) -> list[str]:
    """Return the names of the installed extras."""
    return read(venv / EXTRAS).decode().split()


def remember_extra(venv: Path, extra: str) -> None:
    """Record that an extra is installed, so that it is kept up to date."""
    extras = sorted({*installed_extras(venv), extra})
    write_atomically(venv / EXTRAS, "".join(f"{name}\n" for name in extras).encode())


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file completely or not at all."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(content)
    temporary.replace(path)


def main() -> int:
    """Run as `python -m gdclips.setup.environment ROOT`; return the exit status."""
    try:
        # render.sh starts this with ^C ignored, because no try can catch it while Python starts and imports.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ensure(Path(sys.argv[1]))
    except SetupError as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("error: the set-up was interrupted: start again to finish it")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
