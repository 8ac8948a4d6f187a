"""Lecture file: defaults and clips by name, read into checked records."""

from __future__ import annotations

import re
import tomllib
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from gdclips.formats import FORMATS
from gdclips.messages import COMMANDS, RequestError, quote, suggestion
from gdclips.paths import read_file
from gdclips.places import COMMAND
from gdclips.rendering.look import Look
from gdclips.requests.tables.options import TableOptions
from gdclips.story.scenes import absolute

NAME = r"\w[\w-]*"
MAX_BYTES = 5_000_000  # bytes of a lecture file
MAX_INTEGER = 2**63 - 1
TYPE_NAMES = {"int": "a whole number", "float": "a number", "bool": "true or false"}
TYPE_NAMES |= {"array": "a list", "object": "a table", "str": "a text in quotes"}


def table_key(suffix: str) -> str:
    """Return the key of the options for files of one format."""
    return suffix.replace(".", "_")


if not TYPE_CHECKING:  # a msgspec record has one base, and the formats are known at run time alone
    option_fields = [
        (each.name, each.type, each.default)
        for one in (Look, TableOptions)
        for each in msgspec.structs.fields(one)
    ]
    option_fields += [(table_key(suffix), Look, Look()) for suffix in FORMATS]
    Keys = msgspec.defstruct("Keys", option_fields, frozen=True, forbid_unknown_fields=True, kw_only=True)
else:

    class Keys(Look, TableOptions, msgspec.Struct, frozen=True):
        """Options of files of all formats, and of each format by its suffix."""


class Defaults(Keys, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Defaults of all clips: looks, settings of the scenes that have them, data, and outputs."""

    settings: dict[str, Any] = {}
    data: str | None = None
    outputs: tuple[str, ...] | None = None


class Clip(Defaults, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A clip: a scene, and its own options. A ``sweep`` makes a clip for each of its values."""

    scene: str
    sweep: dict[str, tuple[Any, ...]] = {}


class Lecture(msgspec.Struct, frozen=True):
    """A lecture file's content: its path, the defaults, and the clips by name."""

    path: Path
    defaults: Defaults
    clips: dict[str, Clip]


AnyRecord = TypeVar("AnyRecord", bound=Defaults)


def read_lecture(path: Path) -> Lecture:
    """Return the content of a lecture file, with absolute data paths.

    Raises a RequestError that names the file, the key or line, what was given and what was expected.
    """
    tables = _tables(path)
    known = ["defaults", "clips"]
    for name in tables:
        if name not in known:
            raise RequestError(f"{path}: unknown key {name}: {suggestion(name, known)}")
    defaults = _record(path, "defaults", tables.get("defaults", {}), Defaults)
    clips = tables.get("clips")
    if not isinstance(clips, dict) or not clips:
        raise RequestError(f"{path}: no clips; expected [clips.NAME] with scene = ...")
    return Lecture(path, defaults, {name: _clip(path, name, table) for name, table in clips.items()})


def _tables(path: Path) -> dict[str, Any]:
    content = read_file(path, MAX_BYTES, str(path), "a lecture file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RequestError(
            f"{path}: byte 0x{error.object[error.start]:x} (at line {line}): expected UTF-8"
        ) from None
    try:
        tables = tomllib.loads(text)
        _check_values(path, "", tables)
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"{path}: {_with_line(str(error), text)}") from None
    except RecursionError:
        raise RequestError(f"{path}: tables or lists too deep in each other; expected a few levels") from None
    except ValueError:  # Python reads no number with more than some thousand digits
        raise RequestError(f"{path}: a number of thousands of digits; expected fewer") from None
    return tables


def _check_values(path: Path, where: str, value: Any) -> None:
    """Raise a RequestError for an integer of more than 63 bits, which no setting can hold."""
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise RequestError(f"{path}: {where}: a number of {value.bit_length()} bits; expected at most 63")
    if isinstance(value, dict):
        for key, each in value.items():
            _check_values(path, f"{where}.{key}".lstrip("."), each)
    elif isinstance(value, list):
        for each in value:
            _check_values(path, where, each)


def _with_line(error: str, text: str) -> str:
    """Return a TOML error with its keys as the file has them, and with the line that it names."""
    message = re.sub(r"\('(.*?)',?\)", lambda key: f"[{key[1]}]".replace("', '", "."), error)
    at = re.search(r"at line (\d+)", message)
    return f"{message}: {text.split(chr(10))[int(at[1]) - 1].strip()}" if at else message


def _clip(path: Path, name: str, table: Any) -> Clip:
    if not re.fullmatch(NAME, name):
        raise RequestError(
            f"{path}: clip {name!r}: expected a name of letters, digits, _ and -,"
            " because its files lie in media/"
        )
    if name in COMMANDS:
        raise RequestError(
            f"{path}: clip {name}: expected another name, because {COMMAND} {name} is a command"
        )
    return _record(path, f"clips.{name}", table, Clip)


def _record(path: Path, where: str, table: Any, kind: type[AnyRecord]) -> AnyRecord:
    """Return a table as a checked record; paths of data and of scene files become absolute."""
    try:
        record = msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise RequestError(f"{path}: {_explanation(str(error), where, table, kind)}") from None
    if record.outputs == ():
        raise RequestError(f"{path}: {where}.outputs = []: expected some of {', '.join(FORMATS)}")
    for suffix in record.outputs or ():
        if suffix not in FORMATS:
            unknown = f"unknown format {quote(suffix)}: {suggestion(suffix, list(FORMATS))}"
            raise RequestError(f"{path}: {where}.outputs: {unknown}")
    if record.data is not None and not record.data.isprintable():
        raise RequestError(f"{path}: {where}.data = {record.data!r}: expected the path of a table")
    if record.data is not None:
        record = msgspec.structs.replace(record, data=str(path.parent / record.data))
    if isinstance(record, Clip):
        record = msgspec.structs.replace(record, scene=absolute(record.scene, path.parent))
    return record


def _explanation(error: str, where: str, table: Any, kind: type[Defaults]) -> str:
    """Return a msgspec error about a table as the key, what was given, and what was expected."""
    message, _, at = error.partition(" - at `$")
    keys = re.findall(r"[\w-]+", at.partition("[")[0])
    value = reduce(_value_at, keys, table)
    if at.endswith("[...]`"):  # a value in a sweep: msgspec does not say which
        key, value = next(item for item in value.items() if not isinstance(item[1], list))
        keys.append(key)
    at_key = ".".join([where, *keys])
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", message, re.DOTALL):
        known = (Look if keys else kind).__struct_fields__
        return f"{at_key}: unknown key {unknown[1]}: {suggestion(unknown[1], list(known))}"
    if missing := re.fullmatch(r"Object missing required field `(.*)`", message):
        return f"{at_key}: no {missing[1]}; expected {missing[1]} = ..."
    in_list = isinstance(value, list) and at.endswith("]`")
    types = re.findall(r"\w+", message.partition(", got")[0])
    named = " or ".join(TYPE_NAMES[each] for each in types if each in TYPE_NAMES)
    expected = "a list of texts in quotes" if in_list else named
    return f"{at_key} = {_shown(value)}: expected {expected}"


def _value_at(table: Any, key: str) -> Any:
    return table.get(key) if isinstance(table, dict) else table


def _shown(value: Any) -> str:
    if isinstance(value, float):  # nan and inf, too
        return str(value)
    return msgspec.json.encode(value, enc_hook=str).decode()
