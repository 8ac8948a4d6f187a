"""The layers of pictures whose layers stay the same all along."""


def layers(shown):
    """Return a picture's layers at its start."""
    return shown.layers(shown.timeline.state(0.0))
