"""Start of a worker process, which imports the project's code from the folder of this file.

Python runs this file by its path, and ignores PYTHONPATH and the user's own packages (``-I``). Only the
project's packages are imported from the folder: a ``numpy.py`` beside them is not taken for NumPy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

# As in gdclips.places, which can't be imported before the finder is installed.
CODE = Path(__file__).parents[2]
PACKAGES = ("gdcore", "gdclips")


class Finder:
    """A finder of the project's packages; their submodules are found by Python's own."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of one of the project's packages; None for any other module."""
        return PathFinder.find_spec(name, [str(CODE)]) if name in PACKAGES else None


def job_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output as streams of jobs and answers; the null device takes their place.

    Then nothing else in the process can read a job or print into an answer.
    """
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.close(nothing)
    return jobs, answers


def begin(packages: Sequence[str]) -> None:
    """Do the jobs that come on standard input; ``packages`` are further folders to import from."""
    jobs, answers = job_streams()
    sys.path.extend(packages)
    sys.meta_path.insert(0, Finder)
    from gdclips.jobs.worker import main

    main(jobs, answers)


if __name__ == "__main__":
    begin(sys.argv[1:])
