"""What there is: the lecture's clips and the scenes' settings, as text or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap
from typing import Any

import msgspec

from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.requests.sweeps import Named, named
from gdclips.requests.targets import outputs
from gdclips.story.scenes import Scene
from gdclips.story.settings import as_text, fields


def listing(lecture: Lecture) -> str:
    """Return the clips with their files, then each scene with its settings and their defaults."""
    scenes = catalogue(lecture)
    names = {scene.reference: name for name, scene in scenes.items()}
    clips = [_clip(lecture, clip, names) for clip in named(lecture).values()]
    return "\n".join(["clips", *clips, *starmap(_scene, scenes.items())])


def as_json(lecture: Lecture) -> str:
    """Return the same as JSON: ``clips`` with all that decides their files, and ``scenes``."""
    made = {request.file: request for request in resolve(lecture, [], Overrides())}
    scenes = catalogue(lecture)
    names = {scene.reference: name for name, scene in scenes.items()}
    clips = {name: _facts(lecture, clip, made, names) for name, clip in named(lecture).items()}
    told = {"clips": clips, "scenes": {name: _described(scene) for name, scene in scenes.items()}}
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def _facts(
    lecture: Lecture, clip: Named, made: Mapping[str, Request], names: Mapping[str, str]
) -> dict[str, Any]:
    files = [made[f"{clip.name}.{suffix}"] for suffix in dict.fromkeys(outputs(lecture, clip))]
    return {"scene": names[clip.clip.scene], "settings": files[0].settings, "files": list(map(_file, files))}


def _file(request: Request) -> Mapping[str, Any]:
    look = msgspec.structs.asdict(request.look)
    return {"file": request.file, **look, "size": str(request.size), "data": request.data}


def _described(scene: Scene) -> dict[str, Any]:
    settings = [
        {"name": each.name, "default": each.told, "bounds": each.bounds, "meaning": each.sentence}
        for each in fields(scene.settings)
    ]
    least, most = scene.settings.features
    said = {"features": {"least": least, "most": most}, "in_space": scene.in_space}
    return {"summary": scene.summary, **said, "in_notebook": scene.in_notebook, "settings": settings}


def _clip(lecture: Lecture, named: Named, names: Mapping[str, str]) -> str:
    name, clip = named.name, named.clip
    files = " ".join(f"{name}.{suffix}" for suffix in outputs(lecture, named))
    data = [f"{clip.target} on {', '.join(clip.features)}"] if clip.data else []
    own = [f"{key}={as_text(value)}" for key, value in clip.settings.items()]
    return f"  {name:18} {files}  ({', '.join([f'scene {names[clip.scene]}', *data, *own])})"


def _scene(name: str, scene: Scene) -> str:
    rows = [
        f"  {each.name:18} {each.told:22} {each.bounds:20} {each.sentence}" for each in fields(scene.settings)
    ]
    return "\n".join(["", f"scene {name}: {scene.summary}", f"  {_tags(scene)}", *rows])


def _tags(scene: Scene) -> str:
    """Return what a scene says of itself: how many features it can show, and where it is from."""
    least, most = scene.settings.features
    count = f"{least} or more" if most is None else str(least) if least == most else f"{least} to {most}"
    more = {"in space": scene.in_space, "from the notebook": scene.in_notebook}
    return ", ".join([f"features: {count}", *(word for word, holds in more.items() if holds)])
