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
HOMES = ("HOME", "USERPROFILE")  # the latter on Windows


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
    with _brought_back():
        os.chdir(Path(spec.origin).with_name("mpl-data"))
        yield


@contextmanager
def _brought_back() -> Iterator[None]:
    """Come back to the working folder, which may have no path any more where it can be opened."""
    opened = os.chdir in os.supports_fd  # not so on Windows, where nobody removes or renames it meanwhile
    here = os.open(os.curdir, os.O_RDONLY) if opened else Path.cwd()
    try:
        yield
    finally:
        with suppress(OSError):
            os.chdir(here)
        if isinstance(here, int):
            os.close(here)


@contextmanager
def homeless() -> Iterator[None]:
    """Let Manim, imported within, find no settings in the home; where fonts lie there is known before."""
    kept = {name: os.environ[name] for name in HOMES if name in os.environ}
    os.environ |= dict.fromkeys(HOMES, __file__)  # in a file there are none
    try:
        yield
    finally:
        for name in HOMES:
            del os.environ[name]
        os.environ |= kept
