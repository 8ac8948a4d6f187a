"""System packages that set-up needs: what may be done about those that are missing.

Decide, then act: `plan` looks at plain facts and says what may be done; `provide` gathers the facts and
does it. Standard library alone: this runs before anything is installed.
"""

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from gdclips.setup.commands import SetupError, check, run, say
from gdclips.setup.waiting import signs
from gdclips.system import is_root

QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the system has to have, and what brings it.

    Parameters
    ----------
    name : str
        What a person calls it.
    debian : tuple of str
        The packages of Debian and Ubuntu; none where apt-get cannot help.
    macos : str
        The command that installs it there, if any.
    """

    name: str
    debian: tuple[str, ...] = ()
    macos: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done about what is missing.

    Parameters
    ----------
    kind : {"nothing", "install", "ask", "refuse"}
        "ask" is to install once the user has agreed.
    commands : tuple of str tuples
        What installs it.
    advice : str
        What a person may do instead: a piece of an error line.
    """

    kind: Literal["nothing", "install", "ask", "refuse"]
    commands: tuple[tuple[str, ...], ...] = ()
    advice: str = ""


def plan(
    platform: str, *, is_root: bool, has_tty: bool, has_sudo: bool, has_apt: bool, missing: Sequence[Need]
) -> Action:
    """Decide what may be done about missing system packages.

    Parameters
    ----------
    platform : str
        As in `sys.platform`.
    is_root, has_tty, has_sudo, has_apt : bool
        Who we are, whether someone can be asked, and which commands are there.
    missing : sequence of Need
        What the system lacks.

    Returns
    -------
    Action
        Root installs, a user with sudo is asked, anyone else is told.
    """
    if not missing:
        return Action("nothing")
    known = has_apt and all(need.debian for need in missing)
    told = advice(platform, known, missing)
    if known and is_root:
        return Action("install", apt_commands(missing), told)
    if known and has_sudo and has_tty:
        return Action("ask", apt_commands(missing, "sudo"), told)
    return Action("refuse", advice=told)


def apt_commands(missing: Sequence[Need], *prefix: str) -> tuple[tuple[str, ...], ...]:
    """Give the commands that install what is missing on Debian and Ubuntu."""
    settings = [f"{name}={value}" for name, value in QUIET_APT.items()]
    install = ("apt-get", "install", "-y", "--no-install-recommends", *packages(missing))
    return ((*prefix, "apt-get", "update"), (*prefix, "env", *settings, *install))


def packages(missing: Sequence[Need]) -> list[str]:
    """Name the Debian packages, each once and in order."""
    return list(dict.fromkeys(package for need in missing for package in need.debian))


def advice(platform: str, has_apt: bool, missing: Sequence[Need]) -> str:
    """Tell what to install, in the words of this kind of system."""
    commands = list(dict.fromkeys(need.macos for need in missing if need.macos))
    if platform == "darwin" and commands:
        return "run " + " and ".join(f'"{command}"' for command in commands)
    if has_apt:
        return f'run "apt-get update" and "apt-get install {" ".join(packages(missing))}" as root (sudo)'
    names = ", ".join(packages(missing))
    return "install it" + f" (Debian's packages for it: {names})" * bool(names)


def provide(missing: Sequence[Need], what: str, log: IO[str]) -> None:
    """Install the system packages that are missing, as far as this may be done.

    Parameters
    ----------
    missing : sequence of Need
        What the system lacks.
    what : str
        What needs it, for the user.
    log : file
        Where the output goes.

    Raises
    ------
    SetupError
        If it may not be done, was declined, or failed.
    """
    action = plan(sys.platform, **facts(), missing=missing)
    if action.kind == "nothing":
        return
    lacks = f"{what} needs {', '.join(need.name for need in missing)}, missing on this machine"
    if action.kind == "refuse" or (action.kind == "ask" and not agreed(lacks, action.commands)):
        raise SetupError(f"{lacks}: {action.advice}, then start again")
    names = " ".join(packages(missing))
    say(f"Installing {names} (apt-get)")
    *before, last = action.commands
    if action.kind == "ask":
        run(["sudo", "-v"], log)  # it asks for the password while nothing is drawn over that
    with signs("apt-get", lambda: last_line(Path(log.name))) as watch:
        for command in before:  # one broken source of packages must not stop us: the last command decides
            run(command, log, watch=watch)
        check(last, log, f"{what} needs {names}, which apt-get did not install", watch=watch)


def last_line(log: Path) -> str:
    """Return the last line of a log that says something, as much of it as is worth showing."""
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line.strip()[:60] for line in reversed(lines) if line.strip()), "")


def facts() -> dict[str, bool]:
    """Gather what `plan` has to know about this machine."""
    return {
        "is_root": is_root(),
        "has_tty": sys.stdin.isatty() and sys.stderr.isatty(),
        "has_sudo": shutil.which("sudo") is not None,
        "has_apt": shutil.which("apt-get") is not None,
    }


def agreed(lacks: str, commands: Sequence[Sequence[str]]) -> bool:
    """Ask whether the commands may be run; anything but a yes is a no."""
    lines = [lacks + ".", "This would install it:", *(f"  {shlex.join(command)}" for command in commands)]
    print(*lines, "Run it now? [y/N] ", sep="\n", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
