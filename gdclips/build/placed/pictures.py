"""Folders of numbered pictures: what else there is in one, and how it is removed without that."""

from __future__ import annotations

import re
import stat
from pathlib import Path

PICTURE = r"\d{4,9}\.png"


def other_than_pictures(folder: Path) -> str | None:
    """Return the name of something in a folder that is no numbered picture, None if there is nothing."""
    return next((each.name for each in sorted(folder.iterdir()) if not _is_picture(each)), None)


def remove(path: Path) -> None:
    """Remove a file or a folder of pictures, if it is there; an OSError if the folder has anything else."""
    if path.is_dir() and not path.is_symlink():
        path.chmod(path.stat().st_mode | stat.S_IRWXU)  # a file that is read-only can be removed, too
        for each in path.iterdir():
            if _is_picture(each):
                each.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _is_picture(path: Path) -> bool:
    return bool(re.fullmatch(PICTURE, path.name, re.ASCII)) and path.is_file() and not path.is_symlink()
