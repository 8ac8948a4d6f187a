"""Command line: the commands with their options, and what each does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import msgspec
from cyclopts import App, Parameter

from gdclips import index, streams
from gdclips.arguments import count, frame_rate, lecture_path, output_folders, positive, settings, table_data
from gdclips.build import system_fonts
from gdclips.build.inputs import inputs
from gdclips.development import bench, test
from gdclips.errors import error_message
from gdclips.explorer.serve import DEFAULT_PORT, serve
from gdclips.jobs import run
from gdclips.jobs.scheduler import scheduler
from gdclips.messages import one_line
from gdclips.options import Cut, Flag, LectureFile, Rate, Renderer, Size, Target, Text, Texts, Theme
from gdclips.places import COMMAND
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.listing import as_json, listing
from gdclips.requests.request import Overrides, notes, resolve
from gdclips.requests.tables.options import TableOptions
from gdcore import __version__


class Printed(msgspec.Struct, frozen=True):
    """The lines that a command printed, on standard output and error, and the inputs that they depend on.

    It prints the same as long as the inputs don't change. Without inputs, that is unknown.
    """

    stdout: list[str]
    stderr: list[str]
    inputs: list[str]


app = App(
    name=COMMAND,
    suppress_keyboard_interrupt=False,
    help="Make the lecture's clips: videos with Manim, GIFs and pictures with matplotlib.",
    version=f"gradient-descent-clips {__version__}",
    version_flags=["--version"],
    result_action="return_value",
)


@app.default
def render(
    *targets: Target,
    set: Texts = (),
    size: Size = None,
    fps: Rate = None,
    theme: Theme = None,
    renderer: Renderer = None,
    cut: Cut = None,
    bare: Flag = False,
    output: Annotated[str | None, Parameter(alias="-o")] = None,
    file: LectureFile = None,
    out: str | None = None,
    dry_run: Annotated[Flag, Parameter(name=["-n", "--dry-run"])] = False,
    always_make: Annotated[Flag, Parameter(name=["-B", "--always-make"])] = False,
    keep_going: Annotated[Flag, Parameter(name=["-k", "--keep-going"])] = False,
    jobs: Annotated[str | None, Parameter(name=["-j", "--jobs"])] = None,
    timeout: str | None = None,
    address: Annotated[str | None, Parameter(name="--scheduler")] = None,
    tls_ca: str | None = None,
    tls_cert: str | None = None,
    tls_key: str | None = None,
    data: str | None = None,
    features: Texts = (),
    target: Text = "",
    raw: Flag = False,
    sep: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    missing: str | None = None,
    sheet: str | None = None,
    debug: Flag = False,
) -> Printed | None:
    """Make clips, or single files of them, in media/.

    Without targets, make all that lecture.toml lists. Files that are up to date are kept.

    Parameters
    ----------
    set
        A setting of the scene, NAME=VALUE, lists by commas; may be repeated. "list" shows them.
    bare
        No title and no caption, for a slide that has its own.
    output
        Another name in media/, to keep a variant beside the default.
    file
        Another lecture file; its media/ lies beside it.
    out
        A folder for the files, instead of media/ beside the lecture file.
    dry_run
        Show what would be made, and why; make nothing.
    always_make
        Make the files even if they are up to date, or were changed by hand.
    keep_going
        Make the others after a failure, and list the failures at the end.
    jobs
        How many clips are made at a time; by default the number of cores.
    timeout
        Seconds after which a clip, or a part of it, fails; 3600 by default.
    address
        A Dask scheduler, tcp://HOST:PORT or tls://HOST:PORT, whose workers make the clips.
    tls_ca
        For tls://, the file with the authority's certificate.
    tls_cert
        The file with this machine's certificate.
    tls_key
        The file with its key.
    data
        A table of your own with a header row: text such as .csv, compressed or not, or .xlsx.
    features
        The columns to predict from, separated by commas; given once for each if a name has a comma.
    target
        The column to predict.
    raw
        Don't standardise the features.
    sep
        The delimiter of a text, such as ";" or tab; detected by default, as are the next two.
    decimal
        The decimal sign, "." or ",".
    encoding
        The text's encoding, such as cp1252.
    missing
        What to do with rows that miss a cell: error, or drop.
    sheet
        The sheet of an .xlsx; the first by default.
    debug
        Show the traceback of an error.
    """
    overrides = Overrides(
        settings=settings(set),
        look=Look(theme=theme, size=size, fps=frame_rate(fps), renderer=renderer, cut=cut, bare=bare or None),
        data=table_data(
            data,
            TableOptions(
                features=features,
                target=target,
                raw=raw,
                sep=sep,
                decimal=decimal,
                encoding=encoding,
                missing=missing,
                sheet=sheet,
            ),
        ),
        output=output,
    )
    options = run.RunOptions(
        always_make=always_make,
        keep_going=keep_going,
        jobs=count("-j", jobs),
        timeout=positive("--timeout", timeout) or run.TIMEOUT,
        manim_demanded=renderer == "manim",
        scheduler=scheduler(address, tls_ca, tls_cert, tls_key),
    )
    folders = output_folders(file, out)
    lecture = read_lecture(lecture_path(file))
    requests = resolve(lecture, list(targets), overrides)
    warnings = [*notes(requests), *system_fonts.notes(requests)]
    if options.scheduler and options.scheduler.warning:
        warnings.append(options.scheduler.warning)
    for warning in warnings:
        print(warning, file=sys.stderr)
    done = run.show_plan(requests, folders, always_make) if dry_run else run.run(requests, folders, options)
    if done is None or options.manim_demanded or options.scheduler:
        return None
    return Printed(done.stdout, warnings + done.stderr, inputs(requests, lecture, folders.output))


@app.command(name="list")
def show_list(*, file: LectureFile = None, json: Flag = False) -> None:
    """Show the lecture's clips, and each scene's settings with their defaults.

    Parameters
    ----------
    file
        Another lecture file.
    json
        Print JSON, with all options of each file.
    """
    lecture = read_lecture(lecture_path(file))
    print(as_json(lecture) if json else listing(lecture))


@app.command
def clean(*, file: LectureFile = None, out: str | None = None) -> None:
    """Remove the files in media/ that were made here; files changed since stay.

    Parameters
    ----------
    file
        Another lecture file, whose media/ is meant.
    out
        A folder, instead of media/ beside the lecture file.
    """
    run.clean(output_folders(file, out))
    index.clear()


@app.command
def explore(
    scene: str | None = None, *, file: LectureFile = None, port: int = DEFAULT_PORT, browser: bool = True
) -> None:
    """Show the scenes in a browser, with controls for their settings, until ^C.

    Parameters
    ----------
    scene
        The first scene shown, by its name or by the file of one of yours; by default a gallery of all.
    file
        Another lecture file, whose scenes are shown, too.
    port
        The port on this machine; the next free one if it is taken.
    browser
        Open the page in a browser.
    """
    serve(scene, lecture_path(file), port, browser)


app.command(bench)
app.command(test)


def _fail(message: str, status: int) -> NoReturn:
    print(f"error: {one_line(message)}", file=sys.stderr)
    raise SystemExit(status)


def main(arguments: list[str], keep: Callable[[str, str, list[str]], object] | None = None) -> int:
    """Run the command line; return the exit status.

    ``keep`` is called with an answer that holds as long as some files don't change: what was printed on
    standard output and error, and the files.
    """
    try:
        result = app(arguments, exit_on_error=False, print_error=False)
        if isinstance(result, Printed) and result.inputs and keep is not None:
            keep(_joined(result.stdout), _joined(result.stderr), result.inputs)
        return result if isinstance(result, int) else 0
    except KeyboardInterrupt:
        _fail("interrupted; finished files are complete, no others were written", 130)
    except BrokenPipeError:
        return streams.BROKEN_PIPE  # the reader of standard output has left
    except Exception as error:
        if "--debug" in arguments:
            print(*getattr(error, "traces", ()), sep="\n", file=sys.stderr)
            raise
        _fail(*error_message(error, arguments))


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
