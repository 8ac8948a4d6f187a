"""The vocabulary that a story is told in, and its timeline: seconds -> state.

A :class:`Story` says what is shown: the run, the panel, the side column, the equation and the
beats. A :class:`Timeline` turns a cut's beats into a pure function from seconds to a
:class:`State`. Neither knows a renderer, a colour or a pixel.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdcore import LeastSquares, Trajectory
from scenes.stage import motion
from scenes.stage.marks import Term

APPEARING = 0.4  # seconds in which what a beat shows fades in
CAPTION_FADE = 0.2
LONGEST_ARC = 40.0  # degrees that a camera may turn in a clip
EPSILON = 1e-9  # seconds: frame times are quotients, beats are sums

Cut = Literal["full", "short"]


class Track(msgspec.Struct, frozen=True):
    """A run on a contour panel.

    ``role`` gives its colour, ``name`` stands beside its head, on its right or ``leftwards``, ``arrow``
    is the name of the negative gradient's arrow, if it has one. With ``cloud`` the past iterates stay as
    dots, and only the run's arrival, up to that iterate, and its newest steps are lines.
    """

    run: Trajectory
    role: str = "path"
    name: str = ""
    leftwards: bool = False
    arrow: Term | None = None
    cloud: bool = False
    arrival: int = 0


class Contour(msgspec.Struct, frozen=True):
    """A panel: the MSE over two weights as bands, and the paths of runs on it.

    ``names`` are the two axes, ``note`` or ``head`` says what the contours are, ``truth`` are the weights
    that made the data (d,), if known; ``at`` (d,) fixes the hidden weights, None draws the profile over
    them. The window shows the runs ``beside``, too, so that panels side by side have the same; of these
    only the ``first`` has a key and names its upright axis. A panel that ``appears`` is hidden until then.
    """

    loss: LeastSquares
    tracks: tuple[Track, ...]
    axes: tuple[int, int]
    names: tuple[Term | str, Term | str]
    note: str
    head: str = ""
    truth: NDArray[np.float64] | None = None
    at: NDArray[np.float64] | None = None
    beside: tuple[Trajectory, ...] = ()
    first: bool = True
    appears: str | None = None


class Line(msgspec.Struct, frozen=True):
    """A quantity against the iteration: a value for each iterate, or for each step, (steps + 1 or 0,).

    ``reference`` is the value that it should come to, drawn dashed.
    """

    values: NDArray[np.float64]
    name: Term | str
    role: str
    reference: float | None = None


class Series(msgspec.Struct, frozen=True):
    """A panel: quantities against the iteration, with their values at the lines' heads."""

    head: str
    lines: tuple[Line, ...]
    log: bool = False


class Scatter(msgspec.Struct, frozen=True):
    """A panel: samples (n,) and (n,) as dots; with ``fit`` (steps + 1, 2) the line w0 + w1 x turns."""

    head: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    names: tuple[Term | str, Term | str]
    fit: NDArray[np.float64] | None = None


class Surface(msgspec.Struct, frozen=True):
    """A panel: the MSE over two weights as a surface above its contours, and the paths of runs on it.

    ``names`` are the two axes, ``note`` says what the height is, ``truth`` are the weights that made the
    data (d,), if known; ``at`` (d,) fixes the hidden weights, None draws the profile over them. The
    camera's elevation and azimuth are matplotlib's, in degrees; over the clip it goes along one short
    ``arc``, whose middle is the azimuth.
    """

    loss: LeastSquares
    tracks: tuple[Track, ...]
    axes: tuple[int, int]
    names: tuple[Term | str, Term | str]
    note: str
    truth: NDArray[np.float64] | None = None
    at: NDArray[np.float64] | None = None
    elevation: float = 20.0
    azimuth: float = -20.0
    arc: float = 30.0

    def __post_init__(self) -> None:
        if not 0 <= self.elevation <= 90:
            raise ValueError(f"elevation={self.elevation:g}: expected 0 to 90 degrees")
        if not 0 <= self.arc <= LONGEST_ARC:
            raise ValueError(f"arc={self.arc:g}: expected 0 to {LONGEST_ARC:g} degrees")


Panel = Contour | Series | Scatter | Surface


class Readout(msgspec.Struct, frozen=True):
    """A number of its own for each iterate, ``values`` (steps + 1,), and ``of`` its last, if shown."""

    label: str
    values: NDArray[np.float64]
    whole: bool = False
    of: int | None = None


class Row(msgspec.Struct, frozen=True):
    """A line of a table: a name, a value for each iterate (steps + 1,) or one, and one to compare with.

    With ``appears`` its number is seen from the beat on that shows this.
    """

    name: str | Term
    values: NDArray[np.float64]
    other: float | None = None
    role: str = "path_text"
    appears: str | None = None


class Table(msgspec.Struct, frozen=True):
    """Rows of numbers below a title, or below the names of two columns, the values and what to compare."""

    heads: tuple[str, str] | str
    rows: tuple[Row, ...]


class Key(msgspec.Struct, frozen=True):
    """What the signs on the panel stand for: (sign, words) each, a sign being ring or star."""

    entries: tuple[tuple[Literal["ring", "star"], str], ...]


class Strip(msgspec.Struct, frozen=True):
    """How far the run is, in the colours that the path has there."""


ColumnItem = Strip | Table | Key


class Beat(msgspec.Struct, frozen=True):
    """A span of the clip with its caption: ``steps`` iterations happen in it, ``show`` appears.

    With ``sums`` the update rule's numbers are seen in it; ``speaks`` are the roles of the terms that it
    speaks of, which alone wear their colours then, None for all.
    """

    seconds: float
    caption: str
    steps: int = 0
    show: tuple[str, ...] = ()
    sums: bool = False
    speaks: tuple[str, ...] | None = None


class Story(msgspec.Struct, frozen=True):
    """All that a clip shows, whichever renderer draws it.

    One panel has the column beside it; several stand side by side, and have no column.
    """

    title: str
    steps: int
    panels: tuple[Panel, ...]
    readouts: tuple[Readout, ...]
    column: tuple[ColumnItem, ...]
    equation: tuple[Term, ...]
    parameters: str
    sums: tuple[str, ...]
    full: tuple[Beat, ...]
    short: tuple[Beat, ...]

    def timeline(self, cut: Cut) -> Timeline:
        """Return the timeline of one cut."""
        turns = any(isinstance(panel, Surface) for panel in self.panels)
        return Timeline(self.full if cut == "full" else self.short, self.steps, turns)


class State(msgspec.Struct, frozen=True):
    """What is to be seen at one moment.

    ``step`` iterations are done, the point is ``glide`` of the way to the next; the gradient's arrow
    is grown to ``arrow`` of its length and ``arrow_alpha`` opaque; ``shown`` gives the opacity of
    what the beats have brought in so far; ``turn`` is the eased share of the clip that is over,
    if a camera turns in it.
    """

    step: int
    glide: float
    arrow: float
    arrow_alpha: float
    caption: str
    caption_alpha: float
    shown: Mapping[str, float]
    sums: bool
    speaks: tuple[str, ...] | None
    turn: float


class Timeline:
    """A cut's beats as a pure function from seconds to a :class:`State`.

    Raises a ValueError if a beat is not a multiple of 0.2 s, which are whole frames at 10, 20, 25,
    30, 50 and 60 a second, or if the beats' steps are not all of the run's.
    """

    def __init__(self, beats: tuple[Beat, ...], steps: int, turns: bool = False) -> None:
        for beat in beats:
            if not 0 < beat.seconds < np.inf or abs(beat.seconds * 5 - round(beat.seconds * 5)) > EPSILON:
                raise ValueError(f"a beat lasts {beat.seconds} s, but beats last multiples of 0.2 s")
        if sum(beat.steps for beat in beats) != steps:
            raise ValueError(f"the beats do {sum(b.steps for b in beats)} steps, but the run has {steps}")
        self.beats, self._turns = beats, turns
        fifths = accumulate((round(beat.seconds * 5) for beat in beats), initial=0)
        self._starts = [fifth / 5 for fifth in fifths]
        self._first_steps = list(accumulate((beat.steps for beat in beats), initial=0))
        self._landings = [self._land(index) for index in range(len(beats))]

    @property
    def seconds(self) -> float:
        """The length of the cut."""
        return self._starts[-1]

    def frames(self, rate: int) -> int:
        """Return how many frames the cut has at ``rate`` frames a second, a multiple of 5."""
        return round(self.seconds * rate)

    def beat_frames(self, rate: int) -> list[int]:
        """Return how many frames each beat has at ``rate`` frames a second."""
        return [round(beat.seconds * rate) for beat in self.beats]

    def state(self, seconds: float) -> State:
        """Return what is to be seen ``seconds`` after the start; before and after, the two ends."""
        seconds = min(max(seconds, 0.0), self.seconds - EPSILON) + EPSILON
        index = min(bisect_right(self._starts, seconds) - 1, len(self.beats) - 1)
        since = seconds - self._starts[index]
        step, glide, arrow, arrow_alpha = self._motion(index, since)
        return State(
            step=step,
            glide=glide,
            arrow=arrow,
            arrow_alpha=arrow_alpha,
            caption=self.beats[index].caption,
            caption_alpha=motion.ease(since / CAPTION_FADE) if self._is_new_caption(index) else 1.0,
            shown=self._shown(index, since),
            turn=motion.ease((seconds - EPSILON) / self.seconds) if self._turns else 0.0,
            sums=self.beats[index].sums,
            speaks=self.beats[index].speaks,
        )

    def _land(self, index: int) -> NDArray[np.float64]:
        """Return when each step of a beat begins, and when its last ends, in seconds of the beat."""
        beat = self.beats[index]
        if not beat.steps:
            return np.zeros(1)
        lengths = motion.step_seconds(self._first_steps[index], beat.steps, beat.seconds)
        landings = np.concatenate([[0.0], np.cumsum(lengths)])
        landings[-1] = beat.seconds - EPSILON  # which rounding must not put off
        return landings

    def _motion(self, index: int, since: float) -> tuple[int, float, float, float]:
        done, landings = self._first_steps[index], self._landings[index]
        inside = int(np.searchsorted(landings, since, side="right")) - 1
        if inside >= len(landings) - 1:
            return done + len(landings) - 1, 0.0, 0.0, 0.0
        length = float(landings[inside + 1] - landings[inside])
        phase = float(since - landings[inside]) / length
        return done + inside, motion.glide(phase, length), *motion.arrow(phase, length)

    def _is_new_caption(self, index: int) -> bool:
        return index > 0 and self.beats[index].caption != self.beats[index - 1].caption

    def _shown(self, index: int, since: float) -> dict[str, float]:
        old = {name: 1.0 for beat in self.beats[:index] for name in beat.show}
        share = motion.ease(since / APPEARING) if index else 1.0
        return dict.fromkeys(self.beats[index].show, share) | old
