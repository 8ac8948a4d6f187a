"""Places of heroes: the axes of maps, the rectangles of all others, and how they go from shot to shot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.maps.map import MapPlace
from gdclips.drawing.film.maps.planes import framed, ladder_of, unit
from gdclips.drawing.film.maps.window import Ladder, between, fitted
from gdclips.drawing.film.overlays.maps import map_room
from gdclips.drawing.film.screen import Look, Side
from gdclips.drawing.film.shots.cues import Cues, side_of
from gdclips.drawing.geometry import Axes
from gdclips.story.film.views import Bowl, Map


class Places:
    """Where each shot's hero lies at a time."""

    def __init__(self, cues: Cues, look: Look) -> None:
        self._cues, self._look = cues, look
        self._axes_of = cache(self._new_axes)
        self._ladders = self._new_ladders()

    def map_place(self, number: int, since: float, hero: Map | Bowl, moving: float) -> MapPlace:
        """Return where a map lies when so much of the move to it is over."""
        side = side_of(self._cues.shots[number])
        axes = self._axes_of(number)
        if number and moving < 1.0 and isinstance(self._cues.shots[number - 1].hero, (Map, Bowl)):
            axes = between(self._axes_of(number - 1), axes, moving)
        return MapPlace(
            axes, self._look.focus(side), self._ladders[hero.key], self._cues.shares(number, since)
        )

    def box(self, number: int, moving: float, lay: Callable[[Look, Side], Box] = Look.hero) -> Box:
        """Return the rectangle of a hero that is no map, on its way from the shot before."""
        now = lay(self._look, side_of(self._cues.shots[number]))
        if not number or moving >= 1.0:
            return now
        old = lay(self._look, side_of(self._cues.shots[number - 1]))
        return Box(
            old.left + moving * (now.left - old.left),
            old.bottom + moving * (now.bottom - old.bottom),
            old.width + moving * (now.width - old.width),
            old.height + moving * (now.height - old.height),
        )

    def _new_axes(self, number: int) -> Axes:
        hero = self._cues.shots[number].hero
        assert isinstance(hero, (Map, Bowl))
        side: Side = "full" if isinstance(hero, Bowl) else side_of(self._cues.shots[number])
        return axes_of(hero, self._look, side)

    def _new_ladders(self) -> Mapping[str, Ladder]:
        """Return each key's ladder, from all windows that the cut's heroes of that key have."""
        found: dict[str, list[tuple[Map | Bowl, Axes]]] = {}
        for number in range(len(self._cues.shots)):
            for since in (0.0, np.inf) if self._cues.shots[number].sweep else (np.inf,):
                hero, _ = self._cues.views(number, since)
                if isinstance(hero, (Map, Bowl)):
                    axes = axes_of(hero, self._look, side_of(self._cues.shots[number]))
                    found.setdefault(hero.key, []).append((hero, axes))
        return {
            key: ladder_of(heroes[-1][0].plane, [(hero.plane, axes) for hero, axes in heroes], self._look.px)
            for key, heroes in found.items()
        }


def axes_of(hero: Map | Bowl, look: Look, side: Side) -> Axes:
    """Return where a map lies when its shot has settled."""
    room = map_room(getattr(hero, "overlays", ()), look, look.focus(side))
    return fitted(framed(hero.plane, hero.seen), room, look.frame, unit(hero.plane))
