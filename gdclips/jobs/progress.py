"""Progress: bars on a terminal, one for each file that is being made and one for all; elsewhere, lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Shows the user how far files are."""

    def tick(self, file: str, frames: int) -> None:
        """Count so many more frames of a file as done."""

    def end(self, file: str) -> None:
        """Forget a file, because it is finished or has failed."""

    def say(self, text: str) -> None:
        """Print a line."""


class Lines:
    """Prints lines alone."""

    def tick(self, file: str, frames: int) -> None:
        """Do nothing: frames are not shown."""

    def end(self, file: str) -> None:
        """Do nothing: the outcome is printed as a line."""

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=sys.stderr, flush=True)


@contextmanager
def progress(frames: Mapping[str, int]) -> Iterator[Progress]:
    """Yield what shows the progress of files, given the estimated number of frames of each."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from gdclips.jobs.bars import Bars

    with Bars(frames) as bars:
        yield bars
