"""``python -m gdclips.precheck [ARGUMENTS]``: answer a request before set-up, if its words are enough.

The exit status is 0 if they are not, `ANSWERED` if there is nothing else to do, 2 if they are wrong.
"""

import signal
import sys

from gdclips import streams
from gdclips.precheck.answer import answer

ANSWERED = 64


def main() -> int:
    """Print the answer, an error to stderr; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing has begun: ^C ends it without a word
    streams.prepare()
    answered = answer(sys.argv[1:])
    if answered is None:
        return 0
    status, text = answered
    if status:
        sys.stderr.write(text)
    return streams.flush(status, "" if status else text) or ANSWERED


if __name__ == "__main__":
    sys.exit(main())
