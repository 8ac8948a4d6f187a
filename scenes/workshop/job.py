"""Jobs: an order, or some beats of a video, with all that is needed to make it anywhere."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec

from gdcore.csvfile import as_samples
from scenes.stage.story import Story
from scenes.stories import SCENES
from scenes.stories.problem import OwnData
from scenes.workshop.orders import Order
from scenes.workshop.tables.options import Data


class Job(msgspec.Struct, frozen=True):
    """The parts of an order's file from ``first`` up to ``stop``: a video's are its beats.

    ``own`` are the data of its table; ``versions`` of the packages that draw and encode are those that
    its file is to be made with.
    """

    order: Order
    own: OwnData | None
    versions: dict[str, str]
    first: int
    stop: int

    @property
    def story(self) -> Story:
        """The order's story."""
        return told(self.order, self.own)

    @property
    def parts(self) -> range:
        """The parts' numbers."""
        return range(self.first, self.stop)


def told(order: Order, own: OwnData | None) -> Story:
    """Return the story of an order; a ValueError says what in its settings or data is wrong."""
    return SCENES[order.scene].story(order.settings, own)


def own_data(order: Order) -> OwnData | None:
    """Read the data of an order, if it has any of its own; a ValueError or OSError says what is wrong."""
    return _read(order.data) if order.data else None


@lru_cache(maxsize=16)
def _read(data: Data) -> OwnData:
    from scenes.workshop.tables.reading import read

    table = read(data)
    samples = as_samples(table.values, table.chosen, data.path, standardize=not data.raw)
    file, target = Path(data.path).name, table.chosen[-1]
    return OwnData(samples, file, target, not data.raw, table.assumed, table.dropped)
