"""Best settings as `recorded/record_best_settings.py` found them: what each needs, and the search."""

import importlib.util
import json
from pathlib import Path

import pytest

from gdcore import quadratic_bowl, theory
from gdcore.theory.optimizers.trials import race

FOLDER = Path(__file__).parents[2] / "recorded"
ROWS = json.loads((FOLDER / "best_settings.json").read_text("utf-8"))
# NAdam's error comes back, and when it does grows from roundings, which differ from processor to processor.
STEADY = [row for row in ROWS if row["maker"] != "nadam"]
SOME = [row for row in STEADY if row["condition"] == 10 and row["angle"] > 0]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("recording", FOLDER / "record_best_settings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings_of(row):
    return {name: tuple(each) if isinstance(each, list) else each for name, each in row["settings"].items()}


def named(row):
    return f"{row['maker']}, {row['condition']}, {row['angle']:.2f}"


def test_the_record_is_of_every_bowl_and_maker(script):
    found = [(row["condition"], row["angle"], row["maker"]) for row in ROWS]
    assert found == [(*bowl, maker) for bowl in script.BOWLS for maker in script.MAKERS]
    assert [row["maker"] for row in ROWS if row["steps"] is None] == ["sign_descent"] * 2


@pytest.mark.parametrize("row", SOME, ids=named)
def test_what_is_recorded_needs_the_recorded_steps(script, row):
    track = race(quadratic_bowl(row["condition"], row["angle"]), None, script.TOLERANCE, script.STEPS)
    steps, _ = track.run(lambda **settings: script.MAKERS[row["maker"]](**settings), None, settings_of(row))
    assert steps[0] == pytest.approx(row["steps"], abs=1)


@pytest.mark.parametrize("row", [row for row in SOME if row["angle"] < 0.5], ids=named)
def test_the_search_finds_it_again(script, row):
    bowl = quadratic_bowl(row["condition"], row["angle"])
    kept = {name: [value] for name, value in settings_of(row).items() if name in ("betas", "alpha", "rho")}
    make = script.MAKERS[row["maker"]]
    found = theory.best_settings(make, bowl, tolerance=script.TOLERANCE, steps=script.STEPS, choices=kept)
    assert found.steps == pytest.approx(row["steps"], abs=1)
    assert found.settings["rate"] == pytest.approx(row["settings"]["rate"], rel=1e-9)
