"""Cases: the clips that both sides of a pair make, of the same story, size, states and theme."""

from __future__ import annotations

from typing import Literal

import msgspec

from gdclips.drawing.picture import Picture, picture
from gdclips.places import lecture_file
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.story.scenes import SCENES
from gdclips.story.story import Story
from gdclips.story.timeline import Beat

Way = Literal["pillow", "ffmpeg", "manim"]  # what the stock side writes its file with
FIRST = 0.2  # seconds that the start is held


class Case(msgspec.Struct, frozen=True):
    """A clip of a scene: ``seconds`` in all, in which the whole run is done."""

    scene: str
    width: int
    height: int
    fps: int
    seconds: float
    way: Way
    theme: str = "light"

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return round(self.seconds * self.fps)

    @property
    def suffix(self) -> Literal["gif", "mp4"]:
        """What kind of file it is."""
        return "mp4" if self.way == "manim" else "gif"

    @property
    def request(self) -> Request:
        """The request that our program makes it by."""
        renderer = "manim" if self.way == "manim" else "matplotlib"
        size = f"{self.width}x{self.height}"
        look = Look(theme=self.theme, size=size, fps=self.fps, renderer=renderer, cut="short")
        return request(f"{self.scene}.{self.suffix}", Overrides(look=look))


def request(target: str, overrides: Overrides) -> Request:
    """Return the request for a file of the lecture, as the command line would."""
    (found,) = resolve(read_lecture(lecture_file()), [target], overrides)
    return found


def tell(case: Case) -> Story:
    """Return the case's story, its short cut told in the seconds that there are."""
    story = SCENES[case.scene].story(SCENES[case.scene].settings())
    shown = tuple(name for beat in story.short for name in beat.show)
    hold = Beat(FIRST, story.short[0].caption, show=shown)
    run = Beat(case.seconds - FIRST, story.short[0].caption, steps=story.steps)
    return msgspec.structs.replace(story, short=(hold, run))


def shown(case: Case) -> Picture:
    """Return the case's picture."""
    return picture(tell(case), case.theme, "short", False, case.width / case.height)
