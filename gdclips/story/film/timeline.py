"""The timeline of a film: a cut's shots and beats as a pure function from seconds to what is to be seen."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

import msgspec
import numpy as np

from gdclips.story import motion
from gdclips.story.film.shots import EPSILON, Beat, Shot
from gdcore import Array

CAPTION_OUT, CAPTION_IN = 0.2, 0.3
CARD, CARD_GONE = 1.6, 2.2  # seconds: until then the title's card stands, and has become the tag
BREATH = 2.2  # seconds of a glow's coming and going
CROWD = 60  # steps of a beat from which they can't be told apart
HURRY = 1.6  # the power by which a crowd of steps quickens


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be seen at one moment of a film.

    ``step`` iterations are done, the point is ``glide`` of the way to the next; the gradient's arrow is grown
    to ``arrow`` of its length and ``arrow_alpha`` opaque, and as long as it is seen, so are the rule's
    ``sums``. The caption's ``words`` are ``caption_alpha`` opaque, the bar beside them is in its ``role``.
    ``seconds`` of the clip are over, and ``since`` of its shot number ``shot``. ``breath``, from 0 to 1, is
    how far points glow that wait: at first and at the end.
    """

    step: int
    glide: float
    arrow: float
    arrow_alpha: float
    sums: bool
    words: str
    caption_alpha: float
    role: str
    seconds: float
    shot: int
    since: float
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
    """A cut's shots as a pure function from seconds to a :class:`State`.

    With a ``card`` the title opens it. Raises a ValueError if a beat is not a multiple of 0.2 s, which are
    whole frames at 10, 20, 25, 30, 50 and 60 a second, if steps are taken while something moves, or if the
    beats' steps are neither all of the run's nor none.
    """

    def __init__(self, shots: tuple[Shot, ...], steps: int, card: bool) -> None:
        self.shots, self.card = shots, card
        self.beats = tuple(beat for shot in shots for beat in shot.beats)
        for beat in self.beats:
            if not 0 < beat.seconds < np.inf or abs(beat.seconds * 5 - round(beat.seconds * 5)) > EPSILON:
                raise ValueError(f"a beat lasts {beat.seconds} s, but beats last multiples of 0.2 s")
        if sum(beat.steps for beat in self.beats) not in (0, steps):
            raise ValueError(
                f"the beats do {sum(b.steps for b in self.beats)} steps, but the run has {steps}"
            )
        fifths = accumulate((round(beat.seconds * 5) for beat in self.beats), initial=0)
        self.starts = [fifth / 5 for fifth in fifths]
        self._owners = [number for number, shot in enumerate(shots) for _ in shot.beats]
        firsts = accumulate((len(shot.beats) for shot in shots), initial=0)
        self.cuts = [self.starts[first] for first in firsts]
        self._first_steps = list(accumulate((beat.steps for beat in self.beats), initial=0))
        self._landings = [self._land(index) for index in range(len(self.beats))]
        self._refuse_hurry()

    @property
    def seconds(self) -> float:
        """The length of the cut."""
        return self.starts[-1]

    def frames(self, rate: int) -> int:
        """Return how many frames the cut has at ``rate`` frames a second, a multiple of 5."""
        return round(self.seconds * rate)

    def beat_frames(self, rate: int) -> list[int]:
        """Return how many frames each beat has at ``rate`` frames a second."""
        return [round(beat.seconds * rate) for beat in self.beats]

    def state(self, seconds: float) -> State:
        """Return what is to be seen ``seconds`` after the start; before and after, the two ends."""
        seconds = min(max(seconds, 0.0), self.seconds - EPSILON) + EPSILON
        index = min(bisect_right(self.starts, seconds) - 1, len(self.beats) - 1)
        beat, shot = self.beats[index], self._owners[index]
        step, glide, arrow, arrow_alpha = self._motion(index, seconds - self.starts[index])
        said, alpha = self._said(index, seconds - self.starts[index])
        return State(
            step=step,
            glide=glide,
            arrow=arrow,
            arrow_alpha=arrow_alpha,
            caption_alpha=alpha,
            sums=bool(beat.steps) and arrow_alpha > 0,
            seconds=seconds - EPSILON,
            shot=shot,
            since=seconds - EPSILON - self.cuts[shot],
            words=said.words,
            role=said.role,
            breath=self._breath(index, seconds - self.starts[index]),
        )

    def _breath(self, index: int, since: float) -> float:
        if self.beats[index].steps or index not in (0, len(self.beats) - 1):
            return 0.0
        return motion.ease(1.0 - abs(2.0 * (since / BREATH % 1.0) - 1.0))

    def reached(self, step: int) -> float:
        """Return when an iterate is reached, in seconds; of the start, when the first step begins."""
        step = min(max(step, 0), sum(beat.steps for beat in self.beats))
        index = next(
            (
                index
                for index, beat in enumerate(self.beats)
                if beat.steps and step <= self._first_steps[index] + beat.steps
            ),
            0,
        )
        return self.starts[index] + float(self._landings[index][step - self._first_steps[index]])

    def _land(self, index: int) -> Array:
        """Return when each step of a beat begins, and when its last ends, in seconds of the beat."""
        beat = self.beats[index]
        if not beat.steps:
            return np.zeros(1)
        if beat.steps > CROWD:
            landings = beat.seconds * np.linspace(0.0, 1.0, beat.steps + 1) ** (1 / HURRY)
        else:
            clock = self.shots[self._owners[index]].clock
            taken = self._first_steps[index] - (clock.first if clock else 0)
            lengths = motion.step_seconds(taken, beat.steps, beat.seconds)
            landings = np.concatenate([[0.0], np.cumsum(lengths)])
        landings[-1] = beat.seconds - EPSILON  # which rounding must not put off
        return np.asarray(landings)

    def _motion(self, index: int, since: float) -> tuple[int, float, float, float]:
        done, landings = self._first_steps[index], self._landings[index]
        inside = int(np.searchsorted(landings, since, side="right")) - 1
        if inside >= len(landings) - 1:
            return done + len(landings) - 1, 0.0, 0.0, 0.0
        length = float(landings[inside + 1] - landings[inside])
        phase = float(since - landings[inside]) / length
        return done + inside, motion.glide(phase, length), *motion.arrow(phase, length)

    def _said(self, index: int, since: float) -> tuple[Beat, float]:
        """Return the beat whose caption is seen, at first the old one, as it goes, and its opacity."""
        beats = self.beats
        new = index == 0 or beats[index].words != beats[index - 1].words
        start = CARD_GONE if index == 0 and self.card else 0.0
        if not new:
            return beats[index], 1.0
        if index and beats[index - 1].words and since < CAPTION_OUT:
            return beats[index - 1], 1.0 - motion.ease(since / CAPTION_OUT)
        if not index and not self.card:  # whose first frame stands for the clip
            return beats[index], 1.0
        return beats[index], motion.ease((since - start - CAPTION_OUT * bool(index)) / CAPTION_IN)

    def _refuse_hurry(self) -> None:
        """Raise a ValueError if steps are taken while a shot's move is under way."""
        for number, shot in enumerate(self.shots):
            since = 0.0
            for beat in shot.beats:
                if beat.steps and since < shot.settled - EPSILON:
                    raise ValueError(
                        f"shot {number + 1} takes steps {since:g} s after it began, but it moves until "
                        f"{shot.settled:g} s"
                    )
                since += beat.seconds
