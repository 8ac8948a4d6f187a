"""An environment that is replaced: it is put aside until the one in its place is whole.

Standard library alone: this runs before anything is installed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdclips.setup.commands import SetupError


@contextmanager
def in_place_of(venv: Path, old: Path) -> Iterator[None]:
    """Put an environment aside, under the name ``old``, while a new one is made; put it back if that fails.

    Raises
    ------
    SetupError
        If what is there is no environment, but somebody's files.
    """
    if is_foreign(venv):
        raise SetupError(f"{venv} is no environment of Python's: move it away, then start again")
    if os.path.lexists(old):  # a set-up was killed: the older one is worth more
        remove(venv)
    elif os.path.lexists(venv):
        old.parent.mkdir(exist_ok=True)
        venv.rename(old)
    try:
        yield
    except BaseException:
        if os.path.lexists(old):
            remove(venv)
            old.rename(venv)
        raise


def is_foreign(venv: Path) -> bool:
    """Tell whether something is no environment, nor the beginnings of one, which have no files yet."""
    if (venv / "pyvenv.cfg").is_file() or not venv.exists():
        return False
    return not venv.is_dir() or any(path.is_file() for path in venv.rglob("*"))


def remove(venv: Path) -> None:
    """Remove an environment; of a link only the link."""
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
