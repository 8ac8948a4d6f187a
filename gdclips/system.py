"""The operating system: what POSIX and Windows do in different ways, each once.

Whatever one of the two lacks is used here or behind a check of ``sys.platform``, which mypy follows. Standard
library alone: set-up needs it, too.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PAUSE = 0.05  # seconds between two tries, on Windows
TRIES = 40  # to rename a file over one that somebody reads, on Windows
BEYOND = 2**30  # bytes: on Windows what is locked can't be read by others, so what lies there is locked
SYNCHRONIZE, ACCESS_DENIED, WAIT_TIMEOUT = 0x100000, 5, 0x102  # Windows' numbers


def lock(descriptor: int, wait: bool = True) -> bool:
    """Lock a file that is open for writing until it is closed, at the latest when its process dies.

    Return True once no other process has it; unless it is to ``wait``, False if one has.
    """
    if sys.platform == "win32":
        import msvcrt

        at = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, BEYOND, os.SEEK_SET)
        try:
            while True:
                with suppress(OSError):
                    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                    return True
                if not wait:
                    return False
                time.sleep(PAUSE)
        finally:
            os.lseek(descriptor, at, os.SEEK_SET)
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep all others who ask for a folder's lock waiting; that of a process that dies is free."""
    if sys.platform == "win32":  # where no folder can be opened
        descriptor = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT)
    else:
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Rename a file over another, if there is one; on Windows who reads that is waited for a while."""
    for _ in range(TRIES if sys.platform == "win32" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(PAUSE)
        else:
            return
    source.replace(target)


def runs(process: int) -> bool:
    """Tell whether there is a process of that number."""
    if sys.platform == "win32":  # where os.kill(process, 0) would send it ^C
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(SYNCHRONIZE, False, process))
        if not handle:
            return ctypes.get_last_error() == ACCESS_DENIED
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == WAIT_TIMEOUT)
        finally:
            kernel.CloseHandle(handle)
    else:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """End a process as ^C would, so that it tidies up; on Windows, where that can't be sent, at once."""
    if sys.platform == "win32":
        process.terminate()
    else:
        process.send_signal(signal.SIGINT)


def is_root() -> bool:
    """Tell whether we may install packages of the system; on Windows there are none."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def python_of(venv: Path) -> Path:
    """Return the Python of an environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def command_line(words: Sequence[str]) -> str:
    """Return a command as it is typed into a terminal."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
