"""The vocabulary that a story is told in: its panels, its side column, its equation and its beats.

A :class:`Story` knows no renderer, no colour and no pixel.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from gdclips.story.terms import Term
from gdclips.story.timeline import Beat, Timeline
from gdcore import Array, LeastSquares, Trajectory

LONGEST_ARC = 40.0  # degrees that a camera may turn in a clip

Cut = Literal["full", "short"]
CUTS: tuple[Cut, ...] = get_args(Cut)


class Track(msgspec.Struct, frozen=True):
    """A run on a contour panel.

    ``role`` gives its colour, ``name`` stands beside its head, on its right or ``leftwards``, ``arrow``
    is the name of the negative gradient's arrow, if it has one; a name without source is not set. With
    ``cloud`` the past iterates stay as dots, and only the run's arrival, up to that iterate, and its
    newest steps are lines. In a film of runs one after the other this one begins after the ``first`` steps
    of the film's; ``opacity`` is below 1 of a run that others have followed, and ``faint`` is the opacity of
    a cloud's way in, of which less is seen when the cloud is told of.
    """

    run: Trajectory
    role: str = "path"
    name: str = ""
    leftwards: bool = False
    arrow: Term | None = None
    cloud: bool = False
    arrival: int = 0
    first: int = 0
    opacity: float = 1.0
    faint: float = 1.0


class Scatter(msgspec.Struct, frozen=True):
    """A panel: samples (n,) and (n,) as dots, which their ``shade`` (n,) tells apart, if they have one.

    With ``fit`` (steps + 1, 2) the line w0 + w1 x turns.
    """

    head: str
    x: Array
    y: Array
    names: tuple[Term | str, Term | str]
    fit: Array | None = None
    shade: Array | None = None


class Contour(msgspec.Struct, frozen=True):
    """A panel: the MSE over two weights as bands, and the paths of runs on it.

    ``names`` are the two axes, ``note`` or ``head`` says what the contours are, ``truth`` are the weights
    that made the data (d,), if known; ``at`` (d,) fixes the hidden weights, None draws the profile over
    them. The window shows the runs ``beside``, too, so that panels side by side have the same; of these
    only the ``first`` has a key and names its upright axis. With ``appears`` the panel is seen from the beat
    on that shows this.
    """

    loss: LeastSquares
    tracks: tuple[Track, ...]
    axes: tuple[int, int]
    names: tuple[Term | str, Term | str]
    note: str
    head: str = ""
    head_role: str = "muted"
    truth: Array | None = None
    at: Array | None = None
    beside: tuple[Trajectory, ...] = ()
    first: bool = True
    appears: str | None = None


class Line(msgspec.Struct, frozen=True):
    """A quantity against the iteration: a value for each iterate, or for each step, (steps + 1 or 0,).

    Those of a run that ends before others do are infinite from then on, and not drawn: it has diverged.
    ``reference`` is the value that it should come to, drawn dashed.
    """

    values: Array
    name: Term | str
    role: str
    reference: float | None = None


class Series(msgspec.Struct, frozen=True):
    """A panel: quantities against the iteration, with their values at the lines' heads."""

    head: str
    lines: tuple[Line, ...]
    log: bool = False
    head_role: str = "muted"


class Surface(msgspec.Struct, frozen=True):
    """A panel: the MSE over two weights as a surface above its contours, and the paths of runs on it.

    ``names`` are the two axes, ``note`` says what the height is, ``truth`` are the weights that made the
    data (d,), if known; ``at`` (d,) fixes the hidden weights, None draws the profile over them. The
    camera's elevation and azimuth are matplotlib's, in degrees; over the clip it goes along one short
    ``arc``, whose middle is the azimuth.
    """

    loss: LeastSquares
    tracks: tuple[Track, ...]
    axes: tuple[int, int]
    names: tuple[Term | str, Term | str]
    note: str
    truth: Array | None = None
    at: Array | None = None
    elevation: float = 20.0
    azimuth: float = -20.0
    arc: float = 30.0

    def __post_init__(self) -> None:
        if not 0 <= self.elevation <= 90:
            raise ValueError(f"elevation={self.elevation:g}: expected 0 to 90 degrees")
        if not 0 <= self.arc <= LONGEST_ARC:
            raise ValueError(f"arc={self.arc:g}: expected 0 to {LONGEST_ARC:g} degrees")


Panel = Contour | Series | Scatter | Surface


class Readout(msgspec.Struct, frozen=True):
    """A number of its own for each iterate, ``values`` (steps + 1,), and ``of`` its last, if shown.

    At the end of these its label is that of what has ``ended``, if there is one.
    """

    label: str
    values: Array
    whole: bool = False
    of: int | None = None
    ended: str = ""

    def called(self, step: int) -> str:
        """Return the label at an iterate."""
        return self.ended if self.ended and step >= len(self.values) - 1 else self.label


class Row(msgspec.Struct, frozen=True):
    """A line of a table: a name, a value for each iterate (steps + 1,) or one, and one to compare with.

    An infinite value is that of a run that has diverged before.
    With ``appears`` its number is seen from the beat on that shows this.
    """

    name: str | Term
    values: Array
    other: float | None = None
    role: str = "path_text"
    appears: str | None = None


class Table(msgspec.Struct, frozen=True):
    """Rows of numbers below a title, or below the names of two columns, the values and what to compare."""

    heads: tuple[str, str] | str
    rows: tuple[Row, ...]


class Key(msgspec.Struct, frozen=True):
    """What the signs on the panel stand for: (sign, words) each, a sign being ring or star."""

    entries: tuple[tuple[Literal["ring", "star"], str], ...]


class Strip(msgspec.Struct, frozen=True):
    """How far the run is, in the colours that the path has there."""


ColumnItem = Strip | Table | Key


class Span(msgspec.Struct, frozen=True):
    """A part of a line of words, in the colour of a role."""

    role: str
    text: str


class Theory(msgspec.Struct, frozen=True, kw_only=True):
    """What the limit and the best rate of a story's ``runs`` follow from, before a step is taken.

    They descend ``loss`` at one ``rate``, None for several. A step draws ``batch`` samples, the fewest of
    several runs, or takes all; ``momentum`` is the share of the velocity that it keeps, None in plain
    descent; of both together nothing is known. A ``remark`` is a sentence of the story's own.
    """

    loss: LeastSquares
    runs: tuple[Trajectory, ...]
    rate: float | None
    batch: int | None = None
    momentum: float | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        if self.batch is not None and self.momentum is not None:
            raise ValueError(f"batch={self.batch}, momentum={self.momentum:g}: expected one of them alone")


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """All that a clip shows, whichever renderer draws it.

    One panel has the column beside it; several stand side by side, and have no column. ``sums`` are the
    update rule's numbers for each step (steps,), if there are any. Until the beat that shows the minimum,
    the ``opening`` is seen in place of all panels, if there is one. No clip shows the ``theory``: it is for
    whoever changes the settings, and only of descents that it holds for.
    """

    title: str
    steps: int
    panels: tuple[Panel, ...]
    readouts: tuple[Readout, ...]
    column: tuple[ColumnItem, ...] = ()
    equation: tuple[Term, ...] = ()
    parameters: str = ""
    sums: tuple[tuple[Span, ...], ...] = ()
    full: tuple[Beat, ...]
    short: tuple[Beat, ...]
    opening: Scatter | None = None
    theory: Theory | None = None

    def timeline(self, cut: Cut) -> Timeline:
        """Return the timeline of one cut."""
        turns = any(isinstance(panel, Surface) for panel in self.panels)
        return Timeline(self.full if cut == "full" else self.short, self.steps, turns)
