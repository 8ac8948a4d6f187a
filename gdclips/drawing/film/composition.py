"""The composition of a film: its shots, and what moves between them, as layers of marks for each moment."""

from __future__ import annotations

from functools import cache

import numpy as np

from gdclips.drawing.film import furniture
from gdclips.drawing.film.parts import Part, faded, faded_part, merged, relabelled, together
from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.cues import Cues, side_of
from gdclips.drawing.film.shots.heroes import Heroes
from gdclips.drawing.film.shots.places import Places
from gdclips.drawing.film.supports import support_parts
from gdclips.drawing.layers import Layers, Piece
from gdclips.drawing.marks import AnyMark
from gdclips.story import motion
from gdclips.story.film.film import Film
from gdclips.story.film.shots import LABELS_OUT, Clock, Shot
from gdclips.story.film.timeline import CARD_GONE, State, Timeline


class Composer:
    """Composes a film's layers for one look."""

    def __init__(self, film: Film, look: Look, timeline: Timeline) -> None:
        self.timeline, self._film, self._look = timeline, film, look
        self._cues = Cues(timeline.shots, timeline.card and not look.bare)
        self._heroes = Heroes(self._cues, Places(self._cues, look), look)
        self._still = cache(self._new_still)
        clocks = map(self._clock_of, timeline.shots)
        self._clock_width = max(furniture.clock_width(clock, look) for clock in clocks)
        self._live = [self._cues.intervals(number) for number in range(len(timeline.shots))]

    def layers(self, state: State) -> Layers:
        """Return the layers of a moment: the same object as long as nothing but runs and words moves."""
        shot, since = state.shot, state.since + 1e-9
        over = [end <= since for start, end in self._live[shot] if start <= since]
        if all(over):
            return self._still(shot, len(over))
        return self._joined(shot, since, state)

    def _new_still(self, shot: int, over: int) -> Layers:
        """Compose the stretch of a shot after so many of its motions."""
        since = self._live[shot][over - 1][1] if over else 0.0
        return self._joined(shot, since, None)

    def _joined(self, number: int, since: float, state: State | None) -> Layers:
        """Join all parts; at a moment in which something moves, what has grown is drawn with the rest."""
        hero, beside = self._heroes.part(number, since), self._supports(number, since)
        if not number and self._cues.card:
            beside = relabelled(beside, self._cues.label_share(number, since))
        side, come = self._cues.aside(number, since)
        scrims = furniture.scrims(self._look, side, come)
        labels = (*hero.labels, *beside.labels)

        def front(state: State) -> list[AnyMark]:
            return [*hero.front(state), *beside.moving(state), *beside.front(state), *self._furniture(state)]

        if state is None:
            top = (*scrims, *beside.ground, *labels)
            return Layers(hero.ground, _sorted(hero), hero.moving, top, front, _sorted(beside))
        ground = (*hero.ground, *_grown(hero, state))
        above = [*beside.ground, *_grown(beside, state), *labels]
        if 0.0 < come < 1.0:  # no top, because it would be another in each frame
            return Layers(ground, (), hero.moving, (), lambda state: [*scrims, *above, *front(state)])
        return Layers(ground, (), hero.moving, tuple(scrims), lambda state: [*above, *front(state)])

    def _furniture(self, state: State) -> list[AnyMark]:
        """Return what stands on every frame: the clock, the title and the caption."""
        clock = self._clock(state) if self._film.steps else []
        title = furniture.title_marks(
            self._film.title, self._film.number, self._look, state.seconds, self._clock_width
        )
        return [*clock, *title, *furniture.caption_marks(state, self._look)]

    def _clock(self, state: State) -> list[AnyMark]:
        if self._cues.card and state.seconds < CARD_GONE:
            return []
        clock = self._clock_of(self._cues.shots[state.shot])
        step = min(max(state.step - clock.first, 0), clock.steps)
        label = clock.ended if clock.ended and step >= clock.steps else "iteration"
        marks = furniture.clock_marks(step, clock.of, label, self._look) if clock.of else []
        before = self._cues.shots[state.shot - 1].clock if state.shot else None
        new = before is not None and not before.of
        if not (new or (self._cues.card and not state.shot)):
            return marks
        come = self._cues.label_share(state.shot, state.since) if state.since > LABELS_OUT else 0.0
        return [faded(mark, come) for mark in marks] if come else []

    def _clock_of(self, shot: Shot) -> Clock:
        film = self._film
        return shot.clock or Clock(0, film.clock, film.steps, film.ended)

    def _supports(self, number: int, since: float) -> Part:
        """Return the supports' part: new ones come in when their entry says, old ones go."""
        look, shares = self._look, self._cues.shares(number, since)
        _, supports = self._cues.views(number, since)
        column = look.column(side_of(self._cues.shots[number]))
        parts: list[Part] = []
        if since < LABELS_OUT and (gone := self._cues.gone(number)):
            box = look.column(side_of(self._cues.shots[number - 1]))
            if box:
                _, was = self._cues.views(number - 1, np.inf)
                drawn = support_parts(was, look, box, {}, 1.0)
                parts += [
                    faded_part(part, 1.0 - motion.ease(since / LABELS_OUT))
                    for each, part in zip(was, drawn, strict=True)
                    if each.key in gone
                ]
        if column:
            drawn = support_parts(supports, look, column, shares, since)
            parts += [
                faded_part(part, motion.ease(shares.get(each.key, 1.0)))
                for each, part in zip(supports, drawn, strict=True)
            ]
        return together(parts)


def _sorted(part: Part) -> tuple[Piece, ...]:
    return tuple(sorted(part.growing, key=lambda piece: piece.since))


def _grown(part: Part, state: State) -> list[AnyMark]:
    """Return a part's pieces that are there by a moment."""
    return merged(piece.mark for piece in _sorted(part) if piece.since <= state.step)
