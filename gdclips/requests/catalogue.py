"""The catalogue: the scenes that can be asked for by name, those of a lecture file's clips first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gdclips.messages import RequestError
from gdclips.requests.lecture_file import Lecture
from gdclips.story.scenes import SCENES, Scene, find


def catalogue(lecture: Lecture, references: Iterable[str] = ()) -> Mapping[str, Scene]:
    """Return scenes by name: those of a lecture's clips in its order, some more, then the lecture's own.

    Raises a RequestError for what can't be loaded, and for two files of one name.
    """
    found: dict[str, Scene] = {}
    listed = [clip.scene for clip in lecture.clips.values()]
    for reference in dict.fromkeys([*listed, *references, *SCENES]):
        scene = find(reference)
        if found.setdefault(scene.name, scene) is not scene:
            other = found[scene.name].reference
            raise RequestError(
                f"{reference} and {other} are both called {scene.name}: rename one of the files"
            )
    return found
