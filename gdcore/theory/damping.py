"""The modes of a descent and their damping: its error along each eigenvector of H, in closed form.

Along an eigenvector of curvature h the error of gradient descent and of the heavy ball, full batch and at a
constant rate a and momentum beta, goes as if there were no other: e_(t+1) = (1 + beta - a h) e_t -
beta e_(t-1). With p and q the roots of z^2 - (1 + beta - a h) z + beta, it is from rest (Polyak 1964):

- overdamped where a h < (1 - sqrt(beta))^2, with positive roots:
  e_t / e_0 = (p (1 - q) p^t - q (1 - p) q^t) / (p - q), which falls and keeps its sign;
- critically damped at either end of the interval between, with p = q: e_t / e_0 = p^t (1 + t (1 - p));
- underdamped where (1 - sqrt(beta))^2 < a h < (1 + sqrt(beta))^2, with complex roots of size sqrt(beta):
  e_t / e_0 = sqrt(beta)^t (cos(t theta) + (cos(theta) - sqrt(beta)) / sin(theta) sin(t theta)), where
  cos(theta) = (1 + beta - a h) / (2 sqrt(beta)), an oscillation;
- alternating where a h is more, with negative roots: as overdamped, but each step changes the sign.

Gradient descent is the case beta = 0, e_t / e_0 = (1 - a h)^t: overdamped below a h = 1, alternating above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array, Locked, decay_factor, locked, positive, share, whole
from gdcore.losses import Loss
from gdcore.theory.spectrum import curvatures

Damping: TypeAlias = Literal["overdamped", "critically damped", "underdamped", "alternating"]
MOST = 1e150  # of a h, whose square is a number
DOUBLINGS = 63  # an iteration's number is an int64


@dataclass(frozen=True, eq=False)
class Modes(Locked):
    """The modes of a descent from rest, one for each of d eigenvectors, the largest curvature first.

    Parameters
    ----------
    curvatures : (d,) array
        The eigenvalues of H.
    rate, momentum : float
        a and beta.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> found = modes(quadratic_bowl(10), rate=0.1, momentum=0.25)
    >>> found.damping
    ('underdamped', 'overdamped')
    >>> found.factors.round(3).tolist()
    [0.5, 0.859]
    >>> found.iterations(1e-6).tolist()
    [20, 92]
    """

    curvatures: Array
    rate: float
    momentum: float

    def __repr__(self) -> str:
        """Its settings, on one line."""
        first, last = self.curvatures[0], self.curvatures[-1]
        return (
            f"<Modes: curvatures from {first:g} to {last:g}, rate {self.rate:g}, momentum {self.momentum:g}>"
        )

    @property
    def roots(self) -> NDArray[np.complex128]:
        """The roots p and q, (d, 2), that of the larger size first, or that above the real axis."""
        center, width = self._linear, np.sqrt(self._discriminant.astype(np.complex128))
        largest = 0.5 * (center + np.where(center < 0, -width, width))
        largest = np.where(self._discriminant < 0, 0.5 * (center + width), largest)
        with np.errstate(all="ignore"):
            other = np.where(largest == 0, 0.0, self.momentum / largest)
        return np.stack([largest, other], axis=-1)

    @property
    def factors(self) -> Array:
        """The factor of an error in a step, in the long run, the size of p, (d,): |1 - a h| in descent."""
        return np.asarray(np.abs(self.roots[:, 0]))

    @property
    def damping(self) -> tuple[Damping, ...]:
        """How each mode is damped, d words."""
        return tuple(map(_damping, self._discriminant.tolist(), self._linear.tolist()))

    def shares(self, steps: int) -> Array:
        """What is left of each mode's error, with its sign: e_t / e_0, (steps + 1, d), at t = 0 to steps.

        Infinite where it overflows. The points are the minimiser and these times the start's
        `eigen_coordinates`, along the `eigenvectors`.

        Raises
        ------
        ValueError
            If steps is no whole number of at least 0.
        """
        return self._shares(np.arange(whole("steps", steps, 0) + 1.0)[:, np.newaxis])

    def envelope(self, steps: int) -> Array:
        """A bound on the shares, (steps + 1, d): of an oscillation A sqrt(beta)^t, else their own sizes.

        A^2 = 1 + ((cos(theta) - sqrt(beta)) / sin(theta))^2: the curve touches every crest, or nearly.

        Raises
        ------
        ValueError
            If steps is no whole number of at least 0.
        """
        return self._envelope(np.arange(whole("steps", steps, 0) + 1.0)[:, np.newaxis])

    def iterations(self, tolerance: float) -> NDArray[np.int64]:
        """The iterations after which each mode's envelope is at most `tolerance` for good, (d,).

        In gradient descent that is log(tolerance) / log|1 - a h|, rounded up.

        Parameters
        ----------
        tolerance : float
            A share of the error at the start, above 0 and below 1.

        Raises
        ------
        ValueError
            If the tolerance is out of its range, or a mode does not shrink at this rate.
        """
        least = share("tolerance", tolerance)
        if (self.factors >= 1).any():
            raise ValueError(
                f"rate is {self.rate!r}, but along {(self.factors >= 1).sum()} of {len(self.factors)}"
                f" eigenvectors the error does not shrink then: expected a rate below"
                f" {2 * (1 + self.momentum) / self.curvatures[0]:.6g}, and curvature along each"
            )

        def reached(t: Array) -> NDArray[np.bool_]:
            here = self._envelope(t)
            return np.asarray((here <= least) & (self._envelope(t + 1) <= here))

        low, high = np.zeros(len(self.curvatures)), np.ones(len(self.curvatures))
        for _ in range(DOUBLINGS):
            done = reached(high)
            low, high = np.where(done, low, high), np.where(done, high, 2 * high)
        for _ in range(DOUBLINGS):
            middle = np.ceil(0.5 * (low + high))
            done = reached(middle)
            low, high = np.where(done, low, middle), np.where(done, middle, high)
        return high.astype(np.int64)

    @property
    def _linear(self) -> Array:
        """1 + beta - a h, the sum of the roots, (d,)."""
        return np.asarray(1 + self.momentum - self.rate * self.curvatures)

    @property
    def _discriminant(self) -> Array:
        """(p - q)^2, (d,), with every digit where the roots are nearly equal."""
        root, scaled = np.sqrt(self.momentum), self.rate * self.curvatures
        return np.asarray(((1 - root) ** 2 - scaled) * ((1 + root) ** 2 - scaled))

    def _shares(self, t: Array) -> Array:
        """The shares at iterations (..., d) or (..., 1)."""
        largest, other = self.roots.real.T
        with np.errstate(all="ignore"):
            apart = np.minimum(1.0, np.sqrt(np.abs(self._discriminant)) / np.abs(largest))
            sums = np.where(self._discriminant == 0, t, -np.expm1(t * np.log1p(-apart)) / apart)
            sums = np.where(t == 0, 0.0, sums)
            real = np.power(other, t) + (1 - other) * np.power(largest, t) * sums
            turned = t * np.angle(self.roots[:, 0])
            swung = np.sqrt(self.momentum) ** t * (np.cos(turned) + self._lean * np.sin(turned))
            return np.asarray(np.where(self._discriminant < 0, swung, real))

    def _envelope(self, t: Array) -> Array:
        """The envelope at iterations (..., d) or (..., 1)."""
        with np.errstate(all="ignore"):
            crests = np.sqrt(self.momentum) ** t * np.hypot(1.0, self._lean)
            return np.asarray(np.where(self._discriminant < 0, crests, np.abs(self._shares(t))))

    @property
    def _lean(self) -> Array:
        """(cos(theta) - sqrt(beta)) / sin(theta), (d,)."""
        return np.asarray((self._linear - 2 * self.momentum) / np.sqrt(np.abs(self._discriminant)))


def modes(loss: Loss, rate: float, momentum: float = 0.0) -> Modes:
    """The modes of gradient descent, or of the heavy ball, full batch and at a constant rate, from rest.

    Parameters
    ----------
    loss : Loss
        Quadratic, of d weights; O(d^3) operations.
    rate : float
        a, above 0.
    momentum : float
        beta, at least 0 and below 1.

    Raises
    ------
    ValueError
        If the loss is not quadratic, or an argument is out of its range; a L is at most 1e150.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> modes(quadratic_bowl(10), rate=0.2).shares(2).round(12).tolist()  # (1 - a h)^t, for h = 10 and 1
    [[1.0, 1.0], [-1.0, 0.8], [1.0, 0.64]]
    """
    step, beta, h = positive("rate", rate), decay_factor("momentum", momentum), curvatures(loss)
    if step * float(h[0]) > MOST:
        raise ValueError(
            f"rate is {step!r}, but expected at most {MOST / h[0]:.3g}: beyond, errors overflow at once"
        )
    return Modes(locked(h), step, beta)


def _damping(discriminant: float, center: float) -> Damping:
    if discriminant == 0:
        return "critically damped"
    if discriminant < 0:
        return "underdamped"
    return "overdamped" if center > 0 else "alternating"
