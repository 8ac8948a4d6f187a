"""System fonts: those that a user's texts need besides the project's, found before anything is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gdclips.build.checksums import content_hash
from gdclips.messages import RequestError, quote
from gdclips.rendering.defaults import library_defaults
from gdclips.requests.request import Request
from gdclips.requests.tables.options import Data
from gdclips.story.characters import END, ISOLATE, Missing, visible, written

if TYPE_CHECKING:
    from gdclips.drawing.text.fonts import Face

MAX_NAMED = 3  # letters in a message
HIDDEN = ("C", "M", "Z")  # Unicode categories of letters that a terminal can't show alone
DEBIAN_PACKAGES = {
    **dict.fromkeys(("Hani", "Hira", "Kana", "Hang", "Bopo"), "fonts-noto-cjk"),
    "Zyyy": "fonts-symbola",
}
"""The packages with fonts of a script, by its ISO 15924 code."""
OTHER_SCRIPTS = "fonts-noto-core"


def notes(requests: Iterable[Request]) -> list[str]:
    """Return which labels of the user's data are set in which system fonts, one line each.

    Raises a RequestError if no font has some letters.
    """
    tables = dict.fromkeys(request.data for request in requests if request.data is not None)
    return list(dict.fromkeys(line for data in tables for line in _notes(data)))


@lru_cache(maxsize=1024)
def _notes(data: Data) -> tuple[str, ...]:
    found: dict[tuple[Face, ...], list[str]] = {}
    for text, what in labels(data).items():
        faces, missing = _faces(text)
        if missing:
            raise RequestError(f"{quote(data.path)}: {_missing_letters(what, text, missing)}")
        if faces:
            found.setdefault(tuple(faces), []).append(f'"{text}"')
    return tuple(f"{quote(data.path)}: {_set_in(texts, faces)}" for faces, texts in found.items())


def _set_in(texts: list[str], faces: tuple[Face, ...]) -> str:
    verb, lack = ("is", "it") if len(texts) == 1 else ("are", "them")
    named = " and ".join(f"{face.name} ({face.file})" for face in faces)
    return f"{', '.join(texts)} {verb} set in {named}, because the project's fonts lack some of {lack}"


@lru_cache(maxsize=1024)
def fonts(texts: tuple[str, ...]) -> dict[str, str]:
    """Return the system fonts that some texts need besides the project's, with their files' digests.

    A letter that no font has gets an entry of its own, so that files are made again once a font has it.
    """
    found: dict[str, str] = {}
    for text in texts:
        faces, missing = _faces(text)
        found |= {face.name: _digest(face.file) for face in faces} | dict.fromkeys(missing, "missing")
    return dict(sorted(found.items()))


def labels(data: Data) -> dict[str, str]:
    """Return the names in a user's data that pictures show, and what each names: a column or a file."""
    columns = dict.fromkeys((*data.features, data.target), "column")
    names = {Path(data.path).name: "file", **columns}
    return {written(name): what for name, what in names.items()}


def _faces(text: str) -> tuple[list[Face], list[str]]:
    """Return the system fonts that a text needs in either weight, and the letters that none has."""
    if text.isascii():
        return [], []
    with library_defaults():
        from gdclips.drawing.text.fonts import others  # imports matplotlib, which most plans don't need

    try:
        return list(dict.fromkeys([*others(text, False), *others(text, True)])), []
    except Missing as error:
        return [], error.clusters


@lru_cache(maxsize=64)
def _digest(file: str) -> str:
    return content_hash(Path(file)) or "missing"


def _missing_letters(what: str, text: str, missing: list[str]) -> str:
    """Return which letters no font has, and what helps."""
    named = ", ".join(map(_named, missing[:MAX_NAMED]))
    if missing[MAX_NAMED:]:
        named += f" and {len(missing) - MAX_NAMED} more"
    rarest = max(visible(missing[0]))
    return (
        f"{what} {_quoted(text)}: the fonts here lack {named}: "
        f"install a font that has it{_package(rarest)}, or rename the {what}"
    )


def _quoted(text: str) -> str:
    """Return a label in quotes, without its bidirectional isolates, which an error message would escape."""
    return f'"{text.strip(ISOLATE + END)}"'


def _named(cluster: str) -> str:
    """Return a letter with its marks, followed by their code points and names."""
    codes = [f"U+{ord(letter):04X}" for letter in visible(cluster)]
    names = [unicodedata.name(letter, "") for letter in visible(cluster)]
    text = " with ".join(f"{code}, {name}" if name else code for code, name in zip(codes, names, strict=True))
    return text if unicodedata.category(cluster[0])[0] in HIDDEN else f"{cluster} ({text})"


def _package(letter: str) -> str:
    """Return which package has fonts for a letter, if its script is known."""
    from fontTools.unicodedata import script

    code = script(letter)
    return "" if code == "Zzzz" else f", such as Debian's {DEBIAN_PACKAGES.get(code, OTHER_SCRIPTS)}"
