"""Starts the command line."""

import os
import signal
import sys
import time
from functools import partial

from gdclips import index, streams


def start() -> int:
    """Load the command line and run it, unless the index knows the answer.

    Until it is loaded, ^C ends the process without a word: a KeyboardInterrupt can't be raised safely while
    modules of compiled code are being loaded.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    streams.prepare()
    arguments, began = sys.argv[1:], time.time_ns()
    request = index.key(arguments)
    if known := index.answer(request):
        said, told = known
        sys.stderr.write(told)
        return streams.flushed(0, said)
    # What is computed here is small; to start threads for it would cost a third of NumPy's import.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from gdclips.commandline import main

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = main(arguments, partial(index.keep, request, began))
    except KeyboardInterrupt:  # between the lines, or once more while the first is told
        status = 130
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own end is not to be told of
    return streams.flushed(status)


if __name__ == "__main__":
    raise SystemExit(start())
