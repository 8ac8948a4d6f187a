"""The composition of a film: its shots, and what moves between them, as layers of marks for each moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film import furniture
from gdclips.drawing.film.bowl import Laid, bowl_box, bowl_part, laid
from gdclips.drawing.film.data import data_part
from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.map import MapPlace, map_part, marked, section_of
from gdclips.drawing.film.overlays.maps import map_room, overlay_part
from gdclips.drawing.film.parts import Part, faded, faded_part, merged, relabelled, together
from gdclips.drawing.film.plot import plot_part
from gdclips.drawing.film.screen import Look, Side
from gdclips.drawing.film.supports import support_parts
from gdclips.drawing.film.window import Ladder, between, fitted, ladder
from gdclips.drawing.geometry import Axes
from gdclips.drawing.layers import Layers, Piece
from gdclips.drawing.marks import AnyMark
from gdclips.story import motion
from gdclips.story.film.film import Film
from gdclips.story.film.shots import LABELS_IN, LABELS_OUT, Clock, Shot
from gdclips.story.film.timeline import CARD_GONE, State, Timeline
from gdclips.story.film.views import Bowl, Data, Map, Plot, Support, Track, View


class Composer:
    """Composes a film's layers for one look."""

    def __init__(self, film: Film, look: Look, timeline: Timeline) -> None:
        self.timeline, self._film, self._look = timeline, film, look
        self._shots, self._card = timeline.shots, timeline.card and not look.bare
        self._kept: Laid | None = None
        self._still = cache(self._new_still)
        self._axes_of = cache(self._new_axes)
        self._ladders = self._new_ladders()
        clocks = map(self._clock_of, self._shots)
        self._clock_width = max(furniture.clock_width(clock, look) for clock in clocks)
        self._live = [self._intervals(number) for number in range(len(self._shots))]

    def layers(self, state: State) -> Layers:
        """Return the layers of a moment: the same object as long as nothing but runs and words moves."""
        shot, since = state.shot, state.since + 1e-9
        over = [end <= since for start, end in self._live[shot] if start <= since]
        if all(over):
            return self._still(shot, len(over))
        return self._joined(shot, since, state)

    def _intervals(self, number: int) -> list[tuple[float, float]]:
        """Return when something of a shot moves beside its runs, in its seconds, sorted and apart."""
        shot, spans = self._shots[number], []
        if not number and self._card:
            spans.append((CARD_GONE, CARD_GONE + LABELS_IN))
        if shot.move:
            spans.append((0.0, shot.settled))
        elif self._gone(number):
            spans.append((0.0, LABELS_OUT))
        if shot.sweep:
            start = shot.settled + shot.sweep.at
            spans.append((start, start + shot.sweep.seconds))
        for key in self._new_keys(number):
            start, seconds = shot.entry(key)
            if number or start > 0.0:
                spans.append((start, start + seconds))
        joined: list[tuple[float, float]] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        return joined

    def _new_keys(self, number: int) -> set[str]:
        """Return the keys of what a shot has and the one before it has not, and of what has an entry."""
        now, before = _keys(self._shots[number]), _keys(self._shots[number - 1]) if number else set()
        entered = {entry.key for entry in self._shots[number].entries}
        return (now - before if number else set()) | (now & entered)

    def _gone(self, number: int) -> set[str]:
        """Return the keys of the supports that the shot before has, and this one has not."""
        before = self._shots[number - 1].supports if number else ()
        return {each.key for each in before} - _keys(self._shots[number])

    def _new_still(self, shot: int, over: int) -> Layers:
        """Compose the stretch of a shot after so many of its motions."""
        since = self._live[shot][over - 1][1] if over else 0.0
        return self._joined(shot, since, None)

    def _joined(self, number: int, since: float, state: State | None) -> Layers:
        """Join all parts; at a moment in which something moves, what has grown is drawn with the rest."""
        hero, beside = self._heroes(number, since), self._supports(number, since)
        if not number and self._card:
            beside = relabelled(beside, self._label_share(number, since))
        side, come = self._aside(number, since)
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
        if self._card and state.seconds < CARD_GONE:
            return []
        clock = self._clock_of(self._shots[state.shot])
        step = min(max(state.step - clock.first, 0), clock.steps)
        label = clock.ended if clock.ended and step >= clock.steps else "iteration"
        marks = furniture.clock_marks(step, clock.of, label, self._look) if clock.of else []
        before = self._shots[state.shot - 1].clock if state.shot else None
        new = before is not None and not before.of
        if not new:
            return marks
        come = self._label_share(state.shot, state.since) if state.since > LABELS_OUT else 0.0
        return [faded(mark, come) for mark in marks] if come else []

    def _clock_of(self, shot: Shot) -> Clock:
        film = self._film
        return shot.clock or Clock(0, film.clock, film.steps, film.ended)

    # What a shot shows at a time.

    def _views(self, number: int, since: float) -> tuple[View, tuple[Support, ...]]:
        shot = self._shots[number]
        if shot.sweep is None:
            return shot.hero, shot.supports
        share = motion.ease((since - shot.settled - shot.sweep.at) / shot.sweep.seconds)
        if shot.sweep.pictures:
            share = round(share * (shot.sweep.pictures - 1)) / (shot.sweep.pictures - 1)
        return shot.sweep.views(share)

    def _move(self, number: int, since: float) -> float:
        """Return the eased share of a shot's move that is over."""
        return motion.ease(self._moved(number, since))

    def _moved(self, number: int, since: float) -> float:
        """Return the share of a shot's move that is over, in time: a rise eases its own parts."""
        shot = self._shots[number]
        return min(max((since - LABELS_OUT) / shot.move, 0.0), 1.0) if shot.move else 1.0

    def _aside(self, number: int, since: float) -> tuple[Side, float]:
        """Return the side that has a scrim, and the share of it that has come."""
        now = side_of(self._shots[number])
        if not number:
            return now, 1.0
        before, share = side_of(self._shots[number - 1]), self._move(number, since)
        if now == before:
            return now, 1.0
        return (before, 1.0 - share) if now == "full" else (now, share)

    def _heroes(self, number: int, since: float) -> Part:
        """Return the hero's part at a time of a shot, with that of the shot before, as it becomes this."""
        moving, labels = self._move(number, since), self._label_share(number, since)
        before = self._shots[number - 1] if number and moving < 1.0 else None
        hero, _ = self._views(number, since)
        if before is not None and (before.hero.key != hero.key or type(before.hero) is not type(hero)):
            return together(self._change(number, since, before, hero, moving))
        if self._same(number):
            return self._hero(number, since, hero, moving)
        if before is None:
            return relabelled(self._hero(number, since, hero, moving), labels)
        hero = carried(before.hero, hero, moving)
        now = self._hero(number, since, hero, moving)
        if since >= LABELS_OUT:
            return relabelled(now, labels)
        gone = relabelled(Part(labels=self._hero(number - 1, np.inf, before.hero, 1.0).labels), labels)
        return together([relabelled(now, 0.0), self._leaving(number, since, before.hero, hero), gone])

    def _same(self, number: int) -> bool:
        """Tell whether a shot's hero is that of the shot before, in its place: its labels stay."""
        now, before = self._shots[number], self._shots[max(number - 1, 0)]
        return number > 0 and now.hero is before.hero and side_of(now) == side_of(before)

    def _label_share(self, number: int, since: float) -> float:
        """Return the opacity of labels: out before a move, in after it; none beside the title's card."""
        shot = self._shots[number]
        if not number and self._card:
            return motion.ease((since - CARD_GONE) / LABELS_IN)
        if not shot.move or since >= shot.settled:
            return 1.0
        if since < LABELS_OUT:
            return 1.0 - motion.ease(since / LABELS_OUT)
        return motion.ease((since - LABELS_OUT - shot.move) / (shot.settled - LABELS_OUT - shot.move))

    def _shares(self, number: int, since: float) -> dict[str, float]:
        """Return how much of each new thing has come."""
        shot, shares = self._shots[number], {}
        for key in self._new_keys(number):
            start, seconds = shot.entry(key)
            shares[key] = min(max((since - start) / seconds, 0.0), 1.0) if number or start > 0.0 else 1.0
        return shares

    def _hero(self, number: int, since: float, hero: View, moving: float) -> Part:
        look = self._look
        match hero:
            case Map():
                return map_part(hero, look, self._map_place(number, since, hero, moving))
            case Bowl():
                place = self._map_place(number, since, hero, 1.0)
                return bowl_part(self._laid(hero, place), self._box(number, moving, bowl_box), 0.0)
            case Data():
                before = self._shots[number - 1].hero if number and moving < 1.0 else hero
                shown, going = still_measured(before, hero, since)
                shares = self._shares(number, since) | going
                return data_part(shown, look, self._box(number, moving), hero=True, shares=shares)
            case Plot():
                return plot_part(
                    hero, look, self._box(number, moving), hero=True, shares=self._shares(number, since)
                )

    def _leaving(self, number: int, since: float, before: View, hero: View) -> Part:
        """Return those overlays of a map that the shot has no more, without their words, as they go."""
        if not isinstance(before, Map) or not isinstance(hero, Map):
            return Part()
        kept = {each.key for each in hero.overlays}
        gone = [each for each in before.overlays if each.key not in kept]
        place = self._map_place(number - 1, np.inf, before, 1.0)
        labels = Labels(self._look, place.focus)
        parts = [overlay_part(each, self._look, place.axes, 1.0, labels) for each in gone]
        return faded_part(relabelled(together(parts), 0.0), 1.0 - motion.ease(since / LABELS_OUT))

    def _change(self, number: int, since: float, before: Shot, hero: View, moving: float) -> list[Part]:
        """Return the parts of a hero that becomes another: a bowl its map by a rise, others by a fade."""
        old, moved, labels = before.hero, self._moved(number, since), self._label_share(number, since)
        if not moved and old.key == hero.key:
            return [relabelled(self._hero(number - 1, np.inf, old, 1.0), labels)]
        if isinstance(old, Bowl) and isinstance(hero, Map) and old.key == hero.key:
            place, box = self._map_place(number, since, hero, 1.0), self._box(number - 1, 1.0, bowl_box)
            return [relabelled(bowl_part(self._laid(old, place), box, moved), 0.0)]
        if isinstance(old, Map) and isinstance(hero, Bowl) and old.key == hero.key:
            place, box = self._map_place(number - 1, np.inf, old, 1.0), self._box(number, 1.0, bowl_box)
            return [relabelled(bowl_part(self._laid(hero, place), box, 1.0 - moved), 0.0)]
        gone = relabelled(self._hero(number - 1, np.inf, old, 1.0), 1.0 - min(1.0, since / LABELS_OUT))
        new = relabelled(self._hero(number, since, hero, 1.0), labels)
        return [gone, faded_part(new, moving)] if moving < 1.0 else [new]

    def _supports(self, number: int, since: float) -> Part:
        """Return the supports' part: new ones come in when their entry says, old ones go."""
        look, shares = self._look, self._shares(number, since)
        _, supports = self._views(number, since)
        column = look.column(side_of(self._shots[number]))
        parts: list[Part] = []
        if since < LABELS_OUT and (gone := self._gone(number)):
            box = look.column(side_of(self._shots[number - 1]))
            if box:
                _, was = self._views(number - 1, np.inf)
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

    # Where heroes are.

    def _map_place(self, number: int, since: float, hero: Map | Bowl, moving: float) -> MapPlace:
        side = side_of(self._shots[number])
        axes = self._axes_of(number)
        if number and moving < 1.0 and isinstance(self._shots[number - 1].hero, (Map, Bowl)):
            axes = between(self._axes_of(number - 1), axes, moving)
        return MapPlace(axes, self._look.focus(side), self._ladders[hero.key], self._shares(number, since))

    def _laid(self, bowl: Bowl, place: MapPlace) -> Laid:
        """Return a bowl as it lies in a place; the last one is kept, for it is seen from many sides."""
        kept = self._kept
        where = place.axes, place.focus
        if kept is None or kept.view is not bowl or (kept.place.axes, kept.place.focus) != where:
            kept = self._kept = laid(bowl, self._look, place)
        return kept

    def _new_axes(self, number: int) -> Axes:
        hero = self._shots[number].hero
        assert isinstance(hero, (Map, Bowl))
        side: Side = "full" if isinstance(hero, Bowl) else side_of(self._shots[number])
        return axes_of(hero, self._look, side)

    def _box(self, number: int, moving: float, lay: Callable[[Look, Side], Box] = Look.hero) -> Box:
        """Return the rectangle of a hero that is no map, on its way from the shot before."""
        now = lay(self._look, side_of(self._shots[number]))
        if not number or moving >= 1.0:
            return now
        old = lay(self._look, side_of(self._shots[number - 1]))
        return Box(
            old.left + moving * (now.left - old.left),
            old.bottom + moving * (now.bottom - old.bottom),
            old.width + moving * (now.width - old.width),
            old.height + moving * (now.height - old.height),
        )

    def _new_ladders(self) -> Mapping[str, Ladder]:
        """Return each key's ladder, from all windows that the cut's heroes of that key have."""
        found: dict[str, list[tuple[Map | Bowl, Axes]]] = {}
        for number in range(len(self._shots)):
            for since in (0.0, np.inf) if self._shots[number].sweep else (np.inf,):
                hero, _ = self._views(number, since)
                if isinstance(hero, (Map, Bowl)):
                    axes = axes_of(hero, self._look, side_of(self._shots[number]))
                    found.setdefault(hero.key, []).append((hero, axes))
        return {
            key: ladder(
                section_of(heroes[-1][0].plane),
                heroes[-1][0].plane.anchor[list(heroes[-1][0].plane.axes)],
                [(section_of(hero.plane), axes) for hero, axes in heroes],
                self._look.px,
            )
            for key, heroes in found.items()
        }


def axes_of(hero: Map | Bowl, look: Look, side: Side) -> Axes:
    """Return where a map lies when its shot has settled."""
    section = section_of(hero.plane)
    unit = np.sqrt(np.square(hero.plane.loss.samples.y).mean()) / np.linalg.norm(section.root, axis=0) / 64
    room = map_room(getattr(hero, "overlays", ()), look, look.focus(side))
    return fitted(np.concatenate([hero.seen, marked(hero.plane)[:1]]), room, look.frame, unit)


def side_of(shot: Shot) -> Side:
    """Return on which side of the hero a shot's supports stand."""
    return shot.side if shot.supports else "full"


def carried(before: View, hero: View, moving: float) -> View:
    """Return a hero on its way from the one before: runs and their ways in as opaque as by then."""
    if not isinstance(before, Map | Bowl) or not isinstance(hero, Map | Bowl) or before.tracks is hero.tracks:
        return hero
    was = {id(track.run): track for track in before.tracks}
    tracks = tuple(_between(was.get(id(track.run)), track, moving) for track in hero.tracks)
    return msgspec.structs.replace(hero, tracks=tracks)


def _between(before: Track | None, track: Track, moving: float) -> Track:
    opacity, faint = (before.opacity, before.faint) if before else (0.0, track.faint)
    return msgspec.structs.replace(
        track,
        opacity=opacity + moving * (track.opacity - opacity),
        faint=faint + moving * (track.faint - faint),
    )


def still_measured(before: View, hero: Data, since: float) -> tuple[Data, dict[str, float]]:
    """Return data with those overlays that they have no more, and how much of these is there as they go."""
    if not isinstance(before, Data) or before.key != hero.key or hero.fit is None or since >= LABELS_OUT:
        return hero, {}
    kept = {each.key for each in hero.overlays}
    gone = tuple(each for each in before.overlays if each.key not in kept)
    shares = dict.fromkeys((each.key for each in gone), 1.0 - motion.ease(since / LABELS_OUT))
    return msgspec.structs.replace(hero, overlays=(*hero.overlays, *gone)), shares


def _keys(shot: Shot) -> set[str]:
    """Return the keys of all that may enter a shot: supports, and overlays of the hero and of plots."""
    views = (shot.hero, *shot.supports)
    overlays = [overlay for view in views for overlay in getattr(view, "overlays", ())]
    return {each.key for each in (*shot.supports, *overlays)}


def _sorted(part: Part) -> tuple[Piece, ...]:
    return tuple(sorted(part.growing, key=lambda piece: piece.since))


def _grown(part: Part, state: State) -> list[AnyMark]:
    """Return a part's pieces that are there by a moment."""
    return merged(piece.mark for piece in _sorted(part) if piece.since <= state.step)
