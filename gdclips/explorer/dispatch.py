"""Dispatcher: answers the questions of the front end, which come from a server or a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from gdclips.drawing.text.fonts import font_file
from gdclips.explorer.controls import scene_entries
from gdclips.explorer.exports import Exports
from gdclips.explorer.previews import Previews
from gdclips.explorer.protocol import (
    DROPPED,
    PAGE_LOOK,
    PAGE_OPTIONS,
    Answer,
    Empty,
    Export,
    Font,
    QuestionError,
    Thumbnail,
    Ticket,
    View,
)
from gdclips.explorer.render_thread import RenderThread
from gdclips.formats import FORMATS
from gdclips.messages import one_line
from gdclips.requests.looks import CHOICES
from gdclips.story.scenes import Scene

Handler = Callable[[Any], "Future[Answer]"]
TTF = "font/ttf"


class UnknownKindError(Exception):
    """A question of an unknown kind."""


class MalformedError(Exception):
    """A question that doesn't fit the schema of its kind."""


class Dispatcher:
    """Answers questions about scenes by their kind; ``first`` is the scene shown first, None for the gallery.

    ``lecture_file`` is the file for which the lines of an export are meant.

    The render thread draws; an executor of one thread does what takes a moment but draws nothing; the rest is
    answered at once.
    """

    def __init__(self, scenes: Mapping[str, Scene], lecture_file: Path, first: str | None = None) -> None:
        self._scenes, self._first, self._closed = scenes, first, False
        self._renderer, self._previews = RenderThread(), Previews(scenes)
        self._exports = Exports(scenes, lecture_file)
        self._executor = ThreadPoolExecutor(1, "explorer")
        self._handlers: dict[str, tuple[type[Any], Handler]] = {
            "scenes": (Empty, self._in_background(self._list)),
            "view": (View, self._view),
            "thumbnail": (Thumbnail, self._thumbnail),
            "font": (Font, _at_once(self._font)),
            "command": (Export, self._in_background(self._exports.command)),
            "export": (Export, self._in_background(self._exports.begin)),
            "progress": (Ticket, _at_once(self._exports.progress)),
            "cancel": (Ticket, _at_once(self._exports.cancel)),
            "file": (Ticket, _at_once(self._exports.file)),
        }

    def ask(self, kind: object, body: object) -> Future[Answer]:
        """Return the future answer to a question; once closed, drop each.

        Raises an UnknownKindError if there is no such kind, a MalformedError if the body doesn't fit it.
        """
        if not isinstance(kind, str) or kind not in self._handlers:
            known = ", ".join(self._handlers)
            raise UnknownKindError(one_line(f"unknown question {kind}: expected one of {known}"))
        record, handler = self._handlers[kind]
        try:
            question = msgspec.convert(body, record)
        except msgspec.ValidationError as error:
            raise MalformedError(one_line(str(error))) from None
        return _at_once(lambda _: DROPPED)(question) if self._closed else handler(question)

    def warm_up(self) -> None:
        """Draw once, so that all modules are loaded before the first picture is asked for."""
        view = View(client="warm", number=0, scene=self._first or next(iter(self._scenes)))
        self._renderer.when_idle("warm", lambda: _answer(self._previews.view, view))

    def close(self) -> None:
        """Drop the questions that wait, cancel the exports and remove their files."""
        self._closed = True
        self._renderer.close()
        self._executor.shutdown(wait=False)
        self._exports.close()

    def _in_background(self, reply: Callable[[Any], Answer]) -> Handler:
        def answered(question: Any) -> Answer:
            return DROPPED if self._closed else _answer(reply, question)

        return lambda question: self._executor.submit(answered, question)

    def _list(self, _: Empty) -> Answer:
        scenes = msgspec.to_builtins(scene_entries(self._scenes))
        output = next(suffix for suffix, each in FORMATS.items() if each.usual)
        look = {name: getattr(PAGE_LOOK, name) for name in PAGE_OPTIONS} | {"output": output}
        formats = [_format_facts(suffix) for suffix in FORMATS]
        facts = {"scenes": scenes, "first": self._first, "look": look, "choices": CHOICES, "formats": formats}
        return Answer(facts)

    def _view(self, view: View) -> Future[Answer]:
        return self._renderer.view(view.client, view.number, lambda: _answer(self._previews.view, view))

    def _thumbnail(self, thumbnail: Thumbnail) -> Future[Answer]:
        return self._renderer.when_idle(thumbnail, lambda: _answer(self._previews.thumbnail, thumbnail))

    def _font(self, font: Font) -> Answer:
        return Answer({}, font_file(font.weight > 400).read_bytes(), TTF)


def _format_facts(suffix: str) -> dict[str, object]:
    """Return what the page has to know of a format."""
    each = FORMATS[suffix]
    name = f"{each.name}, {each.shows}" if each.shows else each.name
    return {"suffix": suffix, "name": name, "rates": list(each.rates.known)}


def _at_once(reply: Callable[[Any], Answer]) -> Handler:
    def handler(question: Any) -> Future[Answer]:
        future: Future[Answer] = Future()
        future.set_result(_answer(reply, question))
        return future

    return handler


def _answer(reply: Callable[[Any], Answer], question: Any) -> Answer:
    """Return the answer to a question; an error in the question is an answer, too."""
    try:
        return reply(question)
    except QuestionError as error:
        return Answer({"error": str(error), "setting": error.setting})


def defect(error: BaseException) -> Answer:
    """Return the answer that reports an unexpected error."""
    text = one_line(f"{type(error).__name__}: {error}")
    return Answer({"error": f"{text}; a defect of this program", "setting": None})
