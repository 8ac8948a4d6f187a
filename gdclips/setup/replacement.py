"""Replacement of an environment: the old one is kept until the new one is complete.

Standard library alone: this runs before anything is installed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdclips.setup.commands import SetupError


@contextmanager
def replacing(venv: Path, backup: Path) -> Iterator[None]:
    """Rename an environment to ``backup`` while a new one is made; rename it back if that fails.

    Raises
    ------
    SetupError
        If something lies there that is not an environment.
    """
    if is_foreign(venv):
        raise SetupError(f"{venv} is no environment of Python's: move it away, then start again")
    if os.path.lexists(backup):  # an earlier set-up was killed: what it left behind is incomplete
        remove(venv)
    elif os.path.lexists(venv):
        backup.parent.mkdir(exist_ok=True)
        venv.rename(backup)
    try:
        yield
    except BaseException:
        if os.path.lexists(backup):
            remove(venv)
            backup.rename(venv)
        raise


def is_foreign(venv: Path) -> bool:
    """Tell whether something is neither an environment nor the start of one, which has no files yet."""
    if (venv / "pyvenv.cfg").is_file() or not venv.exists():
        return False
    return not venv.is_dir() or any(path.is_file() for path in venv.rglob("*"))


def remove(venv: Path) -> None:
    """Remove an environment; if it is a link, only the link."""
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
