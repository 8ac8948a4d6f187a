"""Entry point of the command line."""

import os
import signal
import sys
import time
from functools import partial

from gdclips import index, streams


def start() -> int:
    """Print the answer of the index, or load the command line and run it; return the exit status.

    Until it is loaded, ^C ends the process silently, because a KeyboardInterrupt can't be raised safely while
    compiled modules are being loaded.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    streams.prepare()
    arguments, started = sys.argv[1:], time.time_ns()
    request = index.key(arguments)
    if answered := index.answer(request):
        stdout, stderr = answered
        sys.stderr.write(stderr)
        return streams.flush(0, stdout)
    # This process computes little, and starting BLAS threads would take a third of NumPy's import time.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        from gdclips.commandline import main
    except ModuleNotFoundError as error:
        sys.stderr.write(f"error: {_what_installs(error)}\n")
        return 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = main(arguments, partial(index.keep, request, started))
    except KeyboardInterrupt:  # a second one, while the first is reported
        status = 130
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback from Python's shutdown
    return streams.flush(status)


def _what_installs(error: ModuleNotFoundError) -> str:
    """Return the message for a required package that is missing; raise the error if a module of ours is."""
    from gdclips.places import PACKAGES, is_checkout
    from gdclips.setup.extras import PROJECT
    from gdclips.system import command_line

    package = (error.name or "").partition(".")[0]
    if package in ("", *PACKAGES):
        raise error
    command = command_line([sys.executable, "-m", "pip", "install", PROJECT])
    remedy = "start the project with ./render.sh" if is_checkout() else f"run {command}"
    return f"{sys.executable} lacks the package {package}: {remedy}"


if __name__ == "__main__":
    raise SystemExit(start())
