"""Fonts: the project's own, and those of the system where these lack a letter.

Which of the system's is taken depends on the fonts alone, not on how their folders list them. Only an
outline counts: letters that a font has as a bitmap or in colours are none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache, reduce
from importlib.util import find_spec
from pathlib import Path

import msgspec
from matplotlib import get_data_path
from matplotlib.font_manager import findSystemFonts, get_font
from matplotlib.ft2font import FaceFlags, FT2Font, LoadFlags, StyleFlags

from gdclips.story.characters import Missing, clusters, normal, visible

REGULAR, SEMIBOLD = 400, 600
MEDIUM = 5  # OS/2's width of a face neither condensed nor expanded
BLANKS = {"Zs"}  # categories of letters without ink; HarfBuzz makes those that a font lacks of its space
OGHAM, BRAILLE = "\u1680", "\u2800"  # a space with ink, and a symbol that may have none
PLACEHOLDERS = ("lastresort", "adobenotdef", "adobeblank")  # faces of a box or nothing for every letter
SANS, SERIF = range(11, 16), range(2, 11)  # PANOSE's serif styles of Latin text


class Face(msgspec.Struct, frozen=True, order=True):
    """A face of a font file; in the order of faces those that go with the project's own come first."""

    slanted: bool
    fixed: bool
    serifs: int  # 0 for a sans, 1 if unknown
    odd_width: bool
    length: int  # of the family's name: variants have longer ones
    index: int
    family: str
    style: str
    file: str
    weight: int

    @property
    def name(self) -> str:
        """The family and the style."""
        return self.family if self.style in ("Regular", "") else f"{self.family} {self.style}"


@cache
def font_file(bold: bool) -> Path:
    """Return the file of the project's font, regular or semibold."""
    package = find_spec("font_source_sans_pro")
    assert package is not None and package.origin is not None
    weight = "Semibold" if bold else "Regular"
    return Path(package.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"


@cache
def fallback_file(bold: bool) -> Path:
    """Return the file of the font for what the project's lacks: DejaVu Sans, which matplotlib ships."""
    return Path(get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"


def own_files(bold: bool) -> tuple[Path, Path]:
    """Return the files of the fonts that the project brings."""
    return font_file(bold), fallback_file(bold)


@cache
def glyphs(file: Path) -> frozenset[int]:
    """Return the code points that a font of the project's has."""
    return frozenset(get_font(str(file)).get_charmap())


@lru_cache(maxsize=4096)
def others(text: str, bold: bool) -> tuple[Face, ...]:
    """Return the faces of the system that a text needs beside the project's fonts.

    Raises a Missing if no face has some of it.
    """
    found = list(dict.fromkeys(clusters(normal(text))))
    found = [each for each in found if not any(_has(file, each) for file in own_files(bold))]
    faces = _system().having(found) if found else {}
    missing = [each for each in found if not faces[each]]
    if missing:
        raise Missing(missing)
    chosen: list[Face] = []
    for each in sorted(found, key=_shared):
        if faces[each].isdisjoint(chosen):
            chosen.append(min(faces[each], key=lambda face: (*_fits(face, bold), face)))
    return tuple(chosen)


def _fits(face: Face, bold: bool) -> tuple[bool, bool, int, int]:
    """Return how far a face is from the project's, first in what is seen first."""
    return face.slanted, face.fixed, face.serifs, abs(face.weight - (SEMIBOLD if bold else REGULAR))


def _shared(cluster: str) -> bool:
    """Tell whether several scripts share a letter: it is set in a face that one of their own has chosen."""
    from fontTools.unicodedata import script

    return all(script(letter) in ("Zyyy", "Zinh") for letter in visible(cluster))


def _has(file: Path, cluster: str) -> bool:
    """Tell whether a font of the project's has all of a letter with its marks."""
    known = glyphs(file)
    return all(
        _blank(letter) or ord(letter) in known or all(ord(part) in known for part in _parts(letter))
        for letter in visible(cluster)
    )


def _blank(letter: str) -> bool:
    return unicodedata.category(letter) in BLANKS and letter != OGHAM


def _parts(letter: str) -> str:
    """Return what a letter is composed of; HarfBuzz takes it apart where a font has only these."""
    return unicodedata.normalize("NFD", letter)


class System:
    """The faces of the system, asked once for each letter."""

    def __init__(self) -> None:
        self._files = sorted(findSystemFonts())
        self._faces: dict[str, frozenset[Face]] = {}

    def having(self, found: Iterable[str]) -> dict[str, frozenset[Face]]:
        """Return for each letter with its marks the faces that have all of it."""
        letters = {each: [letter for letter in visible(each) if not _blank(letter)] for each in found}
        wanted = {part for each in letters.values() for letter in each for part in (letter, *_parts(letter))}
        self._look([part for part in wanted if part not in self._faces])
        return {each: _all(map(self._with_parts, letters[each])) for each in letters}

    def _with_parts(self, letter: str) -> frozenset[Face]:
        return self._faces[letter] | _all(self._faces[part] for part in _parts(letter))

    def _look(self, letters: Iterable[str]) -> None:
        """Ask all faces for letters, each face opened for the moment alone: there may be thousands."""
        found: dict[str, set[Face]] = {letter: set() for letter in letters}
        for file in self._files if found else ():
            for font in _opened(file):
                for letter in found:
                    if font.get_char_index(ord(letter)) and _inked(font, letter):
                        found[letter].add(_face(font, file))
        self._faces |= {letter: frozenset(faces) for letter, faces in found.items()}


def _all(faces: Iterable[frozenset[Face]]) -> frozenset[Face]:
    return reduce(frozenset.intersection, faces)


@cache
def _system() -> System:
    return System()


def _opened(file: str) -> Iterable[FT2Font]:
    """Yield the faces of a file that have outlines; none if it can't be read."""
    index, count = 0, 1
    while index < count:
        try:
            font = FT2Font(file, face_index=index)
            count = font.num_faces
            name = font.family_name.lower().replace(" ", "").lstrip(".")
            if FaceFlags.SCALABLE in font.face_flags and not name.startswith(PLACEHOLDERS):
                font.set_size(100, 72)
                yield font
        except (OSError, RuntimeError, ValueError):
            pass
        index += 1


def _inked(font: FT2Font, letter: str) -> bool:
    """Tell whether a face has an outline of a letter: not one that is empty, as under a bitmap."""
    if letter == BRAILLE:
        return True
    try:
        font.load_char(ord(letter), flags=LoadFlags.NO_HINTING | LoadFlags.NO_BITMAP)
        vertices, _ = font.get_path()
    except RuntimeError:
        return False
    return len(vertices) > 0 and bool((vertices.max(axis=0) > vertices.min(axis=0)).all())


def _face(font: FT2Font, file: str) -> Face:
    """Return what is known of a face."""
    table = font.get_sfnt_table("OS/2") or {}
    heavy = StyleFlags.BOLD in font.style_flags
    return Face(
        slanted=StyleFlags.ITALIC in font.style_flags,
        fixed=FaceFlags.FIXED_WIDTH in font.face_flags or "Mono" in font.family_name,
        serifs=_serifs(font.family_name, bytes(table.get("panose", b""))),
        odd_width=table.get("usWidthClass", MEDIUM) != MEDIUM,
        length=len(font.family_name),
        family=font.family_name,
        index=font.face_index,
        style=font.style_name,
        file=file,
        weight=table.get("usWeightClass", 700 if heavy else REGULAR),
    )


def _serifs(family: str, panose: bytes) -> int:
    """Return 0 for a sans, 2 for a face with serifs, 1 where neither its name nor its PANOSE says so."""
    style = panose[1] if len(panose) > 1 and panose[0] == 2 else 0
    if "Sans" in family or style in SANS:
        return 0
    return 2 if "Serif" in family or style in SERIF else 1
