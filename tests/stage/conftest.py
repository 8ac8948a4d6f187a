"""The stories, pictures and boxes that several tests look at; stories and pictures are made once."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from scenes.stage import geometry
from scenes.stage.layout import BARE, FULL
from scenes.stage.lettering import mathtext_outlines, words_box
from scenes.stage.marks import Formula, Words
from scenes.stage.picture import picture
from scenes.stories import SCENES, settings


@pytest.fixture(scope="session")
def tell():
    """Return a scene's story, its settings changed by name."""

    @cache
    def story(name, **changes):
        scene = SCENES[name]
        return scene.story(settings.make(scene.settings, changes))

    return story


@pytest.fixture(scope="session")
def show(tell):
    """Return the picture of a scene's story."""

    @cache
    def shown(name, theme="light", cut="full", bare=False, **changes):
        return picture(tell(name, **changes), theme, cut, bare)

    return shown


@pytest.fixture(scope="session")
def axes():
    """Return how a story's weights lie on the stage."""

    def laid(story, bare=False):
        box, pair = (BARE if bare else FULL).panel, list(story.panel.axes)
        truth = np.empty((0, 2)) if story.panel.truth is None else story.panel.truth[None, pair]
        window = geometry.window(story.run.points[:, pair], story.loss.section(story.panel.axes), truth, box)
        return geometry.Axes(window, box)

    return laid


@pytest.fixture(scope="session")
def moments():
    """Return seconds of a picture at which something may be amiss: about each beat's ends, and within."""

    def seconds(picture):
        ends = np.concatenate([[0.0], np.cumsum([beat.seconds for beat in picture.timeline.beats])])
        inner = [np.linspace(low, high, 9)[1:-1] for low, high in pairwise(ends)]
        return np.unique(np.round(np.concatenate([ends, ends + 0.1, ends - 0.1, *inner]), 2)).tolist()

    return seconds


@cache
def mathtext_box(formula):
    """Return a formula's left, bottom, right and top in mathtext."""
    return Bbox.union([outline.get_extents() for outline in mathtext_outlines(formula)]).extents


@cache
def box_of(words):
    """Return the box of words, which are mostly the same from frame to frame."""
    return words_box(words)


@pytest.fixture(scope="session")
def texts():
    """Return what is written, and its boxes (k, 4); ``formula_box`` says how large a formula is set."""

    def written(marks, formula_box=mathtext_box):
        found = [(mark.text, box_of(mark)) for mark in marks if isinstance(mark, Words)]
        formulas = [mark for mark in marks if isinstance(mark, Formula)]
        found += [(" ".join(term.typst for term in mark.terms), formula_box(mark)) for mark in formulas]
        return [text for text, _ in found], np.array([box for _, box in found])

    return written


@pytest.fixture(scope="session")
def overlaps():
    """Return the pairs of texts whose boxes (k, 4) have a point in common."""

    def pairs(names, boxes):
        low, high = boxes[:, None, :2], boxes[:, None, 2:]
        meet = ((low < high.swapaxes(0, 1)) & (low.swapaxes(0, 1) < high)).all(axis=-1)
        return [(names[i], names[j]) for i, j in np.argwhere(np.triu(meet, 1))]

    return pairs
