"""The timeline: a cut's beats as a pure function from seconds to what is to be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import msgspec
import numpy as np

from gdclips.story import motion
from gdcore import Array

APPEARING = 0.4  # seconds in which what a beat shows fades in
CAPTION_FADE = 0.2
EPSILON = 1e-9  # seconds: frame times are quotients, beats are sums


class Beat(msgspec.Struct, frozen=True):
    """A span of the clip with its caption: ``steps`` iterations happen in it, ``show`` appears.

    With ``sums`` the update rule's numbers are seen in it; ``speaks`` are the roles of the terms that it
    speaks of, which alone wear their colours then.
    """

    seconds: float
    caption: str
    steps: int = 0
    show: tuple[str, ...] = ()
    sums: bool = False
    speaks: tuple[str, ...] = ()


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
    speaks: tuple[str, ...]
    turn: float
    breath: float = 0.0

    def after(self, first: int) -> State:
        """Return what is to be seen of a run that begins after ``first`` steps: before, it stands still."""
        if not first:
            return self
        if self.step < first:
            return msgspec.structs.replace(self, step=0, glide=0.0, arrow=0.0, arrow_alpha=0.0)
        return msgspec.structs.replace(self, step=self.step - first)

    def until(self, last: int) -> State:
        """Return what is to be seen of a run that ends with an iterate: from then on it stands still."""
        if self.step < last:
            return self
        return msgspec.structs.replace(self, step=last, glide=0.0, arrow=0.0, arrow_alpha=0.0)


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
        self.beats: Any = beats
        self._turns = turns
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

    def reached(self, step: int) -> float:
        """Return when an iterate is reached, in seconds; of the start, when the first step begins."""
        step = min(max(step, 0), sum(beat.steps for beat in self.beats))
        index = next(
            index
            for index, beat in enumerate(self.beats)
            if beat.steps and step <= self._first_steps[index] + beat.steps
        )
        return self._starts[index] + float(self._landings[index][step - self._first_steps[index]])

    def _land(self, index: int) -> Array:
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
