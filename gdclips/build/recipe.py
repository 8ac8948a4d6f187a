"""Recipe: everything that a file's bytes follow from, by kind and name, and how two recipes differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import msgspec

from gdclips.build.checksums import content_hash
from gdclips.build.system_fonts import fonts, labels
from gdclips.formats import FORMATS
from gdclips.rendering.look import Renderer
from gdclips.requests.request import Request
from gdclips.requests.tables.options import OPTIONS, Data
from gdclips.story.characters import simple, written
from gdclips.story.settings import as_text
from gdclips.story.source import Source

Recipe = dict[str, dict[str, str]]  # by kind, such as "settings", then by name

FORMATS_FOLDER, TEXTS = "gdclips/formats", "gdclips/build/texts"
DRAWS = ("gdcore", "gdclips/story", "gdclips/drawing", "gdclips/rendering", "gdclips/encoding")
CODE = (*DRAWS, TEXTS, FORMATS_FOLDER)
BUILD_FILES = tuple(f"gdclips/{name}.py" for name in ("scene", "build/job", "build/render", "jobs/budget"))
RENDERER_CODE: Mapping[Renderer, tuple[str, ...]] = {
    "matplotlib": ("gdclips/rendering/agg.py", "gdclips/rendering/renderer.py", "gdclips/rendering/vector/"),
    "manim": ("gdclips/rendering/manim/", "gdclips/rendering/cairo/"),
}
"""The code that only one renderer uses."""
TABLES = "gdclips/requests/tables"
DRAWING_PACKAGES = ("numpy", "matplotlib", "contourpy", "font-source-sans-pro")
RENDERER_PACKAGES: Mapping[Renderer, tuple[str, ...]] = {
    "matplotlib": (),
    "manim": ("manim", "pycairo", "typst", "svgelements"),  # formulas come as SVG
}
"""The packages that only one renderer uses."""
BESIDE = "poster"  # a file of its own, which changes none beside it
MAX_SHOWN = 40  # letters of a value


def recipe(request: Request, root: Path) -> Recipe:
    """Return all that the bytes of a request's file follow from; the engine's code is in ``root``."""
    found = {
        "settings": {name: _text(value) for name, value in _fields(request.settings).items()},
        "look": {
            "scene": request.scene.name,
            **{name: _look_text(value) for name, value in _fields(request.look).items() if name != BESIDE},
            "size": str(request.size),
            "format": request.suffix,
        },
        "code": {"content": code(root, request.scene.source, request.look.renderer, request.suffix)},
        "versions": dict(versions(request.look.renderer, request.suffix)),
    }
    if request.data:
        found["data"] = _data(request.data, root)
    if needed := system_fonts(request):
        found["fonts"] = needed
    return found


def key(recipe: Recipe) -> str:
    """Return the hash of a recipe, under which the store has the content made from it."""
    return hashlib.sha256(msgspec.json.encode(recipe, order="sorted")).hexdigest()


def changes(old: Recipe, new: Recipe) -> str:
    """Return what changed, in words: ``settings changed: rate 0.1 -> 0.2; code changed``."""
    kinds = [kind for kind in {**new, **old} if old.get(kind) != new.get(kind)]
    return "; ".join(_change(kind, old.get(kind, {}), new.get(kind, {})) for kind in kinds)


def system_fonts(request: Request) -> dict[str, str]:
    """Return the system fonts that a request's texts need besides the project's, and their files' digests."""
    texts = labels(request.data) if request.data else ()
    return fonts((*texts, *_unusual_words(request.scene.source)))


@cache
def _unusual_words(source: Source) -> tuple[str, ...]:
    """Return the words in a scene's files that the project's fonts may have no letters for."""
    texts = [content.decode(errors="replace") for _, content in source.files if not content.isascii()]
    found = {word for text in texts for word in text.split() if not word.isascii()}
    return tuple(sorted(word for word in found if not all(map(simple, word))))


@cache
def versions(renderer: Renderer, suffix: str) -> Mapping[str, str]:
    """Return the versions of the packages that a renderer draws with and that encode a format."""
    names = (*DRAWING_PACKAGES, *RENDERER_PACKAGES[renderer], *FORMATS[suffix].packages)
    return {name: _version(name) for name in names}


@cache
def code(root: Path, source: Source, renderer: Renderer, suffix: str) -> str:
    """Return the hash of the code that makes a file, without that of other renderers, formats and scenes."""
    digest = hashlib.sha256()
    for name, content in source.files:
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    others = tuple(path for other, paths in RENDERER_CODE.items() if other != renderer for path in paths)
    formats = [f"{FORMATS_FOLDER}/{name}.py" for name in ("format", suffix.replace(".", "_"))]
    for name, content in _sources(root).items():
        if name in formats or not name.startswith((*others, FORMATS_FOLDER)):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


@cache
def _sources(root: Path) -> dict[str, bytes]:
    """Return the hashes of the source files by their paths, in a fixed order."""
    paths = sorted(path for folder in CODE for path in (root / folder).rglob("*.py"))
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in [*paths, *(root / file for file in BUILD_FILES)]
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def _fields(record: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _text(value: object) -> str:
    """Return a setting's value with all its digits."""
    return msgspec.json.encode(value).decode().strip("[]") if value is not None else "auto"


def _look_text(value: object) -> str:
    return _text(value) if isinstance(value, float) else as_text(value)


def _data(data: Data, root: Path) -> dict[str, str]:
    return {
        "file": written(Path(data.path).name),
        "columns": msgspec.json.encode([written(name) for name in (*data.features, data.target)]).decode(),
        "scale": "raw" if data.raw else "standardised",
        "content": _content(data.path),
        "reader": _reader(root),
        **{key: value for key in OPTIONS if (value := getattr(data, key)) is not None},
    }


def _content(path: str) -> str:
    """Return the hash of a table's bytes; "missing" if it can't be read: reading it later tells why."""
    try:
        stat = Path(path).stat()
        return _hashed(path, stat.st_ino, stat.st_size, stat.st_mtime_ns) or "missing"
    except (OSError, ValueError):
        return "missing"


@lru_cache(maxsize=256)
def _hashed(path: str, *stat: int) -> str | None:
    """Return the hash of a file's bytes, computed once for many requests while its stat stays the same."""
    return content_hash(Path(path))


@cache
def _reader(root: Path) -> str:
    """Return the hash of the code that reads tables."""
    digest = hashlib.sha256()
    for path in sorted((root / TABLES).glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _change(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    shown = [
        f"{name} {old.get(name, 'none')} -> {new.get(name, 'none')}"
        for name in {**old, **new}
        if old.get(name) != new.get(name) and len(old.get(name, "") + new.get(name, "")) <= 2 * MAX_SHOWN
    ]
    return f"{kind} changed" + (f": {', '.join(shown)}" if shown else "")
