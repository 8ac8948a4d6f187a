"""The stories: one claim a file, told without a renderer; here they stand in the lecture's order."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType, ModuleType
from typing import Any

import msgspec

from scenes.stage.story import Story
from scenes.stories import (
    batch_sizes,
    contour_descent,
    decaying_rate,
    interactive,
    learning_rates,
    momentum,
    noise_ball,
    noisy_descent,
    ravine,
    sgd,
    sgd_surface,
    simple_regression,
    starting_points,
    surface_descent,
)
from scenes.stories.problem import OwnData, check_fit
from scenes.stories.settings import Settings


class Scene(msgspec.Struct, frozen=True):
    """A scene that can be asked for: its name, its settings' type and how its story is made.

    ``check`` raises a ValueError for what the story refuses in settings and data, and tells no story.
    """

    name: str
    summary: str
    settings: type[Settings]
    check: Callable[..., None]
    story: Callable[..., Story]

    @property
    def in_space(self) -> bool:
        """Whether it shows a surface from a camera that can be turned."""
        return {"elevation", "azimuth"} <= set(self.settings.__struct_fields__)


def _scene(module: ModuleType) -> Scene:
    name = module.__name__.rpartition(".")[2]
    parts: Any = module
    check = getattr(module, "check", check_fit)

    def story(settings: Settings, own: OwnData | None = None) -> Story:
        check(settings, own)
        return parts.story(settings, own)  # type: ignore[no-any-return]

    return Scene(name, (module.__doc__ or "").splitlines()[0], parts.Settings, check, story)


LECTURE = (
    simple_regression,
    contour_descent,
    surface_descent,
    sgd,
    sgd_surface,
    noisy_descent,
    noise_ball,
    learning_rates,
    decaying_rate,
    batch_sizes,
    ravine,
    starting_points,
    momentum,
    interactive,
)

SCENES = MappingProxyType({scene.name: scene for scene in map(_scene, LECTURE)})
"""Every scene by its name, in the lecture's order."""
