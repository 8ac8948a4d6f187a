"""What is told of a user's own data: the rows, those left out, and how the table was read, if it fits."""

import msgspec
import pytest

from gdclips.story.film import sentences
from gdclips.story.film.views import Rule
from tests import shown

WAYS = ("decimal comma", "points between thousands", "semicolons between cells", "text in cp1252")
LONG = "a_table_with_a_long_name_of_its_own.csv"


@pytest.fixture
def opening(tell, own, free):
    """Return the first caption of a clip whose data were read in some way."""

    def opening(name="contour_descent", **read):
        data = msgspec.structs.replace(own("air_flow", "water_temp"), **{"file": "houses.csv"} | read)
        return shown.beats(tell(name, data, **free(name)))[0].caption

    return opening


@pytest.mark.parametrize(
    ("read", "says"),
    [
        ({}, "houses.csv: 21 rows, standardised."),
        ({"dropped": 2}, "houses.csv: 21 of 23 rows, standardised."),
        ({"assumed": WAYS[:1]}, "houses.csv (decimal comma): 21 rows, standardised."),
        ({"assumed": WAYS[2:3]}, "houses.csv: 21 rows, standardised."),
        ({"assumed": WAYS}, "houses.csv (decimal comma): 21 rows, standardised."),
        ({"assumed": WAYS, "dropped": 2}, "houses.csv (decimal comma): 21 of 23 rows, standardised."),
    ],
)
def test_the_first_caption_of_a_film_tells_how_a_table_was_read(opening, read, says):
    caption = opening(**read)
    assert caption == says and len(caption) <= sentences.LONGEST


def test_the_rate_that_follows_from_the_data_is_told_beside_the_rule(tell, own, free):
    story = tell("contour_descent", own("air_flow", "water_temp"), **free("contour_descent"))
    rule = next(view for view in shown.views(story) if isinstance(view, Rule))
    assert rule.parameters.startswith("α = ") and "(limit/4)" in rule.parameters


@pytest.mark.parametrize("name", ["contour_descent", "learning_rates", "sgd", "momentum", "batch_sizes"])
@pytest.mark.parametrize("dropped", [0, 123456])
def test_a_long_name_and_many_words_leave_a_films_numbers_whole(opening, name, dropped):
    caption = opening(name, file=LONG, assumed=WAYS, dropped=dropped)
    assert len(caption) <= sentences.LONGEST and "21" in caption and caption.endswith(".")
    assert not dropped or "21 of 123477 rows" in caption


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ({}, ""),
        ({"assumed": WAYS[:2]}, "decimal comma, points between thousands"),
        ({"dropped": 2}, "2 of 23 rows left out, for they miss a cell"),
        ({"assumed": WAYS[:1], "dropped": 1}, "decimal comma; 1 of 22 rows left out, for they miss a cell"),
    ],
)
def test_all_of_it_is_told_in_a_line(own, read, told):
    assert msgspec.structs.replace(own("air_flow"), **read).read_as() == told


def test_what_is_told_is_not_told_again(own):
    read = msgspec.structs.replace(own("air_flow"), assumed=WAYS[:2], dropped=2)
    assert read.read_as("houses.csv (decimal comma): 21 rows") == (
        "points between thousands; 2 of 23 rows left out, for they miss a cell"
    )
    assert read.read_as(f"21 of 23 rows (2 with missing cells), {WAYS[0]}") == WAYS[1]
    assert read.read_as(f"{read.rows}, {', '.join(WAYS)}") == ""
