"""Standard output and error, made ready for what they meet: closed, full, a reader that left, few letters.

Standard library alone, before anything else is loaded.
"""

import codecs
import io
import os
import sys
from contextlib import suppress

GONE = 141  # what a shell says of a program whose reader left: 128 and the signal's number


class _Patient(io.TextIOWrapper):
    """Standard error that does without what can't be written: nobody can be told of it."""

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            super().flush()


def prepare() -> None:
    """Make both streams take any text, and take it from nobody where there is nobody."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # it was closed: what is opened next would be taken for it
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error("as far as possible", _as_far_as_possible)
    letters = "as far as possible"
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), errors=letters)
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=letters)
    told = sys.stderr
    if not isinstance(told, io.TextIOWrapper):
        told = io.TextIOWrapper(io.FileIO(2, "w", closefd=False))
    sys.stderr = _Patient(told.detach(), told.encoding, errors=letters, line_buffering=True)


def flushed(status: int, text: str = "") -> int:
    """Write what was printed and a text, and return the status, another one if that can't be done."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        status = GONE
    except OSError as error:
        if status == 0:
            print(f"error: output: {error.strerror}", file=sys.stderr)
            status = 1
    else:
        return status
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else Python would try again, and say so
    return status


def _as_far_as_possible(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write bytes of a path as they are, and a letter that the terminal doesn't have by its number."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)
