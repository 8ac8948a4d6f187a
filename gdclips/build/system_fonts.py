"""Letters: the fonts that a user's words need beside the project's, known before anything is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gdclips.build.checksums import content_hash
from gdclips.messages import RequestError, seen
from gdclips.rendering.defaults import library_defaults
from gdclips.requests.request import Request
from gdclips.requests.tables.options import Data
from gdclips.story.characters import END, ISOLATE, Missing, visible, written

if TYPE_CHECKING:
    from gdclips.drawing.text.fonts import Face

FEW = 3  # letters that are named
HIDDEN = ("C", "M", "Z")  # categories of letters that a terminal can't show alone
PACKAGES = {
    **dict.fromkeys(("Hani", "Hira", "Kana", "Hang", "Bopo"), "fonts-noto-cjk"),
    "Zyyy": "fonts-symbola",
}  # Debian's, by script
OTHERS = "fonts-noto-core"


def notes(requests: Iterable[Request]) -> list[str]:
    """Return which words of the user's are set in which fonts of the system, one line each.

    Raises a RequestError if there is no font for some of them.
    """
    tables = dict.fromkeys(request.data for request in requests if request.data is not None)
    return list(dict.fromkeys(line for data in tables for line in _notes(data)))


@lru_cache(maxsize=1024)
def _notes(data: Data) -> tuple[str, ...]:
    found: dict[tuple[Face, ...], list[str]] = {}
    for text, what in words(data).items():
        faces, missing = _faces(text)
        if missing:
            raise RequestError(f"{seen(data.path)}: {_lacking(what, text, missing)}")
        if faces:
            found.setdefault(tuple(faces), []).append(f'"{text}"')
    return tuple(f"{seen(data.path)}: {_set_in(texts, faces)}" for faces, texts in found.items())


def _set_in(texts: list[str], faces: tuple[Face, ...]) -> str:
    verb, lack = ("is", "it") if len(texts) == 1 else ("are", "them")
    named = " and ".join(f"{face.name} ({face.file})" for face in faces)
    return f"{', '.join(texts)} {verb} set in {named}, for the project's fonts lack some of {lack}"


@lru_cache(maxsize=1024)
def fonts(texts: tuple[str, ...]) -> dict[str, str]:
    """Return the fonts beside the project's that some texts need, with their files' digests.

    Letters that no font has are named in their place: where one comes to have them, a clip is made again.
    """
    found: dict[str, str] = {}
    for text in texts:
        faces, missing = _faces(text)
        found |= {face.name: _digest(face.file) for face in faces} | dict.fromkeys(missing, "missing")
    return dict(sorted(found.items()))


def words(data: Data) -> dict[str, str]:
    """Return what of a user's data is written on pictures, and what each is."""
    columns = dict.fromkeys((*data.features, data.target), "column")
    names = {Path(data.path).name: "file", **columns}
    return {written(name): what for name, what in names.items()}


def _faces(text: str) -> tuple[list[Face], list[str]]:
    """Return the faces of the system that a text needs in either weight, and the letters that none has."""
    if text.isascii():
        return [], []
    with library_defaults():
        from gdclips.drawing.text.fonts import others  # with matplotlib, for which planning need not wait

    try:
        return list(dict.fromkeys([*others(text, False), *others(text, True)])), []
    except Missing as error:
        return [], error.clusters


@lru_cache(maxsize=64)
def _digest(file: str) -> str:
    return content_hash(Path(file)) or "missing"


def _lacking(what: str, text: str, found: list[str]) -> str:
    """Tell which letters no font has, and what helps."""
    named = ", ".join(map(_named, found[:FEW])) + (f" and {len(found) - FEW} more" if found[FEW:] else "")
    rarest = max(visible(found[0]))
    return (
        f"{what} {_quoted(text)}: the fonts here lack {named}: "
        f"install a font that has it{_package(rarest)}, or rename the {what}"
    )


def _quoted(text: str) -> str:
    """Return a name as an error has it: without the signs that isolate it, which an error escapes."""
    return f'"{text.strip(ISOLATE + END)}"'


def _named(cluster: str) -> str:
    """Return a letter with its marks, by itself and by its code points and names."""
    codes = [f"U+{ord(letter):04X}" for letter in visible(cluster)]
    names = [unicodedata.name(letter, "") for letter in visible(cluster)]
    told = " with ".join(f"{code}, {name}" if name else code for code, name in zip(codes, names, strict=True))
    return told if unicodedata.category(cluster[0])[0] in HIDDEN else f"{cluster} ({told})"


def _package(letter: str) -> str:
    """Tell which package has a letter, if Unicode says what it is."""
    from fontTools.unicodedata import script

    return "" if script(letter) == "Zzzz" else f", such as Debian's {PACKAGES.get(script(letter), OTHERS)}"
