"""The start of a worker process: the project's code comes from the folder of this file.

It is run by its path, by a Python that heeds neither PYTHONPATH nor the user's own packages (``-I``). Of the
folder, only our packages are found: a ``numpy.py`` that lies beside them is not NumPy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

CODE = Path(__file__).parents[2]
PACKAGES = ("gdcore", "gdclips")


class Finder:
    """Finds our packages in the folder; whatever is in them is found by these themselves."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a package of ours lies; None for all else."""
        return PathFinder.find_spec(name, [str(CODE)]) if name in PACKAGES else None


def streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for jobs and answers: what else reads or prints there finds nothing."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.close(nothing)
    return jobs, answers


def begin(packages: Sequence[str]) -> None:
    """Do the jobs that come on standard input; ``packages`` are more folders to find packages in."""
    jobs, answers = streams()
    sys.path.extend(packages)
    sys.meta_path.insert(0, Finder)
    from gdclips.jobs.worker import main

    main(jobs, answers)


if __name__ == "__main__":
    begin(sys.argv[1:])
