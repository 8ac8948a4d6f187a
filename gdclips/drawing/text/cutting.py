"""Words that are cut short where there is no room for them; numbers among them stay whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from gdclips.story.characters import clusters

LONGEST = 24  # letters of a number: more digits are a name
BRIEF = 3  # letters that are not worth an ellipsis: what stands between numbers
NUMBER = re.compile(
    rf"(?<!\w)(?=[−-]?[\d.,·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,{LONGEST}}}(?![\w·]))([−-]?\d[\d.,]*(?:·10)?[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)(?!\w)"
)


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Return ``text`` with as much of its words as ``fits``, and all of its numbers.

    Where not even the numbers do, no more than they are left: they are to be set smaller.
    """
    if fits(text):
        return text
    parts = NUMBER.split(text)  # words, a number, words, ..., words
    least, most = int(len(parts) == 1), max(len(clusters(part)) for part in parts)
    kept = bisect_left(range(most - least), True, key=lambda less: fits(_cut(parts, most - less)))
    return _cut(parts, most - kept).rstrip()


def has_number(text: str) -> bool:
    """Tell whether there is a number in a text."""
    return NUMBER.search(text) is not None


def _cut(parts: list[str], most: int) -> str:
    """Return the parts with at most so many letters of each run of words."""
    return "".join(
        part if index % 2 or _between(part, parts) else _words(part, most) for index, part in enumerate(parts)
    )


def _between(text: str, parts: list[str]) -> bool:
    """Tell whether a part is no words, but what stands between numbers."""
    return len(parts) > 1 and len(text.strip()) <= BRIEF


def _words(text: str, most: int) -> str:
    letters = clusters(text)
    if len(letters) <= most:
        return text
    return "".join(letters[:most]).rstrip() + "…" + " " * text.endswith(" ")
