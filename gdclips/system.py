"""Operating system: the operations that differ between POSIX and Windows.

Whatever one of the two lacks is used here or behind a check of ``sys.platform``, which mypy follows. This
module imports only the standard library, because set-up uses it.
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

RETRY_PAUSE = 0.05  # seconds between two attempts, on Windows
RENAME_TRIES = 40  # attempts to rename a file over one that is being read, on Windows
LOCK_OFFSET = 2**30  # bytes; Windows forbids reading a locked range, so the lock lies beyond any content
SYNCHRONIZE, ACCESS_DENIED, WAIT_TIMEOUT = 0x100000, 5, 0x102  # of the Windows API


def lock(descriptor: int, wait: bool = True) -> bool:
    """Lock a file that is open for writing, until it is closed or the process ends.

    Return True if it is locked; False if another process holds the lock and ``wait`` is False.
    """
    if sys.platform == "win32":
        import msvcrt

        at = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, LOCK_OFFSET, os.SEEK_SET)
        try:
            while True:
                with suppress(OSError):
                    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                    return True
                if not wait:
                    return False
                time.sleep(RETRY_PAUSE)
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
    """Hold the lock of a folder, for which other processes wait; it is released when the process ends."""
    if sys.platform == "win32":  # where a folder can't be opened
        descriptor = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT)
    else:
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Rename a file, replacing the target; on Windows, wait for a while if the target is being read."""
    for _ in range(RENAME_TRIES if sys.platform == "win32" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(RETRY_PAUSE)
        else:
            return
    source.replace(target)


def is_running(pid: int) -> bool:
    """Tell whether a process of that id is running."""
    if sys.platform == "win32":  # where os.kill(pid, 0) would send it ^C
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(SYNCHRONIZE, False, pid))
        if not handle:
            return ctypes.get_last_error() == ACCESS_DENIED
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == WAIT_TIMEOUT)
        finally:
            kernel.CloseHandle(handle)
    else:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Interrupt a process as ^C does, so that it cleans up; on Windows, which can't, terminate it."""
    if sys.platform == "win32":
        process.terminate()
    else:
        process.send_signal(signal.SIGINT)


def is_root() -> bool:
    """Tell whether the process may install system packages; on Windows there are none."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def python_of(venv: Path) -> Path:
    """Return the Python interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def command_line(arguments: Sequence[str]) -> str:
    """Return a command quoted for the shell."""
    return subprocess.list2cmdline(arguments) if sys.platform == "win32" else shlex.join(arguments)
