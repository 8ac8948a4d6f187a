"""The words beside the pictures."""

import re
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from gdclips.build.sidecars import alt_text, subtitles
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdclips.story.timeline import Beat
from gdcore import Samples


def test_subtitles_are_subrip_and_equal_captions_are_one_block():
    beats = (Beat(1.0, "one"), Beat(2.4, "two"), Beat(3600.0, "two"), Beat(0.2, "three"))
    assert subtitles(beats) == (
        "1\n00:00:00,000 --> 00:00:01,000\none\n\n"
        "2\n00:00:01,000 --> 01:00:03,400\ntwo\n\n"
        "3\n01:00:03,400 --> 01:00:03,600\nthree\n"
    )


@pytest.mark.parametrize("name", SCENES)
def test_an_alt_text_is_the_title_and_what_the_short_cut_says(name):
    story = SCENES[name].story(SCENES[name].settings())
    text = alt_text(story)
    assert text.startswith(story.title) and text.endswith(story.short[-1].caption + "\n")
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", text)) <= 4


@pytest.mark.parametrize("name", SCENES)
def test_subtitles_cover_the_whole_cut(name):
    story = SCENES[name].story(SCENES[name].settings())
    blocks = subtitles(story.full).strip().split("\n\n")
    ends = [re.findall(r"\d\d:\d\d:(\d\d),(\d{3})", block) for block in blocks]
    assert ends[0][0] == ("00", "000")
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert float(".".join(ends[-1][1])) == pytest.approx(story.timeline("full").seconds)


def test_an_alt_text_tells_last_how_a_table_was_read_where_no_caption_does():
    story = SCENES["sgd"].story(SCENES["sgd"].settings())
    samples = Samples(np.ones((3, 1)), np.ones(3))
    own = OwnData(samples, "a.csv", "y", True, ("decimal comma",))
    assert alt_text(story, own) == f"{alt_text(story).strip()} The table was read so: decimal comma.\n"
    said = msgspec.structs.replace(story, title="decimal comma", short=(Beat(1.0, "a.csv (decimal comma)."),))
    assert alt_text(said, own) == "decimal comma. a.csv (decimal comma).\n"
    tabs = msgspec.structs.replace(own, assumed=("decimal comma", "tabs between cells"))
    assert alt_text(said, tabs).endswith(" The table was also read so: tabs between cells.\n")
