"""Checks: what a destination won't take or show of a file, one line each, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

import msgspec

from gdclips.destinations.records import Destination, Terms
from gdclips.destinations.table import DESTINATIONS
from gdclips.encoding.facts import Facts, facts, motion
from gdclips.formats import FORMATS, ending
from gdclips.messages import RequestError, quote, suggestion
from gdclips.requests.request import Request

CODECS = {
    "av1": "AV1",
    "h264": "H.264",
    "hevc": "HEVC",
    "mpeg4": "MPEG-4",
    "prores": "ProRes",
    "vp8": "VP8",
    "vp9": "VP9",
}


def destination(name: str) -> Destination:
    """Return a destination by its name; a RequestError if it is unknown."""
    if name not in DESTINATIONS:
        raise RequestError(
            f"--for {quote(name)}: unknown destination: {suggestion(name, list(DESTINATIONS))}"
        )
    return DESTINATIONS[name]


def warnings(target: Destination, requests: Sequence[Request], media: Path | None) -> list[str]:
    """Return what a destination won't take or show of the files of requests, in lines.

    Without their folder the files are not there yet, and only what is known beforehand is told.
    """
    return [f"{each.file}: {line}" for each in requests for line in _lines(target, each, media)]


def _lines(target: Destination, request: Request, media: Path | None) -> Iterator[str]:
    file = planned(request)
    try:
        if media is not None:
            plays, file = file.plays, facts(media / request.file, request.format.media_type)
            if file.plays is None:  # Pillow doesn't find it in an AVIF
                file = msgspec.structs.replace(file, plays=plays)
    except OSError:
        yield f"can't be read, so it is unknown whether {target.title} shows it"
    else:
        yield from faults(target, request.suffix, file)


def planned(request: Request) -> Facts:
    """Return what is known of a file before it is made."""
    return Facts(
        width=request.size.width,
        height=request.size.height,
        plays=request.look.loop if "loop" in request.format.takes else None,
        transparent=request.look.transparent,
    )


def faults(target: Destination, suffix: str, file: Facts) -> Iterator[str]:
    """Yield what a destination won't take or show of a file of a format."""
    terms = target.of(suffix)
    if terms is None or not terms.taken:
        known = f"{target.title} takes no" if terms else f"unknown whether {target.title} takes"
        note = f" ({terms.note})" if terms and terms.note else ""
        yield f"{known} .{suffix}{note}; expected {_others(target, suffix)}"
        return
    yield from _codec(target, suffix, terms, file)
    yield from _bytes(target, suffix, terms, file)
    yield from _pixels(target, terms, file)
    yield from _motion(target, terms, file)
    if file.transparent and terms.alpha is False:
        yield f"{target.title} may show no transparency ({terms.note}); expected a --background with a colour"


def _others(target: Destination, suffix: str) -> str:
    """Return the other formats that a destination takes, as text; for one that moves those that move."""
    others = [each for each in target.taken if each in FORMATS and each != suffix]
    return ending([each for each in others if _moves(each) or not _moves(suffix)] or others)


def _moves(suffix: str) -> bool:
    return sum(FORMATS[suffix].parts((1, 1))) > 1


def _codec(target: Destination, suffix: str, terms: Terms, file: Facts) -> Iterator[str]:
    if file.codec is not None and terms.codecs and file.codec not in terms.codecs:
        names = [CODECS[each] for each in terms.codecs]
        yield (
            f"{target.title} is known to play {' or '.join(names)} in a .{suffix}: this one has "
            f"{CODECS.get(file.codec, file.codec)}; expected {_others(target, suffix)}"
        )


def _bytes(target: Destination, suffix: str, terms: Terms, file: Facts) -> Iterator[str]:
    if file.bytes is not None and terms.most_bytes is not None and file.bytes > terms.most_bytes:
        most = f"{terms.most_bytes // 1000**2}MB"
        note = f" ({terms.note})" if terms.note else ""
        less = f"--max-bytes {most}" if "max_bytes" in FORMATS[suffix].takes else "a smaller --size"
        yield (
            f"{target.title} takes at most {terms.most_bytes / 1e6:g} MB of a .{suffix}{note}: "
            f"this one has {file.bytes / 1e6:.1f} MB; expected {less}"
        )


def _pixels(target: Destination, terms: Terms, file: Facts) -> Iterator[str]:
    if file.width is None or file.height is None:
        return
    size = f"this one is {file.width}x{file.height}"
    wide, high = terms.most_size or (file.width, file.height)
    if file.width > wide or file.height > high:
        yield f"{target.title} plays at most {wide}x{high}: {size}; expected at most --size {wide}x{high}"
    if terms.most_pixels is not None and file.width * file.height > terms.most_pixels:
        most = f"{terms.most_pixels / 1e6:g} megapixels"
        yield f"{target.title} takes at most {most}: {size}; expected less, such as --size 2160p"


def _motion(target: Destination, terms: Terms, file: Facts) -> Iterator[str]:
    moves = motion(file)
    if terms.most_motion is not None and moves is not None and moves > terms.most_motion:
        most, long = f"{terms.most_motion:g}", "for ever" if moves == inf else f"for {moves:.1f} s"
        yield (
            f"on {target.title}, what moves by itself is to stop within {most} s (WCAG 2.2.2): "
            f"this one moves {long}; expected --loop once --seconds {most}, or a video with controls"
        )
