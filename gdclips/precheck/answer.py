"""The answer to a request for which nothing need be installed: what is wrong, the help, the list."""

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from gdclips.precheck import options, records
from gdclips.precheck.anything import AnyModule, stand_in
from gdclips.precheck.records import Unsure

WRONG = 2  # the status of a request that is wrong


def answer(arguments: list[str]) -> tuple[int, str] | None:
    """Return the exit status of a request and what it says; None if more is needed than its words.

    The program's own command line is run on stand-ins, as far as the point where it would begin to act.
    """
    told, said = io.StringIO(), io.StringIO()
    try:
        main = command_line()
        with redirect_stderr(told), redirect_stdout(said):
            status = main(arguments)
    except SystemExit as end:
        return (WRONG, told.getvalue()) if end.code == WRONG else None
    except (Unsure, Exception):
        return None
    return status, said.getvalue()


def command_line() -> Any:
    """Return the program's entry, on stand-ins, which does no more than check."""
    msgspec = module("msgspec", records, "Meta", "Struct", "ValidationError", "convert", "defstruct")
    msgspec.structs = msgspec.json = records
    errors = [name for name in vars(options) if name.endswith("Error")]
    cyclopts = module("cyclopts", options, "App", "Parameter", *errors)
    stand_in({"msgspec": msgspec, "cyclopts": cyclopts, "cyclopts.exceptions": cyclopts})
    from gdclips.build import output, system_fonts
    from gdclips.jobs import run
    from gdclips.requests import listing
    from gdclips.setup import extras
    from gdclips.story import scenes

    for acting, names in {
        extras: ("ensure",),
        system_fonts: ("notes",),
        listing: ("as_json",),
        run: ("run", "show_plan", "clean"),
        scenes: ("users_own",),
        output.OutputFolder: ("check",),
    }.items():
        for name in names:
            setattr(acting, name, act)
    from gdclips.commandline import main

    return main


def module(name: str, source: Any, *names: str) -> Any:
    """Return a module with some names of another one, and anything under all others."""
    made = AnyModule(name)
    made.__dict__.update({each: getattr(source, each) for each in names})
    return made


def act(*_: Any, **__: Any) -> None:
    """Stand where the program would begin to act: the request has passed all checks."""
    raise Unsure
