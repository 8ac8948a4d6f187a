"""Every sentence on the screen, checked: its numbers and its claim, by NumPy and hand loops alone.

A title or a caption that no line of ``CLAIMS`` knows is a failure.
"""

import re

import pytest

from gdclips.story.film import sentences
from gdclips.story.scenes import SCENES
from tests import shown
from tests.chosen import ALL_AT_ONCE

from .claims import compared, films, momentum, plain, sampled, several
from .claims.by_hand import STACK_FEATURES, TESTS, Facts, File

CLAIMS = [claim for part in (films, several, momentum, plain, sampled, compared) for claim in part.CLAIMS]

LONGLEY = (TESTS / "gdcore" / "longley.csv", "TOTEMP")
ENGEL = (TESTS / "data" / "engel.csv", "foodexp")
CRIME = (TESTS / "data" / "statecrime.csv", "murder")
LONGLEY_FEATURES = ("GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR")
CRIME_FEATURES = ("poverty", "single", "urban")
COLUMNS = [
    *((STACK_FEATURES[:count],) for count in (1, 2, 3)),
    (("income",), *ENGEL),
    (("GNP",), *LONGLEY),
    (("UNEMP", "YEAR"), *LONGLEY),
    (LONGLEY_FEATURES, *LONGLEY),
    (("single",), *CRIME),
    (("poverty", "single"), *CRIME),
    (CRIME_FEATURES, *CRIME),
]
FILES = [File(features, scaled, *where) for features, *where in COLUMNS for scaled in (True, False)]
SCALED = [File(STACK_FEATURES[:count], unit=unit) for count in (1, 2, 3) for unit in (1e-6, 1e9)]
GAPS = [File(STACK_FEATURES[:count], assumed=("decimal comma",), dropped=3) for count in (1, 2)]

CHANGES = [
    {},
    *({"noise": noise} for noise in (0, 0.5, 3)),
    *({"rate": rate} for rate in (0.01, 0.6, 0.9, 1.2, 1.7, 1.77, 2.5, None)),  # 1/L is 0.5 to 0.9
    {"rate": 0.9, "noise": 3},
    {"rate": 2.5, "noise": 3},
    *({"batch": batch} for batch in (10, 100)),
    *({"steps": steps} for steps in (1, 2, 5, 30, 1000)),
    {"samples": 5},
    {"start": None},
    {"slice": True},
    {"slice": True, "noise": 3},
    {"steps": 5, "rate": 2.5},
    {"steps": 5, "spread": 10},
    {"batch": 100, "rate": 0.6},
    *({"seed": seed} for seed in (2, 3)),
    {"weights": (2.0, 6.0), "start": None},
    {"weights": (2.0, 6.0, 1.0, -5.0), "start": None},
    {"weights": (2.0, 6.0, 1.0, -5.0), "start": None, "slice": True},
    *({"weights": (2 * unit, 6 * unit, 5 * unit), "start": None} for unit in (1e-6, 1e9)),
    {"start": (2.0, 6.0, 5.0)},
    *({"start": start, "noise": 0} for start in ((2.0, 3.0), (2.0, 5.0, 4.0))),
    {"start": (2.0, 6.0, 5.0), "noise": 0},
    {"start": (2.0, 6.0, 5.0), "noise": 3},
    *({"decay": decay} for decay in (0, 0.1, 0.5, 0.99)),
    *({"spread": spread} for spread in (0.01, 1, 10)),
    {"spread": 10, "decay": 0.1},
    {"batches": (5, 50)},
    {"batches": (100, 10, 1)},
    {"shares": (0.3, 0.99)},
    {"shares": (1.01, 3)},
    {"shares": (3, 5)},
    {"shares": (0.5, 3, 5, 9)},
    {"rate": 50},
    {"rate": 1.5, "decay": 0.1},
    {"rate": 1e15},
    *({"starts": starts} for starts in (2, 3)),
]
APART = ("noise_ball", "ravine", "surface_descent", "sgd_surface")  # whose claims have tests of their own
TOLD = [name for name in SCENES if name not in APART]
OWN_CHANGES = [{}, {"steps": 1}, {"rate": 0.1}, {"slice": True}]


def fits(name, change, features):
    """Tell whether a scene has the settings, and can show so many features."""
    fields = SCENES[name].settings.__struct_fields__
    default = SCENES[name].settings()
    count = features or len(change.get("weights", default.weights)) - 1
    starts = change.get("start") is None or len(change["start"]) == len(default.weights)
    few = change.get("samples", 100) <= 5
    takes = SCENES[name].takes(count) and not (few and name in ALL_AT_ONCE)
    return takes and starts and set(change) <= set(fields)


def variants():
    """Return (scene, settings, file) of all that is told."""
    made = [(name, change, None) for name in TOLD for change in CHANGES if fits(name, change, 0)]
    free = {"rate": None, "start": None, "batches": (1, 3, 10)}
    for name in TOLD:
        for file in (*FILES, *SCALED, *GAPS):
            for change in OWN_CHANGES:
                if fits(name, change, len(file.features)):
                    given = {key: free[key] for key in free if key in SCENES[name].settings.__struct_fields__}
                    made.append((name, given | change, file))
    return made


def label(variant):
    name, given, file = variant
    return " ".join([name, *(f"{key}={value}" for key, value in given.items()), str(file or "")])


TITLES = {
    "simple_regression": "The line turns into the data",
    "noisy_descent": "Noise moves the minimum",
    "decaying_rate": "A falling rate lets SGD settle",
    "batch_sizes": "Larger batches, smaller balls",
    "starting_points": "Many starts, one minimum",
    "momentum": "Momentum outruns plain descent",
    "interactive": "Try it: rate, batch size, noise, iterations",
}


@pytest.mark.parametrize("name", TITLES)
def test_by_default_a_title_makes_its_scenes_claim(name):
    assert Facts(name, {}).story.title == TITLES[name]


@pytest.mark.parametrize("variant", variants(), ids=label)
def test_every_sentence_is_true(variant):
    told = Facts(*variant)
    story = told.story
    for sentence in dict.fromkeys([story.title, *shown.captions(story)]):
        known = [(claim, check) for claim, check in CLAIMS if re.fullmatch(claim, sentence)]
        assert len(known) == 1, sentence
        assert len(sentence) <= sentences.LONGEST, sentence
        claim, check = known[0]
        check(told, *re.fullmatch(claim, sentence).groups())
