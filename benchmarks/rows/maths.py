"""Maths: gdcore's computations, compared with the notebook's."""

from __future__ import annotations

import statistics
from pathlib import Path

import msgspec

from benchmarks.measuring.process import module_command, run
from benchmarks.measuring.records import Check, Row


def grid(repeats: int, media: Path) -> Row:
    """Return the cost of the MSE over a grid of weights."""
    found = _figures("grid", repeats)
    memory = found["engine_mb"], found["stock_mb"]
    checks = (_faster(found, 1000), Check("memory MB (tracemalloc)", *memory, memory[1] / memory[0], 500))
    return Row("mse_grid", "MSE of 200x200 weights, n = 1,000; the notebook's broadcast array", checks)


def descent(repeats: int, media: Path) -> Row:
    """Return the cost of a long full-batch descent on many samples; the notebook's loop runs once."""
    title = "full-batch descent, n = 1,000,000, 1,000 steps; the notebook's loop"
    return Row("descent", title, (_faster(_figures("descent", 1), 500),), ("the notebook's loop ran once",))


def runs(repeats: int, media: Path) -> Row:
    """Return the cost of many stochastic descents; the notebook's loop runs once."""
    title = "1,000 SGD runs of 1,000 steps; the notebook's loop"
    return Row("sgd_runs", title, (_faster(_figures("runs", 1), 100),), ("the notebook's loop ran once",))


def _faster(found: dict[str, float], limit: float) -> Check:
    return Check(
        "CPU s, set-up included", found["engine"], found["stock"], found["stock"] / found["engine"], limit
    )


def _figures(name: str, repeats: int) -> dict[str, float]:
    """Return the median of each figure of both sides."""
    read = [run(module_command("benchmarks.stock.notebook", name)).splitlines()[-1] for _ in range(repeats)]
    found = [msgspec.json.decode(text, type=dict[str, float]) for text in read]
    return {key: statistics.median(each[key] for each in found) for key in found[0]}
