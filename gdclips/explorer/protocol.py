"""Messages: what the front end may ask, as checked records, and what it is answered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gdclips.messages import one_line
from gdclips.rendering.look import FullLook, Look

Client = Annotated[str, Meta(min_length=1, max_length=64)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # what every reader of JSON keeps to the last digit
Settings = dict[str, Any]  # of the scene's own record, which checks them

MOST_PIXELS = 1920 * 1200  # of a picture on the page
PAGE = FullLook(theme="dark", size="960x540", fps=20, renderer="matplotlib", cut="short", bare=False)
"""How a picture on the page looks, and what is chosen there at first."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked."""


class Moment(Message, frozen=True, kw_only=True):
    """A moment of a cut, by its seconds or by the iterate that is reached in it."""

    seconds: float | None = None
    step: Whole | None = None


class View(Message, frozen=True, kw_only=True):
    """A picture to draw; ``number`` grows with each that a client asks for.

    What its look leaves open is as the page has it.
    """

    client: Client
    number: Whole
    scene: str
    settings: Settings = {}
    look: Look = Look()
    at: Moment = Moment()
    frozen: bool = False


class Thumbnail(Message, frozen=True, kw_only=True):
    """A scene's last frame, small."""

    scene: str
    theme: str = PAGE.theme


class Font(Message, frozen=True, kw_only=True):
    """The font that pictures are lettered with."""

    weight: Literal[400, 600] = 400


class Export(Message, frozen=True, kw_only=True):
    """A file to make, ``output`` is its suffix; what its look leaves open is as the command line has it."""

    client: Client
    scene: str
    settings: Settings = {}
    output: str
    look: Look = Look()


class Ticket(Message, frozen=True, kw_only=True):
    """An export that was begun."""

    id: Annotated[str, Meta(max_length=64)]


class Nothing(Message, frozen=True, kw_only=True):
    """A question that needs no words."""


class Answer(msgspec.Struct, frozen=True):
    """What is answered: facts and, if there are any, the bytes of a picture, a font or a file."""

    facts: Mapping[str, Any]
    content: bytes | None = None
    type: str = "application/json"


DROPPED = Answer({"dropped": True})


class WrongError(Exception):
    """A question that can't be answered as it stands, in one line; ``setting`` is to blame, if one is."""

    def __init__(self, text: str, setting: str | None = None) -> None:
        super().__init__(one_line(text))
        self.setting = setting


def finite(value: float | None) -> float | None:
    """Return a number as JSON can have it."""
    return value if value is not None and math.isfinite(value) else None
