"""What vector files say: text that is found and in order, titles, alt texts, and no letter twice."""

from collections import Counter
from xml.etree import ElementTree

import msgspec
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.marks import Area, Words
from gdclips.encoding.labels import Labels
from gdclips.encoding.vector.handout import Still, handout
from gdclips.encoding.vector.pdf import pdf
from gdclips.encoding.vector.svg import svg
from gdclips.rendering.frame import FrameSize
from gdclips.story.scenes import SCENES
from tests.poppler import pdf_facts, pdf_text

SVG = "{http://www.w3.org/2000/svg}"
LABELS = Labels(
    title='Rates & "limits" <1',
    number="8b",
    alt="Größe: ein Ball.",
    author="Ada",
    licence="CC0",
    language="de",
)
INK, SIZE = (0.0, 0.0, 0.0, 1.0), FrameSize(640, 360)
TEXTS = ("w₁ = −3.2·10⁻⁵", "λ ≤ 2/α", "Größe der Öfen", "œuvre naïve", "office fly", "رقم", "רוחב")


def words(text, y, x=0.1, size=0.05):
    return Words(text=text, at=(x, y), size=size, color=INK)


def test_a_pdfs_text_is_read_from_the_top_and_whole(made):
    lines = [line for line in pdf_text(made("noise_ball", "pdf"), "-layout").splitlines() if line.strip()]
    said = [" ".join(line.split()) for line in lines]
    assert said[0] == "7 Noise ball iteration 600 / 600"
    assert said[-1] == "SGD never settles: it fills the ball that theory has drawn."
    assert "inside the ellipse" in said and "6 w₂ 96 %" in said and "predicted 95 % ± 3" in said


def test_text_is_laid_in_the_order_in_which_it_is_read():
    """Whatever was drawn first: programs that read aloud take the file's order."""
    places = {"four": (0.9, 0.3), "one": (0.1, 0.8), "three": (0.2, 0.3), "two": (0.7, 0.81)}
    marks = [words(text, y, x) for text, (x, y) in places.items()]
    assert pdf_text(pdf(marks, SIZE, None, LABELS), "-raw").split() == ["one", "two", "three", "four"]


@pytest.mark.parametrize("text", TEXTS)
def test_every_letter_is_found_once(text):
    content = pdf([words(text, 0.5), words("after", 0.2)], SIZE, None, LABELS)
    found = pdf_text(content).replace("\u202b", "").replace("\u202c", "").split("\n")
    assert found[0].strip() == text
    assert Counter("".join(found).replace("\f", "").replace(" ", "")) == Counter(
        f"{text}after".replace(" ", "")
    )


def test_words_that_are_not_seen_are_not_said():
    clear = msgspec.structs.replace(words("gone", 0.5), color=(0.0, 0.0, 0.0, 0.0))
    assert pdf_text(pdf([clear, words("here", 0.2)], SIZE, None, LABELS)).split() == ["here"]


def test_a_pdf_says_what_it_is(made):
    facts = pdf_facts(pdf([words("a", 0.5)], SIZE, None, LABELS))
    assert (facts["Title"], facts["Author"], facts["Subject"]) == (LABELS.title, "Ada", LABELS.alt)
    assert facts["Keywords"] == "Ada, CC0"
    assert facts["Page size"] == "480 x 270 pts"
    assert "CreationDate" not in facts and "ModDate" not in facts
    assert b"/Lang (de)" in pdf([], SIZE, None, LABELS)


def read(content):
    return ElementTree.fromstring(content)


def test_an_svg_says_what_it_shows():
    root = read(svg([words("w₁ & λ", 0.5)], SIZE, None, LABELS))
    title, alt = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, alt.text) == (LABELS.title, LABELS.alt)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", title.get("id"))
    assert root.get("aria-describedby") == alt.get("id")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("640", "360", "0 0 480 270")
    told = {
        each.tag.rpartition("}")[2]: "".join(each.itertext()).strip()
        for each in root.iter()
        if "dc/" in each.tag
    }
    assert (told["language"], told["description"], told["creator"], told["rights"]) == (
        "de",
        LABELS.alt,
        "Ada",
        "Ada, CC0",
    )
    assert "date" not in told


def test_an_svgs_words_are_outlines_that_carry_their_text(made):
    root = read(made("momentum", "svg"))
    said = [group.get("aria-label") for group in root.iter(f"{SVG}g") if group.get("aria-label")]
    assert {"Momentum outruns plain descent", "iteration", "w₁"} <= set(said)
    assert not list(root.iter(f"{SVG}text"))
    assert "It went 71 % past the floor, at step 6," in " ".join(said)


def test_an_svg_changes_nothing_in_a_page_that_it_stands_in(made):
    """It brings no style sheet, and ids that are the same only for what is the same."""
    roots = [read(made(scene, "svg")) for scene in ("noise_ball", "sgd_surface")]
    assert not [each for root in roots for each in root.iter(f"{SVG}style")]
    ids = [
        {each.get("id"): ElementTree.tostring(each) for each in root.iter() if each.get("id")}
        for root in roots
    ]
    for root, found in zip(roots, ids, strict=True):
        assert len(found) == len([each for each in root.iter() if each.get("id")])
    assert all(ids[0][name].strip() == ids[1][name].strip() for name in ids[0].keys() & ids[1].keys())


def test_the_handout_has_the_captions_of_the_full_cut_in_their_order(made):
    content = made("noise_ball", "sheet.pdf")
    facts, text = pdf_facts(content), " ".join(pdf_text(content).split())
    assert facts["Page size"].endswith("(A4)") and facts["Pages"] == "1"
    film = SCENES["noise_ball"].story(SCENES["noise_ball"].settings())
    captions = list(dict.fromkeys(beat.caption for beat in film.timeline("full").beats if beat.caption))
    places = [text.find(each) for each in ("7 Noise ball", *captions)]
    assert -1 not in places and places == sorted(places) and "CC BY 4.0" in text
    assert all(text.count(each) == 1 for each in captions)


LONG = "The larger the batch, the smaller the ball of noise, which theory has drawn before the first step."


@pytest.mark.parametrize("count", [1, 4])
def test_a_word_that_is_too_long_is_cut_at_the_margin(count):
    stills = [Still([], f"so {'x' * 300} it is")] * count
    found = ElementTree.fromstring(pdf_text(handout(stills, 1.0, LABELS), "-bbox"))
    seen = [each for each in found.iter() if each.tag.endswith("word")]
    assert max(float(each.get("xMax")) for each in seen) <= 556
    assert "".join(each.text for each in seen).count("…") == count


@pytest.mark.parametrize("aspect", [16 / 9, 1.0, 9 / 16])
@pytest.mark.parametrize("count", range(1, 13))
def test_stills_and_their_captions_stay_on_the_page_and_apart(count, aspect):
    box = Area(outline=Box(0.0, 0.0, aspect, 1.0).corners, fill=(0.8, 0.8, 0.9, 1.0))
    stills = [
        Still([box, words(f"top{k}", 0.9)], f"<{k}> {LONG if k % 3 else 'Short.'}") for k in range(count)
    ]
    labels = msgspec.structs.replace(LABELS, title=f"{LONG} {LONG}")
    found = ElementTree.fromstring(pdf_text(handout(stills, aspect, labels), "-bbox"))
    seen = [each for each in found.iter() if each.tag.endswith("word")]
    sides = [[float(each.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")] for each in seen]
    assert all(40 <= x < X <= 556 and 30 <= y < Y <= 812 for x, y, X, Y in sides)
    numbers = {each.text: side for each, side in zip(seen, sides, strict=True)}
    assert {f"<{k}>" for k in range(count)} | {f"top{k}" for k in range(count)} <= set(numbers)
    for one, (x, y, X, Y) in enumerate(sides):
        for u, v, U, V in sides[one + 1 :]:
            assert min(X, U) - max(x, u) < 1 or min(Y, V) - max(y, v) < 8, "words overlap"
