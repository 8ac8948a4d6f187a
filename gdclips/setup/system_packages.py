"""System packages: those that set-up needs, and what may be done if they are missing.

Decide, then act: `plan` decides from what the machine can do; `install_missing` finds that out and acts.
Standard library alone: this runs before anything is installed.
"""

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from gdclips.setup.commands import SetupError, check, run, say
from gdclips.setup.progress import progress_line
from gdclips.system import is_root

APT_VARIABLES = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that the system must have, and what installs it.

    Parameters
    ----------
    name : str
        Its name in messages.
    debian : tuple of str
        Its packages in Debian and Ubuntu; none if apt-get cannot install it.
    macos : str
        The command that installs it on macOS, if there is one.
    """

    name: str
    debian: tuple[str, ...] = ()
    macos: str = ""


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """What to do about missing system packages.

    Parameters
    ----------
    kind : {"nothing", "install", "ask", "refuse"}
        "ask" means to install after the user agrees.
    commands : tuple of str tuples
        The commands that install them.
    advice : str
        What the user can do instead: the last part of an error message.
    """

    kind: Literal["nothing", "install", "ask", "refuse"]
    commands: tuple[tuple[str, ...], ...] = ()
    advice: str = ""


def plan(
    platform: str,
    *,
    is_root: bool,
    has_tty: bool,
    has_sudo: bool,
    has_apt: bool,
    missing: Sequence[Dependency],
) -> InstallPlan:
    """Decide what to do about missing system packages.

    Parameters
    ----------
    platform : str
        As in `sys.platform`.
    is_root, has_tty, has_sudo, has_apt : bool
        Who runs this, whether a user can be asked, and which commands exist.
    missing : sequence of Dependency
        The dependencies that the system lacks.

    Returns
    -------
    InstallPlan
        Root installs, a user with sudo is asked, any other user gets advice.
    """
    if not missing:
        return InstallPlan("nothing")
    known = has_apt and all(each.debian for each in missing)
    instead = advice(platform, known, missing)
    if known and is_root:
        return InstallPlan("install", apt_commands(missing), instead)
    if known and has_sudo and has_tty:
        return InstallPlan("ask", apt_commands(missing, "sudo"), instead)
    return InstallPlan("refuse", advice=instead)


def apt_commands(missing: Sequence[Dependency], *prefix: str) -> tuple[tuple[str, ...], ...]:
    """Return the commands that install missing dependencies on Debian and Ubuntu."""
    settings = [f"{name}={value}" for name, value in APT_VARIABLES.items()]
    install = ("apt-get", "install", "-y", "--no-install-recommends", *debian_packages(missing))
    return ((*prefix, "apt-get", "update"), (*prefix, "env", *settings, *install))


def debian_packages(missing: Sequence[Dependency]) -> list[str]:
    """Return the names of the Debian packages, each once and in order."""
    return list(dict.fromkeys(package for each in missing for package in each.debian))


def advice(platform: str, has_apt: bool, missing: Sequence[Dependency]) -> str:
    """Return how to install missing dependencies on this kind of system."""
    commands = list(dict.fromkeys(each.macos for each in missing if each.macos))
    if platform == "darwin" and commands:
        return "run " + " and ".join(f'"{command}"' for command in commands)
    names = debian_packages(missing)
    if has_apt:
        return f'run "apt-get update" and "apt-get install {" ".join(names)}" as root (sudo)'
    return "install it" + f" (Debian's packages for it: {', '.join(names)})" * bool(names)


def install_missing(missing: Sequence[Dependency], dependent: str, log: IO[str]) -> None:
    """Install missing system packages, if that is allowed.

    Parameters
    ----------
    missing : sequence of Dependency
        The dependencies that the system lacks.
    dependent : str
        What needs them, for the user.
    log : file
        The log for the output.

    Raises
    ------
    SetupError
        If that is not allowed, was declined, or failed.
    """
    found = plan(sys.platform, **capabilities(), missing=missing)
    if found.kind == "nothing":
        return
    problem = f"{dependent} needs {', '.join(each.name for each in missing)}, missing on this machine"
    if found.kind == "refuse" or (found.kind == "ask" and not confirmed(problem, found.commands)):
        raise SetupError(f"{problem}: {found.advice}, then start again")
    names = " ".join(debian_packages(missing))
    say(f"Installing {names} (apt-get)")
    update, install = found.commands
    if found.kind == "ask":
        run(["sudo", "-v"], log)  # asks for the password, because the progress line would hide the prompt
    with progress_line("apt-get", lambda: last_line(Path(log.name))) as watch:
        run(update, log, watch=watch)  # may fail, because one broken package source need not matter
        check(install, log, f"{dependent} needs {names}, which apt-get did not install", watch=watch)


def last_line(log: Path) -> str:
    """Return the last line of a log that is not blank, cut to 60 characters; "" if there is none."""
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line.strip()[:60] for line in reversed(lines) if line.strip()), "")


def capabilities() -> dict[str, bool]:
    """Return what this machine can do: the arguments that `plan` decides from."""
    return {
        "is_root": is_root(),
        "has_tty": sys.stdin.isatty() and sys.stderr.isatty(),
        "has_sudo": shutil.which("sudo") is not None,
        "has_apt": shutil.which("apt-get") is not None,
    }


def confirmed(problem: str, commands: Sequence[Sequence[str]]) -> bool:
    """Ask the user whether to run commands; any answer but yes means no."""
    lines = [problem + ".", "This would install it:", *(f"  {shlex.join(command)}" for command in commands)]
    print(*lines, "Run it now? [y/N] ", sep="\n", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
