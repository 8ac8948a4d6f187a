"""Catalogue: the scenes by name, those of a lecture file's clips first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import scene_of
from gdclips.requests.sweeps import named_clips
from gdclips.story.scenes import SCENES, Scene, is_file


def catalogue(lecture: Lecture, more: Iterable[Scene] = ()) -> Mapping[str, Scene]:
    """Return scenes by name: those of a lecture file's clips, then ``more``, then the lecture's.

    Scenes with the same name get as many of their folders before it as distinguish them. Raises a
    RequestError for a scene that cannot be loaded.
    """
    listed = [scene_of(lecture, clip) for clip in named_clips(lecture).values()]
    scenes = {scene.reference: scene for scene in (*listed, *more, *SCENES.values())}
    counts = Counter(name for scene in scenes.values() for name in _names(scene))
    return {next(name for name in _names(each) if counts[name] == 1): each for each in scenes.values()}


def _names(scene: Scene) -> list[str]:
    """Return a scene's possible names, the shortest first; those of a scene's file with its folders, too."""
    folders = Path(scene.reference).parent.parts if is_file(scene.reference) else ()
    return ["/".join([*folders[len(folders) - count :], scene.name]) for count in range(len(folders) + 1)]
