"""Numerals: what a cell says in a table whose decimal sign is a point or a comma, and which of them it is.

`1.234,5` and `0,5` are numbers with a decimal comma alone, and so decide for a whole table; `1,234` is one
with either, and decides nothing.
"""

from __future__ import annotations

import re
from math import isfinite
from unicodedata import category

SPACES, APOSTROPHES = " \u00a0\u2009\u202f", "'’"
GROUPS = SPACES + APOSTROPHES
MISSING = frozenset(
    (
        "",
        "na",
        "n/a",
        "#n/a",
        "#na",
        "<na>",
        "nan",
        "-nan",
        "null",
        "none",
        "?",
        "-",
        "–",
        "—",
        ".",
        "..",
        "...",
    )
)
"""What a cell holds, in small letters, where there is nothing."""
MINUS = str.maketrans("−", "-")


def _grammar(decimal: str, other: str) -> re.Pattern[str]:
    d, signs = re.escape(decimal), re.escape(other + GROUPS)
    plain = rf"(?:\d+(?:{d}\d*)?|{d}\d+)(?:[eE][-+−]?\d+)?"
    grouped = rf"[1-9]\d{{0,2}}(?P<group>[{signs}])\d{{3}}(?:(?P=group)\d{{3}})*(?:{d}\d*)?"
    lakhs = rf"[1-9]\d?(?:,\d\d)+,\d{{3}}(?:{d}\d*)?"  # as in India
    return re.compile(rf"[-+−]?(?:{plain}|{grouped}{f'|{lakhs}' if other == ',' else ''})")


GRAMMARS = {".": _grammar(".", ","), ",": _grammar(",", ".")}
SIGNS, OTHER = (".", ","), {".": ",", ",": "."}


def bare(cell: str) -> tuple[str, str]:
    """Return a number's text without its unit, and the unit: a currency's sign at one end, or %."""
    text = cell.strip()
    sign, rest = (text[0], text[1:].lstrip()) if text[:1] in ("-", "+", "−") else ("", text)
    if rest[:1] and category(rest[0]) == "Sc":
        inner = rest[1:].lstrip()
        return (inner if inner[:1] in ("-", "+", "−") and not sign else sign + inner), rest[0]
    if rest[-1:] and (rest[-1] == "%" or category(rest[-1]) == "Sc"):
        return sign + rest[:-1].rstrip(), rest[-1]
    return text, ""


def is_missing(cell: str) -> bool:
    """Tell whether a cell says that there is no number."""
    return cell.strip().lower() in MISSING


def number(text: str, decimal: str) -> float | None:
    """Return what a text without a unit says with a decimal sign, to the nearest float; None if no number."""
    if not (match := GRAMMARS[decimal].fullmatch(text)):
        return None
    group = match["group"] or ("," if decimal == "." else "")
    digits = text.replace(group, "") if group else text
    value = float(digits.translate(MINUS).replace(decimal, "."))
    return value if isfinite(value) else None


def decimals_of(text: str) -> str:
    """Return the decimal signs with which a text without a unit is a number, if it has such a sign at all."""
    if "." not in text and "," not in text:
        return ""
    return "".join(sign for sign in SIGNS if number(text, sign) is not None)
