"""Previews: the frames that the page shows, drawn by the matplotlib stage, and their facts.

The last story and stage of each client are kept, so that moving in time draws only what changes.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zlib import Z_RLE

import msgspec
from PIL import Image

from gdclips.drawing.layers import Picture
from gdclips.drawing.picture import picture
from gdclips.explorer.protocol import (
    MAX_PIXELS,
    PAGE_LOOK,
    Answer,
    Moment,
    QuestionError,
    Thumbnail,
    View,
    finite,
)
from gdclips.explorer.theory import theory_facts
from gdclips.messages import RequestError
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import Pixels
from gdclips.rendering.look import FullLook, Look
from gdclips.requests.looks import Source, resolve_look
from gdclips.requests.sizes import read_size
from gdclips.story.film.film import Film
from gdclips.story.film.timeline import State, Timeline
from gdclips.story.scenes import Scene, SceneError, is_file
from gdclips.story.settings import Settings, make
from gdclips.story.source import raised

MAX_CLIENTS = 4  # clients whose last preview is kept, each some 40 MB at 1280x720
THUMBNAIL_LOOK = msgspec.structs.replace(PAGE_LOOK, size="320x180", bare=True)
MAX_SAMPLES = 20_000_000  # samples: 160 MB


class SceneStory(msgspec.Struct, frozen=True, eq=False):
    """A scene with its settings, its story and the facts of its theory."""

    scene: Scene
    settings: Settings
    story: Film
    facts: Mapping[str, Any]


class Preview(msgspec.Struct, frozen=True, eq=False):
    """A story on a stage, which draws its frames in one look."""

    scene_story: SceneStory
    look: FullLook
    picture: Picture
    stage: MatplotlibStage


class Previews:
    """Draws views and thumbnails; for one thread only."""

    def __init__(self, scenes: Mapping[str, Scene]) -> None:
        self._scenes = scenes
        self._last: OrderedDict[str, Preview] = OrderedDict()
        self._thumbnails: dict[tuple[str, str], Answer] = {}

    def view(self, view: View) -> Answer:
        """Return the frame of a view, as a PNG, and its facts; a QuestionError says what is wrong."""
        scene = find_scene(self._scenes, view.scene)
        with _scene_errors(scene):
            preview = self._preview_of(scene, view)
            timeline = preview.picture.timeline
            seconds = _seconds(timeline, view.at)
            state = timeline.state(seconds)
            return Answer(_facts(view, seconds, preview, state), _png(preview.stage.draw(state)), "image/png")

    def thumbnail(self, thumbnail: Thumbnail) -> Answer:
        """Return the last frame of the short cut of a scene, small; it is drawn once."""
        key = thumbnail.scene, thumbnail.theme
        if key not in self._thumbnails:
            scene = find_scene(self._scenes, thumbnail.scene)
            look = _full_look(Look(theme=thumbnail.theme), THUMBNAIL_LOOK)
            with _scene_errors(scene):
                preview = _preview(_tell_story(scene, scene.settings()), look)
                timeline = preview.picture.timeline
                frame = preview.stage.draw(timeline.state(timeline.seconds))
            self._thumbnails[key] = Answer({}, _png(frame), "image/png")
        return self._thumbnails[key]

    def _preview_of(self, scene: Scene, view: View) -> Preview:
        """Return the preview of a view: the last one of its client, if only the time changed."""
        settings, look = checked_settings(scene, view.settings), _full_look(view.look, PAGE_LOOK)
        last = self._last.pop(view.client, None)
        if last is None or (last.scene_story.scene, last.scene_story.settings) != (scene, settings):
            last = _preview(_tell_story(scene, settings), look)
        elif last.look != look:
            last = _preview(last.scene_story, look)
        self._last[view.client] = last
        if len(self._last) > MAX_CLIENTS:
            self._last.popitem(last=False)
        return last


def find_scene(scenes: Mapping[str, Scene], name: str) -> Scene:
    """Return the scene of that name."""
    if name not in scenes:
        raise QuestionError(f"unknown scene {name}: expected one of {', '.join(scenes)}")
    return scenes[name]


def checked_settings(scene: Scene, given: Mapping[str, Any]) -> Settings:
    """Return the settings of a scene; a QuestionError if a value is wrong or takes too long to draw."""
    try:
        settings = make(scene.settings, given)
    except ValueError as error:
        raise QuestionError(str(error), setting_at_fault(str(error), scene)) from None
    if settings.drawn > MAX_SAMPLES:
        expected = f"expected fewer, or smaller batches; {settings.drawn} samples are drawn"
        raise QuestionError(f"steps={settings.steps}: {expected}", "steps")
    return settings


def setting_at_fault(text: str, scene: Scene) -> str | None:
    """Return the setting that an error names first."""
    found = re.match(r"(?:unknown setting )?(\w+)[=:]", text)
    return found[1] if found and found[1] in scene.settings.__struct_fields__ else None


@contextmanager
def _scene_errors(scene: Scene) -> Iterator[None]:
    """Raise a QuestionError if the code of a scene fails, or if a scene of the user's own can't be drawn."""
    try:
        yield
    except SceneError as error:
        raise QuestionError(f"scene {scene.name}: {error}") from error
    except QuestionError:
        raise
    except Exception as error:
        if not is_file(scene.reference):
            raise
        raise QuestionError(f"scene {scene.name}: {raised(error)}") from error


def _tell_story(scene: Scene, settings: Settings) -> SceneStory:
    try:
        story = scene.story(settings)
        return SceneStory(scene, settings, story, theory_facts(story.theory))
    except ValueError as error:
        raise QuestionError(str(error), setting_at_fault(str(error), scene)) from None


def _full_look(look: Look, defaults: FullLook) -> FullLook:
    """Return a look, filled up with the fields of another; a QuestionError says what can't be drawn."""
    try:
        full = resolve_look([Source("", look), Source("", defaults)])
    except RequestError as error:
        raise QuestionError(str(error)) from None
    size = read_size(full.size)
    if size.width * size.height > MAX_PIXELS:
        raise QuestionError(f"size {size}: expected at most {MAX_PIXELS} pixels")
    return full


def _preview(scene_story: SceneStory, look: FullLook) -> Preview:
    size = read_size(look.size)
    background = None if look.transparent else look.background
    shown = picture(scene_story.story, look.theme, look.cut, look.bare, size.aspect, background)
    return Preview(scene_story, look, shown, MatplotlibStage(shown, size))


def _seconds(timeline: Timeline, at: Moment) -> float:
    if at.step is not None:
        return timeline.reached(at.step)
    seconds = finite(at.seconds)
    return min(max(seconds or 0.0, 0.0), timeline.seconds)


def _facts(view: View, seconds: float, preview: Preview, state: State) -> dict[str, Any]:
    length, scene_story = preview.picture.timeline.seconds, preview.scene_story
    shown = {"seconds": seconds, "length": length, "step": state.step, "glide": state.glide}
    return {"number": view.number, **shown, "steps": scene_story.story.steps, **scene_story.facts}


def _png(frame: Pixels) -> bytes:
    """Encode a frame fast: it need not be small, because it stays on this machine."""
    memory = BytesIO()
    Image.fromarray(frame).convert("RGB").save(memory, "PNG", compress_level=1, compress_type=Z_RLE)
    return memory.getvalue()
