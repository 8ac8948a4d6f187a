"""Maths: gdcore's computations, compared with the notebook's and with torch's."""

from __future__ import annotations

import statistics
from pathlib import Path

import msgspec

from benchmarks.measuring.process import module_command, run
from benchmarks.measuring.records import Check, Row

NOTEBOOK = "benchmarks.stock.notebook"
ONCE = "the notebook's loop ran once"


def grid(repeats: int, media: Path) -> Row:
    """Return the cost of the MSE over a grid of weights."""
    found = _figures(NOTEBOOK, repeats, "grid")
    memory = found["engine_mb"], found["stock_mb"]
    checks = (_faster(found, 1000), Check("memory MB (tracemalloc)", *memory, memory[1] / memory[0], 500))
    return Row("mse_grid", "MSE of 200x200 weights, n = 1,000; the notebook's broadcast array", checks)


def descent(repeats: int, media: Path) -> Row:
    """Return the cost of a long full-batch descent on many samples; the notebook's loop runs once."""
    title = "full-batch descent, n = 1,000,000, 1,000 steps; the notebook's loop"
    return Row("descent", title, (_faster(_figures(NOTEBOOK, 1, "descent"), 500),), (ONCE,))


def runs(repeats: int, media: Path) -> Row:
    """Return the cost of many stochastic descents; the notebook's loop runs once."""
    title = "1,000 SGD runs of 1,000 steps; the notebook's loop"
    return Row("sgd_runs", title, (_faster(_figures(NOTEBOOK, 1, "runs"), 100),), (ONCE,))


def adam(repeats: int, media: Path) -> Row:
    """Return the cost of many runs of Adam, beside a loop over torch's step, a part of which is run."""
    found = _figures("benchmarks.stock.torch_adam", repeats)
    loop = "recorded, for torch is not installed" if found["recorded"] else "of 20 runs, times 50"
    title = "1,000 runs of 1,000 steps of Adam in one call; a Python loop over torch's step"
    return Row("adam_runs", title, (_faster(found, 50),), (f"the loop's figure: {loop}",))


def _faster(found: dict[str, float], limit: float) -> Check:
    return Check(
        "CPU s, set-up included", found["engine"], found["stock"], found["stock"] / found["engine"], limit
    )


def _figures(module: str, repeats: int, *arguments: str) -> dict[str, float]:
    """Return the median of each figure that a module of both sides prints."""
    read = [run(module_command(module, *arguments)).splitlines()[-1] for _ in range(repeats)]
    found = [msgspec.json.decode(text, type=dict[str, float]) for text in read]
    return {key: statistics.median(each[key] for each in found) for key in found[0]}
