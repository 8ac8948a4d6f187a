"""What tests ask for, with a look's fields beside the others."""

from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides


def overrides(**given):
    """Overrides of settings, data and output, and of whatever a look has."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given}
    return Overrides(look=Look(**look), **given)


def question(**given):
    """The body of what the page may ask."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given}
    return given | {"look": look}
