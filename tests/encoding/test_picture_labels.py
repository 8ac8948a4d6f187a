"""What pictures say of themselves: the texts of PNGs, the XMP of WebPs and AVIFs."""

import json
import shutil
import subprocess
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from gdclips.encoding.labels import Labels

from .frames_to_encode import NARROW, encoded, plain_frames

WORDS = Labels(
    title="Größe & <Form>", alt="Ein Weg führt ins Tal.", author="Ada", language="de", licence="CC0"
)


def xmp(content, suffix):
    """The XMP packet of a file: its properties by name, the text of each."""
    with Image.open(BytesIO(content)) as image:
        assert image.format.lower() == suffix
        root = ElementTree.fromstring(image.info["xmp"])
    (description,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return {each.tag.rpartition("}")[2]: "".join(each.itertext()) for each in description}


@pytest.mark.parametrize("suffix", ["avif", "webp"])
def test_a_file_says_what_it_is_in_its_xmp(suffix):
    content = encoded(suffix, list(plain_frames(3, NARROW)), labels=WORDS)
    assert xmp(content, suffix) == {
        "title": "Größe & <Form>",
        "description": "Ein Weg führt ins Tal.",
        "AltTextAccessibility": "Ein Weg führt ins Tal.",
        "creator": "Ada",
        "language": "de",
        "rights": "Ada, CC0",
    }


@pytest.mark.parametrize("suffix", ["apng", "png"])
def test_a_png_says_what_it_is_in_texts(suffix):
    with Image.open(BytesIO(encoded(suffix, list(plain_frames(3, NARROW)), labels=WORDS))) as image:
        image.load()
        assert image.text == {
            "Title": "Größe & <Form>",
            "Description": "Ein Weg führt ins Tal.",
            "Author": "Ada",
            "Copyright": "Ada, CC0",
        }
        assert {text.lang for text in image.text.values()} == {"de"}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("suffix", ["apng", "avif", "webp", "png"])
def test_exiftool_reads_what_a_file_says(suffix, tmp_path):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(encoded(suffix, list(plain_frames(3, NARROW)), labels=WORDS))
    told = subprocess.run(["exiftool", "-j", path], capture_output=True, text=True, check=True).stdout
    (found,) = json.loads(told)
    found = {name.removesuffix("-de"): value for name, value in found.items()}
    assert (found["Title"], found["Description"]) == ("Größe & <Form>", "Ein Weg führt ins Tal.")
    assert found.get("Rights", found.get("Copyright")) == "Ada, CC0"
