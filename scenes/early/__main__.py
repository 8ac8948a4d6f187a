"""``python -m scenes.early [ARGUMENTS]``: answer a request before set-up, if its words are enough.

The exit status is 2 for a request that is wrong, `ANSWERED` if there is nothing else to do, else 0.
"""

import sys

from scenes.early.answer import answer

ANSWERED = 64


def main() -> int:
    """Print the answer, an error to stderr; return the exit status."""
    answered = answer(sys.argv[1:])
    if answered is None:
        return 0
    status, text = answered
    print(text, end="", file=sys.stderr if status else sys.stdout)
    return status or ANSWERED


if __name__ == "__main__":
    sys.exit(main())
