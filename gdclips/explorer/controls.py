"""Controls: what the page has of each scene, a control for each of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap

import msgspec

from gdclips.story.scenes import Scene, SceneError
from gdclips.story.settings import Field, fields


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A scene as the gallery has it."""

    name: str
    title: str
    summary: str
    spatial: bool
    controls: tuple[Field, ...]


def listed(scenes: Mapping[str, Scene]) -> tuple[Listed, ...]:
    """Return scenes with their controls, in their order."""
    return tuple(starmap(_listed, scenes.items()))


def _listed(name: str, scene: Scene) -> Listed:
    return Listed(
        name=name,
        title=_title(name, scene),
        summary=scene.summary,
        spatial=scene.in_space,
        controls=fields(scene.settings),
    )


def _title(name: str, scene: Scene) -> str:
    """Return the title of a scene's story; the name of one that can't be told."""
    try:
        return scene.story(scene.settings()).title
    except (ValueError, SceneError):
        return name
