"""Signs of life while pip works: what its log tells, and for how long it has been going.

On a terminal one line is drawn again and again; elsewhere there is a line every now and then.
Standard library alone: this runs before anything is installed.
"""

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 10.0  # seconds between two lines where there is no terminal

UNITS = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
DOWNLOAD = re.compile(r"^ *Downloading .*\((?:[\d.]+/)?([\d.]+) (bytes|kB|MB|GB)\)", re.MULTILINE)
BUILDING = re.compile(r" *(?:Building wheel for (\S+) .*|.*): (?:started|still running\.\.\.)")


@contextmanager
def signs(what: str, progress: Callable[[], str]) -> Iterator[Callable[[], None]]:
    """Yield what is to be called every now and then, and then shows progress and the seconds gone."""
    on_screen, start = sys.stderr.isatty(), time.monotonic()
    shown = start

    def show() -> None:
        nonlocal shown
        now = time.monotonic()
        text = f"{what}: {progress()}, {now - start:.0f} s"
        if on_screen:
            width = shutil.get_terminal_size().columns
            print(f"\r\x1b[K{text[: width - 1]}", end="", file=sys.stderr, flush=True)
        elif now - shown >= EVERY:
            shown = now
            print(text, file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if on_screen:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def fetched(output: str) -> str:
    """Tell from pip's output how many packages it has collected, how many megabytes came, what it builds."""
    pairs = re.findall(r"^Collecting ([\w.-]+)|^Processing \S*/([\w.]+)", output, re.MULTILINE)
    names = [collected or local for collected, local in pairs]
    size = sum(float(number) * UNITS[unit] for number, unit in DOWNLOAD.findall(output))
    building = BUILDING.fullmatch(output.rstrip().rpartition("\n")[2])
    told = f"{len(set(names))} packages, {size:.0f} MB"
    return f"{told}, building {building[1] or (names or ['one'])[-1]}" if building else told
