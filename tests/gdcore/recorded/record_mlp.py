"""Records the training of a small network by PyTorch: `python record_mlp.py` writes mlp.npz beside it."""

from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import parameters_to_vector

STEPS, RATE, BETA = 60, 0.3, 0.8


def main():
    torch.manual_seed(3)
    torch.set_default_dtype(torch.float64)
    x = torch.randn(40, 2)
    y = torch.where(x[:, 0] * x[:, 1] + 0.3 * torch.randn(40) > 0, 1.0, -1.0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=BETA)
    points, losses, gradients = [], [], []
    for _ in range(STEPS + 1):
        optimizer.zero_grad()
        loss = torch.nn.functional.softplus(-y * model(x)[:, 0]).mean()
        loss.backward()
        points.append(parameters_to_vector(model.parameters()).detach().clone().numpy())
        losses.append(loss.item())
        gradients.append(parameters_to_vector(p.grad for p in model.parameters()).clone().numpy())
        if len(points) <= STEPS:
            optimizer.step()
    layers = dict(model.named_parameters())
    filters = [layer.detach().flatten(1).norm(dim=1) for layer in layers.values() if layer.ndim > 1]
    np.savez(
        Path(__file__).with_name("mlp.npz"),
        points=np.stack(points),
        losses=np.array(losses),
        gradients=np.stack(gradients[:-1]),
        x=x.numpy(),
        y=y.numpy(),
        names=np.array(list(layers)),
        shapes=np.array([" ".join(map(str, layer.shape)) for layer in layers.values()]),
        filters=torch.cat(filters).numpy(),  # the norm of each at the last point
        versions=np.array([f"torch {torch.__version__}", f"numpy {np.__version__}"]),
    )


if __name__ == "__main__":
    main()
