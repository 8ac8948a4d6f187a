"""Full-batch methods: rules of descent that may ask the loss for more than its gradient, for `minimize`."""

from gdcore.methods.method import Method, minimize
from gdcore.methods.newton import newton

__all__ = ["Method", "minimize", "newton"]
