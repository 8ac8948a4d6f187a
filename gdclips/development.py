"""Development commands: the benchmarks and the tests, which are in the project's repository alone."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

from cyclopts import Parameter

from gdclips.arguments import output_folders
from gdclips.messages import RequestError
from gdclips.options import Flag
from gdclips.places import CODE, is_checkout
from gdclips.setup.extras import ensure

ON_ALL_CORES = ("--numprocesses=logical", "--dist=worksteal", "--durations=10")


def bench(*names: str, repeats: int = 3) -> None:
    """Measure our clips beside those of stock tools, and how cost grows; keep the figures in media/bench.

    Parameters
    ----------
    names
        The benchmarks to run; by default all.
    repeats
        How often each clip is made; the median is reported.
    """
    if not is_checkout():
        raise RequestError("bench: the benchmarks are part of the project's repository, not of the package")
    from benchmarks.run import bench as measure

    measure(output_folders(None, None).media, names, repeats)


def test(
    *arguments: Annotated[str, Parameter(allow_leading_hyphen=True)],
    slow: Annotated[Flag, Parameter(name="--all")] = False,
) -> int:
    """Run the project's tests, on all cores, and name the slowest.

    Parameters
    ----------
    arguments
        Passed to pytest, instead of the options that use all cores.
    slow
        Run also the slow tests, as before a release.
    """
    if not is_checkout():
        raise RequestError("test: the tests are part of the project's repository, not of the package")
    ensure("test")
    chosen = [] if not slow else ["-m", ""]
    command = [sys.executable, "-P", "-m", "pytest", *chosen, *(arguments or ON_ALL_CORES)]
    return subprocess.run(command, cwd=CODE, check=False).returncode
