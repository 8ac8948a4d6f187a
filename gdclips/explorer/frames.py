"""Frames: a view becomes the matplotlib stage's own frame, and what is to be said of it.

What was told and drawn last is kept for each client, so that moving in time draws only what changes.
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

from gdclips.drawing.picture import Picture, picture
from gdclips.explorer.protocol import MOST_PIXELS, PAGE, Answer, Moment, Thumbnail, View, WrongError, finite
from gdclips.explorer.theory import facts_of
from gdclips.messages import RequestError
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import Pixels
from gdclips.rendering.look import FullLook, Look
from gdclips.requests.looks import resolve_look
from gdclips.requests.sizes import read_size
from gdclips.story.scenes import Scene, SceneError, is_file
from gdclips.story.settings import Settings, make
from gdclips.story.source import raised
from gdclips.story.story import Story
from gdclips.story.timeline import State, Timeline

KEPT = 4  # clients whose last stage is kept, at most some 40 MB each
SMALL = msgspec.structs.replace(PAGE, size="320x180", bare=True)
MOST_DRAWN = 20_000_000  # samples: 160 MB


class Told(msgspec.Struct, frozen=True, eq=False):
    """A scene with its settings: its story and what is known of it."""

    scene: Scene
    settings: Settings
    story: Story
    facts: Mapping[str, Any]


class Drawn(msgspec.Struct, frozen=True, eq=False):
    """A story on a stage, for frames of one look."""

    told: Told
    look: FullLook
    picture: Picture
    stage: MatplotlibStage


class Frames:
    """Draws views; all by one thread."""

    def __init__(self, scenes: Mapping[str, Scene]) -> None:
        self._scenes = scenes
        self._kept: OrderedDict[str, Drawn] = OrderedDict()
        self._thumbnails: dict[tuple[str, str], Answer] = {}

    def view(self, view: View) -> Answer:
        """Return a view's frame, as a PNG, and its facts; a WrongError says what is wrong with it."""
        scene = known(self._scenes, view.scene)
        with _blaming(scene):
            drawn = self._drawn(scene, view)
            timeline = drawn.picture.timeline
            seconds = _seconds(timeline, view.at)
            state = timeline.state(seconds)
            facts = _facts(view.number, seconds, timeline, drawn.told, state)
            return Answer(facts, _png(drawn.stage.draw(state)), "image/png")

    def thumbnail(self, asked: Thumbnail) -> Answer:
        """Return the last frame of a scene's short cut, small; it is drawn once."""
        key = asked.scene, asked.theme
        if key not in self._thumbnails:
            scene, look = known(self._scenes, asked.scene), _decided(Look(theme=asked.theme), SMALL)
            with _blaming(scene):
                drawn = _draw(_tell(scene, scene.settings()), look)
                timeline = drawn.picture.timeline
                frame = drawn.stage.draw(timeline.state(timeline.seconds))
            self._thumbnails[key] = Answer({}, _png(frame), "image/png")
        return self._thumbnails[key]

    def _drawn(self, scene: Scene, view: View) -> Drawn:
        """Return what a view shows on its stage: the client's last, if nothing but the time changed."""
        settings, look = checked(scene, view.settings), _decided(view.look, PAGE)
        last = self._kept.pop(view.client, None)
        if last is None or (last.told.scene, last.told.settings) != (scene, settings):
            last = _draw(_tell(scene, settings), look)
        elif last.look != look:
            last = _draw(last.told, look)
        self._kept[view.client] = last
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return last


def known(scenes: Mapping[str, Scene], name: str) -> Scene:
    """Return the scene of that name."""
    if name not in scenes:
        raise WrongError(f"unknown scene {name}: expected one of {', '.join(scenes)}")
    return scenes[name]


def checked(scene: Scene, given: Mapping[str, Any]) -> Settings:
    """Return a scene's settings within the bounds of its record, and of what can be drawn at once."""
    try:
        settings = make(scene.settings, given)
    except ValueError as error:
        raise WrongError(str(error), blamed(str(error), scene)) from None
    if settings.drawn > MOST_DRAWN:
        said = f"expected fewer, or smaller batches; {settings.drawn} samples are drawn"
        raise WrongError(f"steps={settings.steps}: {said}", "steps")
    return settings


def blamed(text: str, scene: Scene) -> str | None:
    """Return the setting that an error names first."""
    found = re.match(r"(?:unknown setting )?(\w+)[=:]", text)
    return found[1] if found and found[1] in scene.settings.__struct_fields__ else None


@contextmanager
def _blaming(scene: Scene) -> Iterator[None]:
    """Raise a WrongError for what a scene's code failed with, or for what of a user's own can't be drawn."""
    try:
        yield
    except SceneError as error:
        raise WrongError(f"scene {scene.name}: {error}") from error
    except WrongError:
        raise
    except Exception as error:
        if not is_file(scene.reference):
            raise
        raise WrongError(f"scene {scene.name}: {raised(error)}") from error


def _tell(scene: Scene, settings: Settings) -> Told:
    try:
        story = scene.story(settings)
        return Told(scene, settings, story, facts_of(story.theory))
    except ValueError as error:
        raise WrongError(str(error), blamed(str(error), scene)) from None


def _decided(look: Look, otherwise: FullLook) -> FullLook:
    """Return a look, what is open in it as in another; a WrongError says what can't be drawn."""
    try:
        found = resolve_look([("", look), ("", otherwise)])
    except RequestError as error:
        raise WrongError(str(error)) from None
    size = read_size(found.size)
    if size.width * size.height > MOST_PIXELS:
        raise WrongError(f"size {size}: expected at most {MOST_PIXELS} pixels")
    return found


def _draw(told: Told, look: FullLook) -> Drawn:
    size = read_size(look.size)
    shown = picture(told.story, look.theme, look.cut, look.bare, size.aspect)
    return Drawn(told, look, shown, MatplotlibStage(shown, size))


def _seconds(timeline: Timeline, at: Moment) -> float:
    if at.step is not None:
        return timeline.reached(at.step)
    seconds = finite(at.seconds)
    return min(max(seconds or 0.0, 0.0), timeline.seconds)


def _facts(number: int, seconds: float, timeline: Timeline, told: Told, state: State) -> dict[str, Any]:
    shown = {"seconds": seconds, "length": timeline.seconds, "step": state.step, "glide": state.glide}
    return {"number": number, **shown, "steps": told.story.steps, **told.facts}


def _png(frame: Pixels) -> bytes:
    """Encode a frame fast: what is sent within a machine needs not be small."""
    memory = BytesIO()
    Image.fromarray(frame).convert("RGB").save(memory, "PNG", compress_level=1, compress_type=Z_RLE)
    return memory.getvalue()
