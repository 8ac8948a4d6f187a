"""The widget: the same page in Jupyter, whose questions come as messages."""

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
from gdclips.explorer.dispatch import Dispatcher, MalformedError, UnknownError, defect
from gdclips.explorer.frames import checked
from gdclips.explorer.protocol import Answer, WrongError
from gdclips.messages import RequestError
from gdclips.places import lecture_file
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.story.scenes import SCENES, Scene, absolute, find

STATIC = Path(__file__).parent / "static"


class Explorer(anywidget.AnyWidget):
    """The explorer of a scene: what the page is to a browser, in a notebook's cell."""

    _esm = STATIC / "explorer.js"
    _css = STATIC / "explorer.css"
    scene = Unicode().tag(sync=True)
    settings = Dict().tag(sync=True)
    theme = Unicode("auto").tag(sync=True)
    page = Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(page=(STATIC / "page.html").read_text(encoding="utf-8"), **traits)
        self.on_msg(self._hear)

    def _hear(self, _: object, content: Any, buffers: object) -> None:
        """Answer a message with one that has its id, from the thread that hears."""
        if not isinstance(content, dict) or "id" not in content:
            return
        number, tell = content["id"], _teller()
        try:
            future = the_dispatcher().ask(content.get("kind", ""), content.get("body", {}))
        except (UnknownError, MalformedError) as error:
            self._tell(number, Answer({"error": str(error), "setting": None}))
            return
        future.add_done_callback(lambda done: tell(partial(self._tell, number, _outcome(done))))

    def _tell(self, number: object, answer: Answer) -> None:
        buffers = [] if answer.content is None else [answer.content]
        self.send({"id": number, "facts": answer.facts, "type": answer.type}, buffers)


def explore(scene: str | None = None, *, theme: str = "auto", **settings: Any) -> Explorer:
    """Show a scene, its settings changed by name, as controls beside its picture; without one, all scenes.

    A scene is the lecture's by its name, or one of yours by its file: ``my_scenes.py:adam``.

    Raises a ValueError that says what of it is wrong.
    """
    if theme not in (known := ("auto", *THEMES)):
        raise ValueError(f"theme={theme!r}: expected one of {', '.join(known)}")
    if scene is None and settings:
        raise ValueError(f"settings without a scene: expected one of {', '.join(SCENES)}")
    try:
        if scene is None:
            return Explorer(theme=theme)
        find.cache_clear()  # a file may have been changed since it was read
        found = find(absolute(scene))
        values = _values(found, settings)
    except (RequestError, WrongError) as error:
        raise ValueError(str(error)) from None
    name = next((name for name, each in the_scenes().items() if each.reference == found.reference), None)
    name = name or (found.reference if found.name in the_scenes() else found.name)
    the_scenes()[name] = found
    return Explorer(scene=name, settings=values, theme=theme)


def _values(scene: Scene, given: dict[str, Any]) -> dict[str, Any]:
    """Return settings as JSON has them; arrays are lists, too."""
    plain = {name: value.tolist() if hasattr(value, "tolist") else value for name, value in given.items()}
    taken = checked(scene, plain)
    values = {name: getattr(taken, name) for name in given}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@cache
def the_scenes() -> dict[str, Scene]:
    """Return the scenes that widgets may show: the lecture's, and those that were asked for."""
    return dict(catalogue(read_lecture(lecture_file())))


@cache
def the_dispatcher() -> Dispatcher:
    """Return the desk that all widgets of a notebook share."""
    dispatcher = Dispatcher(the_scenes(), lecture_file())
    atexit.register(dispatcher.close)
    return dispatcher


def _teller() -> Callable[[Callable[[], None]], None]:
    """Return what calls a function where the message was heard: sockets are not for every thread."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda call: call()
    return partial(_call_in, loop, context=copy_context())


def _call_in(loop: AbstractEventLoop, call: Callable[[], None], context: Any) -> None:
    with suppress(RuntimeError):  # of a loop that is closed, there is nobody to tell
        loop.call_soon_threadsafe(call, context=context)


def _outcome(done: Future[Answer]) -> Answer:
    error = done.exception()
    return done.result() if error is None else defect(error)
