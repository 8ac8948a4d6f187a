"""The cuts that most stories have in common: their beats, each with its sentence."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from gdclips.story import telling
from gdclips.story.problem import Problem
from gdclips.story.story import Cut
from gdclips.story.timeline import Beat

SLOW = 4  # steps that are followed one by one
LONG = 400  # iterations
SIGNS = ("minimizer", "truth")
SPOKEN = {
    "gradient_text": re.compile(r"\b(gradients?|slope)\b", re.IGNORECASE),
    "rate_text": re.compile(r"\b(rates?|α)\b", re.IGNORECASE),
    "velocity_text": re.compile(r"\bvelocity\b", re.IGNORECASE),
}
"""The words by which a caption speaks of a term of the update rule, by the term's role."""


class Sentences(msgspec.Struct, frozen=True):
    """The captions of a story's beats, in their order."""

    ground: str
    minimum: str
    beginning: str
    slow: str
    fast: str
    ending: str


def full(problem: Problem, sentences: Sentences, asked: int, steps: int) -> tuple[Beat, ...]:
    """Return the beats of a video, some 30 s: the ground, the minimum, the start, steps, what is seen.

    Of the steps that were ``asked`` for, so many are told: fewer, if the run diverges.
    """
    minimum = telling.constant(problem) or sentences.minimum
    return _full(msgspec.structs.replace(sentences, minimum=minimum), asked, steps)


def _full(sentences: Sentences, asked: int, steps: int) -> tuple[Beat, ...]:
    slow = min(SLOW, asked)
    done = min(slow, steps)
    return (
        _beat(4.0, sentences.ground),
        _beat(4.0, sentences.minimum, show=SIGNS),
        _beat(3.0, sentences.beginning, show=("path",)),
        *moving(6.0, sentences.slow, slow, done, sums=True),
        *moving(9.0, sentences.fast if steps > done else sentences.ending, asked - slow, steps - done),
        _beat(4.0, sentences.ending, show=("end",)),
    )


def short(
    problem: Problem, sentences: Sentences, asked: int, steps: int, opening: str = ""
) -> tuple[Beat, ...]:
    """Return the beats of a GIF, 8 s or 7: the steps, as many as are told of those asked for, and their end.

    A long run has less time, as its steps can't be told apart anyway, and each frame of it costs more.
    """
    return _short(sentences, asked, steps, telling.constant(problem) or opening or sentences.fast)


def _short(sentences: Sentences, asked: int, steps: int, opening: str) -> tuple[Beat, ...]:
    return (
        _beat(1.0, opening, show=("path", *SIGNS)),
        *moving(6.0 if asked < LONG else 5.0, opening, asked, steps),
        _beat(1.0, sentences.ending, show=("end",)),
    )


@lru_cache(maxsize=256)
def wordless(steps: int, cut: Cut) -> tuple[Beat, ...]:
    """Return the beats of a cut without their captions: so long they are, whatever comes of the run."""
    words = Sentences(*[""] * len(Sentences.__struct_fields__))
    return _full(words, steps, steps) if cut == "full" else _short(words, steps, steps, "")


def moving(seconds: float, caption: str, asked: int, steps: int, sums: bool = False) -> tuple[Beat, ...]:
    """Return a beat in which the run does ``steps`` iterations, or no beat if none was asked for."""
    return (_beat(seconds, caption, steps, sums=sums),) if asked > 0 else ()


def _beat(
    seconds: float, caption: str, steps: int = 0, show: tuple[str, ...] = (), sums: bool = False
) -> Beat:
    """Return a beat that speaks of what its caption names, and with the rule's numbers of all terms."""
    speaks = tuple(role for role, words in SPOKEN.items() if sums or words.search(caption))
    return Beat(seconds, caption, steps, show, sums, speaks)
