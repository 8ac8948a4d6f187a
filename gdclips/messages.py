"""Words of a request: what commands there are, and the nearest known name.

Standard library alone: a wrong request is answered before anything is installed.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

COMMANDS = ("list", "test", "bench", "clean", "explore")

NEAR, NEAR_PART = 0.65, 0.8  # similarities, from 0 to 1, from which a name, or a part of it, may be meant
NEAR_OTHER = 0.9  # the same where the first letters differ, which slips rarely change
LEAST_PART = 3  # letters
MANY = 30  # names that are too many to be listed
LONGEST_NAME, LONGEST = 100, 1500  # letters of a name that may be a slip, and of a line


class RequestError(Exception):
    """A request that can't be met as it stands; its text is one line for the user."""


def near(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most likely meant, None if none is near.

    Near is a name with a slip or two, and one of which the given is the beginning or a word, or the other
    way round. One that begins otherwise must be all but the same.
    """
    given = _plain(name[:LONGEST_NAME])
    matcher = SequenceMatcher(autojunk=False, b=given)  # which remembers what it knows of that side
    likely = [(similar, each) for each in known if (similar := _similarity(matcher, given, _plain(each)))]
    return max(likely, key=lambda pair: pair[0])[1] if given and likely else None


def nearest(name: str, known: Sequence[str], others: Iterable[str] = ()) -> str:
    """Return what to say of an unknown name: the nearest known one, and all of them unless they are many.

    ``others`` are known too, but not told unless one is the nearest.
    """
    meant = near(name, [*known, *others])
    return (f"did you mean {meant}? " if meant else "") + f"expected one of {shortlist(known)}"


def shortlist(names: Sequence[str], most: int = MANY) -> str:
    """Return names between commas: of more than ``most`` the first, and how many there are."""
    return ", ".join(names if len(names) <= most else [*names[:most], f"... ({len(names)} in all)"])


def one_line(text: str) -> str:
    """Return a text as one line, not longer than a screen, in which no letter acts on the terminal."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        line = f"{line[: LONGEST * 2 // 3]} ... {line[-LONGEST // 3 :]}"
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in line)


def seen(text: str) -> str:
    """Return what was given so that it is seen: in quotes, if it is empty, ends in a space or acts."""
    return text if text.isprintable() and text.strip() == text != "" else repr(text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def _plain(name: str) -> str:
    return name.casefold().strip("-_ ").replace("-", "_").replace(" ", "_")


def _similarity(matcher: SequenceMatcher[str], given: str, name: str) -> float:
    """Return how alike two names are, a part of the known one counting a little less; 0 if they aren't."""
    least = NEAR if name[:1] == given[:1] else NEAR_OTHER
    if whole := _ratio(matcher, name, least):
        return whole
    if len(name) >= LEAST_PART and (name in given.split("_") or given.startswith(name)):
        return NEAR
    if not LEAST_PART <= len(given) <= len(name):
        return 0.0
    parts = {part for part in (name[: len(given)], *name.split("_")) if part[:1] == given[:1]}
    return 0.9 * max((_ratio(matcher, part, NEAR_PART) for part in parts), default=0.0)


def _ratio(matcher: SequenceMatcher[str], name: str, least: float) -> float:
    """Return how alike a name is; 0 if less than that, which is found out as cheaply as can be."""
    matcher.set_seq1(name)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
