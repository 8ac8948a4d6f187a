"""Listing: the lecture's clips and the scenes' settings, as text or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap
from typing import Any

import msgspec

from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import Lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.requests.sweeps import NamedClip, named_clips
from gdclips.requests.targets import outputs
from gdclips.story.scenes import Scene
from gdclips.story.settings import as_text, fields


def listing(lecture: Lecture) -> str:
    """Return the clips with their files, then the scenes with their settings and defaults, as text."""
    scenes = catalogue(lecture)
    names = {scene.reference: name for name, scene in scenes.items()}
    clips = [_clip(lecture, clip, names) for clip in named_clips(lecture).values()]
    return "\n".join(["clips", *clips, *starmap(_scene, scenes.items())])


def as_json(lecture: Lecture) -> str:
    """Return the same as JSON: ``clips`` with all that determines their files, and ``scenes``."""
    requests = {request.file: request for request in resolve(lecture, [], Overrides())}
    scenes = catalogue(lecture)
    names = {scene.reference: name for name, scene in scenes.items()}
    clips = {name: _facts(lecture, clip, requests, names) for name, clip in named_clips(lecture).items()}
    content = {"clips": clips, "scenes": {name: _described(scene) for name, scene in scenes.items()}}
    return msgspec.json.format(msgspec.json.encode(content)).decode()


def _facts(
    lecture: Lecture, clip: NamedClip, requests: Mapping[str, Request], names: Mapping[str, str]
) -> dict[str, Any]:
    files = [requests[f"{clip.name}.{suffix}"] for suffix in dict.fromkeys(outputs(lecture, clip))]
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
    return {
        "summary": scene.summary,
        "features": {"least": least, "most": most},
        "in_space": scene.in_space,
        "in_notebook": scene.in_notebook,
        "settings": settings,
    }


def _clip(lecture: Lecture, listed: NamedClip, names: Mapping[str, str]) -> str:
    name, clip = listed.name, listed.clip
    files = " ".join(f"{name}.{suffix}" for suffix in outputs(lecture, listed))
    data = [f"{clip.target} on {', '.join(clip.features)}"] if clip.data else []
    own = [f"{key}={as_text(value)}" for key, value in clip.settings.items()]
    return f"  {name:18} {files}  ({', '.join([f'scene {names[clip.scene]}', *data, *own])})"


def _scene(name: str, scene: Scene) -> str:
    rows = [
        f"  {each.name:18} {each.told:22} {each.bounds:20} {each.sentence}" for each in fields(scene.settings)
    ]
    return "\n".join(["", f"scene {name}: {scene.summary}", f"  {_tags(scene)}", *rows])


def _tags(scene: Scene) -> str:
    """Return a scene's tags: how many features it can show, in space or not, from the notebook or not."""
    least, most = scene.settings.features
    count = f"{least} or more" if most is None else str(least) if least == most else f"{least} to {most}"
    more = {"in space": scene.in_space, "from the notebook": scene.in_notebook}
    return ", ".join([f"features: {count}", *(word for word, holds in more.items() if holds)])
