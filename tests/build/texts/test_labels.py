"""What files say of themselves is fit for the places of all formats, whatever a film says."""

from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.build.job import file_info, tell_story
from gdclips.build.render import render_parts
from gdclips.encoding.xmp import xmp
from gdclips.formats import FORMATS
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import resolve
from tests.asked import overrides

ANY = st.text(st.characters(), max_size=30)  # of all of Unicode, unpaired surrogates among them
CONTROLS = "a\x00b \x1b[31m\r\nc\x85 \ud800"


def request_of(suffix):
    lecture = Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene="contour_descent")})
    given = {"size": "96x64", "fps": 5, "renderer": "matplotlib", "settings": {"steps": "3"}}
    (request,) = resolve(lecture, [f"a.{suffix}"], overrides(**given))
    return request


@pytest.fixture(scope="module")
def film():
    return tell_story(request_of("mp4"), None)


@settings(derandomize=True, deadline=None)
@given(title=ANY, alt=ANY)
def test_labels_have_no_letters_that_xml_or_a_text_can_not_have(film, title, alt):
    info = file_info(request_of("mp4"), msgspec.structs.replace(film, title=title, alt=alt), None)
    ElementTree.fromstring(xmp(info.labels))
    for each in (info.labels.title, info.labels.alt, *info.sidecars.values()):
        assert all(letter.isprintable() or not letter.isascii() or letter == "\n" for letter in each)
        each.encode()
    assert "\n" not in info.labels.title + info.labels.alt + info.sidecars["a.txt"].rstrip("\n")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_a_title_with_control_characters_is_made(film, suffix, tmp_path):
    request = request_of(suffix)
    film = msgspec.structs.replace(film, title=CONTROLS)
    info = file_info(request, film, None)
    parts = render_parts(request, film, info.labels, range(len(info.frames)), lambda done: None)
    request.format.join(tmp_path / "a", parts, info.labels)
    content = (tmp_path / "a").read_bytes()
    assert content and b"\x1b[31m" not in content
    if suffix == "svg":
        root = ElementTree.fromstring(content)
        assert root.findtext("{http://www.w3.org/2000/svg}title").startswith("a b")
