"""Heroes of a film: each shot's drawn where it is, and one that becomes another."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.film.bowl import Laid, bowl_box, bowl_part, laid
from gdclips.drawing.film.data import data_part
from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.maps.map import MapPlace, map_part
from gdclips.drawing.film.overlays.maps import overlay_part
from gdclips.drawing.film.parts import Part, faded_part, relabelled, together
from gdclips.drawing.film.plot import plot_part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.cues import Cues, side_of
from gdclips.drawing.film.shots.places import Places
from gdclips.story import motion
from gdclips.story.film.shots import LABELS_OUT, Shot
from gdclips.story.film.views import Bowl, Data, Map, Plot, Track, View


class Heroes:
    """Draws the hero of each shot at a time."""

    def __init__(self, cues: Cues, places: Places, look: Look) -> None:
        self._cues, self._places, self._look = cues, places, look
        self._kept: Laid | None = None

    def part(self, number: int, since: float) -> Part:
        """Return the hero's part at a time of a shot, with that of the shot before, as it becomes this."""
        moving, labels = self._cues.move(number, since), self._cues.label_share(number, since)
        before = self._cues.shots[number - 1] if number and moving < 1.0 else None
        hero, _ = self._cues.views(number, since)
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
        old = self._hero(number - 1, np.inf, before.hero, 1.0)
        gone = relabelled(Part(labels=old.labels, front=old.front), labels)
        return together([relabelled(now, 0.0), self._leaving(number, since, before.hero, hero), gone])

    def _same(self, number: int) -> bool:
        """Tell whether a shot's hero is that of the shot before, in its place: its labels stay."""
        now, before = self._cues.shots[number], self._cues.shots[max(number - 1, 0)]
        return number > 0 and now.hero is before.hero and side_of(now) == side_of(before)

    def _hero(self, number: int, since: float, hero: View, moving: float) -> Part:
        look = self._look
        match hero:
            case Map():
                return map_part(hero, look, self._places.map_place(number, since, hero, moving))
            case Bowl():
                place = self._places.map_place(number, since, hero, 1.0)
                return bowl_part(self._laid(hero, place), self._places.box(number, moving, bowl_box), 0.0)
            case Data():
                before = self._cues.shots[number - 1].hero if number and moving < 1.0 else hero
                shown, going = still_measured(before, hero, since)
                shares = self._cues.shares(number, since) | going
                return data_part(shown, look, self._places.box(number, moving), hero=True, shares=shares)
            case Plot():
                return plot_part(
                    hero,
                    look,
                    self._places.box(number, moving),
                    hero=True,
                    shares=self._cues.shares(number, since),
                )

    def _leaving(self, number: int, since: float, before: View, hero: View) -> Part:
        """Return those overlays of a map that the shot has no more, without their words, as they go."""
        if not isinstance(before, Map) or not isinstance(hero, Map):
            return Part()
        kept = {each.key for each in hero.overlays}
        gone = [each for each in before.overlays if each.key not in kept]
        place = self._places.map_place(number - 1, np.inf, before, 1.0)
        labels = Labels(self._look, place.focus)
        parts = [overlay_part(each, self._look, place.axes, 1.0, labels) for each in gone]
        return faded_part(relabelled(together(parts), 0.0), 1.0 - motion.ease(since / LABELS_OUT))

    def _change(self, number: int, since: float, before: Shot, hero: View, moving: float) -> list[Part]:
        """Return the parts of a hero that becomes another: a bowl its map by a rise, others by a fade."""
        old, moved, labels = (
            before.hero,
            self._cues.moved(number, since),
            self._cues.label_share(number, since),
        )
        if not moved and old.key == hero.key:
            return [relabelled(self._hero(number - 1, np.inf, old, 1.0), labels)]
        if isinstance(old, Bowl) and isinstance(hero, Map) and old.key == hero.key:
            place, box = (
                self._places.map_place(number, since, hero, 1.0),
                self._places.box(number - 1, 1.0, bowl_box),
            )
            return [relabelled(bowl_part(self._laid(old, place), box, moved), 0.0)]
        if isinstance(old, Map) and isinstance(hero, Bowl) and old.key == hero.key:
            place, box = (
                self._places.map_place(number - 1, np.inf, old, 1.0),
                self._places.box(number, 1.0, bowl_box),
            )
            return [relabelled(bowl_part(self._laid(hero, place), box, 1.0 - moved), 0.0)]
        gone = relabelled(self._hero(number - 1, np.inf, old, 1.0), 1.0 - min(1.0, since / LABELS_OUT))
        new = relabelled(self._hero(number, since, hero, 1.0), labels)
        if self._look.theme.bounded:  # what comes may leave parts of what was there uncovered
            gone = faded_part(gone, 1.0 - moving)
        return [gone, faded_part(new, moving)] if moving < 1.0 else [new]

    def _laid(self, bowl: Bowl, place: MapPlace) -> Laid:
        """Return a bowl as it lies in a place; the last one is kept, for it is seen from many sides."""
        kept = self._kept
        where = place.axes, place.focus
        if kept is None or kept.view is not bowl or (kept.place.axes, kept.place.focus) != where:
            kept = self._kept = laid(bowl, self._look, place)
        return kept


def carried(before: View, hero: View, moving: float) -> View:
    """Return a hero on its way from the one before: runs, and their ways in, as opaque as by then."""
    if not isinstance(before, Map | Bowl) or not isinstance(hero, Map | Bowl) or before.tracks is hero.tracks:
        return hero
    was, kept = {id(track.run): track for track in before.tracks}, {id(track.run) for track in hero.tracks}
    gone = [
        msgspec.structs.replace(track, opacity=(1.0 - moving) * track.opacity)
        for track in before.tracks
        if id(track.run) not in kept
    ]
    tracks = [_between(was.get(id(track.run)), track, moving) for track in hero.tracks]
    return msgspec.structs.replace(hero, tracks=(*gone, *tracks))


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
