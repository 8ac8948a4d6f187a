"""Characters: a user's words made fit for a line of text, and where a line may be cut.

Names that run from right to left are isolated, so that they order no other word of their sentence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import accumulate

ISOLATE, END = "\u2068", "\u2069"  # of a direction of its own, which its first strong letter tells
OPENERS = "\u2066\u2067\u2068"
REVERSING = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

# Latin, Greek, Cyrillic and Armenian letters, symbols, ligatures, and mathematical alphabets.
ALIKE = range(0x590), range(0x1D00, 0x2C00), range(0xFB00, 0xFB07), range(0x1D400, 0x1D800)
FRACTION = "\u2044"  # makes a fraction of the digits beside it

# Unicode's Default_Ignorable_Code_Point, which unicodedata lacks: those that change other letters, the rest.
ACTING = re.compile(
    "[\u034f\u061c\u180b-\u180d\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
SILENT = re.compile(
    "[\u00ad\u115f\u1160\u17b4\u17b5\u180e\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")  # which XML can't have
BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # line breaks, tabs and other controls
_WITHIN = f"[{OPENERS}][^{OPENERS}{END}]*{END}"  # an isolate within one: a user's own
WORD = re.compile(f"(?:[{OPENERS}](?:{_WITHIN}|[^{OPENERS}{END}])*{END}|[^ ])+")


class Missing(ValueError):
    """Letters that no font has; ``clusters`` are they, each with its marks."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(f"the fonts here lack {', '.join(found)}")
        self.clusters = found


def normal(text: str) -> str:
    """Return a text as it is set: composed, controls as spaces, without what has no width and no effect.

    What is no character, such as an undecodable byte of a file's name, is Unicode's replacement character.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(NO_CHARACTERS)
    return unicodedata.normalize("NFC", SILENT.sub("", BREAKS.sub(" ", whole)))


def written(name: str) -> str:
    """Return a name of the user's, such as a column's, as pictures and the words beside them have it."""
    text = _balanced(" ".join(normal(name).split()))
    turns = any(unicodedata.bidirectional(letter) in REVERSING for letter in text)
    return f"{ISOLATE}{text}{END}" if turns and not _isolated(text) else text


def _isolated(text: str) -> bool:
    """Tell whether the isolate with which a balanced text begins ends with it."""
    depths = list(accumulate((letter in OPENERS) - (letter == END) for letter in text))
    return text.startswith(ISOLATE) and depths.index(0) == len(text) - 1


def _balanced(text: str) -> str:
    """Return a text in which each isolate ends, and nothing else ends one."""
    kept, depth = [], 0
    for letter in text:
        depth += (letter in OPENERS) - (letter == END)
        if depth >= 0:
            kept.append(letter)
        depth = max(depth, 0)
    return "".join(kept) + END * depth


def brief(name: str, most: int) -> str:
    """Return a name as ``written``, cut with an ellipsis where it has more than ``most`` letters."""
    found = clusters(name)
    return name if len(found) <= most else written("".join(found[: most - 1]) + "…")


@cache
def simple(letter: str) -> bool:
    """Tell whether a letter of an alphabet like ours, or a symbol, stands for itself in any company."""
    alike = any(ord(letter) in letters for letters in ALIKE)
    return alike and letter != FRACTION and unicodedata.category(letter)[0] not in "MC"


def clusters(text: str) -> list[str]:
    """Return a text in pieces that a reader takes for letters, marks and all."""
    if all(map(simple, text)):
        return list(text)
    from wcwidth import iter_graphemes

    found: list[str] = []
    for each in iter_graphemes(text):
        if found and not (visible(found[-1]) and visible(each)):
            found[-1] += each  # what has no width goes with what has
        else:
            found.append(each)
    return found


def visible(text: str) -> str:
    """Return the letters of a text that need a glyph."""
    return ACTING.sub("", text)


def split(text: str) -> list[str]:
    """Return a text in words, between which a line may be broken: not within a name that is isolated."""
    return WORD.findall(text)
