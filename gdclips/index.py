"""The index: answers to requests whose files are up to date, kept with the facts of all that decided so.

A start with the same request compares facts, prints the same answer and ends, before anything else is loaded.
What is in doubt is not kept, or not found; then the contents of the files decide. So the index may be lost or
removed at any time. Of the standard library it imports little, because it is asked at every start.
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

GRAIN = 2_000_000_000  # nanoseconds between two times of the coarsest file system, FAT
MOST = 10_000_000  # bytes of all answers
DIGEST_SIZE = hashlib.sha256().digest_size


def folder() -> str:
    """Return where answers are kept: in the cache of the project or, for an installed package, of here."""
    code = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.isdir(os.path.join(code, "gdclips", "lecture"))
    return os.path.join(os.getcwd() if packaged else code, ".cache", "index")


def key(arguments: list[str]) -> str | None:
    """Return the hash of a request and of all beside files that decides; None where this folder was removed.

    This module's own facts are among it: another version of it may keep answers in another form.
    """
    user = os.geteuid() if hasattr(os, "geteuid") else None
    try:
        decides = [arguments, os.getcwd(), user, sys.executable, sys.path, __file__, facts(__file__)]
    except OSError:
        return None
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def facts(path: str) -> list[list[int]]:
    """Return what changes when a file does, or the list of a folder; for a link, what it leads to as well.

    The last is the time of that change, which nobody can set. Raises an OSError if nothing is there.
    """
    found = [os.lstat(path)]
    if stat.S_ISLNK(found[0].st_mode):
        found.append(os.stat(path))
    return [[s.st_mode, s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns] for s in found]


def answer(key: str | None) -> tuple[str, str] | None:
    """Return what a request printed on standard output and on error, if all facts are as they were."""
    with suppress(OSError):
        with open(os.path.join(folder(), key or ""), "rb") as file:
            digest, content = file.read(DIGEST_SIZE), file.read()  # as build/checksums.py writes them
        if hashlib.sha256(content).digest() == digest:
            said, told, inputs = json.loads(content)
            if all(facts(path) == known for path, known in inputs.items()):
                return said, told
    return None


def keep(key: str | None, began: int, said: str, told: str, inputs: Iterable[str]) -> None:
    """Keep what was printed for a request that began at a time in nanoseconds.

    If an input was changed since, or so shortly before that its time can't tell, the answer is in doubt. For
    an input that is missing stands the folder in which it would appear.
    """
    from pathlib import Path

    from gdclips.build.store import Store

    with suppress(OSError):
        if key is None or not os.path.isdir(os.path.dirname(folder())):
            return  # -n makes nothing, nor a cache
        found = {path: facts(path) for path in map(_existing, inputs)}
        times = [
            time for each in found.values() for *_, modified, changed in each for time in (modified, changed)
        ]
        if max(times) < began - GRAIN and began <= time.time_ns():  # else the clock was set back meanwhile
            answers = Store(Path(folder()))
            answers.put(key, json.dumps([said, told, found]).encode())
            answers.tidy()
            answers.prune(MOST)


def clear() -> None:
    """Remove all answers."""
    from pathlib import Path

    from gdclips.build.store import Store

    Store(Path(folder())).clear()


def _existing(path: str) -> str:
    """Return a path, or that of the first folder above it that is there."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return path
