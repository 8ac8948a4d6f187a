"""Options: the types of the command line's options, with the help of those that depend on the formats."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from gdclips.destinations.table import DESTINATIONS
from gdclips.formats import FORMATS, by_format, ending
from gdclips.formats.format import Option
from gdclips.requests.looks import CHOICES

Text = Annotated[str, Parameter(show_default=False)]
Flag = Annotated[bool, Parameter(negative=(), show_default=False)]
Texts = Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)]
LectureFile = Annotated[str | None, Parameter(name=["--file", "-f"])]


def _look_option(field: str, text: str) -> Parameter:
    """Return an option of the look, whose help names the default of each format."""
    return Parameter(help=f"{text}; by default {by_format(lambda each: getattr(each.look, field))}.")


Size = Annotated[str | None, _look_option("size", "720p, 1080p and so on, or WIDTHxHEIGHT")]
Rate = Annotated[str | None, _look_option("fps", f"Frames a second: {by_format(lambda each: each.rates)}")]
Theme = Annotated[str | None, _look_option("theme", " or ".join(CHOICES["theme"]))]
Renderer = Annotated[str | None, _look_option("renderer", " or ".join(CHOICES["renderer"]))]
Cut = Annotated[str | None, _look_option("cut", " or ".join(CHOICES["cut"]) + "; the full one goes by beats")]


def _taking(option: Option) -> str:
    """Return the suffixes of the files that take an option, as text."""
    return ending([suffix for suffix, each in FORMATS.items() if option in each.takes])


Optional = str | None
Background = Annotated[
    Optional,
    Parameter(
        help="A colour, such as white or #f4f1e8, or none, which is transparent; by default the theme's."
    ),
]
Matte = Annotated[
    Optional, Parameter(help=f"With --background none, what edges are blended with: {_taking('matte')}.")
]
At = Annotated[
    Optional,
    Parameter(help=f"The moment shown, an iteration such as 30, beat:3, poster or end: {_taking('at')}."),
]
Loop = Annotated[
    Optional, Parameter(help=f"How often it plays: forever, once or a number: {_taking('loop')}.")
]
Hold = Annotated[
    Optional,
    Parameter(
        help=f"Seconds that the last frame stands; by default {by_format(lambda e: f'{e.look.hold:g}')}."
    ),
]
Seconds = Annotated[Optional, Parameter(help="Seconds of the whole file, the hold included.")]
MaxBytes = Annotated[
    Optional, Parameter(help="The most bytes, such as 300kB or 1MB: the best picture that fits is found.")
]
Destined = Annotated[
    Optional,
    Parameter(
        name="--for",
        help=f"Tell what a destination won't take or show of the files: {', '.join(DESTINATIONS)}.",
    ),
]
FILES = ", ".join(f"noise_ball.{suffix}" for suffix in FORMATS)
Target = Annotated[str, Parameter(help=f"Clips (noise_ball) or files ({FILES}).")]
