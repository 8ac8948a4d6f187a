"""The catalogue: the scenes that can be asked for by name, those of a lecture file's clips first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import scene_of
from gdclips.requests.sweeps import named
from gdclips.story.scenes import SCENES, Scene, is_file


def catalogue(lecture: Lecture, more: Iterable[Scene] = ()) -> Mapping[str, Scene]:
    """Return scenes by name: those of a lecture's clips in its request, some more, then the lecture's own.

    Scenes of one name have as many of their folders before it as tell them apart. Raises a RequestError for
    what can't be loaded.
    """
    listed = [scene_of(lecture, clip) for clip in named(lecture).values()]
    scenes = {scene.reference: scene for scene in (*listed, *more, *SCENES.values())}
    counts = Counter(name for scene in scenes.values() for name in _names(scene))
    return {next(name for name in _names(each) if counts[name] == 1): each for each in scenes.values()}


def _names(scene: Scene) -> list[str]:
    """Return what a scene may be called, the shortest first: that of a file with more and more folders."""
    folders = Path(scene.reference).parent.parts if is_file(scene.reference) else ()
    return ["/".join([*folders[len(folders) - count :], scene.name]) for count in range(len(folders) + 1)]
