"""How set-up runs commands: one set-up at a time, their output in a log, and failures told in one line.

Standard library alone: this runs before anything is installed.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from gdclips import system

LOG = Path(".cache", "setup.log")

PAUSE = 0.25  # seconds between two looks at a command that runs
PATIENCE = 10.0  # seconds that a command has to tidy up

# What a failed command's output tells, the likeliest cause first.
CAUSES = (
    (r"No space left on device", "the disk is full"),
    (
        r"NewConnectionError|NameResolutionError|name resolution|Temporary failure resolving|"
        r"Could not connect|ConnectTimeout|Read timed out|Network is unreachable|ProxyError|"
        r"Connection refused",
        "the packages could not be fetched (no network?)",
    ),
    (r"Could not get lock", "another apt-get or dpkg is at work"),
)


class SetupError(Exception):
    """What set-up could not do: its text is one line, to be printed after `error: `."""


def say(text: str) -> None:
    """Tell the user what takes a while."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def turn(root: Path, task: str) -> Iterator[IO[str]]:
    """Wait until no other set-up of the project is at work, then yield the log, emptied.

    The log is the lock, too: commands that write to it hold it, so that one whose parent was killed still
    keeps the next set-up waiting. Its first line says what is being done, and since when.

    Raises
    ------
    SetupError
        Also in place of any OSError inside, such as a full disk or a folder that is not ours to write to.
    """
    try:
        (root / LOG).parent.mkdir(exist_ok=True)
        with (root / LOG).open("a+", encoding="utf-8", errors="replace") as log:
            wait_for(log)
            log.truncate(0)
            log.write(f"# {task}, since {time.strftime('%H:%M:%S')}\n")
            log.flush()
            yield log
    except OSError as error:
        raise SetupError(
            f"{error.filename or root}: {error.strerror or error}: set-up writes to .venv and .cache in the"
            " project's folder, so put it where you may write and there is room"
        ) from error


def wait_for(log: IO[str]) -> None:
    """Lock the log; if that takes a while, tell the user what for, and since when."""
    if not system.lock(log.fileno(), wait=False):
        log.seek(0)
        task = log.readline().lstrip("# ").strip() or "setting up"
        say(f"Waiting for another start of this project, which is {task}")
        system.lock(log.fileno())


def check(
    command: Sequence[str],
    log: IO[str],
    failure: str,
    cwd: Path | None = None,
    watch: Callable[[], None] | None = None,
    **env: str,
) -> None:
    """Run a command, its output going to the log.

    Raises
    ------
    SetupError
        If it fails: what failed, the cause as far as the output tells it, and where the log lies.
    """
    start = log.seek(0, os.SEEK_END)
    if run(command, log, cwd, watch, **env) != 0:
        log.seek(start)
        raise SetupError(f"{failure}: {cause(log.read())}: see {log.name}, then start again")


def run(
    command: Sequence[str],
    log: IO[str],
    cwd: Path | None = None,
    watch: Callable[[], None] | None = None,
    **env: str,
) -> int:
    """Run a command, its output going to the log, and return its status; ``watch`` is called meanwhile."""
    log.write(f"$ {shlex.join(command)}\n")
    log.flush()
    env = os.environ | env
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd, env=env
    ) as process:
        try:
            while process.poll() is None:
                if watch is not None:
                    watch()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PAUSE)
        except BaseException:
            stop(process)
            raise
    return process.returncode


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command as ^C would, so that it tidies up; by force if that takes long."""
    system.interrupt(process)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


def cause(output: str) -> str:
    """Tell in a few words why a command failed.

    Parameters
    ----------
    output : str
        What the command printed.

    Returns
    -------
    str
        A known cause, else the last line that calls itself an error, else the last line.
    """
    for pattern, text in CAUSES:
        if re.search(pattern, output):
            return text
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(E|ERROR|Error|error): (?!ResolutionImpossible)", line)]
    return re.sub(r"^\w+: *", "", errors[-1]) if errors else (lines or ["no output"])[-1]
