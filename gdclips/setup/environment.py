"""The environment in `.venv`: made where it is missing, brought up to date where it is stale.

`render.sh` runs this with the system's Python (`python -m gdclips.setup.environment ROOT`) when a look at
three files tells that `.venv` is not ready; so there is nothing here but the standard library.

Files in `.venv`, beside what Python puts there:

setup-stamp
    Written last, whole or not at all. Line 1: the real path of the Python; line 2: the project's folder; then
    `pyproject.toml` and `constraints.txt` as they were when they were installed.
setup-unfinished
    There while the project's own packages are being changed, and names them; if it is left behind, they are
    installed again.
setup-adding
    The same for an extra, of which the rest does not need to know.
setup-extras
    The extras that were installed on top, one a line.
"""

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Literal

from gdclips.setup import wheels
from gdclips.setup.aside import in_place_of, remove
from gdclips.setup.commands import SetupError, check, say, turn
from gdclips.setup.debian import pip_wheel, python_package
from gdclips.setup.packages import Need, provide
from gdclips.setup.wheels import REQUIREMENTS
from gdclips.system import python_of

STAMP, UNFINISHED, ADDING, EXTRAS = "setup-stamp", "setup-unfinished", "setup-adding", "setup-extras"

OLD = Path(".cache/old-venv")

LINK = "gradient-descent-clips.pth"  # makes the project's code importable where it lies

TELL_SITE = r"""
import os, pip, sys, sysconfig
folders = sysconfig.get_path("purelib"), sys.prefix
sys.stdout.buffer.write(b"\0".join(map(os.fsencode, folders)))
sys.exit(sys.version_info < (3, 11))
"""


def ensure(root: Path) -> None:
    """Make `root/.venv` ready, whatever state it is in.

    Raises
    ------
    SetupError
        If that fails. A later call goes on from there.
    """
    with turn(root, "setting up .venv") as log:
        state = judge(root)
        if state == "missing":
            with in_place_of(root / ".venv", root / OLD):
                make(root, log)
                update(root, log, "Setting up .venv")
        elif state == "outdated":
            say("Bringing .venv up to date")
            update(root, log, "Bringing .venv up to date")


def judge(root: Path) -> Literal["ready", "outdated", "missing"]:
    """Tell the state of `root/.venv`.

    Returns
    -------
    {"ready", "outdated", "missing"}
        "outdated" is sound, but unfinished, made from other requirements, or by someone else; whatever is not
        sound (moved, its Python or pip gone) counts as missing.
    """
    venv = root / ".venv"
    stamp = read(venv / STAMP)
    if (stamp and not stamped_here(venv, stamp)) or site_packages(venv) is None:
        return "missing"
    return "ready" if stamp == stamp_for(root) and not (venv / UNFINISHED).exists() else "outdated"


def stamped_here(venv: Path, stamp: bytes) -> bool:
    """Tell whether the stamp is of this folder and of a Python that is still the same."""
    python, root = (*stamp.split(b"\n"), b"")[:2]
    try:
        return same(python_of(venv), python) and same(venv.parent, root)
    except OSError:
        return False


def same(path: Path, noted: bytes) -> bool:
    """Tell whether a path that was noted down is still this file or folder, whatever it is called now."""
    return path.samefile(os.fsdecode(noted))


def site_packages(venv: Path) -> Path | None:
    """Return the folder of the packages; None unless the Python there runs, is new enough and has pip."""
    try:
        answer = subprocess.run([python_of(venv), "-I", "-c", TELL_SITE], capture_output=True, check=True)
        site, prefix = answer.stdout.split(b"\0")
        return Path(os.fsdecode(site)) if same(venv, prefix) else None
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def read(path: Path) -> bytes:
    """Read a file, empty if it is not there."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""


def stamp_for(root: Path) -> bytes:
    """Give the stamp of an environment that was set up in `root` just now."""
    python = os.path.realpath(python_of(root / ".venv"))
    lines = os.fsencode(python), os.fsencode(root), b"".join(read(root / name) for name in REQUIREMENTS)
    return b"\n".join(lines)


def make(root: Path, log: IO[str]) -> None:
    """Make a new environment with nothing but pip in it."""
    say("Setting up .venv, once: 82 MB")
    venv, failure = root / ".venv", f"{root / '.venv'} could not be made"
    create = [sys.executable, "-I", "-m", "venv"]
    if has_module("ensurepip") and has_module("venv"):
        check([*create, str(venv)], log, failure)
    elif has_module("venv") and (wheel := pip_wheel(root, log)) is not None:
        check([*create, "--without-pip", str(venv)], log, failure)
        install = ["install", "-q", "--no-index", "--no-deps", str(wheel)]
        check([str(python_of(venv)), "-I", str(wheel / "pip"), *install], log, failure)
    else:
        provide([Need("Python's venv module", python_package("venv"))], "Set-up", log)
        check([*create, str(venv)], log, failure)


def has_module(name: str) -> bool:
    """Tell whether this Python has a module; Debian leaves some of the standard library to other packages."""
    return importlib.util.find_spec(name) is not None


def update(root: Path, log: IO[str], what: str) -> None:
    """Install what the project and the extras that were there need, then write the stamp."""
    venv = root / ".venv"
    site = install(root, venv, installed_extras(venv), UNFINISHED, what, log)
    write_whole(site / LINK, os.fsencode(root) + b"\n")
    write_whole(venv / STAMP, stamp_for(root))
    for folder in (wheels.FOLDER, OLD):
        remove(root / folder)


def install(root: Path, venv: Path, extras: list[str], mark: str, what: str, log: IO[str]) -> Path:
    """Install what extras need, and with the mark `UNFINISHED` what the project itself needs, too.

    Parameters
    ----------
    root : Path
        The project's folder.
    venv : Path
        The environment.
    extras : list of str
        Names from `pyproject.toml`.
    mark : str
        The name of the file that is there while the environment changes.
    what : str
        What is being done, for the user.
    log : file
        Where the output goes.

    Returns
    -------
    Path
        The folder of the packages.
    """
    python, site = python_of(venv), site_packages(venv)
    if site is None:
        raise SetupError(f"{venv} has lost its pip: start again")
    needs = wheels.requirements(root, extras, base=mark == UNFINISHED)
    found = wheels.fetch(root, python, needs, what, log)
    wheels.unpack(root, python, site, found, venv / mark, what, log)
    return site


def installed_extras(venv: Path) -> list[str]:
    """List the extras that were installed on top."""
    return read(venv / EXTRAS).decode().split()


def remember_extra(venv: Path, extra: str) -> None:
    """Note that an extra was installed, so that it is kept up to date."""
    extras = sorted({*installed_extras(venv), extra})
    write_whole(venv / EXTRAS, "".join(f"{name}\n" for name in extras).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.replace(path)


def main() -> int:
    """Run as `python -m gdclips.setup.environment ROOT`; return the exit status."""
    try:
        # render.sh starts us deaf to ^C, since no try could catch it while Python and the imports start.
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
