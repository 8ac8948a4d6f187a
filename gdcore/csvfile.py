"""Regression data from a CSV file, in one pass over it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from math import isfinite
from operator import itemgetter
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from gdcore._arrays import Array, shown, truth
from gdcore.data import Samples

if TYPE_CHECKING:
    from _csv import Reader

OTHERS = {";": "semicolons", "\t": "tabs", "|": "bars"}  # what cells may be separated by, but not here


def read_csv(
    path: str | PathLike[str], features: Sequence[str], target: str, *, standardize: bool = False
) -> Samples:
    r"""Read features and a target from columns of a CSV file.

    Parameters
    ----------
    path : path
        A UTF-8 text, with or without a byte-order mark: a header line of column names, then one line an
        observation, cells separated by commas. Space around names and numbers is ignored, and so are empty
        lines.
    features : d strings
        The columns to learn from, at least one.
    target : str
        The column to predict, not among the features.
    standardize : bool
        Shift and scale each feature to mean 0 and (population) standard deviation 1. The target keeps its
        units.

    Returns
    -------
    Samples
        With the features' names.

    Raises
    ------
    ValueError
        In one sentence, if the file cannot be read as such a table, a column does not exist or is not there
        once, a cell of a chosen column is not a finite number, there are fewer rows than weights (d + 1), or
        a feature is constant. Lines are counted from 1, the file's first.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "homes.csv"
    ...     _ = path.write_text("area,price\n50,210\n70,295\n90,370\n", "utf-8")
    ...     samples = read_csv(path, ["area"], "price")
    >>> samples.names, samples.y.tolist()
    (('area',), [210.0, 295.0, 370.0])
    """
    if not isinstance(path, str | PathLike):
        raise ValueError(f"path is {shown(path)}, but expected that of a CSV file")
    chosen = chosen_columns(features, target)
    truth("standardize", standardize)
    return as_samples(_read(fspath(path), chosen), chosen, fspath(path), standardize=standardize)


def as_samples(values: Array, chosen: tuple[str, ...], where: str, *, standardize: bool = False) -> Samples:
    """Return the samples of a table's chosen columns (rows, d + 1), the target's last.

    Parameters
    ----------
    values : (n, d + 1) array
        The columns' numbers.
    chosen : d + 1 strings
        The columns' names.
    where : str
        What an error calls the table.
    standardize : bool
        As for `read_csv`.

    Raises
    ------
    ValueError
        In one sentence, if there are fewer rows than weights (d + 1), or a feature is constant.
    """
    rows, weights = values.shape
    if rows < weights:
        least = f"{weights}, as many as there are weights"
        raise ValueError(
            f"{where} has {rows} row{'s' * (rows != 1)} of data, but expected at least {least}: add rows"
        )
    for name, column in zip(chosen[:-1], values.T[:-1], strict=True):
        if (column == column[0]).all():
            raise ValueError(f"feature {name!r} is {column[0]:g} in every row of {where}: leave it out")
    x = np.column_stack([_standard(column) for column in values.T[:-1]]) if standardize else values[:, :-1]
    return Samples(x, values[:, -1], chosen[:-1])


def chosen_columns(features: Sequence[str], target: str) -> tuple[str, ...]:
    """The names of all the columns wanted, stripped, the target's last; a ValueError if two are the same."""
    try:
        columns = () if isinstance(features, str | bytes) else tuple(features)
    except TypeError:  # nothing to iterate over
        columns = ()
    if not columns or not all(isinstance(name, str) for name in columns):
        raise ValueError(f"features is {shown(features)}, but expected a list of column names")
    if not isinstance(target, str):
        raise ValueError(f"target is {shown(target)}, but expected the name of a column")
    names, last = tuple(name.strip() for name in columns), target.strip()
    for name in names:
        if names.count(name) > 1:
            raise ValueError(
                f"features has {name!r} {names.count(name)} times, but expected different columns"
            )
    if last in names:
        raise ValueError(f"target is {last!r}, which is one of the features, but expected another column")
    return (*names, last)


def _read(path: str, chosen: tuple[str, ...]) -> Array:
    """The chosen columns, (rows, columns)."""
    with _opened(path) as file:
        reader = csv.reader(file)
        try:
            header = [name.strip() for name in next(filter(None, reader), [])]
            if "\0" in "".join(header):
                raise ValueError(_not_text(path))
            columns = [_index(path, header, name) for name in chosen]
            numbers = _numbers(path, reader, header, columns)
            return np.fromiter(numbers, dtype=np.float64).reshape(-1, len(chosen))
        except UnicodeDecodeError:
            raise ValueError(_not_text(path)) from None
        except csv.Error as error:
            expected = "lines of cells between commas"
            raise ValueError(f"{path} cannot be read as CSV ({error}), but expected {expected}") from None


def _opened(path: str) -> TextIO:
    try:
        return Path(path).open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        missing = path if path.isprintable() else repr(path)
        raise ValueError(f"{missing} does not exist, but expected a CSV file: check its path") from None
    except IsADirectoryError:
        raise ValueError(f"{path} is a directory, but expected a CSV file: give the file's path") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{path!r} cannot be read ({error}), but expected a CSV file") from None


def _not_text(path: str) -> str:
    return f"{path} is not UTF-8 text, but expected a CSV file: export it again as CSV (UTF-8)"


def _index(path: str, header: list[str], name: str) -> int:
    """Where a column stands."""
    if not header:
        raise ValueError(f"{path} is empty, but expected a header line and rows of numbers")
    count = header.count(name)
    if count > 1:
        raise ValueError(f"{path} has {count} columns named {name!r}, but expected one: rename the others")
    if count == 0:
        raise ValueError(f"{path} has no column {name!r}; {_hint(header, name)}")
    return header.index(name)


def _hint(header: list[str], name: str) -> str:
    existing = f"its columns are {', '.join(map(repr, header))}"
    other = next((word for sign, word in OTHERS.items() if sign in header[0]), None)
    if len(header) == 1 and other:
        return f"{existing}: separate cells by commas, not {other}"
    spelt = {column.lower(): column for column in header}
    near = get_close_matches(name.lower(), spelt, n=1, cutoff=0.5)
    return f"did you mean {spelt[near[0]]!r}? {existing}" if near else existing


def _numbers(path: str, reader: Reader, header: list[str], columns: list[int]) -> Iterator[float]:
    """The numbers in some columns, row by row."""
    pick = itemgetter(*columns)
    for cells in reader:
        if len(cells) == len(header):
            try:
                yield from map(_number, pick(cells))
            except ValueError:
                wrong = next(column for column in columns if not _is_number(cells[column]))
                at = f"line {reader.line_num} of {path}"
                raise ValueError(_wrong_cell(at, header[wrong], cells[wrong])) from None
        elif cells:
            found = f"{len(cells)} cell{'s' * (len(cells) != 1)}, but the header has {len(header)}"
            raise ValueError(f"line {reader.line_num} of {path} has {found}: mend that line")


def _number(cell: str) -> float:
    """What a cell says; a ValueError where that is no finite number, or one with Python's underscores."""
    value = float(cell)
    if isfinite(value) and "_" not in cell:
        return value
    raise ValueError(cell)


def _is_number(cell: str) -> bool:
    try:
        _number(cell)
    except ValueError:
        return False
    return True


def _wrong_cell(at: str, column: str, cell: str) -> str:
    if not cell.strip():
        return f"{at} is empty in column {column!r}, but expected a number: fill it in or drop the row"
    found = f"{at} has {shown(cell)} in column {column!r}"
    return f"{found}, but expected a finite number: mend it or drop the row"


def _standard(column: Array) -> Array:
    """The column with mean 0 and standard deviation 1, without overflow on the way."""
    scaled = column / np.abs(column).max()
    centred = scaled - scaled.mean()
    unit = centred / np.abs(centred).max()
    standard = unit / unit.std()
    return np.asarray(standard - standard.mean())
