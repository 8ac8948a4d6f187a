"""``python -m gdclips.precheck [ARGUMENTS]``: answer a request before set-up, if that is possible.

The exit status is 0 if it is not, `ANSWERED` if nothing is left to do, 2 if the request is wrong.
"""

import signal
import sys

from gdclips import streams
from gdclips.precheck.answer import answer

ANSWERED = 64


def main() -> int:
    """Print the answer, an error to stderr; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ^C ends it silently, because there is nothing to clean up
    streams.prepare()
    result = answer(sys.argv[1:])
    if result is None:
        return 0
    status, text = result
    if status:
        sys.stderr.write(text)
    return streams.flush(status, "" if status else text) or ANSWERED


if __name__ == "__main__":
    sys.exit(main())
