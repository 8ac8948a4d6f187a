"""Making clips: the command without a name, which makes the files of a lecture."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from cyclopts import Parameter

from gdclips.arguments import (
    count,
    decimal_number,
    frame_rate,
    lecture_path,
    output_folders,
    positive,
    settings,
    table_data,
)
from gdclips.build import system_fonts
from gdclips.build.inputs import inputs
from gdclips.destinations.checks import destination, warnings
from gdclips.jobs import run
from gdclips.jobs.scheduler import scheduler
from gdclips.options import (
    At,
    Background,
    Cut,
    Destined,
    Flag,
    Hold,
    LectureFile,
    Loop,
    Matte,
    MaxBytes,
    Rate,
    Renderer,
    Seconds,
    Size,
    Target,
    Text,
    Texts,
    Theme,
)
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import Overrides, notes, resolve
from gdclips.requests.tables.options import TableOptions


class Printed(msgspec.Struct, frozen=True):
    """The lines that a command printed, on standard output and error, and the inputs that they depend on.

    It prints the same as long as the inputs don't change. Without inputs, that is unknown.
    """

    stdout: list[str]
    stderr: list[str]
    inputs: list[str]


def render(
    *targets: Target,
    set: Texts = (),
    size: Size = None,
    fps: Rate = None,
    theme: Theme = None,
    renderer: Renderer = None,
    cut: Cut = None,
    bare: Flag = False,
    background: Background = None,
    matte: Matte = None,
    at: At = None,
    loop: Loop = None,
    hold: Hold = None,
    seconds: Seconds = None,
    max_bytes: MaxBytes = None,
    poster: Flag = False,
    destined: Destined = None,
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
    poster
        Put a picture of the clip beside a video: NAME.poster.png.
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
        look=Look(
            theme=theme,
            size=size,
            fps=frame_rate(fps),
            renderer=renderer,
            cut=cut,
            bare=bare or None,
            background=background,
            matte=matte,
            at=at,
            loop=loop,
            hold=decimal_number("hold", hold),
            seconds=decimal_number("seconds", seconds),
            max_bytes=max_bytes,
            poster=poster or None,
        ),
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
    target_of = None if destined is None else destination(destined)
    folders = output_folders(file, out)
    lecture = read_lecture(lecture_path(file))
    requests = resolve(lecture, list(targets), overrides)
    said = [*notes(requests), *system_fonts.notes(requests)]
    if options.scheduler and options.scheduler.warning:
        said.append(options.scheduler.warning)
    for warning in said:
        print(warning, file=sys.stderr)
    done = run.show_plan(requests, folders, always_make) if dry_run else run.run(requests, folders, options)
    amiss = warnings(target_of, requests, None if dry_run else folders.media) if target_of else []
    for warning in amiss:
        print(warning, file=sys.stderr)
    if done is None or options.manim_demanded or options.scheduler:
        return None
    return Printed(done.stdout, [*said, *done.stderr, *amiss], inputs(requests, lecture, folders.output))
