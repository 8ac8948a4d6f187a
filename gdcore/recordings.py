"""Paths from elsewhere: weights that another program logged, such as a training loop in PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import ArrayLike

from gdcore._arrays import Array, real
from gdcore.descent import checked_start, scale_of
from gdcore.losses import Loss, asked, plotted
from gdcore.trajectory import BLOWUP, Layout, Trajectory, check_path, settled

Layers: TypeAlias = Mapping[str, ArrayLike] | Sequence[Mapping[str, ArrayLike]]
KEYS = ("points", "losses", "gradients")


def recorded(
    points: ArrayLike | Layers | str | PathLike[str],
    losses: ArrayLike | None = None,
    *,
    gradients: ArrayLike | Layers | None = None,
    loss: Loss | None = None,
) -> Trajectory:
    """The trajectory of logged weights, which serves wherever one of `descend` does.

    Parameters
    ----------
    points : array_like, layers or path
        The weights before the first step and after each:

        - (steps + 1, d) or (steps + 1, runs, d), or a list of steps + 1 arrays (d,) or (runs, d);
        - layer by layer, a mapping from names to (steps + 1, ...) arrays, or a list of steps + 1 mappings
          from names to arrays, such as copies of a PyTorch model's parameters. The layers are flattened and
          joined in their order, as PyTorch's `parameters_to_vector` does, and the trajectory keeps their
          `layout`. Leave out what is no weight, such as the counters of batch norm;
        - the path of a `.npz` file with an array `points`, and `losses` and `gradients` where it has them; or
          of a `.npy` file of points.
    losses : (steps + 1,) or (steps + 1, runs) array_like, optional
        The loss at each point. Without, that of `loss` as it is plotted; without that, NaN: not known.
    gradients : (steps, d) or (steps, runs, d) array_like or layers, optional
        The gradient that each step used. Without, that of `loss`; without that, NaN.
    loss : Loss, optional
        What was descended.

    Returns
    -------
    Trajectory
        Whose velocities are the differences of its points. A run diverges as in `descend`: at the first point
        or known loss that is not finite, or loss above 1e12 times the first.

    Raises
    ------
    ValueError
        If a shape does not fit the others, the first point or loss is not finite, or a file or what is in it
        can't be read.

    Examples
    --------
    >>> from gdcore import quadratic_bowl, recorded
    >>> run = recorded([[4, 2], [2, 0], [1, 0]], loss=quadratic_bowl(4))
    >>> run.losses.tolist(), run.velocities.tolist()
    ([16.0, 2.0, 0.5], [[-2.0, -2.0], [-1.0, 0.0]])
    >>> recorded({"weight": [[[4.0, 2.0]], [[2.0, 0.0]]], "bias": [[1.0], [0.5]]}).layout
    (('weight', (1, 2)), ('bias', (1,)))
    """
    log = _log(points)
    path, layout = _joined("points", log["points"])
    check_path(path)
    if not np.isfinite(path[0]).all():
        raise ValueError("points[0] is not finite, but expected a start that is")
    if loss is not None:
        checked_start(loss, path[0])
    with np.errstate(all="ignore"):
        shown, limit = _losses(path, log.get("losses") if losses is None else losses, loss)
        slopes = _gradients(path, log.get("gradients") if gradients is None else gradients, loss, layout)
        values = np.zeros(path.shape[:-1]) if shown is None else shown
        pulls = np.zeros(path[1:].shape) if slopes is None else slopes
        run = settled(path, values, pulls, np.diff(path, axis=0), limit)
    unknown = {"losses": shown, "gradients": slopes}
    gaps = {
        name: np.full(getattr(run, name).shape, np.nan) for name, given in unknown.items() if given is None
    }
    return replace(run, layout=layout, **gaps)


def _losses(points: Array, given: ArrayLike | None, loss: Loss | None) -> tuple[Array | None, Array]:
    """The loss at each point, where known, and the limit above which it has diverged."""
    if given is None and loss is not None:
        found = np.array(plotted(loss, points))
        return found, BLOWUP * scale_of(loss, points[0], found)
    if given is None:
        return None, np.full(points.shape[1:-1], np.inf)
    losses = np.array(_numbers("losses", given))
    _check("losses", losses, points.shape[:-1], "one a point, the last one's too")
    if not np.isfinite(losses[0]).all():
        raise ValueError(f"losses[0] is {losses[0]}, but expected a start of finite loss")
    return losses, np.where(losses[0] == 0, np.inf, BLOWUP * np.abs(losses[0]))


def _gradients(points: Array, given: Any, loss: Loss | None, layout: Layout | None) -> Array | None:
    if given is None:
        return None if loss is None else np.array(asked(loss, "gradient", points[:-1]))
    gradients, own = _joined("gradients", given)
    if own is not None and own != layout:
        raise ValueError(f"gradients has the layers {own}, but points has {layout}: expected the same")
    _check("gradients", gradients, points[1:].shape, "one a step, so not the last point's")
    return gradients


def _check(name: str, given: Array, expected: tuple[int, ...], why: str) -> None:
    if given.shape != expected:
        raise ValueError(f"{name} has shape {given.shape}, but expected {expected}: {why}")


def _log(points: Any) -> Mapping[str, Any]:
    """What was given or is in the file, by its names."""
    if isinstance(points, NpzFile):
        return _named(points, "points")
    if not isinstance(points, str | PathLike):
        return {"points": points}
    from zipfile import BadZipFile  # here, for its import takes 7 ms

    path = Path(fspath(points))
    shown_path = path if str(path).isprintable() else repr(str(path))
    if path.suffix not in (".npz", ".npy"):
        raise ValueError(f"points is the path {shown_path}, but expected that of a .npz or .npy file")
    try:
        with path.open("rb") as file:
            found = np.load(file)
            arrays = dict(found) if isinstance(found, NpzFile) else {"points": found}
    except FileNotFoundError:
        raise ValueError(f"points is the path {shown_path}, but there is no such file") from None
    except (BadZipFile, EOFError, OSError, ValueError) as error:
        why = "" if "unsafely" in str(error) else f": {error}"  # NumPy takes any text for a pickle
        raise ValueError(f"points is the path {shown_path}, which is no file of NumPy's{why}") from None
    return _named(arrays, f"{path}")


def _named(found: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    if "points" not in found:
        names = f"the arrays {', '.join(found)}" if len(found) else "no arrays"
        expected = "one called points; of layers, give a dict of arrays"
        raise ValueError(f"{where} has {names}, but expected {expected}")
    return {name: found[name] for name in KEYS if name in found}


def _joined(name: str, given: Any) -> tuple[Array, Layout | None]:
    """Points as one array of its own, and the layout of those that are given layer by layer."""
    if isinstance(given, list | tuple) and given and all(isinstance(step, Mapping) for step in given):
        first, *others = map(set, given)
        if any(other != first for other in others):
            raise ValueError(f"{name} has other layers at one step than at another, but expected the same")
        given = {layer: [step[layer] for step in given] for layer in given[0]}
    if not isinstance(given, Mapping):
        return np.array(_numbers(name, given)), None
    layers = {str(layer): _numbers(f"{name}[{layer!r}]", array) for layer, array in given.items()}
    steps = {layer: array.shape[:1] for layer, array in layers.items()}
    if len(set(steps.values())) != 1 or () in steps.values():
        told = ", ".join(f"{layer} of shape {array.shape}" for layer, array in layers.items()) or "no layer"
        raise ValueError(f"{name} has {told}, but expected layers of as many steps each, (steps + 1, ...)")
    flat = [array.reshape(len(array), -1) for array in layers.values()]
    return np.concatenate(flat, axis=1), tuple((layer, array.shape[1:]) for layer, array in layers.items())


def _numbers(name: str, given: Any) -> Array:
    """An array, or a list of arrays stacked."""
    try:
        if not isinstance(given, list | tuple) or not any(map(_is_array, given)):
            return real(name, given)
        arrays = [real(f"{name}[{step}]", each) for step, each in enumerate(given)]
    except RuntimeError as error:
        raise ValueError(f"{name} can't be read as an array: {error}") from None
    if len({array.shape for array in arrays}) > 1:
        shapes = ", ".join(map(str, dict.fromkeys(array.shape for array in arrays)))
        raise ValueError(f"{name} has steps of the shapes {shapes}, but expected one shape")
    views = [*map(np.asarray, given)]  # of what was given, for those of single precision are copied above
    if len(views) > 1 and len({view.ctypes.data for view in views}) == 1:
        raise ValueError(f"{name} is {len(given)} times the same array, but expected one a step: log copies")
    return np.stack(arrays)


def _is_array(value: Any) -> bool:
    return np.ndim(value) > 0 or hasattr(value, "__array__")
