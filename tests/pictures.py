"""The stories, pictures and boxes that several tests look at; stories and pictures are made once."""

from functools import cache
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from matplotlib.transforms import Bbox

from gdclips.drawing import geometry
from gdclips.drawing.layout import ASPECT, layout
from gdclips.drawing.marks import Area, Dots, Formula, Words
from gdclips.drawing.picture import picture
from gdclips.drawing.text.lettering import mathtext_outlines, words_box
from gdclips.drawing.views.minimum import mean_square
from gdclips.places import CODE
from gdclips.story import settings
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdclips.story.story import Contour, Surface
from gdcore import Samples, read_csv
from tests.layered import layers

STACKLOSS = CODE / "data" / "stackloss.csv"
CLEAR = 0.5  # what is more than half faded may pass over a word


@pytest.fixture(scope="session")
def tell():
    """Return a scene's story, its settings changed by name, on columns of a user's ``own`` data if any.

    Their target is multiplied by ``scale``, as if it were in another unit.
    """

    @cache
    def story(name, own=(), scale=1.0, raw=False, **changes):
        scene, data = SCENES[name], None
        if own:
            samples = read_csv(STACKLOSS, list(own), "stack_loss", standardize=not raw)
            samples = Samples(samples.x, scale * samples.y, samples.names)
            data = OwnData(samples, STACKLOSS.name, "stack_loss", not raw)
        told = scene.story(settings.make(scene.settings, changes), data)
        if isinstance(told, Film):
            pytest.skip(f"{name} is told as a film, not in panels")
        return told

    return story


@pytest.fixture(scope="session")
def show(tell):
    """Return the picture of a scene's story."""

    @cache
    def shown(name, theme="light", cut="full", bare=False, aspect=ASPECT, **changes):
        return picture(tell(name, **changes), theme, cut, bare, aspect)

    return shown


@pytest.fixture(scope="session")
def contours():
    """Return a story's contour panels, each with how its weights lie on the stage."""

    def laid(story, bare=False):
        slots = layout(len(story.panels), bare).panels
        found = [each for each in zip(story.panels, slots, strict=True) if isinstance(each[0], Contour)]
        return [(panel, geometry.Axes(_window(panel, box), box)) for panel, box in found]

    return laid


def _window(panel, box):
    pair = list(panel.axes)
    runs = [run.points[:, pair] for run in (*(track.run for track in panel.tracks), *panel.beside)]
    marks = [panel.loss.minimizer, *([] if panel.truth is None else [panel.truth])]
    return geometry.window(
        runs, panel.loss.section(panel.axes, panel.at), np.array(marks)[:, pair], box, mean_square(panel)
    )


@pytest.fixture(scope="session")
def moments():
    """Return seconds of a picture at which something may be amiss: about each beat's ends, and within."""

    def seconds(picture, within=7):
        ends = np.concatenate([[0.0], np.cumsum([beat.seconds for beat in picture.timeline.beats])])
        inner = [np.linspace(low, high, within + 2)[1:-1] for low, high in pairwise(ends)]
        times = np.concatenate([ends, ends[:-1] + 0.1, ends[1:] - 0.1, *inner])
        return np.unique(np.round(times, 2)).tolist()

    return seconds


def mathtext_box(formula):
    """Return a formula's left, bottom, right and top in mathtext."""
    return moved(_mathtext_box(formula.terms, formula.size, formula.anchor, formula.room), formula.at)


@cache
def _mathtext_box(terms, size, anchor, room):
    formula = Formula(terms=terms, colors=(), at=(0.0, 0.0), size=size, anchor=anchor, room=room)
    return Bbox.union([outline.get_extents() for outline in mathtext_outlines(formula)]).extents


def box_of(words):
    """Return the box of words; from frame to frame, most of them only move."""
    return moved(_words_box(words.text, words.size, words.anchor, words.bold, words.upwards), words.at)


@cache
def _words_box(text, size, anchor, bold, upwards):
    look = {"size": size, "color": (), "anchor": anchor, "bold": bold, "upwards": upwards}
    return words_box(Words(text=text, at=(0.0, 0.0), **look))


def moved(box, at):
    left, bottom, right, top = (float(side) for side in box)
    return left + at[0], bottom + at[1], right + at[0], top + at[1]


class Text(msgspec.Struct, frozen=True):
    """Something written: its left, bottom, right and top, its clip, and the panel that it stands in.

    That is where its middle is; of what may move, where any of it is.
    """

    text: str
    box: tuple[float, float, float, float]
    clip: object
    panel: int | None
    moves: bool


@pytest.fixture(scope="session")
def texts():
    """Return what is written at a moment; ``formula_box`` says how large a formula is set."""

    def written(shown, seconds, slots, formula_box=mathtext_box):
        moving, found = layers(shown).moving(shown.timeline.state(seconds)), []
        for marks, moves in ((layers(shown).ground, False), (moving, True)):
            for mark in marks:
                if _hides(mark, shown.background):
                    found = [text for text in found if not _within(text.box, _sides_of(mark.outline))]
                found.extend(_texts(mark, moves, slots, formula_box))
        return found

    return written


def _hides(mark, background):
    """Tell whether a mark covers what was drawn before it: an area in the background's colour."""
    return (
        isinstance(mark, Area)
        and mark.clip is None
        and mark.fill is not None
        and mark.fill[:3] == background[:3]
        and mark.fill[3] > CLEAR
    )


def _sides_of(outline):
    return (*outline.min(axis=0), *outline.max(axis=0))


def _texts(mark, moves, slots, formula_box):
    if isinstance(mark, Words) and mark.color[3] > CLEAR:
        text, box = mark.text, box_of(mark)
    elif isinstance(mark, Formula) and mark.colors[0][3] > CLEAR:
        text, box = " ".join(term.typst for term in mark.terms), formula_box(mark)
    else:
        return
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    wide, high = ((right - left) / 2, (top - bottom) / 2) if moves else (0.0, 0.0)
    inside = [index for index, slot in enumerate(slots) if _meets(slot, x, wide, y, high)]
    yield Text(text, box, mark.clip, inside[0] if inside else None, moves)


def _meets(slot, x, wide, y, high):
    middle = slot.center
    return abs(x - middle[0]) < slot.width / 2 + wide and abs(y - middle[1]) < slot.height / 2 + high


@pytest.fixture(scope="session")
def amiss(tell, show, moments, texts):
    """Return what is wrong with the texts of a scene's picture, in lines: none if all is well.

    All are in the frame and whole; those that stay where they are do not overlap each other.
    """

    @cache
    def found(name, theme, cut, bare, within=7, formula_box=mathtext_box, aspect=ASPECT, **changes):
        story, shown = tell(name, **changes), show(name, theme, cut, bare, aspect, **changes)
        slots, faults = layout(len(story.panels), bare, aspect), {"texts": {}, "labels": {}}
        flat = [not isinstance(panel, Surface) for panel in story.panels]
        for seconds in moments(shown, within):
            there = _there(story, shown, seconds, slots)
            for kind, fault in _faults(texts(shown, seconds, there.panels, formula_box), there, flat):
                faults[kind].setdefault(fault, f"at {seconds} s {fault}")
        return {kind: list(lines.values()) for kind, lines in faults.items()}

    return found


def _there(story, shown, seconds, slots):
    """Return the slots of what is there at a moment: an opening has one in place of all panels'."""
    state = shown.timeline.state(seconds)
    if story.opening is None or state.shown.get("minimizer", 0.0) > 0.5:
        return slots
    (box,) = {mark.clip for mark in layers(shown).moving(state) if isinstance(mark, Dots) and mark.clip}
    return msgspec.structs.replace(slots, panels=(box,))


def _faults(written, slots, flat):
    panels = [_sides(panel) for panel in slots.panels]
    for text in written:
        kind = "labels" if text.moves and text.panel is not None else "texts"
        if not _within(text.box, (0.0, 0.0, slots.width, 1.0)):
            yield kind, f"{text.text!r} leaves the frame"
        if text.clip is not None and not _within(text.box, _sides(text.clip)):
            yield kind, f"{text.text!r} is cut off"
        if text.panel is not None and flat[text.panel] and not _within(text.box, panels[text.panel]):
            yield kind, f"{text.text!r} leaves its panel"
        if "…" in text.text:
            yield kind, f"{text.text!r} is shortened"
    boxes = np.array([text.box for text in written])
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    meet = ((low < high.swapaxes(0, 1)) & (low.swapaxes(0, 1) < high)).all(axis=-1)
    for i, j in np.argwhere(np.triu(meet, 1)):
        one, other = written[i], written[j]
        labels = any(text.moves and text.panel is not None for text in (one, other))
        yield "labels" if labels else "texts", f"{one.text!r} overlaps {other.text!r}"


def _sides(box):
    return box.left, box.bottom, box.right, box.top


def _within(box, sides):
    return sides[0] <= box[0] and sides[1] <= box[1] and box[2] <= sides[2] and box[3] <= sides[3]
