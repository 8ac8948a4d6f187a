"""What there is: the lecture's clips and the scenes' settings, as text."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.stories import SCENES, Scene
from scenes.stories.settings import as_text, describe
from scenes.workshop.lecture import Clip


def listing(clips: Mapping[str, Clip]) -> str:
    """Return the clips with their files, then each scene with its settings and their defaults."""
    return "\n".join(["clips", *map(_clip, clips, clips.values()), *map(_scene, SCENES.values())])


def _clip(name: str, clip: Clip) -> str:
    files = " ".join(f"{name}.{suffix}" for suffix in clip.outputs)
    data = [f"{clip.target} on {', '.join(clip.features)}"] if clip.data else []
    own = [f"{key}={as_text(value)}" for key, value in clip.settings.items()]
    return f"  {name:18} {files}  ({', '.join([f'scene {clip.scene}', *data, *own])})"


def _scene(scene: Scene) -> str:
    rows = [
        f"  {n:18} {default:22} {bounds:20} {words}" for n, default, bounds, words in describe(scene.settings)
    ]
    return "\n".join(["", f"scene {scene.name}: {scene.summary}", *rows])
