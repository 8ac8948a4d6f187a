"""Library defaults: Matplotlib and Manim imported without the user's settings for them.

They look for settings in the working folder, in the home folder and in the environment. What is made must not
depend on these.
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
    """Have Matplotlib find its own defaults alone if it is imported within.

    The working folder, where it looks first, is that of its defaults meanwhile. So Manim finds no settings in
    the user's working folder either.
    """
    for name in FROM_ENVIRONMENT:
        os.environ.pop(name, None)
    spec = find_spec("matplotlib")
    assert spec is not None and spec.origin is not None
    with _working_folder_restored():
        os.chdir(Path(spec.origin).with_name("mpl-data"))
        yield


@contextmanager
def _working_folder_restored() -> Iterator[None]:
    """Restore the working folder afterwards, even if it was renamed or removed meanwhile."""
    by_descriptor = os.chdir in os.supports_fd  # not on Windows, where a working folder can't be renamed
    here = os.open(os.curdir, os.O_RDONLY) if by_descriptor else Path.cwd()
    try:
        yield
    finally:
        with suppress(OSError):
            os.chdir(here)
        if isinstance(here, int):
            os.close(here)


@contextmanager
def without_home() -> Iterator[None]:
    """Have Manim find no settings in the home folder if it is imported within."""
    saved = {name: os.environ[name] for name in HOMES if name in os.environ}
    os.environ |= dict.fromkeys(HOMES, __file__)  # a file, because there can be no settings in one
    try:
        yield
    finally:
        for name in HOMES:
            del os.environ[name]
        os.environ |= saved
