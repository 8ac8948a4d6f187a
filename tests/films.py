"""The rules of films, measured: when things happen in a cut, and where the words of a frame are."""

from itertools import combinations, groupby

from gdclips.drawing.film.maps.ticks import word_box
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Formula, Words
from gdclips.drawing.theme import THEMES
from gdclips.story.caption import plain_text
from gdclips.story.film.overlays import Ellipse, Envelope, Floor, Law
from gdclips.story.film.timeline import CARD, CARD_GONE
from gdclips.story.film.views import Bowl, Counter

PREDICTED = (Ellipse, Floor, Law, Envelope)
READING, LETTER, MOST = 1.5, 0.06, 60
CLEAR = 0.5  # words below this opacity are going or coming


def look_of(aspect, cut="full", theme="dark"):
    """Return how large things are in a cut of frames of an aspect."""
    return Look(THEMES[theme], aspect, cut)


def captions(timeline):
    """Return (words, start, end) of each caption of a cut, in seconds; equal ones in a row are one."""
    starts, found = [0.0], []
    for beat in timeline.beats:
        starts.append(starts[-1] + beat.seconds)
    rows = zip(timeline.beats, starts[:-1], starts[1:], strict=True)
    for words, group in groupby(rows, key=lambda row: row[0].words):
        several = list(group)
        if words:
            first = max(several[0][1], CARD_GONE if timeline.card else 0.0)
            found.append((plain_text(words), first, several[-1][2]))
    return found


def reading(words):
    """Return the seconds that a caption needs."""
    return READING + LETTER * len(words)


def motions(timeline):
    """Return (start, end) of all that moves in a cut, in seconds: title, runs, moves, entries, sweeps."""
    found = [(CARD, CARD_GONE)] if timeline.card else []
    for shot, cut in zip(timeline.shots, timeline.cuts, strict=False):
        since = cut
        for beat in shot.beats:
            if beat.steps:
                found.append((since, since + beat.seconds))
            since += beat.seconds
        if shot.move:
            found.append((cut, cut + shot.settled))
        found += [(cut + start, cut + start + last) for start, last in map(shot.entry, keys(shot.entries))]
        if shot.sweep:
            start = cut + shot.settled + shot.sweep.at
            found.append((start, start + shot.sweep.seconds))
    return sorted(found)


def keys(entries):
    """Return the keys of entries."""
    return [entry.key for entry in entries]


def begins(timeline):
    """Return when a draw-on, a sweep or a step first begins, in seconds."""
    return min(start for start, _ in motions(timeline) if not timeline.card or start > CARD)


def pauses(timeline):
    """Return (start, end) of all stretches in which nothing moves, but for the end."""
    found, last = [], 0.0
    for start, end in motions(timeline):
        if start > last:
            found.append((last, start))
        last = max(last, end)
    return found


def end_hold(timeline):
    """Return for how many seconds nothing moves at a cut's end."""
    return timeline.seconds - max(end for _, end in motions(timeline))


def predictions(timeline):
    """Return (key, drawn, met) of what theory predicts: when it is there, and when a step is next taken."""
    found, seen = [], set()
    for shot, cut in zip(timeline.shots, timeline.cuts, strict=False):
        for key in predicted(shot):
            if key in seen:
                continue
            seen.add(key)
            start, seconds = shot.entry(key)
            drawn = cut + start + seconds if cut or shot.move or start > 0 else 0.0
            later = [begin for begin in run_times(timeline) if begin[1] > drawn]
            if later:
                found.append((key, drawn, max(later[0][0], 0.0)))
    return found


def predicted(shot):
    """Return the keys of the views and overlays of a shot that show what theory predicts."""
    own = [each.key for each in getattr(shot.hero, "overlays", ()) if isinstance(each, PREDICTED)]
    beside = [
        view.key
        for view in shot.supports
        if (isinstance(view, Counter) and view.predicted)
        or any(isinstance(each, PREDICTED) for each in getattr(view, "overlays", ()))
    ]
    return [*own, *beside]


def run_times(timeline):
    """Return (start, end) of the beats in which steps are taken, in seconds."""
    found, since = [], 0.0
    for beat in timeline.beats:
        if beat.steps:
            found.append((since, since + beat.seconds))
        since += beat.seconds
    return found


def words_of(marks):
    """Return the words and formulas among marks that are more than half there, a line's parts as one.

    Each has a text, a box and a size, in stage units.
    """
    return [
        (getattr(mark, "text", "formula"), word_box(mark), mark.size)
        for mark in marks
        if (isinstance(mark, Words) and mark.text.strip() and mark.color[3] > CLEAR)
        or (isinstance(mark, Formula) and min(color[3] for color in mark.colors) > CLEAR)
    ]


def overlaps(words, slack):
    """Return the pairs of words whose ink overlaps by more than a slack."""
    return [
        (one, other)
        for (one, a, _), (other, b, _) in combinations(words, 2)
        if a.left < b.right - slack
        and b.left < a.right - slack
        and a.bottom < b.top - slack
        and b.bottom < a.top - slack
    ]


def cut_off(words, aspect, slack):
    """Return the words that the frame cuts."""
    return [
        text
        for text, box, _ in words
        if box.left < -slack or box.bottom < -slack or box.right > aspect + slack or box.top > 1.0 + slack
    ]


def in_space(film):
    """Tell whether a film has a bowl."""
    return any(isinstance(shot.hero, Bowl) for shot in film.full)
