"""Growth of cost: with the trail, the frames, the pixels and the samples; and a cold start."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from benchmarks.measuring.case import Case, case_picture, request
from benchmarks.measuring.process import cpu, measure_once, module_command
from benchmarks.measuring.records import Check, Row
from benchmarks.measuring.stories import cloud
from gdclips.build.render import stage_of
from gdclips.drawing.picture import picture
from gdclips.rendering.look import RENDERERS, Look, Renderer
from gdclips.requests.request import Overrides
from gdclips.requests.sizes import HEIGHTS
from gdclips.setup import extras
from gdclips.story.film.timeline import State
from gdcore import LeastSquares, descend, gradient_descent, linear_data

TRAILS, SEQUENCE = (50, 500, 5000), 15
FLAT = 1.15
COLD = {"contour_descent.gif": 2.0, "noise_ball.gif": 2.5}  # and the aim
IMPORTS = "import numpy, matplotlib.figure, matplotlib.backends.backend_agg"


def trail(repeats: int, media: Path) -> Row:
    """Return the cost of a frame with a long trail relative to one with a short trail."""
    checks = []
    for renderer in RENDERERS if extras.has("manim") else RENDERERS[:1]:
        costs = _trail_costs(renderer)
        for length, cost in zip(TRAILS[1:], costs[1:], strict=True):
            what = f"{renderer}: ms at {length}, at {TRAILS[0]}"
            checks.append(Check(what, cost, costs[0], cost / costs[0], FLAT, most=True))
    return Row("trail", "a frame of a cloud and its MSE after 50, 500 and 5,000 iterations", tuple(checks))


def _trail_costs(renderer: Renderer) -> list[float]:
    """Return the median milliseconds of a frame at each length of the trail."""
    whole = picture(cloud(TRAILS[-1] + SEQUENCE + 1), "dark", "short")
    look = Look(renderer=renderer, size="720p")
    stage = stage_of(request("noise_ball.png", Overrides(look=look)), whole)
    state = whole.timeline.state(whole.timeline.seconds / 2)
    return [_cost(stage, state, length) for length in TRAILS]


def _cost(stage: Any, state: State, length: int) -> float:
    times = []
    for step in range(length, length + SEQUENCE):
        at = msgspec.structs.replace(state, step=step, glide=0.0)
        start = time.process_time()
        stage.draw(at)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times[1:])


def cold(repeats: int, media: Path) -> Row:
    """Return the cost of clips from a cold start relative to the imports of NumPy and matplotlib."""
    checks = []
    for clip, aim in COLD.items():
        with TemporaryDirectory() as folder:
            command = module_command("gdclips", "-B", clip, "--out", folder)
            found = [(cpu(command), cpu([sys.executable, "-c", IMPORTS])) for _ in range(repeats)]
        engine, least = map(statistics.median, zip(*found, strict=True))
        checks.append(Check(f"CPU s, {clip}", engine, least, engine / least, 3, aim, most=True))
    return Row("cold", "a clip of 640x360, cold; NumPy and matplotlib imported", tuple(checks))


def growth(repeats: int, media: Path) -> Row:
    """Return how cost grows with frames, with pixels and with samples: milliseconds, and exponents."""
    frames = {count: 1000 * _clip(count).cpu for count in TRAILS}
    heights = [height for height in HEIGHTS if 480 <= height <= 2160]
    sizes = {height**2 * 16 // 9: _frame(height) for height in heights}
    samples = {10**power: _samples(10**power) for power in range(2, 7)}
    names = ("frames, a GIF of 320x180", "pixels, a frame", "samples, a descent of 50 steps")
    checks = []
    for name, found in zip(names, (frames, sizes, samples), strict=True):
        rows = [Check(f"ms at {count:,} {name}", cost, None, cost) for count, cost in found.items()]
        power = exponent(list(found), list(found.values()))
        checks += [*rows, Check(f"exponent: {name}", power, None, power)]
    return Row("growth", "how cost grows", tuple(checks))


def exponent(counts: Sequence[float], costs: Sequence[float]) -> float:
    """Return the exponent of the growth of costs with counts, fitted to their logarithms."""
    return float(np.polyfit(np.log(counts), np.log(costs), 1)[0])


def _clip(count: int) -> Any:
    case = Case("map", 320, 180, 25, count / 25, "pillow")
    return measure_once(case, "benchmarks.engine.clip", None)


def _frame(height: int) -> float:
    case = Case("map", -(-height * 16 // 9), height, 20, 3.0, "pillow")
    whole = case_picture(case)
    stage, times = stage_of(case.request, whole), []
    states = [whole.timeline.state(index * 0.2) for index in range(SEQUENCE)]
    for state in [*states, *states]:  # the first round sets the lettering
        start = time.process_time()
        stage.draw(state)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times[SEQUENCE:])


def _samples(count: int) -> float:
    samples = linear_data(count, [6, 5], 2, noise=3, rng=np.random.default_rng(0))
    times = []
    for _ in range(3):
        start = time.process_time()
        descend(LeastSquares(samples), gradient_descent(0.1), [2, 2, 8], 50)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)
