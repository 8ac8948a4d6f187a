"""Full-batch methods: rules of descent that may ask the loss for more than its gradient, for `minimize`."""

from gdcore.methods.method import Method, minimize

__all__ = ["Method", "minimize"]
