"""Inputs: the files and folders from which the plan of some requests follows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gdclips.build.output import OutputFolder
from gdclips.build.recipe import recipe, system_fonts
from gdclips.places import CODE, PACKAGES, SCENES_FOLDER, home
from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import Request
from gdclips.story.scenes import is_file

MAX_REQUESTS = 2000  # with more, planning is not what takes the time


def inputs(requests: Sequence[Request], lecture: Lecture, output: OutputFolder) -> list[str]:
    """Return the paths of all files and folders from which the plan of a lecture's requests follows.

    Returns none if more than these decides: the system's fonts, or a user's scene, which may do anything.
    """
    scenes = [*(clip.scene for clip in lecture.clips.values()), *(each.scene.reference for each in requests)]
    if len(requests) > MAX_REQUESTS or any(map(is_file, scenes)) or any(map(system_fonts, requests)):
        return []
    found = [*_code(), *_packages(), lecture.path]
    if lecture.path.parent == SCENES_FOLDER:  # the package's own, until the user has one
        found.append(home() / "lecture.toml")
    for request in requests:
        found += output.inputs(request, recipe(request, CODE))
        if request.data is not None:
            found.append(Path(request.data.path))
    return [str(path.absolute()) for path in dict.fromkeys(found)]


def _code() -> Iterator[Path]:
    """Yield the folders and source files of the engine and of the lecture's scenes."""
    for top in (*(CODE / package for package in PACKAGES), SCENES_FOLDER):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield Path(folder)
            yield from (Path(folder, name) for name in files if name.endswith(".py"))


def _packages() -> Iterator[Path]:
    """Yield the Python interpreter, the folders that it imports from, and the packages' metadata files."""
    yield Path(sys.executable)
    for folder in map(Path, sys.path):
        yield folder
        yield from folder.glob("*.dist-info/METADATA")
