"""Widget: the explorer's page in a Jupyter notebook, whose questions come as messages."""

from __future__ import annotations

import asyncio
import atexit
from asyncio import AbstractEventLoop
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Dict, Unicode

from gdclips.drawing.theme import THEMES
from gdclips.explorer.dispatch import Dispatcher, MalformedError, UnknownKindError, defect
from gdclips.explorer.previews import checked_settings
from gdclips.explorer.protocol import Answer, QuestionError
from gdclips.messages import RequestError
from gdclips.places import lecture_file
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.story.scenes import SCENES, Scene, absolute, find

STATIC = Path(__file__).parent / "static"


class Explorer(anywidget.AnyWidget):
    """The explorer of a scene in the output of a notebook's cell."""

    _esm = STATIC / "explorer.js"
    _css = STATIC / "explorer.css"
    scene = Unicode().tag(sync=True)
    settings = Dict().tag(sync=True)
    theme = Unicode("auto").tag(sync=True)
    page = Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(page=(STATIC / "page.html").read_text(encoding="utf-8"), **traits)
        self.on_msg(self._on_message)

    def _on_message(self, _: object, content: Any, buffers: object) -> None:
        """Answer a message by one with the same id, sent from the thread that received it."""
        if not isinstance(content, dict) or "id" not in content:
            return
        number, in_loop = content["id"], _loop_caller()
        try:
            future = shared_dispatcher().ask(content.get("kind", ""), content.get("body", {}))
        except (UnknownKindError, MalformedError) as error:
            self._send_answer(number, Answer({"error": str(error), "setting": None}))
            return
        future.add_done_callback(lambda done: in_loop(partial(self._send_answer, number, _answer_of(done))))

    def _send_answer(self, number: object, answer: Answer) -> None:
        buffers = [] if answer.content is None else [answer.content]
        self.send({"id": number, "facts": answer.facts, "type": answer.type}, buffers)


def explore(scene: str | None = None, *, theme: str = "auto", **settings: Any) -> Explorer:
    """Show a scene with controls for its settings; without a scene, a gallery of all.

    ``scene`` is the name of a scene of the lecture, or a file with one of your own: ``my_scenes.py:adam``.
    ``settings`` are its first settings, by name.

    Raises a ValueError if an argument is wrong.
    """
    if theme not in (known_themes := ("auto", *THEMES)):
        raise ValueError(f"theme={theme!r}: expected one of {', '.join(known_themes)}")
    if scene is None and settings:
        raise ValueError(f"settings without a scene: expected one of {', '.join(SCENES)}")
    try:
        if scene is None:
            return Explorer(theme=theme)
        find.cache_clear()  # a file may have been changed since it was read
        found = find(absolute(scene))
        values = _values(found, settings)
    except (RequestError, QuestionError) as error:
        raise ValueError(str(error)) from None
    name = next((name for name, each in shared_scenes().items() if each.reference == found.reference), None)
    name = name or (found.reference if found.name in shared_scenes() else found.name)
    shared_scenes()[name] = found
    return Explorer(scene=name, settings=values, theme=theme)


def _values(scene: Scene, given: dict[str, Any]) -> dict[str, Any]:
    """Return settings as JSON values; NumPy arrays are accepted."""
    values = {name: value.tolist() if hasattr(value, "tolist") else value for name, value in given.items()}
    settings = checked_settings(scene, values)
    checked = {name: getattr(settings, name) for name in given}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in checked.items()}


@cache
def shared_scenes() -> dict[str, Scene]:
    """Return the scenes that widgets may show: those of the lecture, and those passed to explore."""
    return dict(catalogue(read_lecture(lecture_file())))


@cache
def shared_dispatcher() -> Dispatcher:
    """Return the dispatcher that all widgets of a notebook share."""
    dispatcher = Dispatcher(shared_scenes(), lecture_file())
    atexit.register(dispatcher.close)
    return dispatcher


def _loop_caller() -> Callable[[Callable[[], None]], None]:
    """Return what calls a function in the current event loop, because sockets are not thread-safe."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda call: call()
    return partial(_call_in, loop, context=copy_context())


def _call_in(loop: AbstractEventLoop, call: Callable[[], None], context: Any) -> None:
    with suppress(RuntimeError):  # the loop is closed, so nobody waits for the answer
        loop.call_soon_threadsafe(call, context=context)


def _answer_of(future: Future[Answer]) -> Answer:
    error = future.exception()
    return future.result() if error is None else defect(error)
