"""What a request needs of cyclopts: options from the signatures of functions, and help from their docstrings.

Where it is not plain what cyclopts would make of the arguments, `Unsure` is raised.
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
    """Arguments that mean nothing; what is known of them."""

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.__dict__.update(facts)


class UnknownOptionError(CycloptsError):
    """An option that there isn't."""


class MissingArgumentError(CycloptsError):
    """An option without its value."""


class RepeatArgumentError(CycloptsError):
    """An option that was given twice."""


class CoercionError(CycloptsError):
    """A value that is not of an option's type."""


class UnusedCliTokensError(CycloptsError):
    """More arguments than a command takes."""


class Parameter:
    """What a signature says of an option beside its name and its type."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts


@dataclass(frozen=True)
class Option:
    """An option: the parameter that it sets, the type of its value, and whether there may be several."""

    parameter: str
    kind: type
    many: bool = False
    value: bool | None = None  # of a flag


class App:
    """Commands, each a function, and one for what is none of them."""

    def __init__(self, **facts: Any) -> None:
        self.facts, self.commands = facts, {}  # type: dict[str, Any], dict[str, Callable[..., Any]]

    def default(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Take a function for what names no command."""
        self.commands[""] = function
        return function

    def command(self, function: Callable[..., Any] | None = None, *, name: str = "", **_: Any) -> Any:
        """Take a function as a command."""
        if function is None:
            return lambda each: self.command(each, name=name)
        self.commands[name or function.__name__.strip("_").replace("_", "-")] = function
        return function

    def __call__(self, arguments: list[str], **_: Any) -> Any:
        """Run the command that arguments name."""
        command = arguments[0] if arguments and arguments[0] in self.commands else ""
        rest = arguments[1:] if command else arguments
        function = self.commands[command]
        if {"--help", "-h"} & set(rest):
            print(self._help(command, function))
        elif set(self.facts["version_flags"]) & set(rest):
            print(self.facts["version"])
        else:
            positional, named = bound(function, rest, command)
            return function(*positional, **named)
        return 0

    def _help(self, command: str, function: Callable[..., Any]) -> str:
        """Return what a command's docstring says, and the commands if it is none."""
        program = f"{self.facts.get('name')} {command}".strip()
        words, _, parameters = (inspect.getdoc(function) or "").partition("\n\nParameters\n----------\n")
        texts = dict(re.findall(r"^(\w+)\n((?:    .*\n?)+)", parameters, re.MULTILINE))
        options = options_of(function)
        lines = [f"Usage: {program} [OPTIONS] [ARGS]", "", words, ""]
        for name, hint in get_type_hints(function, include_extras=True).items():
            if text := _said(hint).get("help", texts.get(name)):
                names = sorted((key for key, option in options.items() if option.parameter == name), key=len)
                lines += row(", ".join(names) or name.upper(), text)
        if not command:
            lines += ["", "Commands:"]
            for name, each in self.commands.items():
                lines += row(name, (inspect.getdoc(each) or name).splitlines()[0]) if name else []
        return "\n".join(lines)


def row(name: str, text: str) -> list[str]:
    """Return the lines of the help on one name."""
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
    facts = _said(hint)
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    plain = f"--{parameter.strip('_').replace('_', '-')}"
    named, alias = facts.get("name") or plain, facts.get("alias") or ()
    names = [*([named] if isinstance(named, str) else named), *([alias] if isinstance(alias, str) else alias)]
    if hint is bool:
        for name in names:
            yield name, Option(parameter, bool, value=True)
        if "negative" not in facts:
            yield f"--no-{plain[2:]}", Option(parameter, bool, value=False)
        return
    kind = next(each for each in (int, float, str) if each in (hint, *get_args(hint)))
    for name in names:
        yield name, Option(parameter, kind, many=get_origin(hint) is tuple)


def _said(hint: Any) -> dict[str, Any]:
    """Return what a parameter's annotation says of its option."""
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return {key: value for note in notes for key, value in getattr(note, "facts", {}).items()}


def bound(
    function: Callable[..., Any], arguments: list[str], command: str
) -> tuple[list[str], dict[str, Any]]:
    """Return the positional and the named arguments of a function that the command line's mean.

    Raises a CycloptsError for what is plainly wrong; two errors at once are left to cyclopts.
    """
    options, wrong = options_of(function), list[CycloptsError]()
    others = _takes_options(function)
    positional: list[str] = []
    named: dict[str, Any] = {}
    tokens = iter(arguments)
    for token in tokens:
        name, equals, text = token.partition("=")
        if not token.startswith("-") or (others and name not in options):
            positional.append(token)
        elif name not in options and name.replace("_", "-") in options:
            raise Unsure  # cyclopts takes the one for the other
        elif name not in options:
            wrong.append(_unknown(token, options, command))
        elif options[name].value is not None and equals:
            raise Unsure
        else:
            wrong += _take(name, text if equals else None, options[name], tokens, named)
    wrong += _too_many(function, positional)
    if len(wrong) > 1:
        raise Unsure
    for error in wrong:
        raise error
    return positional, named


def _takes_options(function: Callable[..., Any]) -> bool:
    """Tell whether the arguments of a function may be options of another program."""
    hints = get_type_hints(function, include_extras=True)
    notes = (note for hint in hints.values() for note in getattr(hint, "__metadata__", ()))
    return any(note.facts.get("allow_leading_hyphen") for note in notes)


def _take(
    name: str, text: str | None, option: Option, tokens: Iterator[str], named: dict[str, Any]
) -> list[CycloptsError]:
    """Note the value of an option; return what is wrong with it."""
    value: Any = option.value
    if value is None:
        value = next(tokens, None) if text is None else text
        if value is None:
            return [MissingArgumentError(keyword=name, argument=None)]
        value = _read(value, option.kind)
    if option.many:
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
    """Return what is said of an unknown option; letters may be several options in one."""
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
