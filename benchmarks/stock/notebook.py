"""The notebook's way to compute, beside gdcore's: a grid of the MSE, a long descent, and many runs."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable

import msgspec
import numpy as np

from gdcore import LeastSquares, descend, gradient_descent, linear_data, sample_batches

LONG = 5.0  # seconds from which work is done once
RATE, START, COEF, INTERCEPT = 0.1, [2.0, 2.0, 8.0], [6.0, 5.0], 2.0


def data(rows: int):
    """Return made data and its design matrix."""
    samples = linear_data(rows, COEF, INTERCEPT, noise=1.0, rng=np.random.default_rng(0))
    return samples, np.hstack([np.ones((rows, 1)), samples.x])


def grid() -> tuple[Callable, Callable]:
    """The MSE of 200x200 weights on 1,000 samples: all predictions in one array, or our sections."""
    samples, _ = data(1000)
    axis = np.linspace(2, 8, 200)

    def theirs() -> np.ndarray:
        pairs = np.array(np.meshgrid(axis, axis)).reshape(1, 2, 200, 200)
        predicted = INTERCEPT + np.sum(pairs * samples.x.reshape(-1, 2, 1, 1), axis=1)
        return np.mean((samples.y.reshape(-1, 1, 1) - predicted) ** 2, axis=0)

    at = np.array([INTERCEPT, *COEF])
    return lambda: LeastSquares(samples).grid(axis, axis, at=at), theirs


def descent() -> tuple[Callable, Callable]:
    """A descent of 1,000 steps on 1,000,000 samples."""
    samples, design = data(1_000_000)

    def theirs() -> np.ndarray:
        weights, path = np.array(START), []
        for _ in range(1000):
            error = design @ weights - samples.y
            path.append((weights, np.mean(error**2)))
            weights = weights - RATE / len(design) * (design.T @ error)
        return weights

    def ours() -> np.ndarray:
        return descend(LeastSquares(samples), gradient_descent(RATE), START, 1000).points[-1]

    return ours, theirs


def runs() -> tuple[Callable, Callable]:
    """1,000 stochastic descents of 1,000 steps, each step on one sample of 100 that it draws: mean ends."""
    samples, design = data(100)
    count, rng = 1000, np.random.default_rng(1)

    def theirs() -> np.ndarray:
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

    def ours() -> np.ndarray:
        rows, starts = sample_batches(100, 1, 1000, rng=rng, runs=count), np.tile(START, (count, 1))
        return (
            descend(LeastSquares(samples), gradient_descent(RATE), starts, 1000, batches=rows)
            .points[-1]
            .mean(axis=0)
        )

    return ours, theirs


def timed(work: Callable, least: float = 0.2) -> float:
    """Return the CPU seconds that some work takes, done again until they can be told."""
    work()
    count, start = 0, time.process_time()
    while not count or time.process_time() - start < least:
        work()
        count += 1
    return (time.process_time() - start) / count


def once(work: Callable) -> tuple[float, np.ndarray]:
    """Return the CPU seconds that long work takes, and what it gives."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def memory(work: Callable) -> float:
    """Return the peak of what is allocated, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Measure the pair of the command line; print CPU seconds and MB of both."""
    ours, theirs = {"grid": grid, "descent": descent, "runs": runs}[sys.argv[1]]()
    seconds, result = once(theirs)
    seconds = timed(theirs) if seconds < LONG else seconds
    loose = sys.argv[1] == "runs"  # whose draws differ
    np.testing.assert_allclose(ours(), result, rtol=0.05 if loose else 1e-6)
    figures = {"ours": timed(ours), "stock": seconds}
    if sys.argv[1] == "grid":
        figures |= {"ours_mb": memory(ours), "stock_mb": memory(theirs)}
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main()
