"""Properties: any dialect comes back exactly; any cell, header or file is read, or costs one line."""

import csv
import io
from tempfile import NamedTemporaryFile
from unicodedata import category

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.requests.tables.options import Data
from gdclips.requests.tables.reading import read_table
from gdcore import read_csv

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)


def read(content, features=("a",), target="y", **options):
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        return read_table(Data(path=file.name, features=tuple(features), target=target, **options))


def written(rows, sep, quoting=csv.QUOTE_MINIMAL, end="\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=sep, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue()


@SETTINGS
@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=2, max_size=6, unique=True))
def test_a_plain_text_is_read_as_by_the_core_bit_for_bit(rows):
    content = written([("a", "y"), *((repr(a), f"{y:.17g}") for a, y in rows)], ",").encode()
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        try:
            core = read_csv(file.name, ["a"], "y")
        except ValueError:  # a constant feature
            return
        found = read_table(Data(path=file.name, features=("a",), target="y"))
    assert found.values.tobytes() == np.column_stack([core.x, core.y]).tobytes()
    assert found.values.tolist() == [list(row) for row in rows]
    assert found.assumed == ()


@st.composite
def tables(draw):
    """Numbers, and a text of them in some dialect, with what was chosen for it."""
    values = draw(st.lists(st.tuples(FLOATS, st.integers(-(10**6), 10**6)), min_size=1, max_size=5))
    decimal, sep = draw(
        st.sampled_from([(".", ","), (".", ";"), (",", ";"), (",", "\t"), (".", "|"), (",", " ")])
    )
    group = draw(st.sampled_from(["", "'", "\u00a0", "\u202f", "." if decimal == "," else ","]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    if encoding == "cp1252":
        group = group.replace("\u202f", "")
    unit = draw(st.sampled_from(["", "", "$", "%"]))
    note = draw(st.sampled_from(["", "a; b, c", 'said "no"', "zwei\nZeilen", "1,5"]))

    def cell(value):
        text = f"{value:,}" if isinstance(value, int) else repr(value)
        text = text.replace(".", "\0").replace(",", group).replace("\0", decimal)
        return f"{unit}{text}" if unit == "$" else f"{text}{unit}"

    rows = [(note, "a", "y"), *((note, cell(a), cell(y)) for a, y in values)]
    end, quoting = (
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    return values, written(rows, sep, quoting, end).encode(encoding), decimal


@SETTINGS
@given(tables())
def test_a_table_in_any_dialect_is_read_exactly_or_refused(table):
    values, content, decimal = table
    expected = [[float(a), float(y)] for a, y in values]
    assert read(content, decimal=decimal).values.tolist() == expected
    try:
        assert read(content).values.tolist() == expected
    except ValueError as error:
        assert "--decimal" in str(error) and str(error).isprintable()


@SETTINGS
@given(st.lists(st.text(max_size=8), min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_any_cell_is_a_number_or_missing_or_costs_one_line(cells, sep):
    rows = [("a", "y"), *((cell, index) for index, cell in enumerate(cells))]
    content = written(rows, sep, csv.QUOTE_ALL).encode("utf-8", "surrogatepass")
    for missing in ("error", "drop"):
        try:
            assert np.isfinite(read(content, missing=missing).values).all()
        except ValueError as error:
            assert str(error).isprintable()


@SETTINGS
@given(st.lists(NAMES, min_size=2, max_size=4), st.sampled_from([",", ";", "\t", "|"]))
def test_any_header_can_be_named_or_costs_one_line(names, sep):
    content = written([names, range(len(names))], sep, csv.QUOTE_ALL).encode()
    try:
        found = read(content, names[:-1], names[-1])
        assert found.values.tolist() == [[float(index) for index in range(len(names))]]
        assert not any(category(letter) == "Cc" for name in found.chosen for letter in name)
    except ValueError as error:
        assert str(error).isprintable()


@SETTINGS
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"a,y\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xfea\0,\0y\0\n\0"]),
)
def test_any_bytes_cost_one_line_at_most(content, start):
    try:
        read(start + content)
    except ValueError as error:
        assert str(error).isprintable()
