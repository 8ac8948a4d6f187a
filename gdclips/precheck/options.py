"""Stand-in for cyclopts: options from the signatures of functions, and help from their docstrings.

It raises `Unsure` if it can't tell what cyclopts would do with the arguments.
"""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from gdclips.precheck.records import Unsure


class CycloptsError(Exception):
    """Wrong arguments, with attributes that describe them."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__()
        self.__dict__.update(attributes)


class UnknownOptionError(CycloptsError):
    """An unknown option."""


class MissingArgumentError(CycloptsError):
    """An option without its value."""


class RepeatArgumentError(CycloptsError):
    """An option that was given twice."""


class CoercionError(CycloptsError):
    """A value that is not of an option's type."""


class UnusedCliTokensError(CycloptsError):
    """More arguments than a command takes."""


class Parameter:
    """The attributes of an option that its annotation adds to its name and type."""

    def __init__(self, **attributes: Any) -> None:
        self.attributes = attributes


@dataclass(frozen=True)
class Option:
    """An option: the parameter that it sets, the type of its value, and whether it may be repeated."""

    parameter: str
    kind: type
    repeated: bool = False
    value: bool | None = None  # set by a flag


class App:
    """An application: commands, each a function, and a default command."""

    def __init__(self, **attributes: Any) -> None:
        self.attributes, self.commands = attributes, {}  # type: dict[str, Any], dict[str, Callable[..., Any]]

    def default(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register a function as the default command."""
        self.commands[""] = function
        return function

    def command(self, function: Callable[..., Any] | None = None, *, name: str = "", **_: Any) -> Any:
        """Register a function as a command."""
        if function is None:
            return lambda each: self.command(each, name=name)
        self.commands[name or function.__name__.strip("_").replace("_", "-")] = function
        return function

    def __call__(self, arguments: list[str], **_: Any) -> Any:
        """Run the command that the arguments name."""
        command = arguments[0] if arguments and arguments[0] in self.commands else ""
        rest = arguments[1:] if command else arguments
        function = self.commands[command]
        if {"--help", "-h"} & set(rest):
            print(self._help(command, function))
        elif set(self.attributes["version_flags"]) & set(rest):
            print(self.attributes["version"])
        else:
            positional, named = bind(function, rest, command)
            return function(*positional, **named)
        return 0

    def _help(self, command: str, function: Callable[..., Any]) -> str:
        """Return the help of a command from its docstring; for the default command, with all commands."""
        program = f"{self.attributes.get('name')} {command}".strip()
        summary, _, parameters = (inspect.getdoc(function) or "").partition("\n\nParameters\n----------\n")
        texts = dict(re.findall(r"^(\w+)\n((?:    .*\n?)+)", parameters, re.MULTILINE))
        options = options_of(function)
        lines = [f"Usage: {program} [OPTIONS] [ARGS]", "", summary, ""]
        for name, hint in get_type_hints(function, include_extras=True).items():
            if text := _annotation(hint).get("help", texts.get(name)):
                names = sorted((key for key, option in options.items() if option.parameter == name), key=len)
                lines += row(", ".join(names) or name.upper(), text)
        if not command:
            lines += ["", "Commands:"]
            for name, each in self.commands.items():
                lines += row(name, (inspect.getdoc(each) or name).splitlines()[0]) if name else []
        return "\n".join(lines)


def row(name: str, text: str) -> list[str]:
    """Return the lines of the help for one name."""
    return textwrap.wrap(
        f"{name:24} {' '.join(text.split())}", 100, initial_indent="  ", subsequent_indent=" " * 27
    )


def options_of(function: Callable[..., Any]) -> dict[str, Option]:
    """Return the options that a function's signature declares, by name."""
    hints = get_type_hints(function, include_extras=True)
    return {
        name: option
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not parameter.VAR_POSITIONAL
        for name, option in _declared(parameter.name, hints[parameter.name])
    }


def _declared(parameter: str, hint: Any) -> Iterator[tuple[str, Option]]:
    attributes = _annotation(hint)
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    long_name = f"--{parameter.strip('_').replace('_', '-')}"
    named, alias = attributes.get("name") or long_name, attributes.get("alias") or ()
    names = [*([named] if isinstance(named, str) else named), *([alias] if isinstance(alias, str) else alias)]
    if hint is bool:
        for name in names:
            yield name, Option(parameter, bool, value=True)
        if "negative" not in attributes:
            yield f"--no-{long_name[2:]}", Option(parameter, bool, value=False)
        return
    kind = next(each for each in (int, float, str) if each in (hint, *get_args(hint)))
    for name in names:
        yield name, Option(parameter, kind, repeated=get_origin(hint) is tuple)


def _annotation(hint: Any) -> dict[str, Any]:
    """Return the attributes of an option in the annotation of its parameter."""
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return {key: value for note in notes for key, value in getattr(note, "attributes", {}).items()}


def bind(
    function: Callable[..., Any], arguments: list[str], command: str
) -> tuple[list[str], dict[str, Any]]:
    """Return the positional and the keyword arguments of a function for those of the command line.

    Raises a CycloptsError if one is certainly wrong; cyclopts decides between several errors.
    """
    options, errors = options_of(function), list[CycloptsError]()
    takes_any = _takes_options(function)
    positional: list[str] = []
    named: dict[str, Any] = {}
    tokens = iter(arguments)
    for token in tokens:
        name, equals, text = token.partition("=")
        if not token.startswith("-") or (takes_any and name not in options):
            positional.append(token)
        elif name not in options and name.replace("_", "-") in options:
            raise Unsure  # cyclopts accepts underscores for dashes
        elif name not in options:
            errors.append(_unknown(token, options, command))
        elif options[name].value is not None and equals:
            raise Unsure
        else:
            errors += _take(name, text if equals else None, options[name], tokens, named)
    errors += _too_many(function, positional)
    if len(errors) > 1:
        raise Unsure
    for error in errors:
        raise error
    return positional, named


def _takes_options(function: Callable[..., Any]) -> bool:
    """Tell whether a function takes options of another program as arguments."""
    hints = get_type_hints(function, include_extras=True)
    notes = (note for hint in hints.values() for note in getattr(hint, "__metadata__", ()))
    return any(note.attributes.get("allow_leading_hyphen") for note in notes)


def _take(
    name: str, text: str | None, option: Option, tokens: Iterator[str], named: dict[str, Any]
) -> list[CycloptsError]:
    """Store the value of an option; return the errors."""
    value: Any = option.value
    if value is None:
        value = next(tokens, None) if text is None else text
        if value is None:
            return [MissingArgumentError(keyword=name, argument=None)]
        value = _read(value, option.kind)
    if option.repeated:
        named.setdefault(option.parameter, []).append(value)
    elif option.parameter in named:
        return [RepeatArgumentError(token=SimpleNamespace(keyword=name))]
    else:
        named[option.parameter] = value
    return []


def _read(text: str, kind: type) -> Any:
    if text.startswith("-") or (kind is not str and not re.fullmatch(r"\d{1,9}", text)):
        raise Unsure
    return kind(text)


def _unknown(token: str, options: dict[str, Option], command: str) -> UnknownOptionError:
    """Return the error of an unknown option; Unsure for short ones, which may be several in one."""
    if not re.fullmatch(r"--[^-=].*", token):
        raise Unsure
    return UnknownOptionError(
        token=SimpleNamespace(keyword=token, value=""),
        argument_collection=[SimpleNamespace(names=list(options))],
        command_chain=(command,) if command else (),
    )


def _too_many(function: Callable[..., Any], positional: list[str]) -> list[CycloptsError]:
    kinds = [each.kind for each in inspect.signature(function).parameters.values()]
    room = kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if len(positional) <= room or inspect.Parameter.VAR_POSITIONAL in kinds:
        return []
    return [UnusedCliTokensError(unused_tokens=positional[room:])]
