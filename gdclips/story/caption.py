r"""Captions: lines of plain text, some of whose words are marked with a role, which gives their colour.

A mark is written as Markdown writes a link, ``Theory draws the ball [before](predicted) the run fills it.``
Elsewhere brackets and backslashes have a backslash before them: ``\[``, ``\]``, ``\\``. A name of the user's,
such as a column's, is :func:`escaped`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gdclips.messages import suggestion
from gdclips.story.terms import Span

PLAIN = "ink"  # the role of what is not marked
ROLES = (
    "path",
    "rival",
    "gradient",
    "rate",
    "velocity",
    "predicted",
    "across",
    "along",
    "mse",
    "w0",
    "w1",
    "w2",
)  # that a mark may name

_TEXT = r"(?:[^\[\]\\]|\\[\[\]\\])+"
_PART = re.compile(rf"(?P<plain>{_TEXT})|\[(?P<marked>{_TEXT})\]\((?P<role>\w*)\)")
_ESCAPED = re.compile(r"\\(.)")
_SPECIAL = re.compile(r"[\[\]\\]")


@lru_cache(maxsize=256)
def spans(caption: str) -> tuple[Span, ...]:
    """Return a caption's parts in the roles of their lettering: ``ink``, or that of a mark, as ``rate_text``.

    Raises a ValueError if a mark is not whole or empty, or names no role.
    """
    found, end = [], 0
    while end < len(caption):
        part = _PART.match(caption, end)
        if part is None:
            raise ValueError(
                f"caption {caption!r}: expected [words](role) at {caption[end : end + 20]!r}, "
                r"or \[, \] and \\ for brackets and backslashes"
            )
        role, text = part["role"], part["plain"] or part["marked"]
        if role is not None and role not in ROLES:
            raise ValueError(f"caption {caption!r}: no role {role!r}: {suggestion(role, ROLES)}")
        found.append(Span(PLAIN if role is None else f"{role}_text", _ESCAPED.sub(r"\1", text)))
        end = part.end()
    return tuple(found)


def plain_text(caption: str) -> str:
    """Return what a caption reads as, without marks; a ValueError as :func:`spans`."""
    return "".join(span.text for span in spans(caption))


def escaped(name: str) -> str:
    """Return a name such that a caption with it reads as the name, whatever letters it has."""
    return _SPECIAL.sub(r"\\\g<0>", name)
