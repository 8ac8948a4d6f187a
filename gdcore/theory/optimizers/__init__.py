"""Theory of optimisers of any kind: how fast they are near a minimiser, and their best settings."""

from gdcore.theory.optimizers.linearized import linearized, local_rate
from gdcore.theory.optimizers.settings import BestSettings, Trial, best_settings

__all__ = ["BestSettings", "Trial", "best_settings", "linearized", "local_rate"]
