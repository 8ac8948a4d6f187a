"""Numerals: the number that a cell means with a decimal point or a decimal comma.

`1.234,5` and `0,5` are numbers with a decimal comma only, so one such cell decides for the table; `1,234` is
a number with either sign, and decides nothing.
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
"""Cells that mean a missing value, in lower case."""
MINUS = str.maketrans("−", "-")


def _grammar(decimal: str, other: str) -> re.Pattern[str]:
    d, signs = re.escape(decimal), re.escape(other + GROUPS)
    ungrouped = rf"(?:\d+(?:{d}\d*)?|{d}\d+)(?:[eE][-+−]?\d+)?"
    grouped = rf"[1-9]\d{{0,2}}(?P<group>[{signs}])\d{{3}}(?:(?P=group)\d{{3}})*(?:{d}\d*)?"
    lakhs = rf"[1-9]\d?(?:,\d\d)+,\d{{3}}(?:{d}\d*)?"  # as in India
    return re.compile(rf"[-+−]?(?:{ungrouped}|{grouped}{f'|{lakhs}' if other == ',' else ''})")


GRAMMARS = {".": _grammar(".", ","), ",": _grammar(",", ".")}
SIGNS, OTHER = (".", ","), {".": ",", ",": "."}


def split_unit(cell: str) -> tuple[str, str]:
    """Return a number's text without its unit, and the unit: a currency sign at either end, or %."""
    text = cell.strip()
    sign, rest = (text[0], text[1:].lstrip()) if text[:1] in ("-", "+", "−") else ("", text)
    if rest[:1] and category(rest[0]) == "Sc":
        inner = rest[1:].lstrip()
        return (inner if inner[:1] in ("-", "+", "−") and not sign else sign + inner), rest[0]
    if rest[-1:] and (rest[-1] == "%" or category(rest[-1]) == "Sc"):
        return sign + rest[:-1].rstrip(), rest[-1]
    return text, ""


def is_missing(cell: str) -> bool:
    """Tell whether a cell means a missing value."""
    return cell.strip().lower() in MISSING


def number(text: str, decimal: str) -> float | None:
    """Return the number that a text without a unit means with a decimal sign; None if it means none."""
    if not (match := GRAMMARS[decimal].fullmatch(text)):
        return None
    group = match["group"] or ("," if decimal == "." else "")
    digits = text.replace(group, "") if group else text
    value = float(digits.translate(MINUS).replace(decimal, "."))
    return value if isfinite(value) else None


def possible_decimals(text: str) -> str:
    """Return the decimal signs with which a text is a number; "" if it has no such sign."""
    if "." not in text and "," not in text:
        return ""
    return "".join(sign for sign in SIGNS if number(text, sign) is not None)
