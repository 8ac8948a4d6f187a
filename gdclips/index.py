"""Index: a cache of the answers to requests whose files are up to date, with the stats of their inputs.

A start with the same request compares the stats, prints the cached answer and ends, before anything else is
loaded. An answer in doubt is neither kept nor found; then the contents of the files decide. So the index may
be removed at any time. It imports little of the standard library, because every start reads it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

TIME_RESOLUTION = 2_000_000_000  # nanoseconds; that of FAT, the coarsest file system
MAX_BYTES = 10_000_000  # bytes of all answers
DIGEST_SIZE = hashlib.sha256().digest_size


def folder() -> str:
    """Return the folder of the answers: in the checkout or, if installed, in the current folder."""
    code = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.isdir(os.path.join(code, "gdclips", "lecture"))
    return os.path.join(os.getcwd() if packaged else code, ".cache", "index")


def key(arguments: list[str]) -> str | None:
    """Return the hash of a request and its environment; None if the current folder was removed.

    It includes the stats of this module, because another version may keep answers in another format.
    """
    user = os.geteuid() if hasattr(os, "geteuid") else None
    try:
        environment = [arguments, os.getcwd(), user, sys.executable, sys.path, __file__, file_stats(__file__)]
    except OSError:
        return None
    return hashlib.sha256(json.dumps(environment).encode()).hexdigest()


def file_stats(path: str) -> list[list[int]]:
    """Return the stats of a path that change with its content; of a link, also those of its target.

    The last is the change time, which no program can set. Raises an OSError if nothing is there.
    """
    found = [os.lstat(path)]
    if stat.S_ISLNK(found[0].st_mode):
        found.append(os.stat(path))
    return [[s.st_mode, s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns] for s in found]


def answer(key: str | None) -> tuple[str, str] | None:
    """Return what a request printed on standard output and error, if all stats are as they were."""
    with suppress(OSError):
        with open(os.path.join(folder(), key or ""), "rb") as file:
            digest, content = file.read(DIGEST_SIZE), file.read()  # as build/checksums.py writes them
        if hashlib.sha256(content).digest() == digest:
            stdout, stderr, inputs = json.loads(content)
            if all(file_stats(path) == known for path, known in inputs.items()):
                return stdout, stderr
    return None


def keep(key: str | None, started: int, stdout: str, stderr: str, inputs: Iterable[str]) -> None:
    """Keep what a request printed that started at a time in nanoseconds.

    The answer is in doubt if an input changed since then, or within the time resolution before. The stats of
    a missing input are those of the folder in which it would appear.
    """
    from pathlib import Path

    from gdclips.build.store import Store

    with suppress(OSError):
        if key is None or not os.path.isdir(os.path.dirname(folder())):
            return  # -n creates no cache
        found = {path: file_stats(path) for path in map(_existing_path, inputs)}
        times = [time for each in found.values() for stats in each for time in stats[-2:]]
        if (
            max(times) < started - TIME_RESOLUTION and started <= time.time_ns()
        ):  # else the clock was set back meanwhile
            answers = Store(Path(folder()))
            answers.put(key, json.dumps([stdout, stderr, found]).encode())
            answers.tidy()
            answers.prune(MAX_BYTES)


def clear() -> None:
    """Remove all answers."""
    from pathlib import Path

    from gdclips.build.store import Store

    Store(Path(folder())).clear()


def _existing_path(path: str) -> str:
    """Return a path, or its nearest ancestor that exists."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return path
