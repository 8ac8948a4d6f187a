"""Protocol: the questions of the front end, as records that check their values, and the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gdclips.messages import one_line
from gdclips.rendering.look import FullLook, Look

Client = Annotated[str, Meta(min_length=1, max_length=64)]
SafeInteger = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # integers that every JSON parser keeps exact
SettingValues = dict[str, Any]  # checked by the record of the scene's settings

MAX_PIXELS = 1920 * 1200  # of a picture on the page
PAGE_LOOK = FullLook(theme="dark", size="960x540", fps=20, renderer="matplotlib", cut="short", bare=False)
"""The look of a picture on the page, and the look that is selected there at first."""
PAGE_OPTIONS = ("theme", "size", "fps", "renderer", "cut", "bare")
"""The options of a look that the page has controls for."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question of the front end."""


class Moment(Question, frozen=True, kw_only=True):
    """A moment of a cut, by its time or by the step that is reached."""

    seconds: float | None = None
    step: SafeInteger | None = None


class View(Question, frozen=True, kw_only=True):
    """A picture to draw; ``number`` grows with each view of a client.

    ``PAGE_LOOK`` completes its look.
    """

    client: Client
    number: SafeInteger
    scene: str
    settings: SettingValues = {}
    look: Look = Look()
    at: Moment = Moment()


class Thumbnail(Question, frozen=True, kw_only=True):
    """The last frame of a scene, small."""

    scene: str
    theme: str = PAGE_LOOK.theme


class Font(Question, frozen=True, kw_only=True):
    """The font of the pictures."""

    weight: Literal[400, 600] = 400


class Export(Question, frozen=True, kw_only=True):
    """A file to make; ``output`` is its suffix. What of its look is not chosen is as the lecture has it."""

    client: Client
    scene: str
    settings: SettingValues = {}
    output: str
    look: Look = Look()


class Ticket(Question, frozen=True, kw_only=True):
    """An export that was started."""

    id: Annotated[str, Meta(max_length=64)]


class Empty(Question, frozen=True, kw_only=True):
    """A question without fields."""


class Answer(msgspec.Struct, frozen=True):
    """An answer: facts and, if there are any, the bytes of a picture, a font or a file."""

    facts: Mapping[str, Any]
    content: bytes | None = None
    type: str = "application/json"


DROPPED = Answer({"dropped": True})


class QuestionError(Exception):
    """A question that can't be answered; its error is one line, ``setting`` the one at fault, if any."""

    def __init__(self, text: str, setting: str | None = None) -> None:
        super().__init__(one_line(text))
        self.setting = setting


def finite(number: float | None) -> float | None:
    """Return a number if JSON can represent it, None otherwise."""
    return number if number is not None and math.isfinite(number) else None
