"""Command line: the commands with their options, and what each does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from cyclopts import App

from gdclips import index, streams
from gdclips.arguments import lecture_path, output_folders
from gdclips.development import bench, test
from gdclips.errors import error_message
from gdclips.explorer.serve import DEFAULT_PORT, serve
from gdclips.jobs import run
from gdclips.making import Printed, render
from gdclips.messages import one_line
from gdclips.options import Flag, LectureFile
from gdclips.places import COMMAND
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.listing import as_json, listing
from gdcore import __version__

app = App(
    name=COMMAND,
    suppress_keyboard_interrupt=False,
    help="Make the lecture's clips: videos with Manim, GIFs and pictures with matplotlib.",
    version=f"gradient-descent-clips {__version__}",
    version_flags=["--version"],
    result_action="return_value",
)


app.default(render)


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
