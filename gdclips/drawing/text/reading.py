"""Readings: formulas as plain text, as they are searched for and read aloud."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from gdclips.drawing.marks import Formula
from gdclips.story.terms import SUBSCRIPTS

SIGNS = {
    "leftarrow": "←",
    "rightarrow": "→",
    "nabla": "∇",
    "partial": "∂",
    "sum": "∑",
    "sqrt": "√",
    "infty": "∞",
    "langle": "⟨",
    "rangle": "⟩",
    "cdot": "·",
    "times": "×",
    "leq": "≤",
    "geq": "≥",
    "approx": "≈",
}
GROUP = r"(?:\{((?:[^{}])*)\}|(\w))"
FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
STYLE = re.compile(r"\\(?:math(?:sf|rm|bf|it|cal|bb)|text|operatorname)\{([^{}]*)\}")
INDEX = re.compile(rf"([_^]){GROUP}")
SPACE = re.compile(r"\\[,;:! ]|\\quad\b|~")
COMMAND = re.compile(r"\\([A-Za-z]+) ?")


def reading(formula: Formula) -> str:
    """Return what a formula reads as: ``w ← w + α``."""
    return " ".join(filter(None, (_plain(term.mathtext) for term in formula.terms)))


@lru_cache(maxsize=256)
def _plain(mathtext: str) -> str:
    text = STYLE.sub(r"\1", SPACE.sub(" ", mathtext))
    text = INDEX.sub(_index, text)
    text = FRACTION.sub(lambda found: f"{_whole(found[1])}/{_whole(found[2])}", text)
    text = COMMAND.sub(lambda found: _sign(found[1]), text)
    return " ".join(re.sub(r"[{}\\]", "", text).replace("-", "−").split())


def _index(found: re.Match[str]) -> str:
    """Return an index or a power, as letters of its own where there are such."""
    text = found[2] or found[3] or ""
    if found[1] == "_" and text.isdecimal():
        return text.translate(SUBSCRIPTS)
    return f"{found[1]}{_whole(text)}"


def _whole(text: str) -> str:
    """Return a part of a formula in brackets, if it is longer than a letter."""
    return text if len(text) < 2 or text.isdecimal() else f"({text})"


def _sign(name: str) -> str:
    """Return the letter or sign that a command stands for; its name if it is unknown."""
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    greek = {"lambda": "lamda"}.get(name.lower(), name)
    try:
        return SIGNS.get(name) or unicodedata.lookup(f"GREEK {case} LETTER {greek.upper()}")
    except KeyError:
        return name
