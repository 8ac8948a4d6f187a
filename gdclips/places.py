"""Locations: the folders of the code, of the lecture and of the files that are made.

The project is used from its checkout, by ``render.sh``, or as an installed package, by ``gdclips``. This
module imports only the standard library, because set-up uses it.
"""

from __future__ import annotations

from pathlib import Path

CODE = Path(__file__).absolute().parents[1]
"""The folder that contains our packages."""

PACKAGES = ("gdcore", "gdclips")

_PACKAGED = CODE / "gdclips" / "lecture"  # a package's copy of the lecture
_CHECKOUT = not _PACKAGED.is_dir()

SCENES_FOLDER = CODE / "scenes" if _CHECKOUT else _PACKAGED
"""The folder of the lecture's scenes."""

COMMAND = "./render.sh" if _CHECKOUT else "gdclips"
"""The command by which the user runs the program."""


def is_checkout() -> bool:
    """Tell whether the program runs from a checkout, which has tests and benchmarks."""
    return _CHECKOUT


def home() -> Path:
    """Return the default folder of ``lecture.toml`` and ``media/``."""
    return CODE if _CHECKOUT else Path.cwd()


def lecture_file() -> Path:
    """Return the default lecture file.

    For an installed package it is the one in the current folder, or else the package's own.
    """
    own = home() / "lecture.toml"
    return own if _CHECKOUT or own.exists() else SCENES_FOLDER / "lecture.toml"
