"""Error messages: texts of one line, and the known name closest to an unknown one.

Standard library only, because a wrong request is reported before anything is installed.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

COMMANDS = ("list", "test", "bench", "clean", "explore")

NEAR, NEAR_PART = 0.65, 0.8  # least similarity, from 0 to 1, of a name and of a part of it
NEAR_OTHER = 0.9  # the same if the first letters differ, which typos rarely change
MIN_PART = 3  # letters
MAX_LISTED = 60  # names
MAX_NAME, MAX_LINE = 100, 1500  # letters of a name that is compared, and of a line


class RequestError(Exception):
    """A request that is wrong; its text is one line for the user."""


def closest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most likely meant, None if none is similar.

    Similar is a name with a typo or two, and one that begins with the given name or has it as a word, or the
    other way round. A name with another first letter must be almost the same.
    """
    given = _normalized(name[:MAX_NAME])
    matcher = SequenceMatcher(autojunk=False, b=given)  # which caches what it computes of b
    scores = [(_similarity(matcher, given, _normalized(each)), each) for each in known]
    score, closest = max(scores, key=lambda pair: pair[0], default=(0.0, None))
    return closest if given and score else None


def suggestion(name: str, known: Sequence[str], others: Iterable[str] = ()) -> str:
    """Return the end of a message on an unknown name: the closest known one, and a list of all.

    ``others`` are known too, but only listed if one is the closest.
    """
    closest = closest_name(name, [*known, *others])
    return (f"did you mean {closest}? " if closest else "") + f"expected one of {shortlist(known)}"


def shortlist(names: Sequence[str], max_listed: int = MAX_LISTED) -> str:
    """Return names separated by commas; of more than ``max_listed``, the first and the number of all."""
    return ", ".join(
        names if len(names) <= max_listed else [*names[:max_listed], f"... ({len(names)} in all)"]
    )


def one_line(text: str) -> str:
    """Return a text as one line that fits a screen, with control characters escaped."""
    line = " ".join(text.split())
    if len(line) > MAX_LINE:
        line = f"{line[: MAX_LINE * 2 // 3]} ... {line[-MAX_LINE // 3 :]}"
    return "".join(character if character.isprintable() else _escaped(character) for character in line)


def quote(text: str) -> str:
    """Return a text in quotes if it is empty, begins or ends with a space, or has control characters."""
    return text if text.isprintable() and text.strip() == text != "" else repr(text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _normalized(name: str) -> str:
    return name.casefold().strip("-_ ").replace("-", "_").replace(" ", "_")


def _similarity(matcher: SequenceMatcher[str], given: str, name: str) -> float:
    """Return the similarity of two names, 0 if too low; a part of the known name counts a little less."""
    least = NEAR if name[:1] == given[:1] else NEAR_OTHER
    if ratio := _ratio(matcher, name, least):
        return ratio
    if len(name) >= MIN_PART and (name in given.split("_") or given.startswith(name)):
        return NEAR
    if not MIN_PART <= len(given) <= len(name):
        return 0.0
    parts = {part for part in (name[: len(given)], *name.split("_")) if part[:1] == given[:1]}
    return 0.9 * max((_ratio(matcher, part, NEAR_PART) for part in parts), default=0.0)


def _ratio(matcher: SequenceMatcher[str], name: str, least: float) -> float:
    """Return the similarity of a name, 0 if it is below ``least``; upper bounds are tested first."""
    matcher.set_seq1(name)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
