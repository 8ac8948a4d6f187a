"""Matplotlib's settings that change what is drawn or ticked, as they are by default.

A notebook's user may have changed them for plots of their own; there they stay.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from matplotlib import rc_context, rcParams, rcParamsDefault

NAMES = (
    *("path.simplify", "path.simplify_threshold", "agg.path.chunksize", "axes.autolimit_mode"),
    *("mathtext.default", "mathtext.fallback", "mathtext.fontset", "font.size", "font.family"),
    *("text.hinting", "text.hinting_factor", "text.kerning_factor", "text.usetex"),
)
DEFAULTS = {name: rcParamsDefault[name] for name in NAMES if name in rcParamsDefault}


def default_rc() -> AbstractContextManager[None]:
    """Let these settings be the defaults within; a change and back takes longer than to draw a frame."""
    if all(rcParams[name] == value for name, value in DEFAULTS.items()):
        return nullcontext()
    changed: AbstractContextManager[None] = rc_context(DEFAULTS)
    return changed
