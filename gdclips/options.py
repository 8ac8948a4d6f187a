"""Options: the types of the command line's options, with the help of those that depend on the formats."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from gdclips.formats import FORMATS, by_format
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
FILES = ", ".join(f"noise_ball.{suffix}" for suffix in FORMATS)
Target = Annotated[str, Parameter(help=f"Clips (noise_ball) or files ({FILES}).")]
