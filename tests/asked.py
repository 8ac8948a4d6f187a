"""What tests ask for, with a look's fields beside the others."""

from pathlib import Path

from gdclips.build.job import FileJob
from gdclips.explorer.protocol import PAGE_LOOK
from gdclips.jobs.perform import perform
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, resolve
from gdclips.story.scenes import SCENES


def overrides(**given):
    """Overrides of settings, data and output, and of whatever a look has."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given}
    return Overrides(look=Look(**look), **given)


def request_of(scene, suffix, **given):
    """The request for a scene's file of a format."""
    lecture = Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene=scene)})
    (request,) = resolve(lecture, [f"a.{suffix}"], overrides(**given))
    return request


def made(request):
    """The bytes of a request's file, which is of one part."""
    job = FileJob(request=request, versions={}, fonts={}, own=None)
    _, content = perform(job, lambda done: None)
    return content


def seconds(name, **settings):
    """How long the page's cut of a scene is."""
    scene = SCENES[name]
    return scene.story(scene.settings(**settings)).timeline(PAGE_LOOK.cut).seconds


def question(**given):
    """The body of what the page may ask, where ``at`` is a moment of a view."""
    look = {name: given.pop(name) for name in Look.__struct_fields__ if name in given and name != "at"}
    return given | {"look": look}
