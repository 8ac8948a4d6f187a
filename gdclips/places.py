"""Places: where the engine's code, the lecture and the files that it makes lie.

The project is used from its checkout, by ``render.sh``, or as an installed package, by ``gdclips``.
Standard library alone: set-up needs it, too.
"""

from __future__ import annotations

from pathlib import Path

CODE = Path(__file__).absolute().parents[1]
"""The folder in which Python finds our packages."""

PACKAGES = ("gdcore", "gdclips")

_PACKAGED = CODE / "gdclips" / "lecture"  # a package's copy of the lecture
_CHECKOUT = not _PACKAGED.is_dir()

LECTURE = CODE / "scenes" if _CHECKOUT else _PACKAGED
"""The folder of the lecture's scenes."""

COMMAND = "./render.sh" if _CHECKOUT else "gdclips"
"""What the user calls the program by."""


def is_checkout() -> bool:
    """Tell whether the program runs from the project's own folder, which has tests and benchmarks."""
    return _CHECKOUT


def home() -> Path:
    """Return the folder whose ``lecture.toml`` and ``media/`` are meant unless others are named."""
    return CODE if _CHECKOUT else Path.cwd()


def lecture_file() -> Path:
    """Return the lecture file that is read unless another is named.

    For an installed package it is the user's, where there is one, or the package's own.
    """
    own = home() / "lecture.toml"
    return own if _CHECKOUT or own.exists() else LECTURE / "lecture.toml"
