"""Engine: stories, drawing, rendering, requests and the command line.

In Jupyter, ``gdclips.explore("noise_ball")`` shows a scene with controls for its settings.
"""


def __getattr__(name: str) -> object:
    """Import the explorer's widget on first use, because nothing else here needs a notebook."""
    if name == "explore":
        from gdclips.setup.extras import has, how_to_install

        if not has("explore"):
            raise ImportError(how_to_install("explore"))
        from gdclips.explorer.widget import explore

        return explore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
