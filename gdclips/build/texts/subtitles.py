"""Subtitles: the captions of a cut as cues that can be read, and as the text of files.

A cue has at most two lines. It begins with its beat and stays at least as long as reading takes: into the
pause after it, or into the next caption's time, which then begins later.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise

import msgspec

from gdclips.encoding.labels import Cue
from gdclips.story.characters import clusters, normal, split, written

WIDTH, LINES = 42, 2  # letters of a line, and lines of a cue, at most
SPEED = 20.0  # letters a second, at most


class _Part(msgspec.Struct, frozen=True):
    """The lines of a cue, and from when to when the picture says the same, in seconds."""

    lines: tuple[str, ...]
    since: float
    until: float

    @property
    def letters(self) -> int:
        return sum(map(_length, self.lines))


def cues(captions: Sequence[str], starts: Sequence[float]) -> tuple[Cue, ...]:
    """Return the cues of captions (k,) that begin at ``starts`` (k + 1,), in seconds, the last being the end.

    Captions in a row that are the same are one. Where the whole is too short to be read at ``SPEED`` letters
    a second, all cues are equally too fast.
    """
    parts: list[_Part] = []
    told = zip(captions, pairwise(starts), strict=True)
    for caption, same in groupby(told, key=lambda each: each[0]):
        spans = [span for _, span in same]
        parts += _parts(caption, spans[0][0], spans[-1][1])
    times = _times(parts, starts[-1])
    return tuple(Cue(*span, part.lines) for part, span in zip(parts, times, strict=True))


def srt(cues: Sequence[Cue]) -> str:
    """Return cues as SubRip text."""
    blocks = (
        f"{number}\n{_timestamp(cue.start)} --> {_timestamp(cue.end)}\n" + "\n".join(cue.lines) + "\n"
        for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue]) -> str:
    """Return cues as WebVTT."""
    blocks = (
        f"{_timestamp(cue.start, '.')} --> {_timestamp(cue.end, '.')}\n"
        + "\n".join(map(_escaped, cue.lines))
        + "\n"
        for cue in cues
    )
    return "\n".join(("WEBVTT\n", *blocks))


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _times(parts: list[_Part], end: float) -> list[tuple[float, float]]:
    """Return when each cue appears and goes, so that all can be read before the ``end`` of the cut.

    None appears before its beat, unless there is no time left after it.
    """
    speed = max(SPEED, sum(part.letters for part in parts) / end)
    needed = [part.letters / speed for part in parts]
    latest = list(accumulate(reversed(needed), lambda time, length: time - length, initial=end))[:0:-1]
    starts: list[float] = []
    free = 0.0
    for part, length, last in zip(parts, needed, latest, strict=True):
        starts.append(min(max(part.since, free), last))
        free = starts[-1] + length
    return [
        (start, min(max(part.until, start + length), following))
        for part, length, (start, following) in zip(parts, needed, pairwise([*starts, end]), strict=True)
    ]


def _parts(caption: str, start: float, end: float) -> list[_Part]:
    """Return the cues of a caption, one after the other, each as long as its share of the letters."""
    lines = _lines(caption)
    pairs = [tuple(lines[i : i + LINES]) for i in range(0, len(lines), LINES)]
    letters = accumulate((sum(map(_length, pair)) for pair in pairs), initial=0)
    total = sum(map(_length, lines))
    times = [start + (end - start) * count / total for count in letters] if total else []
    return [_Part(pair, since, until) for pair, (since, until) in zip(pairs, pairwise(times), strict=True)]


def _lines(caption: str) -> list[str]:
    """Return a caption in the fewest lines, or in an even number of more than two, as equal as can be."""
    words = [piece for word in split(normal(caption)) for piece in _pieces(word)]
    count = len(_wrapped(words, WIDTH))
    count += count % LINES if count > LINES else 0
    widths = range(max(map(_length, words), default=WIDTH), WIDTH + 1)
    return next(lines for width in widths if len(lines := _wrapped(words, width)) <= count)


def _wrapped(words: list[str], width: int) -> list[str]:
    """Return words in lines, each with as many as a width has room for."""
    lines: list[str] = []
    for word in words:
        if lines and _length(joined := f"{lines[-1]} {word}") <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _pieces(word: str) -> list[str]:
    """Return a word whole, or one that is longer than a line in pieces, each isolated as the word is."""
    letters = clusters(word)
    if len(letters) <= WIDTH:
        return [word]
    pieces = (written("".join(letters[i : i + WIDTH])) for i in range(0, len(letters), WIDTH))
    return [piece for piece in pieces if piece]


def _length(text: str) -> int:
    return len(clusters(text))


def _timestamp(seconds: float, point: str = ",") -> str:
    """Return a time as subtitles have it: hours:minutes:seconds,milliseconds."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"
