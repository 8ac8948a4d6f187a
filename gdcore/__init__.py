"""Gradient descent, step by step, on NumPy arrays.

==========================  ================================================================================
what                        names
==========================  ================================================================================
data                        Samples, linear_data, correlated_data, read_csv
losses of data              LeastSquares, Ridge, Lasso, HuberRegression, LogisticRegression,
                            SoftmaxRegression
losses in closed form       quadratic, quadratic_bowl, rosenbrock, beale, booth, himmelblau, rastrigin,
                            saddle, plateau, neuron; of the types QuadraticFunction, Bowl, Surface
the loss protocol           Loss, SampledLoss, Quadratic; check_loss, LossCheck; hessian_at
sections of a loss          section, Section, LossSlice, adaptive_grid, AdaptiveGrid
gradient descent, momentum  gradient_descent, momentum, nesterov, sgd
adaptive optimisers         adagrad, rmsprop, adadelta, adam, adamw, nadam
optimisers by signs         sign_descent, lion
around an optimiser         weight_decay, decoupled_weight_decay, dampening, clip_by_norm, clip_by_value
full-batch methods          newton, exact_line_search, armijo, barzilai_borwein, conjugate_gradient,
                            nonlinear_conjugate_gradient, lbfgs, proximal_gradient
rates over the steps        constant, inverse_time, step_decay, exponential, cosine, warmup
rows of each step           sample_batches, shuffled_batches
a run                       descend, of an Optimizer; minimize, of a Method; both give a Trajectory
runs from elsewhere         recorded; in a plane of their weights: plane, PathPlane, RestrictedLoss
theory                      theory, a package with a table of its own: limits, rates, noise, best settings
types                       Array, Rate, Schedule
==========================  ================================================================================

A loss says what is descended, an optimiser how:

>>> import numpy as np
>>> from gdcore import LeastSquares, adam, descend, linear_data, sample_batches
>>> rng = np.random.default_rng(0)
>>> loss = LeastSquares(linear_data(100, coef=[6, 5], intercept=2, noise=3, rng=rng))
>>> rows = sample_batches(100, batch=1, steps=50, rng=rng)
>>> descend(loss, adam(0.1), start=[2, 2, 8], steps=50, batches=rows)
<Trajectory: 50 steps of 3 weights>

Points are (..., d) everywhere, so that many runs are made at once: start=(runs, d).
"""

from gdcore import theory
from gdcore._arrays import Array
from gdcore.batches import sample_batches, shuffled_batches
from gdcore.csvfile import read_csv
from gdcore.data import Samples, correlated_data, linear_data
from gdcore.descent import descend
from gdcore.losses import (
    Bowl,
    HuberRegression,
    Lasso,
    LeastSquares,
    LogisticRegression,
    Loss,
    LossCheck,
    Quadratic,
    QuadraticFunction,
    RestrictedLoss,
    Ridge,
    SampledLoss,
    SoftmaxRegression,
    Surface,
    beale,
    booth,
    check_loss,
    hessian_at,
    himmelblau,
    neuron,
    plateau,
    quadratic,
    quadratic_bowl,
    rastrigin,
    rosenbrock,
    saddle,
    section,
)
from gdcore.methods import (
    Method,
    armijo,
    barzilai_borwein,
    conjugate_gradient,
    exact_line_search,
    lbfgs,
    minimize,
    newton,
    nonlinear_conjugate_gradient,
    proximal_gradient,
)
from gdcore.optimizers import (
    Optimizer,
    adadelta,
    adagrad,
    adam,
    adamw,
    clip_by_norm,
    clip_by_value,
    dampening,
    decoupled_weight_decay,
    gradient_descent,
    lion,
    momentum,
    nadam,
    nesterov,
    rmsprop,
    sgd,
    sign_descent,
    weight_decay,
)
from gdcore.planes import PathPlane, plane
from gdcore.recordings import recorded
from gdcore.schedules import Rate, Schedule, constant, cosine, exponential, inverse_time, step_decay, warmup
from gdcore.sections import AdaptiveGrid, LossSlice, Section, adaptive_grid
from gdcore.trajectory import Trajectory

__version__ = "0.1.0"

__all__ = [
    "AdaptiveGrid",
    "Array",
    "Bowl",
    "HuberRegression",
    "Lasso",
    "LeastSquares",
    "LogisticRegression",
    "Loss",
    "LossCheck",
    "LossSlice",
    "Method",
    "Optimizer",
    "PathPlane",
    "Quadratic",
    "QuadraticFunction",
    "Rate",
    "RestrictedLoss",
    "Ridge",
    "SampledLoss",
    "Samples",
    "Schedule",
    "Section",
    "SoftmaxRegression",
    "Surface",
    "Trajectory",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "adaptive_grid",
    "armijo",
    "barzilai_borwein",
    "beale",
    "booth",
    "check_loss",
    "clip_by_norm",
    "clip_by_value",
    "conjugate_gradient",
    "constant",
    "correlated_data",
    "cosine",
    "dampening",
    "decoupled_weight_decay",
    "descend",
    "exact_line_search",
    "exponential",
    "gradient_descent",
    "hessian_at",
    "himmelblau",
    "inverse_time",
    "lbfgs",
    "linear_data",
    "lion",
    "minimize",
    "momentum",
    "nadam",
    "nesterov",
    "neuron",
    "newton",
    "nonlinear_conjugate_gradient",
    "plane",
    "plateau",
    "proximal_gradient",
    "quadratic",
    "quadratic_bowl",
    "rastrigin",
    "read_csv",
    "recorded",
    "rmsprop",
    "rosenbrock",
    "saddle",
    "sample_batches",
    "section",
    "sgd",
    "shuffled_batches",
    "sign_descent",
    "step_decay",
    "theory",
    "warmup",
    "weight_decay",
]
