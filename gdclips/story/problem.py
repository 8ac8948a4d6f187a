"""What the scenes of plain regression share: the data, their loss, where to start and how fast."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from gdclips.story.ranges import check_columns, check_weights
from gdclips.story.settings import Settings, as_text, is_default, told
from gdclips.story.terms import Term
from gdcore import Array, LeastSquares, Samples, linear_data, theory

INTERCEPT = "intercept"
OURS = re.compile(
    r"(the |training |true |best )?(intercept|mse|weights?|minimum|minimi[sz]er|iterations?|estimate|true|"
    r"truth|batch( \d+)?|start( \d)?|constant|decaying|momentum|plain|velocity|gradient|coefficients|"
    r"learning rate|diverged|[wv][_ ]?[\d₀-₉]*|[bnklαηκ])"
)
"""The words of the pictures, by which a column may be called as well."""

_FITS = WeakKeyDictionary[Samples, tuple[Array, Array]]()


class OwnData(msgspec.Struct, frozen=True):
    """A user's data: the samples, the file's name, the target's, and whether they are standardised.

    ``assumed`` tells in words how the file was read where it could have been otherwise, numbers first;
    ``dropped`` is how many of its rows were left out, for they miss a cell.
    """

    samples: Samples
    file: str
    target: str
    standardized: bool
    assumed: tuple[str, ...] = ()
    dropped: int = 0

    @property
    def rows(self) -> str:
        """How many rows there are, in words."""
        count = self.samples.y.size
        missing = f"{count} of {count + self.dropped} rows ({self.dropped} with missing cells)"
        return missing if self.dropped else f"{count} rows"

    def read_as(self, told: str = "") -> str:
        """Tell how the file was read, except what is told; nothing where it was the plain way."""
        ways = ", ".join(way for way in self.assumed if way not in told)
        rows = f"{self.dropped} of {self.samples.y.size + self.dropped} rows left out, for they miss a cell"
        return "; ".join(filter(None, [ways, rows if self.dropped and self.rows not in told else ""]))


class Problem(msgspec.Struct, frozen=True):
    """A regression ready to be descended.

    ``truth`` (d,) are the weights that made it, if known; ``at`` (d,) are those that the picture's slice
    is fixed at, None for the profile.
    """

    loss: LeastSquares
    truth: Array | None
    start: Array
    rate: float
    rate_note: str
    at: Array | None
    axes: tuple[int, int]
    names: tuple[Term | str, ...]
    own: OwnData | None


class Streams(msgspec.Struct, frozen=True):
    """Random numbers for each purpose, so that changing one thing changes no other."""

    data: np.random.Generator
    start: np.random.Generator
    batches: np.random.Generator
    theory: np.random.Generator


def streams(seed: int) -> Streams:
    """Return independent generators spawned from one seed."""
    return Streams(*(np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)))


def check_fit(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and a user's own data don't fit each other, or have no one best fit.

    No data are made for it and nothing is descended: it is asked of very many clips before one is made.
    """
    check_shape(settings, own)
    if own is None:
        return
    root, minimizer = _fit(own)
    if settings.start is None:
        return
    with np.errstate(all="ignore"):
        excess = np.square(root @ (np.array(settings.start) - minimizer)).sum()
    if not np.isfinite(excess):
        raise ValueError(f"start={as_text(settings.start)}: the MSE there is beyond what a number can hold")


def check_shape(settings: Settings, own: OwnData | None) -> None:
    """Raise a ValueError if the scene can't show so many features, or there are too few rows or starts."""
    count = count_weights(settings, own)
    if not settings.takes(count - 1):
        least, most = settings.features
        expected = f"{least} features or more" if most is None else f"{least} to {most} features"
        raise ValueError(f"{told_features(settings, own)}: expected {expected}, as the scene shows")
    if own is None:
        check_weights(settings)
    if own is None and settings.samples < count:
        raise ValueError(f"samples={settings.samples}: expected at least {count}, one a weight")
    if settings.start is None or len(settings.start) == count:
        return
    if own is None and is_default(settings, "start"):
        expected = f"expected {len(settings.start)} numbers, as many as the scene's start has,"
        raise ValueError(f"{told(settings, 'weights')}: {expected} or a start beside them, such as auto")
    raise ValueError(f"{told(settings, 'start')}: expected {count} numbers, one for each weight, or auto")


def count_weights(settings: Settings, own: OwnData | None) -> int:
    """Return how many weights there are, the intercept's included."""
    return len(settings.weights) if own is None else own.samples.x.shape[1] + 1


def told_features(settings: Settings, own: OwnData | None) -> str:
    """Return what decides how many features there are, as the user gave it."""
    if own is None:
        return told(settings, "weights")
    return f"features {', '.join(own.samples.names or ())}"


def count_rows(settings: Settings, own: OwnData | None) -> int:
    """Return how many samples there are."""
    return settings.samples if own is None else own.samples.y.size


def _fit(own: OwnData) -> tuple[Array, Array]:
    """Return the root of the Hessian and the minimiser, computed once and kept as long as the samples are."""
    if own.samples not in _FITS:
        check_columns(own.samples, own.target)
        loss = LeastSquares(own.samples)
        _FITS[own.samples] = loss.root, loss.minimizer
    return _FITS[own.samples]


def problem(settings: Settings, own: OwnData | None, rate: float | None, batch: int | None = None) -> Problem:
    """Return the regression that the settings, or a user's own data, describe.

    Raises a ValueError if the settings and the data don't fit each other.
    """
    truth = None if own else np.array(settings.weights)
    samples = own.samples if own else _made(settings)
    return of_samples(settings, samples, truth, own, rate, batch)


def of_samples(
    settings: Settings,
    samples: Samples,
    truth: Array | None,
    own: OwnData | None,
    rate: float | None,
    batch: int | None = None,
) -> Problem:
    """Return the regression on samples; ``truth`` (d,) are the weights that made them, if known."""
    check_shape(settings, own)
    if own is not None:
        check_columns(own.samples, own.target)
    loss = LeastSquares(samples)
    start = _start(settings.start, loss)
    rate, note = _rate(rate, loss, batch)
    fixed = None if not settings.slice else loss.minimizer if truth is None else truth
    return Problem(loss, truth, start, rate, note, fixed, _axes(loss, start), _names(samples, own), own)


def _made(settings: Settings) -> Samples:
    intercept, *slopes = settings.weights
    rng = streams(settings.seed).data
    return linear_data(settings.samples, slopes, intercept, noise=settings.noise, rng=rng)


def _start(start: tuple[float, ...] | None, loss: LeastSquares) -> Array:
    if start is None:
        return np.array([loss.samples.y.mean(), *np.zeros(loss.dim - 1)])
    return np.array(start)


def _rate(rate: float | None, loss: LeastSquares, batch: int | None) -> tuple[float, str]:
    """Return the rate and, if it was to be found, how: slow enough for the steps to be seen."""
    if rate is not None:
        return rate, ""
    return theory.max_rate(loss, batch=batch) / 4, "a quarter of the stability limit"


def _axes(loss: LeastSquares, start: Array) -> tuple[int, int]:
    """Return the two weights to show: with one feature w0 and w1, else the two steepest slopes."""
    if len(start) == 2:
        return 0, 1
    slopes = np.abs(loss.gradient(start)[1:])
    shares = np.round(slopes / (slopes.max() or 1.0), 9)  # so that equal ones are, on every machine
    steepest = np.argsort(-shares, kind="stable")[:2] + 1
    first, second = sorted(steepest.tolist())
    return first, second


def _names(samples: Samples, own: OwnData | None) -> tuple[Term | str, ...]:
    if own is None or samples.names is None:
        count = samples.x.shape[1] + 1
        return tuple(Term("ink", f"w_{index}", f"w_{{{index}}}") for index in range(count))
    return (INTERCEPT, *map(quoted, samples.names))


def quoted(name: str) -> str:
    """Return a user's name of a column: in quotation marks, where it could be taken for a word of ours."""
    return f"“{name}”" if OURS.fullmatch(name.strip().lower()) else name
