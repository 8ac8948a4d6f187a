"""Records what `best_settings` finds on bowls of some condition numbers and angles in `best_settings.json`.

Run it with `python tests/gdcore/recorded/record_best_settings.py`; it takes a minute, and gives the same file
again; on another processor not NAdam's rows, for its error comes back, and when it does grows from roundings.
"""

import json
from functools import partial
from math import pi
from pathlib import Path

import gdcore
from gdcore import theory

MAKERS = {
    "gradient_descent": gdcore.gradient_descent,
    "momentum": gdcore.momentum,
    "nesterov": gdcore.nesterov,
    "adagrad": gdcore.adagrad,
    "rmsprop": partial(gdcore.rmsprop, momentum=0.0),
    "adam": gdcore.adam,
    "nadam": gdcore.nadam,
    "adadelta": gdcore.adadelta,
    "lion": gdcore.lion,
    "sign_descent": gdcore.sign_descent,
}
BOWLS = [(condition, angle) for condition in (2, 10, 100) for angle in (0.0, pi / 8, pi / 4)]
TOLERANCE, STEPS = 1e-4, 1000


def found():
    """One row for each bowl and maker, with null where no settings reach the tolerance in time."""
    for condition, angle in BOWLS:
        for name, make in MAKERS.items():
            row = {"condition": condition, "angle": angle, "maker": name}
            try:
                bowl = gdcore.quadratic_bowl(condition, angle)
                best = theory.best_settings(make, bowl, tolerance=TOLERANCE, steps=STEPS)
            except ValueError:
                yield row | {"settings": None, "steps": None}
            else:
                yield row | {"settings": best.settings, "steps": best.steps}


if __name__ == "__main__":
    path = Path(__file__).with_name("best_settings.json")
    rows = ",\n".join(map(json.dumps, found()))
    path.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
