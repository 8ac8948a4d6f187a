"""The environment in `.venv`: made where it is missing, brought up to date where it is stale.

`render.sh` runs this with the system's Python (`python -m scenes.workshop.environment ROOT`) when a look at
three files tells that `.venv` is not ready; so there is nothing here but the standard library.

Files in `.venv`, beside what Python puts there:

setup-stamp
    Written last, whole or not at all. Line 1: the real path of the Python; line 2: the project's folder; then
    `pyproject.toml` and `constraints.txt` as they were when they were installed.
setup-unfinished
    There while packages are being installed; if it is left behind, `.venv` is not to be trusted.
setup-extras
    The extras that were installed on top, one a line.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Literal

from scenes.workshop.commands import SetupError, check, say, turn
from scenes.workshop.packages import Need, provide

ROOT = Path(__file__).resolve().parents[2]

STAMP, UNFINISHED, EXTRAS = "setup-stamp", "setup-unfinished", "setup-extras"

REQUIREMENTS = ("pyproject.toml", "constraints.txt")

PIP_OPTIONS = ("--no-input", "--progress-bar=off", "--disable-pip-version-check", "-c", "constraints.txt")

# In the variables the versions hold for what builds packages, too: old pips read the first, new ones the
# second. A bare file name, as spaces separate files there.
PIP_PINS = {"PIP_CONSTRAINT": "constraints.txt", "PIP_BUILD_CONSTRAINT": "constraints.txt"}


def ensure(root: Path) -> None:
    """Make `root/.venv` ready, whatever state it is in.

    Raises
    ------
    SetupError
        If that fails. A later call begins again.
    """
    with turn(root) as log:
        state = judge(root)
        if state == "missing":
            make(root, log)
        if state != "ready":
            update(root, log, first=state == "missing")


def judge(root: Path) -> Literal["ready", "outdated", "missing"]:
    """Tell the state of `root/.venv`.

    Returns
    -------
    {"ready", "outdated", "missing"}
        "outdated" is sound, but made from other requirements, or by someone else; whatever is not sound (cut
        short, moved, its Python gone) counts as missing.
    """
    venv = root / ".venv"
    stamp = read(venv / STAMP)
    if (venv / UNFINISHED).exists() or (stamp and not stamped_here(venv, stamp)) or not works(venv):
        return "missing"
    return "ready" if stamp == stamp_for(root) else "outdated"


def stamped_here(venv: Path, stamp: bytes) -> bool:
    """Tell whether the stamp is of this folder and of a Python that is still the same."""
    python, root = (*stamp.split(b"\n"), b"")[:2]
    try:
        return same(venv / "bin/python", python) and same(venv.parent, root)
    except OSError:
        return False


def same(path: Path, noted: bytes) -> bool:
    """Tell whether a path that was noted down is still this file or folder, whatever it is called now."""
    return path.samefile(os.fsdecode(noted))


def works(venv: Path) -> bool:
    """Tell whether the environment's Python runs, is new enough, and has pip."""
    script = "import pip, sys; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    try:
        answer = subprocess.run([venv / "bin/python", "-I", "-c", script], capture_output=True, check=True)
        return same(venv, answer.stdout.strip())
    except (OSError, subprocess.CalledProcessError):
        return False


def read(path: Path) -> bytes:
    """Read a file, empty if it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def stamp_for(root: Path) -> bytes:
    """Give the stamp of an environment that was set up in `root` just now."""
    python = os.path.realpath(root / ".venv/bin/python")
    lines = os.fsencode(python), os.fsencode(root), b"".join(read(root / name) for name in REQUIREMENTS)
    return b"\n".join(lines)


def make(root: Path, log: IO[str]) -> None:
    """Make a new environment with nothing but pip in place of whatever was there."""
    need_ensurepip(log)
    say("Setting up .venv, once: about 20 s")
    venv = root / ".venv"
    remove(venv)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    try:
        check([sys.executable, "-I", "-m", "venv", str(venv)], log, f"{venv} could not be made")
    except SetupError:
        remove(venv)
        raise


def need_ensurepip(log: IO[str]) -> None:
    """See to it that this Python can make an environment: Debian keeps that in a package of its own."""
    if importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None:
        return
    provide([Need("Python's venv module", debian_python("venv"))], "Set-up", log)


def debian_python(part: str) -> tuple[str, ...]:
    """Name Debian's package with one more part of this Python; none where the Python is not Debian's."""
    if not os.path.realpath(sys.executable).startswith("/usr/bin/"):
        return ()
    return (f"python{sys.version_info.major}.{sys.version_info.minor}-{part}",)


def remove(venv: Path) -> None:
    """Remove an environment: out of the way first, so that half of one never stands in its place."""
    trash = venv.parent / ".cache/old-venv"
    shutil.rmtree(trash, ignore_errors=True)
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        venv.rename(trash)
        shutil.rmtree(trash, ignore_errors=True)


def update(root: Path, log: IO[str], *, first: bool) -> None:
    """Install the project and the extras that were there, then write the stamp."""
    venv = root / ".venv"
    if not first:
        say("Bringing .venv up to date: up to 20 s")
    install(root, venv, installed_extras(venv), log)
    write_whole(venv / STAMP, stamp_for(root))


def install(root: Path, venv: Path, extras: list[str], log: IO[str]) -> None:
    """Install the project, as a link to its folder, with extras, at the versions that were tested.

    Parameters
    ----------
    root : Path
        The project's folder.
    venv : Path
        The environment.
    extras : list of str
        Names from `pyproject.toml`.
    log : file
        Where the output goes.
    """
    project = f".[{','.join(extras)}]" if extras else "."
    command = [str(venv / "bin/python"), "-I", "-m", "pip", "install", *PIP_OPTIONS, "-e", project]
    unfinished = venv / UNFINISHED
    unfinished.touch()
    try:
        check(command, log, "pip could not install the packages", cwd=root, **PIP_PINS)
    except SetupError:
        if not began(log):
            unfinished.unlink()
        raise
    unfinished.unlink()


def began(log: IO[str]) -> bool:
    """Tell whether pip came as far as changing the environment."""
    log.seek(0)
    return "Installing collected packages" in log.read()


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
    """Run as `python -m scenes.workshop.environment ROOT`; return the exit status."""
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
