"""The same marks and texts whatever the last digits: on other processors, with other BLAS kernels."""

import itertools
import json
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from gdclips.drawing.marks import Curve, Dots, Words
from gdclips.places import CODE as ROOT
from gdclips.rendering.grid import FINE, on_grid
from gdclips.story.scenes import SCENES

SEEDS = (1, 2, 3)
STACKLOSS = np.loadtxt(ROOT / "data/stackloss.csv", delimiter=",", skiprows=1).tolist()
# Effects of 0, and curvatures that are all the same: nothing but rounding tells them apart.
DESIGN = [
    [*row, 3 + 2 * row[0] - 2 * row[1] + row[0] * row[1]] for row in itertools.product((-1, 1), repeat=3)
]
AT_MINIMUM = {"noise": 0.0, "start": [2, 6, 5]}

CASES = [
    *({"scene": name} for name in SCENES),
    *(
        {"scene": name, "cut": "short", "size": [300, 300]}
        for name in ("noise_ball", "surface_descent", "ravine")
    ),
    *({"scene": name, "settings": AT_MINIMUM} for name in ("contour_descent", "surface_descent", "sgd")),
    *({"scene": name, "settings": {"noise": 0.0, "steps": 300}} for name in ("sgd", "decaying_rate")),
    *(
        {"scene": name, "settings": {"rate": 5.0}}
        for name in ("contour_descent", "surface_descent", "momentum")
    ),
    {"scene": "noisy_descent", "settings": {"slice": True, "samples": 20, "seed": 3}},
    {"scene": "contour_descent", "settings": {"samples": 40_000, "noise": 1.0}},
    *({"scene": name, "table": DESIGN} for name in ("contour_descent", "momentum", "learning_rates")),
    *({"scene": name, "table": STACKLOSS} for name in ("surface_descent", "starting_points", "batch_sizes")),
    {"scene": "momentum", "settings": {"spread": 0.003}},  # the condition number is half a million
]


@cache
def answers():
    """What is drawn in each case, by seed; in one process, which loads the project's code wrapped."""
    requests = [case | {"seeds": [0, *SEEDS], "moments": 5} for case in CASES]
    done = subprocess.run(
        [sys.executable, "-P", str(ROOT / "tests/stirred.py")],
        input=json.dumps(requests),
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[f"{case['scene']}-{i}" for i, case in enumerate(CASES)]
)
def test_no_mark_and_no_word_follows_the_last_digits(number):
    still, calls = answers()[number]["0"]
    assert calls > 100 and sum(map(len, still)) > 50
    for seed in SEEDS:
        stirred, _ = answers()[number][str(seed)]
        assert [len(layer) for layer in stirred] == [len(layer) for layer in still]
        pairs = [
            pair for one, other in zip(still, stirred, strict=True) for pair in zip(one, other, strict=True)
        ]
        assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_ties_of_pixels_fall_one_way():
    """Half-way between two of a pixel's 256 steps, where layouts put things, is on the grid."""
    unit = 360.0
    tie = np.array([[(100 + 0.5 / 256) / unit, 0.25]])
    nudged = tie * (1 + 1e-14 * np.array([[1, -1], [-1, 1], [0, 1]]))
    places = [
        on_grid(Dots(points=each[None], radius=0.1, fills=(0, 0, 0, 1)), unit).points for each in nudged
    ]
    assert all(place.tobytes() == places[0].tobytes() for place in places)
    assert np.abs(places[0] - tie).max() * unit < 1 / FINE


def test_what_is_far_or_not_finite_keeps_its_leading_digits():
    far = np.array([(1e13, -3e250), (0.3, np.nan), (np.inf, -np.inf), (0.0, 1e-300)])
    curve = Curve(points=far, color=(0, 0, 0, 1), width=0.1)
    nudged = Curve(points=far * (1 + 1e-14), color=(0, 0, 0, 1), width=0.1)
    placed, other = on_grid(curve, 360.0).points, on_grid(nudged, 360.0).points
    np.testing.assert_array_equal(placed, other)
    np.testing.assert_allclose(placed[:2], far[:2], rtol=1e-8, atol=1e-5)


def test_words_and_their_halo_are_on_the_grid():
    words = Words(text="a", at=(0.1, 0.2), size=0.1, color=(0, 0, 0, 1), halo=(0.5, 0.25, 1.0, 1.0))
    placed = on_grid(words, 100.0)
    assert placed.at == pytest.approx(words.at, abs=0.5 / FINE / 100)
    assert placed.halo == pytest.approx(words.halo, abs=1e-5)
    assert on_grid(placed, 100.0) == placed
