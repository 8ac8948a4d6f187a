"""Losses: what is descended, one module each; `protocol` tells what a loss of your own needs."""

from gdcore.losses.bowl import Bowl, quadratic_bowl
from gdcore.losses.checking import LossCheck, check_loss
from gdcore.losses.huber import HuberRegression
from gdcore.losses.lasso import Lasso
from gdcore.losses.least_squares import LeastSquares
from gdcore.losses.logistic import LogisticRegression
from gdcore.losses.polynomials import beale, booth, himmelblau, rosenbrock, saddle
from gdcore.losses.protocol import (
    Loss,
    Quadratic,
    SampledLoss,
    asked,
    check_parts,
    check_weights,
    hessian_at,
    is_quadratic,
    is_sampled,
    name_of,
    plotted,
    root_and_minimizer,
)
from gdcore.losses.quadratics import QuadraticFunction, quadratic
from gdcore.losses.restricted import RestrictedLoss
from gdcore.losses.ridge import Ridge
from gdcore.losses.sectioned import Sectioned, section
from gdcore.losses.softmax import SoftmaxRegression
from gdcore.losses.surface import Surface
from gdcore.losses.transcendental import neuron, plateau, rastrigin

__all__ = [
    "Bowl",
    "HuberRegression",
    "Lasso",
    "LeastSquares",
    "LogisticRegression",
    "Loss",
    "LossCheck",
    "Quadratic",
    "QuadraticFunction",
    "RestrictedLoss",
    "Ridge",
    "SampledLoss",
    "Sectioned",
    "SoftmaxRegression",
    "Surface",
    "asked",
    "beale",
    "booth",
    "check_loss",
    "check_parts",
    "check_weights",
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
    "root_and_minimizer",
    "rosenbrock",
    "saddle",
    "section",
]
