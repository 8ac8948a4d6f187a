"""Commands that set-up runs: one set-up at a time, their output in a log, their failures as one line.

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

POLL_INTERVAL = 0.25  # seconds
GRACE_PERIOD = 10.0  # seconds that an interrupted command has to clean up

# Patterns in a failed command's output and the causes that they mean, the likeliest first.
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
    """A failure of set-up; its text is one line, to be printed after `error: `."""


def say(text: str) -> None:
    """Print a line on stderr."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def exclusive(root: Path, task: str) -> Iterator[IO[str]]:
    """Wait until no other set-up of the project runs, then yield the emptied log.

    The log is also the lock: commands that write to it hold it, so that a command whose parent was killed
    still keeps the next set-up waiting. Its first line says what is being done, and since when.

    Raises
    ------
    SetupError
        In place of an OSError inside, too, such as a full disk or a folder that cannot be written to.
    """
    try:
        (root / LOG).parent.mkdir(exist_ok=True)
        with (root / LOG).open("a+", encoding="utf-8", errors="replace") as log:
            wait_for_lock(log)
            log.truncate(0)
            log.write(f"# {task}, since {time.strftime('%H:%M:%S')}\n")
            log.flush()
            yield log
    except OSError as error:
        raise SetupError(
            f"{error.filename or root}: {error.strerror or error}: set-up writes to .venv and .cache in the"
            " project's folder, so put it where you may write and there is room"
        ) from error


def wait_for_lock(log: IO[str]) -> None:
    """Lock the log; if another process holds it, say what that one does, and since when."""
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
    """Run a command and write its output to the log.

    Raises
    ------
    SetupError
        If it fails: what failed, the cause that the output gives, and the log's path.
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
    """Run a command, write its output to the log, and return its status; ``watch`` is called meanwhile."""
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
                    process.wait(POLL_INTERVAL)
        except BaseException:
            stop(process)
            raise
    return process.returncode


def stop(process: subprocess.Popen[bytes]) -> None:
    """Interrupt a command as ^C does, so that it cleans up; kill it if that takes too long."""
    system.interrupt(process)
    try:
        process.wait(GRACE_PERIOD)
    except subprocess.TimeoutExpired:
        process.kill()


def cause(output: str) -> str:
    """Return why a command failed, in a few words.

    Parameters
    ----------
    output : str
        What the command printed.

    Returns
    -------
    str
        A known cause; otherwise the last line that begins as an error; otherwise the last line.
    """
    for pattern, text in CAUSES:
        if re.search(pattern, output):
            return text
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(E|ERROR|Error|error): (?!ResolutionImpossible)", line)]
    return re.sub(r"^\w+: *", "", errors[-1]) if errors else (lines or ["no output"])[-1]
