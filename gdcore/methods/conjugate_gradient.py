"""Conjugate gradients: linear, for quadratics, and nonlinear, for any loss."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from gdcore._arrays import Array, shown, whole
from gdcore.losses import Loss, is_quadratic, name_of
from gdcore.methods._ray import check_ray, move_to_minimum, ratio
from gdcore.methods.method import Method

Last: TypeAlias = tuple[Array, Array, Array]  # the last gradient, direction and move
Formula: TypeAlias = Callable[[Array, Array, Array], Array]
Name: TypeAlias = Literal["polak-ribiere", "fletcher-reeves", "hestenes-stiefel", "dai-yuan"]


def conjugate_gradient() -> Method[Last]:
    """The conjugate gradient method on a quadratic: p <- -g + beta p; w <- w - (g'p / p'Hp) p.

    beta = g'g / (last g)'(last g), and at first p = -g. Hestenes and Stiefel, "Methods of conjugate gradients
    for solving linear systems", J. Res. Natl. Bur. Stand. 49 (1952). Each step is to the minimum over the
    start plus the span of all gradients so far. In exact arithmetic it ends after as many steps as H has
    different eigenvalues, d at most; with rounding, an ill-conditioned one takes more. A run at the minimiser
    stays.

    Its points are those of `scipy.sparse.linalg.cg` on H w = H minimizer, but for roundings, which grow from
    step to step, and the faster the worse H is conditioned. SciPy updates the residual by a recursion and
    stops at a tolerance; this takes the gradient at each point, and goes on.

    Returns
    -------
    Method
        For quadratics, losses with a `root` and a `minimizer`; run by `minimize`.

    Raises
    ------
    ValueError
        From `minimize`, if the loss has no `root` or no `minimizer`.

    Examples
    --------
    >>> from gdcore import conjugate_gradient, minimize, quadratic_bowl
    >>> minimize(quadratic_bowl(10), conjugate_gradient(), [10, 1], 2).points.round(4) + 0
    array([[10.    ,  1.    ],
           [ 8.1818, -0.8182],
           [ 0.    ,  0.    ]])
    """
    return Method(_of_a_quadratic, partial(_step, _fletcher_reeves, None))


def nonlinear_conjugate_gradient(beta: Name = "polak-ribiere", restart: int | None = None) -> Method[Last]:
    """The nonlinear conjugate gradient method: p <- -g + beta p; w <- w + t p, with t of least loss along p.

    With y, what the last move changed in g, and h, the last g, beta is

    - "polak-ribiere": g'y / h'h (Polak and Ribiere, 1969; Polyak, 1969),
    - "fletcher-reeves": g'g / h'h (Fletcher and Reeves, Comput. J. 7, 1964),
    - "hestenes-stiefel": g'y / p'y (Hestenes and Stiefel, 1952),
    - "dai-yuan": g'g / p'y (Dai and Yuan, SIAM J. Optim. 10, 1999),

    and 0 where that is negative, as Gilbert and Nocedal do for the first (SIAM J. Optim. 2, 1992; SciPy's
    `fmin_cg`, too). Where the search is exact, p'y = h'h: the third is then the first, and the fourth the
    second, but for rounding. t is searched for as in `exact_line_search`: in closed form on quadratics, where
    all four are `conjugate_gradient`, else to 1e-12 of the move; never to more loss, but by rounding.

    A step restarts, p = -g: where beta is 0, where p would not descend, and every `restart` steps.

    Parameters
    ----------
    beta : str
        One of the four.
    restart : int, optional
        At least 1; often d. Without, steps are not counted.

    Returns
    -------
    Method
        For any loss; run by `minimize`. A run whose gradient is 0 stays.

    Raises
    ------
    ValueError
        If beta is none of the four, or restart no whole number of at least 1.

    Examples
    --------
    >>> from gdcore import minimize, nonlinear_conjugate_gradient, rosenbrock
    >>> minimize(rosenbrock, nonlinear_conjugate_gradient(), [-1.2, 1], 30).points[-1].round(6)
    array([1., 1.])
    """
    if not isinstance(beta, str) or beta not in BETAS:
        raise ValueError(f"beta is {shown(beta)}, but expected one of {', '.join(BETAS)}")
    every = None if restart is None else whole("restart", restart, 1)
    return Method(_nothing, partial(_step, BETAS[beta], every))


def _of_a_quadratic(loss: Loss, point: Array) -> Last:
    if not is_quadratic(loss):
        raise ValueError(
            f"loss is {name_of(loss)}, but expected a quadratic, with `root` and `minimizer`:"
            " nonlinear_conjugate_gradient takes any loss"
        )
    return _nothing(loss, point)


def _nothing(loss: Loss, point: Array) -> Last:
    check_ray(loss, point)
    return np.zeros_like(point), np.zeros_like(point), np.zeros_like(point)


def _step(
    formula: Formula, restart: int | None, loss: Loss, gradient: Array, state: Last, point: Array, step: int
) -> tuple[Array, Last]:
    before, direction, last = state
    beta = np.maximum(formula(gradient, before, direction), 0.0)
    if restart is not None and step % restart == 0:
        beta = np.zeros_like(beta)
    direction = beta[..., np.newaxis] * direction - gradient
    descends = np.vecdot(gradient, direction) < 0
    direction = np.where(descends[..., np.newaxis], direction, -gradient)
    move = move_to_minimum(loss, gradient, point, direction, last)
    return move, (gradient, direction, move)


def _fletcher_reeves(gradient: Array, before: Array, direction: Array) -> Array:
    return ratio(np.vecdot(gradient, gradient), np.vecdot(before, before))


def _polak_ribiere(gradient: Array, before: Array, direction: Array) -> Array:
    return ratio(np.vecdot(gradient, gradient - before), np.vecdot(before, before))


def _hestenes_stiefel(gradient: Array, before: Array, direction: Array) -> Array:
    change = gradient - before
    return ratio(np.vecdot(gradient, change), np.vecdot(direction, change))


def _dai_yuan(gradient: Array, before: Array, direction: Array) -> Array:
    return ratio(np.vecdot(gradient, gradient), np.vecdot(direction, gradient - before))


BETAS: dict[str, Formula] = {
    "polak-ribiere": _polak_ribiere,
    "fletcher-reeves": _fletcher_reeves,
    "hestenes-stiefel": _hestenes_stiefel,
    "dai-yuan": _dai_yuan,
}
