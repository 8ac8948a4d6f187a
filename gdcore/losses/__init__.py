"""Losses: what is descended, one module each; `protocol` tells what a loss of your own needs."""

from gdcore.losses.bowl import Bowl, quadratic_bowl
from gdcore.losses.checking import LossCheck, check_loss
from gdcore.losses.least_squares import LeastSquares
from gdcore.losses.planes import Sectioned, section
from gdcore.losses.polynomials import beale, booth, himmelblau, rosenbrock, saddle
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
from gdcore.losses.quadratics import QuadraticFunction, quadratic
from gdcore.losses.surface import Surface
from gdcore.losses.transcendental import neuron, plateau, rastrigin

__all__ = [
    "Bowl",
    "LeastSquares",
    "Loss",
    "LossCheck",
    "Quadratic",
    "QuadraticFunction",
    "SampledLoss",
    "Sectioned",
    "Surface",
    "asked",
    "beale",
    "booth",
    "check_loss",
    "check_parts",
    "hessian_at",
    "himmelblau",
    "is_quadratic",
    "is_sampled",
    "name_of",
    "neuron",
    "plateau",
    "plotted",
    "quadratic",
    "quadratic_bowl",
    "rastrigin",
    "rosenbrock",
    "saddle",
    "section",
]
