"""Settings: checked records of what a user may change, each with a default, bounds and a sentence."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from gdclips.story.settings.fields import Field, as_text, fields
from gdclips.story.settings.values import check_record, is_default, make, told

__all__ = ["Field", "as_text", "check_record", "fields", "is_default", "make", "told"]

_Numbers = Annotated[tuple[Annotated[float, Meta(ge=-1e12, le=1e12)], ...], Meta(min_length=2, max_length=20)]
_PositiveRate = Annotated[float, Meta(gt=0, le=1e15)]

Seed = Annotated[
    int,
    Meta(ge=0, le=2**32 - 1, description="where the random numbers begin", extra={"control": "seed"}),
]
SampleCount = Annotated[
    int,
    Meta(ge=2, le=1_000_000, description="rows of made data"),
    Meta(extra={"slider": (10, 500, 10), "unit": "samples"}),
]
Weights = Annotated[_Numbers, Meta(description="true weights of made data, the intercept first")]
Noise = Annotated[
    float,
    Meta(ge=0, le=1e6, description="standard deviation of the made targets' noise"),
    Meta(extra={"slider": (0, 5, 0.5)}),
]
Steps = Annotated[
    int, Meta(ge=1, le=20_000, description="iterations", extra={"slider": (5, 200, 5), "unit": "iterations"})
]
ManySteps = Annotated[Steps, Meta(extra={"slider": (20, 1000, 20), "unit": "iterations"})]
Rate = Annotated[
    _PositiveRate | None,
    Meta(description="learning rate; auto takes it from theory", extra={"slider": (0.02, 2.4, 0.02)}),
]
SampledRate = Annotated[Rate, Meta(extra={"slider": (0.01, 1, 0.01)})]
Start = Annotated[
    _Numbers | None, Meta(description="weights to start from; auto starts by predicting the mean target")
]
Slice = Annotated[
    bool, Meta(description="show the slice at the true hidden weights, as the notebook does, not the profile")
]
Batch = Annotated[
    int,
    Meta(ge=1, le=1_000_000, description="samples, drawn with replacement, in each step"),
    Meta(extra={"slider": (1, 100, 1), "unit": "samples"}),
]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every scene of plain regression has; a scene sets its own defaults.

    And what it says of itself: ``features`` are the least and the most that it can show, None any number;
    ``in_space``, it shows a surface, whose camera ``elevation`` and ``azimuth`` turn; ``in_notebook``, it is
    one of the notebook's; ``number``, its place in a lecture, "" for none.
    """

    features: ClassVar[tuple[int, int | None]] = (1, None)
    in_space: ClassVar[bool] = False
    in_notebook: ClassVar[bool] = False
    number: ClassVar[str] = ""

    seed: Seed = 1
    samples: SampleCount = 100
    weights: Weights = (2.0, 6.0, 5.0)
    noise: Noise = 0.0
    steps: Steps = 50
    start: Start = None
    slice: Slice = False

    @classmethod
    def takes(cls, features: int) -> bool:
        """Tell whether the scene can show so many features."""
        least, most = cls.features
        return least <= features <= (features if most is None else most)

    @property
    def iterations(self) -> int:
        """How many iterations are told, by all that is known before."""
        return self.steps

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all; 0, if each step takes all that there are."""
        return 0


class Rated(Settings, frozen=True, kw_only=True):
    """What a scene with one learning rate has."""

    rate: Rate = 0.1


class Sampled(Rated, frozen=True, kw_only=True):
    """What a scene has whose steps draw batches of one size."""

    rate: SampledRate = 0.1
    batch: Batch = 1

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all."""
        return self.steps * self.batch


MADE_DATA = ("samples", "weights", "noise")
"""The settings that only made data have: with data of one's own they mean nothing."""

FROM_DATA = ("rate", "start")
"""The settings that follow from data of one's own, unless they are set or can't be "auto"."""
