"""Alt texts say what is seen."""

import re

import msgspec
import numpy as np
import pytest

from gdclips.build.alt_text import alt_text
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdclips.story.timeline import Beat
from gdcore import Samples


@pytest.mark.parametrize("name", SCENES)
def test_an_alt_text_is_the_title_and_what_the_short_cut_says(name):
    story = SCENES[name].story(SCENES[name].settings())
    text = alt_text(story)
    assert text.startswith(story.title) and text.endswith(story.short[-1].caption + "\n")
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", text)) <= 4


def test_an_alt_text_tells_last_how_a_table_was_read_where_no_caption_does():
    story = SCENES["sgd"].story(SCENES["sgd"].settings())
    samples = Samples(np.ones((3, 1)), np.ones(3))
    own = OwnData(samples, "a.csv", "y", True, ("decimal comma",))
    assert alt_text(story, own) == f"{alt_text(story).strip()} The table was read so: decimal comma.\n"
    said = msgspec.structs.replace(story, title="decimal comma", short=(Beat(1.0, "a.csv (decimal comma)."),))
    assert alt_text(said, own) == "decimal comma. a.csv (decimal comma).\n"
    tabs = msgspec.structs.replace(own, assumed=("decimal comma", "tabs between cells"))
    assert alt_text(said, tabs).endswith(" The table was also read so: tabs between cells.\n")
