"""Controls: the entries of the gallery, each a scene with a control for each of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap

import msgspec

from gdclips.story.scenes import Scene, SceneError
from gdclips.story.settings import Field, fields


class SceneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A scene as the gallery lists it."""

    name: str
    title: str
    summary: str
    spatial: bool
    controls: tuple[Field, ...]


def scene_entries(scenes: Mapping[str, Scene]) -> tuple[SceneEntry, ...]:
    """Return scenes with their controls, in their order."""
    return tuple(starmap(_entry, scenes.items()))


def _entry(name: str, scene: Scene) -> SceneEntry:
    return SceneEntry(
        name=name,
        title=_title(name, scene),
        summary=scene.summary,
        spatial=scene.in_space,
        controls=fields(scene.settings),
    )


def _title(name: str, scene: Scene) -> str:
    """Return the title of a scene's story, or its name if its story can't be told."""
    try:
        return scene.story(scene.settings()).title
    except (ValueError, SceneError):
        return name
