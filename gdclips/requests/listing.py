"""What there is: the lecture's clips and the scenes' settings, as text or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.requests.sweeps import Named, named
from gdclips.requests.targets import outputs
from gdclips.story.scenes import Scene, find
from gdclips.story.settings import as_text, describe


def listing(lecture: Lecture) -> str:
    """Return the clips with their files, then each scene with its settings and their defaults."""
    clips = [_clip(lecture, clip) for clip in named(lecture).values()]
    return "\n".join(["clips", *clips, *map(_scene, catalogue(lecture).values())])


def as_json(lecture: Lecture) -> str:
    """Return the same as JSON: ``clips`` with all that decides their files, and ``scenes``."""
    made = {order.file: order for order in resolve(lecture, [], Overrides())}
    clips = {name: _facts(lecture, clip, made) for name, clip in named(lecture).items()}
    scenes = {scene.name: _described(scene) for scene in catalogue(lecture).values()}
    return msgspec.json.format(msgspec.json.encode({"clips": clips, "scenes": scenes})).decode()


def _facts(lecture: Lecture, clip: Named, made: Mapping[str, Request]) -> dict[str, Any]:
    files = [made[f"{clip.name}.{suffix}"] for suffix in dict.fromkeys(outputs(lecture, clip))]
    return {"scene": files[0].scene.name, "settings": files[0].settings, "files": list(map(_file, files))}


def _file(order: Request) -> Mapping[str, Any]:
    facts = msgspec.structs.asdict(order)
    size = f"{order.size.width}x{order.size.height}"
    return {name: facts[name] for name in ("file", "renderer", "theme", "cut", "bare", "fps", "data")} | {
        "size": size
    }


def _described(scene: Scene) -> dict[str, Any]:
    names = ("name", "default", "bounds", "meaning")
    settings = [dict(zip(names, texts, strict=True)) for texts in describe(scene.settings)]
    return {"summary": scene.summary, "settings": settings}


def _clip(lecture: Lecture, named: Named) -> str:
    name, clip = named.name, named.clip
    files = " ".join(f"{name}.{suffix}" for suffix in outputs(lecture, named))
    data = [f"{clip.target} on {', '.join(clip.features)}"] if clip.data else []
    own = [f"{key}={as_text(value)}" for key, value in clip.settings.items()]
    return f"  {name:18} {files}  ({', '.join([f'scene {find(clip.scene).name}', *data, *own])})"


def _scene(scene: Scene) -> str:
    rows = [
        f"  {n:18} {default:22} {bounds:20} {words}" for n, default, bounds, words in describe(scene.settings)
    ]
    return "\n".join(["", f"scene {scene.name}: {scene.summary}", *rows])
