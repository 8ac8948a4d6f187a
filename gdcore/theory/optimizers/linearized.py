"""The linearised recursion of an optimiser at a minimiser, which says whether and how fast it gets there.

With e = w - w* and the gradient H e, a step of (init, update) maps (e, state) to the next; its Jacobian M at
(0, a state at rest) is what the step is near the minimiser. The map's fixed point is 0, so that from a
displacement of 1e-200, which is far below any eps and whose square is 0, M follows to all digits.

What comes out of it, for the curvature h along an eigenvector, at the rate a:

- gradient descent: 1 - a h; momentum and Nesterov: the roots that `modes` and `max_nesterov_rate` tell;
- Adam, where v -> 0: m <- b1 m + (1 - b1) H e; e <- e - (a / eps) m, which is the heavy ball at the rate
  a (1 - b1) / eps, and so stable where a L (1 - b1) / eps < 2 (1 + b1) (Bock and Weiss, "A proof of local
  convergence for the Adam optimizer", IJCNN 2019, have eps in the root). At the usual settings that is a rate
  below 4e-7 / L. Above, the error comes back in bursts, when v has decayed so far that the same is broken
  with sqrt(v) + eps in place of eps: at a state v that is held, where it changes slowly, the limit is that of
  Cohen et al., "Adaptive gradient methods at the edge of stability" (2022);
- NAdam, likewise: Nesterov's method at that rate; RMSProp, centred or not: 1 - (a / eps) h, or with momentum
  the heavy ball at the rate a / eps;
- AdaGrad, whose sums of squares G are kept: I - a diag(1 / (sqrt(G) + eps)) H, for a given state G;
- Adadelta, where both averages are 0: 1 - a h, for sqrt(eps) / sqrt(eps) = 1;
- with dampening d: as at the rate a (1 - d);
- with weight decay that is added to the gradient: H + decay I in place of H, about the fixed point, which is
  no minimiser of the loss itself; if it is decoupled, (1 - a decay) I in place of I, at a minimiser at 0;
- with clipping: as without, for small gradients are not clipped;
- signed descent and Lion: nothing, for their steps do not shrink with the error. At a constant rate they end
  in a cycle, of about the rate's size;
- Newton's method: 1 - a, whatever h.
"""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, floats, real, shown, whole
from gdcore.losses import Loss, check_parts, hessian_at
from gdcore.methods import Method
from gdcore.optimizers import Optimizer
from gdcore.theory.optimizers.jacobian import TINY, Recursion, jacobian
from gdcore.theory.optimizers.states import alike, numbers_of

Flags: TypeAlias = NDArray[np.bool_]
Rule: TypeAlias = Optimizer[Any] | Method[Any]
LATE = 10**6  # a step at which averages have forgotten their first value
SETTLING = 1000  # updates without a gradient, for a state that begins elsewhere than at rest


def linearized(
    optimizer: Rule, hessian: ArrayLike | Loss, state: object = None, *, step: int = LATE
) -> Array:
    """The Jacobian of a step of any optimiser at a minimiser: the map of (w - w*, state) to the next.

    Parameters
    ----------
    optimizer : Optimizer or Method
        Any pair, also one of your own, whose states are None, numbers, arrays or tuples of these.
    hessian : (d, d) array_like or Loss
        H, symmetric; it may be indefinite, as at a saddle, or singular. Or a loss with a `minimizer` and a
        `hessian`, which is taken there.
    state : state, optional
        That of the optimiser for a point (d,), for those that keep what has been, as AdaGrad its sums of
        squares, or to hold an average that would change slowly. Without, it is the one at which the first
        state comes to rest in 1000 steps without a gradient.
    step : int
        The step's number, for schedules and corrections of bias. Without, 10^6: in the long run.

    Returns
    -------
    (k, k) array
        Of the error's d coordinates, then of the state's numbers in their order (integers are constants). It
        is infinite where a move does not shrink with the error, as that of signed descent; for a state that
        is not 0, its own entries have some seven digits, all others all.

    Raises
    ------
    ValueError
        If an argument is out of its range; if the state is not at rest, so that there is a move without a
        gradient; or if the step has no linear map: if 0 is divided by 0 at the minimiser, as with an eps
        of 0, or if what it makes of a sum is not the sum, as in line searches and conjugate gradients.

    Examples
    --------
    >>> from gdcore import momentum
    >>> linearized(momentum(0.5, 0.9), [[1.0]])
    array([[ 0.5,  0.9],
           [-0.5,  0.9]])
    """
    curved = _hessian(hessian)
    count, rule = len(curved), _rule(optimizer, curved)
    number = whole("step", step, 0)
    with np.errstate(all="ignore"):
        recursion = partial(_step, rule, curved, number)
        rest = _settled(recursion, rule, count) if state is None else _given(rule, state, count)
        return jacobian(recursion, rest, count, TINY if isinstance(optimizer, Optimizer) else 1.0)


def local_rate(
    optimizer: Rule, hessian: ArrayLike | Loss, state: object = None, *, step: int = LATE
) -> float:
    """The factor by which a step changes the error, in the long run and near a minimiser, of any optimiser.

    The spectral radius of that part of `linearized` which matters: the error, and those numbers of the state
    that depend on it and on which it depends, directly or through others. (The averages of squared gradients
    of Adam and its kin do not: they are of second order.) From almost every start near the minimiser, with
    the state at rest, |w_t - w*|^(1/t) tends to it. It is stable where this is below 1; unstable above, as at
    a saddle, where this is the factor of escape; 1 where H is singular, for along flat directions nothing
    changes; infinite where the move does not shrink with the error, so that a constant rate never settles.

    Full-batch methods without a linear map are refused. What is known of them on a quadratic: exact line
    search leaves at worst (kappa - 1) / (kappa + 1) of the error, in the norm of H (Kantorovich 1948);
    conjugate gradients need at most d steps (Hestenes and Stiefel 1952); Barzilai-Borwein converges
    R-linearly (Dai and Liao 2002), and so does L-BFGS with a line search (Liu and Nocedal 1989), which
    `gdcore.lbfgs` has not. Proximal gradients leave weights that are 0 by a margin as they are, and in the
    others are gradient descent of the loss's smooth part: give that, and its Hessian in these weights alone.

    Parameters, and errors, are those of `linearized`.

    Returns
    -------
    float

    Examples
    --------
    >>> from gdcore import gradient_descent, momentum, quadratic_bowl
    >>> bowl = quadratic_bowl(9)
    >>> round(local_rate(gradient_descent(0.2), bowl), 12)
    0.8
    >>> round(local_rate(momentum(0.25, 0.3), bowl), 12)
    0.547722557505
    >>> round(local_rate(gradient_descent(0.1), [[1, 0], [0, -2]]), 12)
    1.2
    """
    matrix, count = linearized(optimizer, hessian, state, step=step), len(_hessian(hessian))
    if not np.isfinite(matrix).all():
        return float("inf")
    links = np.asarray(matrix != 0)
    part = _reached(links, count) & _reached(links.T, count)
    return float(np.abs(np.linalg.eigvals(matrix[np.ix_(part, part)])).max())


class _Form:
    """The quadratic e'He / 2 about 0, for methods that ask the loss."""

    name = "the quadratic at the minimiser"

    def __init__(self, hessian: Array) -> None:
        self.hessian, self.dim, self.minimizer = hessian, len(hessian), np.zeros(len(hessian))
        sizes, basis = np.linalg.eigh(hessian)
        if (sizes >= 0).all():
            self.root = np.sqrt(sizes)[:, np.newaxis] * basis.T

    def value(self, w: ArrayLike, /) -> Array:
        return np.asarray(0.5 * (self.gradient(w) * real("w", w)).sum(axis=-1))

    def gradient(self, w: ArrayLike, /) -> Array:
        return np.asarray(real("w", w) @ self.hessian)


def _hessian(given: Any) -> Array:
    if hasattr(given, "gradient"):
        check_parts(given, "hessian", "minimizer")
        given = hessian_at(given, given.minimizer)
    if callable(given):
        expected = "an array, or the loss, whose Hessian at its minimizer is taken"
        raise ValueError(f"hessian is {shown(given)}, but expected {expected}")
    array = floats("hessian", given)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.size == 0:
        raise ValueError(f"hessian has shape {array.shape}, but expected (d, d), or a loss with a Hessian")
    if np.abs(array - array.T).max() > 1e-9 * np.abs(array).max():
        raise ValueError("hessian is not symmetric, but expected the second derivatives of a loss, which are")
    return array


def _rule(optimizer: object, hessian: Array) -> Optimizer[Any]:
    if isinstance(optimizer, Method):
        loss = _Form(hessian)
        return Optimizer(partial(optimizer.init, loss), partial(optimizer.update, loss))
    if isinstance(optimizer, Optimizer):
        return optimizer
    raise ValueError(f"optimizer is {shown(optimizer)}, but expected an Optimizer or a Method")


def _step(
    rule: Optimizer[Any], hessian: Array, number: int, error: Array, state: object
) -> tuple[Array, object]:
    move, state = rule.update(hessian @ error, state, error, number)
    return error + move, state


def _settled(recursion: Recursion, rule: Optimizer[Any], count: int) -> object:
    still = np.zeros(count)
    state = rule.init(still)
    for _ in range(SETTLING):
        before = numbers_of(state)
        _, state = recursion(still, state)
        if np.array_equal(before, numbers_of(state)):
            break
    return state


def _given(rule: Optimizer[Any], state: object, count: int) -> object:
    first = rule.init(np.zeros(count))
    expected, found = numbers_of(first), floats("state", numbers_of(state))
    if expected.shape != found.shape:
        raise ValueError(
            f"state has {len(found)} numbers, but expected {len(expected)}, as the optimizer's first has for"
            f" {count} weights"
        )
    if not alike(first, state):
        raise ValueError(
            f"state is {shown(state)}, but expected one in the form of the first, {shown(first)}"
        )
    return state


def _reached(links: Flags, count: int) -> Flags:
    """Which entries depend on the first `count`, be it through others; links[i, j]: i depends on j."""
    found = np.arange(len(links)) < count
    while True:
        more = np.asarray(found | links[:, found].any(axis=1))
        if (more == found).all():
            return found
        found = more
