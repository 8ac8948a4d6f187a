"""A loss and an optimiser of your own: all that the core needs to know of them.

.venv/bin/python examples/my_losses.py
"""

import numpy as np

from gdcore import Optimizer, check_loss, descend


class Logistic:
    """Logistic regression: the mean of log(1 + exp(-y x'w)) over rows x with labels y of -1 and 1."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def value(self, w):
        return np.logaddexp(0, -self.y * (w @ self.x.T)).mean(axis=-1)

    def gradient(self, w):
        pull = -self.y / (1 + np.exp(self.y * (w @ self.x.T)))
        return pull @ self.x / len(self.y)


def signum(rate, beta=0.9):
    """Descent by the signs of a running mean of the gradients, w <- w - a sign(m)."""

    def update(gradient, mean, point, step):
        mean = beta * mean + (1 - beta) * gradient
        return -rate * np.sign(mean), mean

    return Optimizer(np.zeros_like, update)


def main():
    """Check the loss, descend it, and print how it went."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((80, 2))
    loss = Logistic(x, np.where(x @ [2, -1] + rng.logistic(size=80) > 0, 1, -1))
    print(check_loss(loss, at=[[0, 0], [1, -1]]))
    run = descend(loss, signum(0.05), start=[-1, 1], steps=100)
    print(f"from {run.losses[0]:.3f} to {run.losses[-1]:.3f} at {run.points[-1].round(2).tolist()}")


if __name__ == "__main__":
    main()
