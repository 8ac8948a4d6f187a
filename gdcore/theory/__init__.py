"""What theory says of descent on a quadratic, to set its rate by and to test its steps against.

=========================  ==================================================================================
of                         there are
=========================  ==================================================================================
the loss                   condition_number, curvatures, eigenvectors, eigen_coordinates
the rate                   max_rate, best_rate, best_momentum, max_nesterov_rate, best_nesterov
any optimiser              linearized, local_rate; best_settings, BestSettings, Trial
descent in closed form     closed_form, modes, Modes, Damping
SGD in the long run        stationary_covariance, stationary_joint_covariance, stationary_mse
a run of it                finite_run, FiniteRun
SGD step by step           learning_curve, second_moments
decaying rates             decay_exponents, decay_covariance
the average of iterates    polyak_average, average_covariance, average_mse, average_learning_curve
epochs without repetition  reshuffled_epochs, ReshuffledEpochs
the estimate               estimate_covariance
a Gaussian                 ellipse_radius, inside_ellipse
=========================  ==================================================================================

H is the Hessian of what is descended (for least squares X'X/n, that of half the MSE), mu its least
eigenvalue and L its largest. Nothing here needs a trajectory; `finite_run`, `reshuffled_epochs` and
`best_settings` alone simulate some of their own.
"""

from gdcore.theory.averages import average_covariance, average_learning_curve, average_mse, polyak_average
from gdcore.theory.damping import Damping, Modes, modes
from gdcore.theory.decays import decay_covariance, decay_exponents
from gdcore.theory.ellipses import ellipse_radius, inside_ellipse
from gdcore.theory.estimate import estimate_covariance
from gdcore.theory.finite_runs import FiniteRun, finite_run
from gdcore.theory.learning_curves import learning_curve, second_moments
from gdcore.theory.optimizers import BestSettings, Trial, best_settings, linearized, local_rate
from gdcore.theory.points import closed_form
from gdcore.theory.rates import best_momentum, best_nesterov, best_rate, max_nesterov_rate, max_rate
from gdcore.theory.reshuffling import ReshuffledEpochs, reshuffled_epochs
from gdcore.theory.spectrum import condition_number, curvatures, eigen_coordinates, eigenvectors
from gdcore.theory.stationary import stationary_covariance, stationary_joint_covariance, stationary_mse

__all__ = [
    "BestSettings",
    "Damping",
    "FiniteRun",
    "Modes",
    "ReshuffledEpochs",
    "Trial",
    "average_covariance",
    "average_learning_curve",
    "average_mse",
    "best_momentum",
    "best_nesterov",
    "best_rate",
    "best_settings",
    "closed_form",
    "condition_number",
    "curvatures",
    "decay_covariance",
    "decay_exponents",
    "eigen_coordinates",
    "eigenvectors",
    "ellipse_radius",
    "estimate_covariance",
    "finite_run",
    "inside_ellipse",
    "learning_curve",
    "linearized",
    "local_rate",
    "max_nesterov_rate",
    "max_rate",
    "modes",
    "polyak_average",
    "reshuffled_epochs",
    "second_moments",
    "stationary_covariance",
    "stationary_joint_covariance",
    "stationary_mse",
]
