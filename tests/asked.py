"""What tests ask for, with a look's fields beside the others."""

from gdclips.explorer.protocol import PAGE_LOOK
from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides
from gdclips.story.scenes import SCENES


def overrides(**given):
    """Overrides of settings, data and output, and of whatever a look has."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given}
    return Overrides(look=Look(**look), **given)


def seconds(name, **settings):
    """How long the page's cut of a scene is."""
    scene = SCENES[name]
    return scene.story(scene.settings(**settings)).timeline(PAGE_LOOK.cut).seconds


def question(**given):
    """The body of what the page may ask, where ``at`` is a moment of a view."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given and name != "at"}
    return given | {"look": look}
