"""Progress of pip and apt-get: what their log says so far, and the seconds passed.

A terminal shows one line that is redrawn; elsewhere a line is printed every 10 seconds.
Standard library alone: this runs before anything is installed.
"""

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

INTERVAL = 10.0  # seconds between two lines without a terminal

UNITS = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
DOWNLOAD = re.compile(r"^ *Downloading .*\((?:[\d.]+/)?([\d.]+) (bytes|kB|MB|GB)\)", re.MULTILINE)
BUILDING = re.compile(r" *(?:Building wheel for (\S+) .*|.*): (?:started|still running\.\.\.)")


@contextmanager
def progress_line(task: str, progress: Callable[[], str]) -> Iterator[Callable[[], None]]:
    """Yield a function that shows the progress and the seconds passed; call it every fraction of a second."""
    on_terminal, start = sys.stderr.isatty(), time.monotonic()
    shown = start

    def show() -> None:
        nonlocal shown
        now = time.monotonic()
        text = f"{task}: {progress()}, {now - start:.0f} s"
        if on_terminal:
            width = shutil.get_terminal_size().columns
            print(f"\r\x1b[K{text[: width - 1]}", end="", file=sys.stderr, flush=True)
        elif now - shown >= INTERVAL:
            shown = now
            print(text, file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if on_terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def download_progress(log: Path) -> str:
    """Return what pip's log says: packages collected, megabytes downloaded, and what is being built."""
    output = log.read_text("utf-8", "replace")
    pairs = re.findall(r"^Collecting ([\w.-]+)|^Processing \S*/([\w.]+)", output, re.MULTILINE)
    names = [remote or local for remote, local in pairs]
    size = sum(float(number) * UNITS[unit] for number, unit in DOWNLOAD.findall(output))
    building = BUILDING.fullmatch(output.rstrip().rpartition("\n")[2])
    collected = f"{len(set(names))} packages, {size:.0f} MB"
    return f"{collected}, building {building[1] or (names or ['one'])[-1]}" if building else collected
