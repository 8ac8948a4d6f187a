"""Starts the command line; ^C while its modules load ends it without a traceback."""

import sys

try:
    from scenes.commandline import main
except KeyboardInterrupt:
    raise SystemExit(130) from None

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
