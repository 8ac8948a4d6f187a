"""Cues of a film's shots: what has come by a time, what goes, and how much of a move is over."""

from __future__ import annotations

from gdclips.drawing.film.screen import Side
from gdclips.story import motion
from gdclips.story.film.shots import LABELS_IN, LABELS_OUT, Shot
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Support, View


class Cues:
    """What of each shot is there at a time; with a ``card`` the title opens the first.

    Times are in seconds of a shot.
    """

    def __init__(self, shots: tuple[Shot, ...], card: bool) -> None:
        self.shots, self.card = shots, card

    def intervals(self, number: int) -> list[tuple[float, float]]:
        """Return when something of a shot moves beside its runs, in its seconds, sorted and apart."""
        shot, spans = self.shots[number], []
        if not number and self.card:
            spans.append((CARD_GONE, CARD_GONE + LABELS_IN))
        if shot.move:
            spans.append((0.0, shot.settled))
        elif self.gone(number):
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
        now, before = _keys(self.shots[number]), _keys(self.shots[number - 1]) if number else set()
        entered = {entry.key for entry in self.shots[number].entries}
        return (now - before if number else set()) | (now & entered)

    def gone(self, number: int) -> set[str]:
        """Return the keys of the supports that the shot before has, and this one has not."""
        before = self.shots[number - 1].supports if number else ()
        return {each.key for each in before} - _keys(self.shots[number])

    def views(self, number: int, since: float) -> tuple[View, tuple[Support, ...]]:
        """Return the hero and the supports of a shot; in a sweep, those at its share."""
        shot = self.shots[number]
        if shot.sweep is None:
            return shot.hero, shot.supports
        share = motion.ease((since - shot.settled - shot.sweep.at) / shot.sweep.seconds)
        if shot.sweep.pictures:
            share = round(share * (shot.sweep.pictures - 1)) / (shot.sweep.pictures - 1)
        return shot.sweep.views(share)

    def move(self, number: int, since: float) -> float:
        """Return the eased share of a shot's move that is over."""
        return motion.ease(self.moved(number, since))

    def moved(self, number: int, since: float) -> float:
        """Return the share of a shot's move that is over, in time: a rise eases its own parts."""
        shot = self.shots[number]
        return min(max((since - LABELS_OUT) / shot.move, 0.0), 1.0) if shot.move else 1.0

    def aside(self, number: int, since: float) -> tuple[Side, float]:
        """Return the side that has a scrim, and how much of it has come: one goes before another comes."""
        now = side_of(self.shots[number])
        if not number:
            return now, 1.0
        before, share = side_of(self.shots[number - 1]), self.move(number, since)
        if now == before:
            return now, 1.0
        if "full" not in (now, before):
            return (before, 1.0 - 2.0 * share) if share < 0.5 else (now, 2.0 * share - 1.0)
        return (before, 1.0 - share) if now == "full" else (now, share)

    def label_share(self, number: int, since: float) -> float:
        """Return the opacity of labels: out before a move, in after it; none beside the title's card."""
        shot = self.shots[number]
        if not number and self.card:
            return motion.ease((since - CARD_GONE) / LABELS_IN)
        if not shot.move or since >= shot.settled:
            return 1.0
        if since < LABELS_OUT:
            return 1.0 - motion.ease(since / LABELS_OUT)
        return motion.ease((since - LABELS_OUT - shot.move) / (shot.settled - LABELS_OUT - shot.move))

    def shares(self, number: int, since: float) -> dict[str, float]:
        """Return how much of each new thing has come."""
        shot, shares = self.shots[number], {}
        for key in self._new_keys(number):
            start, seconds = shot.entry(key)
            shares[key] = min(max((since - start) / seconds, 0.0), 1.0) if number or start > 0.0 else 1.0
        return shares


def side_of(shot: Shot) -> Side:
    """Return on which side of the hero a shot's supports stand."""
    return shot.side if shot.supports else "full"


def _keys(shot: Shot) -> set[str]:
    """Return the keys of all that may enter a shot: supports, and overlays of the hero and of plots."""
    views = (shot.hero, *shot.supports)
    overlays = [overlay for view in views for overlay in getattr(view, "overlays", ())]
    return {each.key for each in (*shot.supports, *overlays)}
