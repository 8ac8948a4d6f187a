"""Inputs: the files, and the folders by what they list, that decide what is to be done about requests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gdclips.build.output import OutputFolder
from gdclips.build.recipe import recipe, system_fonts
from gdclips.places import CODE, LECTURE, PACKAGES, home
from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import Request
from gdclips.story.scenes import is_file

MOST = 2000  # requests: of more, planning is not what takes the time


def inputs(requests: Sequence[Request], lecture: Lecture, output: OutputFolder) -> list[str]:
    """Return all that decides what is to be done about the requests of a lecture, and that files tell of.

    Nothing where more decides: the fonts of the system, or a scene of the user's, whose code may do anything.
    """
    scenes = [*(clip.scene for clip in lecture.clips.values()), *(each.scene.reference for each in requests)]
    if len(requests) > MOST or any(map(is_file, scenes)) or any(map(system_fonts, requests)):
        return []
    found = [*_code(), *_packages(), lecture.path]
    if lecture.path.parent == LECTURE:  # the package's own, until the user has one
        found.append(home() / "lecture.toml")
    for request in requests:
        found += output.inputs(request, recipe(request, CODE))
        if request.data is not None:
            found.append(Path(request.data.path))
    return [str(path.absolute()) for path in dict.fromkeys(found)]


def _code() -> Iterator[Path]:
    """Yield the folders of the project's code and of the lecture's scenes, and the files in them."""
    for top in (*(CODE / package for package in PACKAGES), LECTURE):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield Path(folder)
            yield from (Path(folder, name) for name in files if name.endswith(".py"))


def _packages() -> Iterator[Path]:
    """Yield Python, the folders in which it finds packages, and what says which versions these are."""
    yield Path(sys.executable)
    for folder in map(Path, sys.path):
        yield folder
        yield from folder.glob("*.dist-info/METADATA")
