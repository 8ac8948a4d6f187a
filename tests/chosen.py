"""Scenes of the lecture's, chosen by what they say of themselves, or by what they show."""

from gdclips.story.scenes import SCENES

IN_NOTEBOOK = [name for name, scene in SCENES.items() if scene.in_notebook]
IN_SPACE = [name for name, scene in SCENES.items() if scene.in_space]
ONE_AND_TWO = [name for name, scene in SCENES.items() if scene.takes(1) and scene.takes(2)]
SAMPLED = [name for name, scene in SCENES.items() if scene.settings().drawn]
DEFAULTS = {name: scene.settings() for name, scene in SCENES.items()}
ALL_AT_ONCE = [name for name, each in DEFAULTS.items() if each.drawn >= each.steps * each.samples]
"""Those with batches as large as the made data."""
