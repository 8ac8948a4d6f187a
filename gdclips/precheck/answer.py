"""Answers that need no installed package: an error, the help, the list of clips."""

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from gdclips.precheck import options, records
from gdclips.precheck.placeholders import PlaceholderModule, stand_in
from gdclips.precheck.records import Unsure

USAGE_ERROR = 2  # the exit status of a wrong request
COMPUTED = "gdcore.losses.polynomials", "gdcore.losses.transcendental"  # make arrays where they are imported


def answer(arguments: list[str]) -> tuple[int, str] | None:
    """Return the exit status of a request and its output; None if the installed packages are needed.

    It runs the command line on stand-ins, up to the point where it would begin to act.
    """
    stderr, stdout = io.StringIO(), io.StringIO()
    try:
        main = command_line()
        with redirect_stderr(stderr), redirect_stdout(stdout):
            status = main(arguments)
    except SystemExit as end:
        return (USAGE_ERROR, stderr.getvalue()) if end.code == USAGE_ERROR else None
    except (Unsure, Exception):
        return None
    return status, stdout.getvalue()


def command_line() -> Any:
    """Return the main function of the command line, on stand-ins; it only checks its arguments."""
    msgspec = module("msgspec", records, "Meta", "Struct", "ValidationError", "convert", "defstruct")
    msgspec.structs = msgspec.json = records
    errors = [name for name in vars(options) if name.endswith("Error")]
    cyclopts = module("cyclopts", options, "App", "Parameter", *errors)
    parts = {f"msgspec.{name}": records for name in ("structs", "json")}
    computed = {name: PlaceholderModule(name) for name in COMPUTED}
    stand_in({"msgspec": msgspec, **parts, "cyclopts": cyclopts, "cyclopts.exceptions": cyclopts, **computed})
    from gdclips.build import output, system_fonts
    from gdclips.jobs import run
    from gdclips.requests import listing
    from gdclips.setup import extras
    from gdclips.story import scenes

    for owner, names in {
        extras: ("ensure",),
        system_fonts: ("notes",),
        listing: ("as_json",),
        run: ("run", "show_plan", "clean"),
        scenes: ("users_own",),
        output.OutputFolder: ("check",),
    }.items():
        for name in names:
            setattr(owner, name, raise_unsure)
    from gdclips.commandline import main

    return main


def module(name: str, source: Any, *names: str) -> Any:
    """Return a module with some names of another one, and placeholders under all other names."""
    made = PlaceholderModule(name)
    made.__dict__.update({each: getattr(source, each) for each in names})
    return made


def raise_unsure(*_: Any, **__: Any) -> None:
    """Raise Unsure where the program would begin to act, because the request has passed all checks."""
    raise Unsure
