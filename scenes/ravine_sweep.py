"""The ravine's sweep: its map and its data at each correlation."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.story import rounding
from gdclips.story.film import maps, supports
from gdclips.story.film.film import Cut
from gdclips.story.film.overlays import EigenAxes, Headline
from gdclips.story.film.views import Data, Map
from gdcore import Array

from .correlation import Mixture
from .ravine_facts import Ravine, condition, curvatures, section_at, told, turned
from .ravine_words import ROUND

DOTS = {"full": 1000, "short": 300}  # samples that are drawn
NEAR = 1e-12  # a start nearer to the minimum has no ring
HALFWAY = 0.5  # of the window's half-height: how far the axes of a round bowl reach
NOTHING = 1e-9  # of the weights: runs that go no further stay where they are
UNEQUAL = 8.0  # times a map's axes are as long as the other's, from which their units differ


class Swept(msgspec.Struct, frozen=True, eq=False):
    """The sweep's views by its share: the map within ``seen`` (k, 2), its axes up to the ring of ``level``.

    ``window`` (k, 2) is what the data's axes are fitted to; ``fixed`` (2, 2) are the directions as rows, None
    for those of each share. ``names`` are what the correlation and the condition number are called, and what
    stands below this; so many samples have ``dots``.
    """

    mixture: Mixture
    seen: Array
    level: float
    window: Array
    fixed: Array | None
    names: tuple[str, str, str]
    dots: int

    def __call__(self, share: float) -> tuple[Map, tuple[Data, ...]]:
        """Return the hero and its support at a share of the sweep."""
        problem = msgspec.structs.replace(self.mixture.problem, loss=self.mixture.loss(share))
        section = problem.loss.section(problem.axes, problem.at)
        sizes, ways = curvatures(section)
        if self.fixed is not None:
            ways = self.fixed
            sizes = np.square(section.root @ ways.T).sum(axis=0)
        across, along, ratio = told(sizes)
        axes = EigenAxes(
            center=section.center,
            ends=ways * np.sqrt(self.level / sizes)[:, np.newaxis],
            labels=(f"across: λ = {across}", f"along: λ = {along}"),
        )
        kappa = Headline(label=self.names[1], text=ratio, below=self.names[2], key="kappa")
        return (
            Map(plane=maps.plane(problem), seen=self.seen, overlays=(kappa, axes), named=False),
            (self._data(share),),
        )

    def _data(self, share: float) -> Data:
        samples, problem = self.mixture.samples(share), self.mixture.problem
        first, second = (axis - 1 for axis in problem.axes)
        rho = self.mixture.correlation(share)
        return Data(
            x=samples.x[: self.dots, first],
            y=samples.x[: self.dots, second],
            names=supports.data(problem).names,
            head=f"{self.names[0]} [{f'{rho + 0.0:.2f}'.replace('-', '−')}](rival)",
            window=self.window,
        )


def swept(facts: Ravine, cut: Cut) -> Swept:
    """Return the sweep of a ravine's correlation; in a GIF there is less room for words."""
    what = "" if facts.same else " of this map"
    names = (f"condition number κ{what}", "λ: curvature, across / along")
    names = names if cut == "full" else (f"κ{what}: ratio of curvatures λ", "")
    mixture, problem = facts.mixture, facts.problem
    section = problem.loss.section(problem.axes, problem.at)
    begins_round = condition(section_at(facts, 0.0)) <= ROUND
    half = _half(facts)
    level = float((HALFWAY * (mixture.beginning * half).min()) ** 2)
    start = float(section.value(problem.start[list(problem.axes)]) - section.floor)
    if start > NEAR * level:
        level = start * 2.0 ** round(float(np.log2(level / start)))
    center = problem.loss.minimizer[list(problem.axes)]
    return Swept(
        mixture=mixture,
        seen=np.array([center - half, center + half]),
        level=level,
        window=_window(mixture),
        fixed=turned(curvatures(section)[1]) if mixture.alike and begins_round else None,
        names=(facts.correlation_name, *names),
        dots=DOTS[cut],
    )


def _half(facts: Ravine) -> Array:
    """Return half the lengths (2,) of the sweep's map: those of the runs' map, made equal if they may be."""
    problem, mixture = facts.problem, facts.mixture
    half = np.ptp(maps.whole(problem, *facts.runs), axis=0) / 2
    unit = (rounding.size(problem.loss) or 1.0) / mixture.beginning / 64
    if (half <= NOTHING * (unit + np.abs(problem.loss.minimizer[list(problem.axes)]))).all():
        half = unit
    return half if half.max() > UNEQUAL * half.min() > 0 and not mixture.alike else np.full(2, half.max())


def _window(mixture: Mixture) -> Array:
    """Return the corners of what the data's axes show at any share, about 0 where the features are."""
    first, second = (axis - 1 for axis in mixture.problem.axes)
    several = [mixture.samples(share).x[:, [first, second]] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    low, high = np.min(several, axis=(0, 1)), np.max(several, axis=(0, 1))
    x = several[-1]
    if (np.abs(x.mean(axis=0)) < 0.2 * x.std(axis=0)).all():
        reach = 1.04 * np.maximum(-low, high)
        return np.array([-reach, reach])
    room = 0.06 * (high - low)
    return np.array([low - room, high + room])
