"""Losses: what is descended, one module each; `protocol` tells what a loss of your own needs."""

from gdcore.losses.least_squares import LeastSquares
from gdcore.losses.planes import Sectioned, section
from gdcore.losses.protocol import (
    Loss,
    Quadratic,
    SampledLoss,
    asked,
    check_parts,
    hessian_at,
    is_quadratic,
    is_sampled,
    name_of,
    plotted,
)
from gdcore.losses.surfaces import Bowl, Surface, himmelblau, quadratic_bowl, rosenbrock

__all__ = [
    "Bowl",
    "LeastSquares",
    "Loss",
    "Quadratic",
    "SampledLoss",
    "Sectioned",
    "Surface",
    "asked",
    "check_parts",
    "hessian_at",
    "himmelblau",
    "is_quadratic",
    "is_sampled",
    "name_of",
    "plotted",
    "quadratic_bowl",
    "rosenbrock",
    "section",
]
