"""Arguments: the values of the command line's options, read from text; a RequestError if one is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from gdclips.build.folders import Folders
from gdclips.messages import RequestError, quote
from gdclips.paths import check_file, check_folder
from gdclips.places import home, lecture_file
from gdclips.requests.tables.options import OPTIONS, Data, TableOptions

MAX_NUMBER = 1_000_000  # seconds, or jobs; poll() takes no much longer timeout
MAX_LETTERS = 100  # of a number

Number = TypeVar("Number", int, float)


def lecture_path(file: str | None) -> Path:
    """Return the path of a lecture file, by default the project's own."""
    if file is not None and not file.strip():
        raise RequestError(f"-f {file!r}: expected a lecture file")
    return lecture_file() if file is None else Path(file).absolute()


def output_folders(file: str | None, out: str | None) -> Folders:
    """Return the folders of the files and of the cache: media/ beside the lecture file, or ``out``."""
    if out is not None:
        if not out.strip():
            raise RequestError(f"--out {out!r}: expected a folder")
        check_folder(out, f"--out {out}")
        folder = Path(out).absolute()
        return Folders(folder, folder / ".cache", out.rstrip("/") or out)
    folder = home() if file is None else Path(file).absolute().parent
    label = "media" if file is None else str(Path(file).parent / "media")
    return Folders(folder / "media", folder / ".cache", label)


def positive(name: str, text: str | None) -> float | None:
    """Return a number above 0, or None; a RequestError if it is none."""
    return None if text is None else _number(name, text, float, "a number")


def count(name: str, text: str | None) -> int | None:
    """Return a whole number above 0, or None; a RequestError if it is none."""
    return None if text is None else _number(name, text, int, "a whole number")


def frame_rate(text: str | None) -> int | None:
    """Return frames a second, or None; a RequestError if it is no whole number."""
    if text is not None and not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise RequestError(f"fps {quote(text)}: expected a whole number of frames a second{_nearest(text)}")
    return None if text is None else int(text)


def _nearest(text: str) -> str:
    """Return in words which frame rate is the nearest to a number, if files of all formats can have that."""
    from gdclips.formats import FORMATS
    from gdclips.formats.format import ANY_RATE

    with suppress(ValueError, OverflowError):
        rate = ANY_RATE.nearest(round(float(text)))
        return (
            f"; the nearest is {rate}" if all(rate in each.rates.known for each in FORMATS.values()) else ""
        )
    return ""


def decimal_number(name: str, text: str | None) -> float | None:
    """Return a number, or None; a RequestError if it is none."""
    if text is None:
        return None
    with suppress(ValueError):
        if text.isascii() and len(text) <= MAX_LETTERS:
            return float(text)
    raise RequestError(f"{name} {quote(text)}: expected a number of seconds")


def _number(name: str, text: str, kind: type[Number], expected: str) -> Number:
    with suppress(ValueError):
        if text.isascii() and len(text) <= MAX_LETTERS and 0 < kind(text) <= MAX_NUMBER:
            return kind(text)
    raise RequestError(f"{name} {quote(text)}: expected {expected} above 0, at most {MAX_NUMBER}")


def settings(texts: Iterable[str]) -> dict[str, str]:
    """Read NAME=VALUE, each name once."""
    found: dict[str, str] = {}
    for text in texts:
        name, value = _setting(text)
        if name in found:
            raise RequestError(f"--set {text}: {name}={found[name]} was given before; expected it once")
        found[name] = value
    return found


def _setting(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise RequestError(f"--set {text}: expected NAME=VALUE, such as --set rate=0.05")
    return name.strip(), value


def table_data(path: str | None, options: TableOptions) -> Data | None:
    """Return the table of the user, its columns and reading options; None without a file."""
    if path is None:
        defaults = TableOptions()
        for name in TableOptions.__struct_fields__:
            if getattr(options, name) != getattr(defaults, name):
                key = (
                    f"; for a table that a lecture file names it is a key, {name}" if name in OPTIONS else ""
                )
                raise RequestError(f"--{name}: expected --data FILE beside it{key}")
        return None
    if not options.features or not options.target.strip():
        raise RequestError(f"--data {path}: expected --features A,B and --target C beside it")
    check_file(path, f"--data {quote(path)}", "a table", missing=True)
    reading = {key: _option(key, value) for key in OPTIONS if (value := getattr(options, key)) is not None}
    features, target = _names(options.features), options.target.strip()
    return msgspec.structs.replace(
        Data(path=path, features=features, target=target, raw=options.raw), **reading
    )


def _names(features: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns, from one option, separated by commas, or from an option for each."""
    if len(features) > 1:
        return tuple(features)
    try:
        (names,) = csv.reader([" ".join(features[0].split())], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        raise RequestError(f"--features {features[0]}: expected names between commas") from None
    return tuple(name.strip() for name in names) or ("",)


def _option(key: str, value: str) -> str:
    try:
        return OPTIONS[key](value)
    except ValueError as error:
        raise RequestError(f"--{key} {quote(value)}: expected {error}") from None
