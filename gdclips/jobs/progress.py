"""Progress: on a terminal a bar for each clip that is being made, and one for all; elsewhere, lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """What is told of clips that are being made."""

    def tick(self, file: str, frames: int) -> None:
        """So many more of a clip's frames are done."""

    def end(self, file: str) -> None:
        """A clip is finished, or won't be."""

    def say(self, text: str) -> None:
        """Tell a line."""


class Lines:
    """Tells lines alone."""

    def tick(self, file: str, frames: int) -> None:
        """Nothing is said of frames."""

    def end(self, file: str) -> None:
        """What came of it is told as a line."""

    def say(self, text: str) -> None:
        """Tell a line."""
        print(text, file=sys.stderr, flush=True)


@contextmanager
def progress(frames: Mapping[str, int]) -> Iterator[Progress]:
    """Yield what tells of clips, given how many frames each file has."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from gdclips.jobs.bars import Bars

    with Bars(frames) as bars:
        yield bars
