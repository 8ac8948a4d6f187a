"""Computations of the notebook, compared with gdcore's: a grid of the MSE, a long descent, many runs."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable

import msgspec
import numpy as np

from gdcore import LeastSquares, descend, gradient_descent, linear_data, sample_batches

LONG = 5.0  # seconds; slower work runs once
RATE, START, COEF, INTERCEPT = 0.1, [2.0, 2.0, 8.0], [6.0, 5.0], 2.0


def data(rows: int):
    """Return made data and its design matrix."""
    samples = linear_data(rows, COEF, INTERCEPT, noise=1.0, rng=np.random.default_rng(0))
    return samples, np.hstack([np.ones((rows, 1)), samples.x])


def grid() -> tuple[Callable, Callable]:
    """Return both sides' MSE of 200x200 weights on 1,000 samples; the notebook holds all predictions."""
    samples, _ = data(1000)
    axis = np.linspace(2, 8, 200)

    def stock() -> np.ndarray:
        pairs = np.array(np.meshgrid(axis, axis)).reshape(1, 2, 200, 200)
        predicted = INTERCEPT + np.sum(pairs * samples.x.reshape(-1, 2, 1, 1), axis=1)
        return np.mean((samples.y.reshape(-1, 1, 1) - predicted) ** 2, axis=0)

    at = np.array([INTERCEPT, *COEF])
    return lambda: LeastSquares(samples).grid(axis, axis, at=at), stock


def descent() -> tuple[Callable, Callable]:
    """Return both sides' descent of 1,000 steps on 1,000,000 samples."""
    samples, design = data(1_000_000)

    def stock() -> np.ndarray:
        weights, path = np.array(START), []
        for _ in range(1000):
            error = design @ weights - samples.y
            path.append((weights, np.mean(error**2)))
            weights = weights - RATE / len(design) * (design.T @ error)
        return weights

    def engine() -> np.ndarray:
        return descend(LeastSquares(samples), gradient_descent(RATE), START, 1000).points[-1]

    return engine, stock


def runs() -> tuple[Callable, Callable]:
    """Return both sides' mean end of 1,000 stochastic descents of 1,000 steps on 100 samples, batch 1."""
    samples, design = data(100)
    count, rng = 1000, np.random.default_rng(1)

    def stock() -> np.ndarray:
        ends = []
        for _ in range(count):
            weights, seen = np.array(START), []
            for _ in range(1000):
                pick = np.random.choice(100, 1, replace=True)  # noqa: NPY002  # as the notebook draws
                error = design[pick] @ weights - samples.y[pick]
                seen.append(np.mean((samples.y - design @ weights) ** 2))
                weights = weights - RATE * (design[pick].T @ error)
            ends.append(weights)
        return np.mean(ends, axis=0)

    def engine() -> np.ndarray:
        rows, starts = sample_batches(100, 1, 1000, rng=rng, runs=count), np.tile(START, (count, 1))
        return (
            descend(LeastSquares(samples), gradient_descent(RATE), starts, 1000, batches=rows)
            .points[-1]
            .mean(axis=0)
        )

    return engine, stock


def timed(work: Callable, least: float = 0.2) -> float:
    """Return the CPU seconds of a function, repeated until they can be measured."""
    work()
    count, start = 0, time.process_time()
    while not count or time.process_time() - start < least:
        work()
        count += 1
    return (time.process_time() - start) / count


def once(work: Callable) -> tuple[float, np.ndarray]:
    """Return the CPU seconds of one call of a function, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def memory(work: Callable) -> float:
    """Return the peak of a function's allocated memory, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Measure the pair that the command line names; print the CPU seconds and MB of both sides."""
    engine, stock = {"grid": grid, "descent": descent, "runs": runs}[sys.argv[1]]()
    seconds, result = once(stock)
    seconds = timed(stock) if seconds < LONG else seconds
    loose = sys.argv[1] == "runs"  # whose draws differ
    np.testing.assert_allclose(engine(), result, rtol=0.05 if loose else 1e-6)
    figures = {"engine": timed(engine), "stock": seconds}
    if sys.argv[1] == "grid":
        figures |= {"engine_mb": memory(engine), "stock_mb": memory(stock)}
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main()
