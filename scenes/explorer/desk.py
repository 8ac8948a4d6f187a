"""The desk: answers the front end's questions, whoever brings them, a server or a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import msgspec

from scenes.explorer.controls import listed
from scenes.explorer.exports import Exports
from scenes.explorer.frames import Frames
from scenes.explorer.messages import (
    Answer,
    Export,
    Font,
    Nothing,
    Thumbnail,
    Ticket,
    View,
    WrongError,
)
from scenes.explorer.studio import Studio
from scenes.stage.lettering import font_file
from scenes.workshop.orders import RENDERERS, THEMES

Reply = Callable[[Any], "Answer | Future[Answer]"]


class UnknownError(Exception):
    """A kind of question that there is not, or one that can't be read."""


class Desk:
    """Answers questions by their kind; ``first`` is the scene to begin with, None for the gallery."""

    def __init__(self, first: str | None = None) -> None:
        self._first = first
        self._studio, self._frames, self._exports = Studio(), Frames(), Exports()
        self._kinds: dict[str, tuple[type[Any], Reply]] = {
            "scenes": (Nothing, self._scenes),
            "view": (View, self._view),
            "thumbnail": (Thumbnail, self._thumbnail),
            "font": (Font, self._font),
            "recipe": (Export, self._exports.recipe),
            "export": (Export, self._exports.begin),
            "progress": (Ticket, self._exports.progress),
            "cancel": (Ticket, self._exports.cancel),
            "file": (Ticket, self._exports.file),
        }

    def ask(self, kind: str, body: object) -> Future[Answer]:
        """Answer a question, now or soon; an UnknownError if there is none of that kind."""
        if kind not in self._kinds:
            raise UnknownError(f"unknown question {kind}: expected one of {', '.join(self._kinds)}")
        record, reply = self._kinds[kind]
        return _answered(lambda: reply(_read(record, body)))

    def close(self) -> None:
        """Draw and export nothing more, and remove the files of exports."""
        self._studio.close()
        self._exports.close()

    def _scenes(self, _: Nothing) -> Answer:
        scenes = msgspec.to_builtins(listed())
        return Answer({"scenes": scenes, "themes": THEMES, "renderers": RENDERERS, "first": self._first})

    def _view(self, view: View) -> Future[Answer]:
        return self._studio.view(view.client, view.number, lambda: _said(lambda: self._frames.view(view)))

    def _thumbnail(self, asked: Thumbnail) -> Future[Answer]:
        task = lambda: _said(lambda: self._frames.thumbnail(asked))  # noqa: E731
        return self._studio.later(asked, task)

    def _font(self, font: Font) -> Answer:
        return Answer({}, font_file(font.weight > 400).read_bytes(), "font/ttf")


def _read(record: type[Any], body: object) -> Any:
    try:
        return msgspec.convert(body, record)
    except msgspec.ValidationError as error:
        raise WrongError(str(error)) from None


def _answered(reply: Callable[[], Answer | Future[Answer]]) -> Future[Answer]:
    future: Future[Answer] = Future()
    try:
        answer = reply()
    except WrongError as error:
        answer = _wrong(error)
    if isinstance(answer, Future):
        return answer
    future.set_result(answer)
    return future


def _said(task: Callable[[], Answer]) -> Answer:
    """Return a task's answer; what is wrong is an answer, too."""
    try:
        return task()
    except WrongError as error:
        return _wrong(error)


def _wrong(error: WrongError) -> Answer:
    facts: Mapping[str, Any] = {"error": str(error), "setting": error.setting}
    return Answer(facts)
