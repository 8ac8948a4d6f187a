"""What the command line's arguments mean, one at a time; a RequestError tells of one that means nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from scenes.words import RequestError
from scenes.workshop.orders import Data
from scenes.workshop.run import Workplace

ROOT = Path(__file__).resolve().parents[2]
LECTURE = ROOT / "lecture.toml"

MOST = 1_000_000  # seconds, or jobs: poll() can't wait much longer

Number = TypeVar("Number", int, float)


def lecture_path(file: str | None) -> Path:
    """Return the lecture file that is meant, the project's own without a name."""
    return LECTURE if file is None else Path(file).absolute()


def place(file: str | None, out: str | None) -> Workplace:
    """Return where files go: into media/ beside the lecture, with the cache there too, or into a folder."""
    if out is not None:
        if not out.strip():
            raise RequestError(f"--out {out!r}: expected a folder")
        folder = Path(out).absolute()
        return Workplace(ROOT, folder, folder / ".cache", out.rstrip("/") or out)
    folder = lecture_path(file).parent
    label = "media" if file is None else str(Path(file).parent / "media")
    return Workplace(ROOT, folder / "media", folder / ".cache", label)


def positive(name: str, value: Number | None) -> Number | None:
    """Return a number that is above 0, or None; else raise a RequestError."""
    if value is not None and not 0 < value <= MOST:
        raise RequestError(f"{name} {value}: expected a number above 0, at most {MOST}")
    return value


def setting(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise RequestError(f"--set {text}: expected NAME=VALUE, such as --set rate=0.05")
    return name.strip(), value


def own_columns(path: str | None, features: str | None, target: str | None, raw: bool) -> Data | None:
    """Return the columns of a CSV file that are meant, if there is a file."""
    if path is None:
        if features is not None or target is not None or raw:
            raise RequestError("--features, --target and --raw: expected --data FILE.csv beside them")
        return None
    if features is None or target is None:
        raise RequestError(f"--data {path}: expected --features A,B and --target C beside it")
    if Path(path).exists() and not Path(path).is_file():
        raise RequestError(f"--data {path}: expected a CSV file, not a folder or a pipe")
    return Data(path, tuple(name.strip() for name in features.split(",")), target.strip(), raw)
