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
    """Let what is imported within find no settings but the libraries' own.

    Matplotlib looks into the working folder first of all, which within is that of its own defaults; its cache
    stays in the home.
    """
    for name in FROM_ENVIRONMENT:
        os.environ.pop(name, None)
    spec = find_spec("matplotlib")
    assert spec is not None and spec.origin is not None
    home = os.environ.get("HOME")
    with _working_in(Path(spec.origin).with_name("mpl-data")):
        import matplotlib

        matplotlib.get_cachedir()
        os.environ["HOME"] = os.devnull
        try:
            yield
        finally:
            os.environ.pop("HOME") if home is None else os.environ.update(HOME=home)


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    """Work in a folder, then again where it was, even if that has no path any more."""
    here = os.open(os.curdir, os.O_RDONLY)
    try:
        os.chdir(folder)
        yield
    finally:
        with suppress(OSError):
            os.fchdir(here)
        os.close(here)
