"""Views: the things that shots show, as frozen records that no renderer, colour or pixel is named in.

A map, a bowl, the data or a plot may be a hero; plots, data, counters, tables and rules are supports.
"""

from __future__ import annotations

import msgspec

from gdclips.story.film.overlays import DataOverlay, EigenAxes, Ellipse, MapOverlay, PlotOverlay
from gdclips.story.terms import Span, Term
from gdcore import Array, Loss, Trajectory
from gdcore.losses import is_quadratic, name_of

Name = Term | str


class Track(msgspec.Struct, frozen=True):
    """A run on a map or a bowl.

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


class Line(msgspec.Struct, frozen=True):
    """A quantity against the iteration: a value for each iterate, or for each step, (steps + 1 or 0,).

    Those of a run that ends before others do are infinite from then on, and not drawn: it has diverged.
    ``reference`` is the value that it should come to, drawn dashed.
    """

    values: Array
    name: Term | str
    role: str
    reference: float | None = None


class Row(msgspec.Struct, frozen=True):
    """A line of a table: a name, a value for each iterate (steps + 1,) or one, and one to compare with.

    An infinite value is that of a run that has diverged before.
    """

    name: str | Term
    values: Array
    other: float | None = None
    role: str = "path_text"


class Plane(msgspec.Struct, frozen=True, kw_only=True, eq=False, weakref=True):
    """A loss over two of its weights: ``at`` (d,) fixes the others, None as :func:`gdcore.section` says.

    ``names`` are the two axes, ``note`` says what the contours are; ``truth`` (d,) are the weights that made
    the data, if known; ``anchor`` (d,) is the point from whose level the rings halve and double.
    """

    loss: Loss
    axes: tuple[int, int]
    names: tuple[Name, Name]
    note: str
    anchor: Array
    at: Array | None = None
    truth: Array | None = None


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """A contour map of a loss: rings, runs and overlays, in a window that is fitted to ``seen`` (k, 2).

    With ``named`` the start, the minimum and the true weights have their names beside them. ``levels`` rings
    have their loss. A ValueError says that an ellipse or axes need a quadratic loss.
    """

    plane: Plane
    seen: Array
    tracks: tuple[Track, ...] = ()
    overlays: tuple[MapOverlay, ...] = ()
    named: bool = True
    levels: bool = False
    key: str = "map"

    def __post_init__(self) -> None:
        for overlay in self.overlays:
            if isinstance(overlay, Ellipse | EigenAxes):
                _check_quadratic(self.plane, f"a map's {overlay.key}")


class Bowl(msgspec.Struct, frozen=True, kw_only=True):
    """The loss as a surface above its map, from a camera's elevation and azimuth, in matplotlib's degrees.

    It becomes the map with the same key as the camera rises; ``seen`` (k, 2) is what that is fitted to, and
    what the rim is above. While it is ``told``, the height of the first run's point stands beside it, and the
    scale of heights beside the bowl; with ``named`` the start and the shadow have their names. A ValueError
    says that the loss is no quadratic.
    """

    plane: Plane
    seen: Array
    tracks: tuple[Track, ...] = ()
    elevation: float = 25.0
    azimuth: float = 28.0
    named: bool = True
    told: bool = True
    key: str = "map"

    def __post_init__(self) -> None:
        _check_quadratic(self.plane, "a bowl")


def _check_quadratic(plane: Plane, view: str) -> None:
    if not is_quadratic(plane.loss):
        raise ValueError(f"{view} is of {name_of(plane.loss)}, but expected a quadratic loss")


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """Samples as dots: ``x`` (n,) and ``y`` (n,), told apart by their ``shade`` (n,), if they have one.

    With ``fit`` (steps + 1, 2) the line w0 + w1 x turns. ``window`` (k, 2) is what the axes are fitted to,
    None for the samples. The ``overlays`` measure the line; a ValueError says that there is none.
    """

    x: Array
    y: Array
    names: tuple[Name, Name]
    head: str = ""
    fit: Array | None = None
    shade: Array | None = None
    window: Array | None = None
    overlays: tuple[DataOverlay, ...] = ()
    key: str = "data"

    def __post_init__(self) -> None:
        if self.overlays and self.fit is None:
            raise ValueError("data without a fit have no residuals, and so no squares")


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """Quantities against the iteration; ``log`` draws their logarithms.

    With ``log_steps`` the iterations' logarithms too are drawn: the start stands where the first does.
    """

    head: str
    lines: tuple[Line, ...]
    log: bool = False
    log_steps: bool = False
    overlays: tuple[PlotOverlay, ...] = ()
    head_role: str = "muted"
    key: str = "plot"


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """A number that runs: ``values`` (steps + 1,), each as text, below its ``label``.

    ``below`` says what it is of; ``predicted`` is what theory says, with its spread, as text.
    """

    label: str
    values: tuple[str, ...]
    below: str = ""
    predicted: str = ""
    role: str = "path"
    key: str = "counter"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The update rule, and below it its numbers in each step (steps,), if there are any."""

    equation: tuple[Term, ...]
    parameters: str = ""
    sums: tuple[tuple[Span, ...], ...] = ()
    key: str = "rule"


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """A small table: rows of a name, a value for each iterate, and one to compare with, below two heads."""

    heads: tuple[str, str] | str
    rows: tuple[Row, ...]
    key: str = "numbers"


class Leaderboard(msgspec.Struct, frozen=True, kw_only=True):
    """Lines' names with their values at each iterate, the least at the top, in their roles' colours.

    Beside each name is a bar as long as its value is beside the largest. What has diverged stands last.
    """

    head: str
    lines: tuple[Line, ...]
    key: str = "leaderboard"


class Multiples(msgspec.Struct, frozen=True, kw_only=True):
    """Small multiples: views of one kind in a row or a grid, which count as one support.

    Each stands below its head, if there are ``heads``.
    """

    parts: tuple[Map | Plot | Data, ...]
    heads: tuple[str, ...] = ()
    columns: int = 2
    key: str = "multiples"


View = Map | Bowl | Data | Plot
Support = Map | Data | Plot | Counter | Rule | Numbers | Leaderboard | Multiples
