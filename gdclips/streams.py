"""Standard streams: output and error that survive a closed stream, a full disk and a narrow encoding.

This module imports only the standard library, because it is loaded before anything else.
"""

import codecs
import io
import os
import sys
from contextlib import suppress

BROKEN_PIPE = 141  # the status that a shell reports for SIGPIPE: 128 + 13


class _LenientStream(io.TextIOWrapper):
    """A text stream that ignores errors of writing, because there is nowhere to report them."""

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            super().flush()


def prepare() -> None:
    """Make both streams accept any text, even if they are closed or their encoding lacks a character."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # it is closed; the next file opened would get its number
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error("escape", _escape)
    errors = "escape"
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), errors=errors)
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=errors)
    stream = sys.stderr
    if not isinstance(stream, io.TextIOWrapper):
        stream = io.TextIOWrapper(io.FileIO(2, "w", closefd=False))
    sys.stderr = _LenientStream(stream.detach(), stream.encoding, errors=errors, line_buffering=True)


def flush(status: int, text: str = "") -> int:
    """Write a text and flush standard output; return the exit status, another one if that fails."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError as error:
        if status == 0:
            print(f"error: output: {error.strerror}", file=sys.stderr)
            status = 1
    else:
        return status
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else Python would flush again at exit and report the error
    return status


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Encode the bytes of a path as they are, and a character that the encoding lacks as an escape."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)
