"""Many runs of Adam, in one call of gdcore's and in a Python loop over torch's step.

Without torch, the recorded cost of its step is taken.
"""

from __future__ import annotations

import time
from importlib.util import find_spec

import msgspec
import numpy as np

from benchmarks.stock.notebook import COEF, INTERCEPT, START, timed
from gdcore import Array, LeastSquares, adam, descend, linear_data

RATE, STEPS, RUNS = 0.05, 1000, 1000
SAMPLE = 20  # runs of torch's that are measured, for all of them take minutes
RECORDED = 8e-5  # CPU seconds a step, with torch 2.13.0 on one core


def loop(loss: LeastSquares) -> tuple[float, Array]:
    """Return the CPU seconds of a step of torch's, its gradient included, and a run's last point."""
    import torch

    torch.set_num_threads(1)
    curvature, goal = torch.from_numpy(loss.hessian.copy()), torch.from_numpy(loss.minimizer.copy())
    begun = time.process_time()
    for _ in range(SAMPLE):
        weights = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.Adam([weights], lr=RATE)
        for _ in range(STEPS):
            with torch.no_grad():
                weights.grad = curvature @ (weights - goal)
            optimizer.step()
    return (time.process_time() - begun) / (SAMPLE * STEPS), weights.detach().numpy()


def main() -> None:
    """Measure both sides; print their CPU seconds, and whether torch's are a record."""
    loss = LeastSquares(linear_data(100, COEF, INTERCEPT, noise=3.0, rng=np.random.default_rng(0)))
    starts = np.tile(START, (RUNS, 1))
    engine = timed(lambda: descend(loss, adam(RATE), starts, STEPS))
    step = RECORDED
    if torch := find_spec("torch"):
        step, last = loop(loss)
        np.testing.assert_allclose(descend(loss, adam(RATE), START, STEPS).points[-1], last, rtol=1e-10)
    figures = {"engine": engine, "stock": step * STEPS * RUNS, "recorded": float(torch is None)}
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main()
