"""The desk: answers the front end's questions, whoever brings them, a server or a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from gdclips.drawing.text.fonts import font_file
from gdclips.explorer.controls import listed
from gdclips.explorer.exports import Exports
from gdclips.explorer.frames import Frames
from gdclips.explorer.protocol import (
    DROPPED,
    PAGE,
    Answer,
    Export,
    Font,
    Nothing,
    Thumbnail,
    Ticket,
    View,
    WrongError,
)
from gdclips.explorer.render_thread import RenderThread
from gdclips.formats import FORMATS
from gdclips.messages import one_line
from gdclips.requests.looks import CHOICES
from gdclips.story.scenes import Scene

Reply = Callable[[Any], "Future[Answer]"]
TTF = "font/ttf"


class UnknownError(Exception):
    """A kind of question that there is not."""


class MalformedError(Exception):
    """A question that is not of its kind's form."""


class Dispatcher:
    """Answers questions about scenes by their kind; ``first`` is the one to begin with, None for the gallery.

    ``file`` is the lecture file for which an export's lines are meant.

    The studio draws; what takes a moment but draws nothing is done by a thread of its own, the rest at once.
    """

    def __init__(self, scenes: Mapping[str, Scene], file: Path, first: str | None = None) -> None:
        self._scenes, self._first, self._closed = scenes, first, False
        self._renderer, self._frames, self._exports = RenderThread(), Frames(scenes), Exports(scenes, file)
        self._office = ThreadPoolExecutor(1, "office")
        self._kinds: dict[str, tuple[type[Any], Reply]] = {
            "scenes": (Nothing, self._soon(self._list)),
            "view": (View, self._view),
            "thumbnail": (Thumbnail, self._thumbnail),
            "font": (Font, _now(self._font)),
            "recipe": (Export, self._soon(self._exports.recipe)),
            "export": (Export, self._soon(self._exports.begin)),
            "progress": (Ticket, _now(self._exports.progress)),
            "cancel": (Ticket, _now(self._exports.cancel)),
            "file": (Ticket, _now(self._exports.file)),
        }

    def ask(self, kind: object, body: object) -> Future[Answer]:
        """Answer a question, now or soon; at the end each is dropped.

        Raises an UnknownError if there is none of that kind, a MalformedError if it is not of its form.
        """
        if not isinstance(kind, str) or kind not in self._kinds:
            raise UnknownError(one_line(f"unknown question {kind}: expected one of {', '.join(self._kinds)}"))
        record, reply = self._kinds[kind]
        try:
            question = msgspec.convert(body, record)
        except msgspec.ValidationError as error:
            raise MalformedError(one_line(str(error))) from None
        return _now(lambda _: DROPPED)(question) if self._closed else reply(question)

    def warm(self) -> None:
        """Draw once, so that the first picture that is asked for finds all loaded."""
        view = View(client="warm", number=0, scene=self._first or next(iter(self._scenes)))
        self._renderer.later("warm", lambda: _said(self._frames.view, view))

    def close(self) -> None:
        """Answer who waits, draw and export nothing more, and remove the files of exports."""
        self._closed = True
        self._renderer.close()
        self._office.shutdown(wait=False)
        self._exports.close()

    def _soon(self, reply: Callable[[Any], Answer]) -> Reply:
        return lambda question: self._office.submit(self._said_unless_closed, reply, question)

    def _said_unless_closed(self, reply: Callable[[Any], Answer], question: Any) -> Answer:
        return DROPPED if self._closed else _said(reply, question)

    def _list(self, _: Nothing) -> Answer:
        scenes = msgspec.to_builtins(listed(self._scenes))
        output = next(suffix for suffix, each in FORMATS.items() if each.usual)
        look = {**msgspec.structs.asdict(PAGE), "output": output}
        formats = [_format(suffix) for suffix in FORMATS]
        found = {"scenes": scenes, "first": self._first, "look": look, "choices": CHOICES, "formats": formats}
        return Answer(found)

    def _view(self, view: View) -> Future[Answer]:
        return self._renderer.view(view.client, view.number, lambda: _said(self._frames.view, view))

    def _thumbnail(self, asked: Thumbnail) -> Future[Answer]:
        return self._renderer.later(asked, lambda: _said(self._frames.thumbnail, asked))

    def _font(self, font: Font) -> Answer:
        return Answer({}, font_file(font.weight > 400).read_bytes(), TTF)


def _format(suffix: str) -> dict[str, object]:
    """Return what the page has to know of a format."""
    each = FORMATS[suffix]
    name = f"{each.name}, {each.shows}" if each.shows else each.name
    return {"suffix": suffix, "name": name, "rates": list(each.rates.known)}


def _now(reply: Callable[[Any], Answer]) -> Reply:
    def replied(question: Any) -> Future[Answer]:
        future: Future[Answer] = Future()
        future.set_result(_said(reply, question))
        return future

    return replied


def _said(reply: Callable[[Any], Answer], question: Any) -> Answer:
    """Return what is replied; what is wrong with the question is an answer, too."""
    try:
        return reply(question)
    except WrongError as error:
        return _wrong(error)


def _wrong(error: WrongError) -> Answer:
    return Answer({"error": str(error), "setting": error.setting})


def defect(error: BaseException) -> Answer:
    """Return what is said of an error that nobody foresaw."""
    text = one_line(f"{type(error).__name__}: {error}")
    return Answer({"error": f"{text}; a defect of this program", "setting": None})
