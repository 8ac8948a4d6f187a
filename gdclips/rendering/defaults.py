"""Libraries as they are by default: Matplotlib and Manim read a user's settings when they are imported.

They look for them in the working folder, in the home and in the environment. A clip is the same whatever
stands there, and whatever is wrong with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

FROM_ENVIRONMENT = ("MPLBACKEND", "MATPLOTLIBRC")


@contextmanager
def library_defaults() -> Iterator[None]:
    """Let Matplotlib, imported within, find no settings but its own.

    It looks into the working folder first of all, which within is that of its own defaults; so Manim finds
    none of the working folder either.
    """
    for name in FROM_ENVIRONMENT:
        os.environ.pop(name, None)
    spec = find_spec("matplotlib")
    assert spec is not None and spec.origin is not None
    here = os.open(os.curdir, os.O_RDONLY)  # it may have no path any more
    try:
        os.chdir(Path(spec.origin).with_name("mpl-data"))
        yield
    finally:
        with suppress(OSError):
            os.fchdir(here)
        os.close(here)


@contextmanager
def homeless() -> Iterator[None]:
    """Let Manim, imported within, find no settings in the home; where fonts lie there is known before."""
    home = os.environ.get("HOME")
    os.environ["HOME"] = os.devnull
    try:
        yield
    finally:
        if home is None:
            del os.environ["HOME"]
        else:
            os.environ["HOME"] = home
