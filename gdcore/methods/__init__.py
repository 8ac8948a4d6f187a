"""Full-batch methods: rules of descent that may ask the loss for more than its gradient, for `minimize`."""

from gdcore.methods.armijo import armijo
from gdcore.methods.barzilai_borwein import barzilai_borwein
from gdcore.methods.conjugate_gradient import conjugate_gradient, nonlinear_conjugate_gradient
from gdcore.methods.exact_line_search import exact_line_search
from gdcore.methods.lbfgs import lbfgs
from gdcore.methods.method import Method, minimize
from gdcore.methods.newton import newton
from gdcore.methods.proximal import proximal_gradient

__all__ = [
    "Method",
    "armijo",
    "barzilai_borwein",
    "conjugate_gradient",
    "exact_line_search",
    "lbfgs",
    "minimize",
    "newton",
    "nonlinear_conjugate_gradient",
    "proximal_gradient",
]
