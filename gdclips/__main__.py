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
    from gdclips.commandline import main

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


if __name__ == "__main__":
    raise SystemExit(start())
