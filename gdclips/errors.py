"""Errors: the line with which each ends the command, and the exit status."""

from __future__ import annotations

from cyclopts import CoercionError, CycloptsError, RepeatArgumentError, UnknownOptionError
from cyclopts.exceptions import MissingArgumentError, UnusedCliTokensError

from gdclips.jobs import run
from gdclips.messages import RequestError, closest_name
from gdclips.places import COMMAND
from gdclips.rendering.look import Look
from gdclips.setup.extras import SetupError
from gdclips.story.scenes import SCENES

GLOBAL_OPTIONS = ("--help", "-h", "--version")
EXPECTED = {int: "a whole number", float: "a number", bool: "no value beside it"}


def error_message(error: Exception, arguments: list[str]) -> tuple[str, int]:
    """Return the message of an error, and the exit status."""
    if isinstance(error, CycloptsError):
        return _usage_error(error, arguments), 2
    if isinstance(error, RequestError):
        return str(error), 2
    if isinstance(error, run.Interrupted):
        return f"interrupted; {error}", 130
    if isinstance(error, SetupError | run.MakeError):
        return str(error), 1
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return "the current folder was removed; change to one that exists", 1
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}", 1
    return f"{type(error).__name__}: {error}; a defect of this program, --debug shows where", 1


def _usage_error(error: CycloptsError, arguments: list[str]) -> str:
    """Return the message of an error of the command line's parser."""
    if isinstance(error, UnknownOptionError):
        return _unknown(error, arguments)
    if isinstance(error, MissingArgumentError):
        return _without_value(error, arguments)
    if isinstance(error, RepeatArgumentError):
        return f"{error.token.keyword}: given more than once; expected it once"
    if isinstance(error, CoercionError) and error.token is not None:
        expected = EXPECTED.get(error.target_type or str, "another value")
        return f"{error.token.keyword or ''} {error.token.value!r}: expected {expected}".strip()
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return f"{' '.join(error.unused_tokens)!r} after {arguments[0]}: expected nothing but options there"
    return str(error)


def _unknown(error: UnknownOptionError, arguments: list[str]) -> str:
    """Return the line on an unknown option, which may be a setting, a key, or another command's option."""
    given = (error.token.keyword or error.token.value).partition("=")[0]
    names = [name for each in error.argument_collection for name in each.names if name.startswith("-")]
    if given in GLOBAL_OPTIONS:
        return f"{given}: expected no value beside it"
    command = " ".join(error.command_chain or ())
    unknown = f"{command} has no option {given}" if command else f"unknown option {given}"
    setting = given.strip("-").replace("-", "_")
    if any(setting in scene.settings.__struct_fields__ for scene in SCENES.values()):
        return f"{unknown}: a scene's setting is given as --set {setting}=VALUE"
    if not command and setting in Look.__struct_fields__:
        return f"{unknown}: it is a key of the lecture file, {setting} = ..."
    meant = closest_name(given, [name for name in (*names, *GLOBAL_OPTIONS) if name.startswith("--")])
    if meant:
        return f"{unknown}: did you mean {meant}? --help shows all"
    known = f"expected one of {', '.join(names)}" if command else f"{COMMAND} --help shows all"
    return f"{unknown}: {known}"


def _without_value(error: MissingArgumentError, arguments: list[str]) -> str:
    """Return the line on an option whose value is missing, or looks like an option."""
    name = error.keyword or (error.argument.name if error.argument is not None else "an argument")
    after = arguments[arguments.index(name) + 1 :] if name in arguments else []
    if after[:1] == ["-"]:
        return f"{name} -: expected a value, such as a path; standard input is not read"
    if after and after[0].startswith("-"):
        return f"{name}: expected a value after it; one that begins with a dash is given as {name}={after[0]}"
    return f"{name}: requires an argument; expected a value after it"
