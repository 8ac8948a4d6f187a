"""Cases: the clips that both sides make, with the same story, size, frames and theme."""

from __future__ import annotations

from typing import Literal

import msgspec

from benchmarks.measuring.stories import Name, story
from gdclips.drawing.layers import Picture
from gdclips.drawing.picture import picture
from gdclips.places import lecture_file
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.story.film.film import Film

Writer = Literal["pillow", "ffmpeg", "manim"]  # how the stock side writes its file
CLIP = "contour_descent"  # whose request is taken, for its format and look


class Case(msgspec.Struct, frozen=True):
    """A clip of a story that shows the whole run in ``seconds``."""

    story: Name
    width: int
    height: int
    fps: int
    seconds: float
    writer: Writer
    theme: str = "light"

    @property
    def frames(self) -> int:
        """The number of frames."""
        return round(self.seconds * self.fps)

    @property
    def suffix(self) -> Literal["gif", "mp4"]:
        """The suffix of its file."""
        return "mp4" if self.writer == "manim" else "gif"

    @property
    def request(self) -> Request:
        """The request for it."""
        renderer = "manim" if self.writer == "manim" else "matplotlib"
        size = f"{self.width}x{self.height}"
        look = Look(theme=self.theme, size=size, fps=self.fps, renderer=renderer, cut="short")
        return request(f"{CLIP}.{self.suffix}", Overrides(look=look))


def request(target: str, overrides: Overrides) -> Request:
    """Return the request for a file of the lecture, as the command line would."""
    (found,) = resolve(read_lecture(lecture_file()), [target], overrides)
    return found


def tell_story(case: Case) -> Film:
    """Return the case's story."""
    return story(case.story, case.seconds)


def case_picture(case: Case) -> Picture:
    """Return the case's picture."""
    return picture(tell_story(case), case.theme, "short", False, case.width / case.height)
