"""Numerals: which cells are numbers with which decimal sign, what decides, and what could be either."""

import pytest

from gdclips.requests.tables.numerals import number, split_unit

# A cell, and the number that it is with a decimal point, and with a decimal comma.
CELLS = [
    ("12", 12, 12),
    ("-12", -12, -12),
    ("−12", -12, -12),
    ("+7", 7, 7),
    ("1.5", 1.5, None),
    ("1,5", None, 1.5),
    (".5", 0.5, None),
    ("5,", None, 5),
    ("1e5", 1e5, 1e5),
    ("1.5E-3", 0.0015, None),
    ("1,5e+3", None, 1500),
    ("1.234e5", 123400, None),
    ("1,234", 1234, 1.234),
    ("1.234", 1.234, 1234),
    ("0.123", 0.123, None),
    ("0,123", None, 0.123),
    ("1234,567", None, 1234.567),
    ("1,234.5", 1234.5, None),
    ("1.234,5", None, 1234.5),
    ("1,234,567", 1234567, None),
    ("1.234.567", None, 1234567),
    ("12,34,567.8", 1234567.8, None),
    ("1'234.5", 1234.5, None),
    ("1’234’567,5", None, 1234567.5),
    ("1 234,5", None, 1234.5),
    ("1\u00a0234\u00a0567", 1234567, 1234567),
    ("1\u202f234.25", 1234.25, None),
    ("1,23", None, 1.23),
    ("1,23,4", None, None),
    ("12 34", None, None),
    ("1 2345", None, None),
    ("1,234 567", None, None),
    ("1_000", None, None),
    ("0x10", None, None),
    ("1e999", None, None),
    ("five", None, None),
    ("", None, None),
    ("-", None, None),
    ("--1", None, None),
    ("nan", None, None),
    ("inf", None, None),
    ("1/2", None, None),
    ("12.05.2024", None, None),
    ("(5)", None, None),
]


@pytest.mark.parametrize(("cell", "point", "comma"), CELLS)
def test_a_cell_is_a_number_with_a_point_or_with_a_comma(cell, point, comma):
    assert (number(cell, "."), number(cell, ",")) == (point, comma)


@pytest.mark.parametrize(
    ("cell", "text", "unit"),
    [
        (" 5 ", "5", ""),
        ("$1,234", "1,234", "$"),
        ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("€ 5", "5", "€"),
        ("1.234,50 €", "1.234,50", "€"),
        ("₹12,34,567", "12,34,567", "₹"),
        ("12 %", "12", "%"),
        ("−12,5%", "−12,5", "%"),
        ("$", "", "$"),
        ("5 km", "5 km", ""),
    ],
)
def test_a_unit_is_taken_off(cell, text, unit):
    assert split_unit(cell) == (text, unit)


def column(*cells, sep=";"):
    return f"a{sep}y\n" + "".join(f"{cell}{sep}{index}\n" for index, cell in enumerate(cells))


@pytest.mark.parametrize(
    ("cells", "values", "assumed"),
    [
        (["1,234", "0,5"], [1.234, 0.5], "decimal comma"),
        (["1.234", "5,5"], [1234, 5.5], "decimal comma, points between thousands"),
        (["1,234", "0.5"], [1234, 0.5], "commas between thousands"),
        (["1,234", "1,234,567"], [1234, 1234567], "commas between thousands"),
        (["1 234", "7"], [1234, 7], "spaces between thousands"),
        (["1'234", "7.25"], [1234, 7.25], "apostrophes between thousands"),
        (["$1,234.50", "$7"], [1234.5, 7], "commas between thousands, currency signs left out"),
        (["12 %", "7,5 %"], [12, 7.5], "decimal comma, % left out"),
        (["7", "8"], [7, 8], ""),
    ],
)
def test_one_cell_decides_for_all(read, write, cells, values, assumed):
    found = read(write(column(*cells)))
    assert found.values[:, 0].tolist() == values
    assert ", ".join(found.assumed) == ", ".join(filter(None, [assumed, "semicolons between cells"]))


AMBIGUOUS = [
    (column("1,234", "5"), "1,234", 1234, 1.234),
    (column("5", "1.234"), "1.234", 1.234, 1234),
    (column("12,345", "-999,001", sep="\t"), "12,345", 12345, 12.345),
    (column("1.234", "2.345", sep="|"), "1.234", 1.234, 1234),
    ('a,y\n"1,234",5\n7,8\n', "1,234", 1234, 1.234),
    ('a,y\n"1,234",5.678\n7,8\n', "1,234", 1234, 1.234),
    (column("€ 1.234", "€ 9"), "€ 1.234", 1.234, 1234),
]


@pytest.mark.parametrize(("text", "cell", "point", "comma"), AMBIGUOUS)
def test_what_could_be_either_is_an_error_with_both_readings(read, refused, write, text, cell, point, comma):
    path = write(text)
    said = refused(path)
    assert f"{cell!r} in column 'a'" in said and "line " in said
    assert f"which is {point} with a decimal point and {comma} with a decimal comma" in said
    assert "--decimal . or --decimal ," in said
    for decimal, value in ((".", point), (",", comma)):
        found = read(path, decimal=decimal)
        assert value in found.values[:, 0]
        assert "decimal comma" not in found.assumed


def test_points_between_commas_are_decimal_points(read, write):
    assert read(write("a,y\n1.234,2.345\n12.345,1.001\n")).values.tolist() == [
        [1.234, 2.345],
        [12.345, 1.001],
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (column("0.5", "0,5"), ["line 3", "'0,5'", "decimal point", "--decimal ,"]),
        (column("0,5", "1", "0.5"), ["line 4", "'0.5'", "decimal comma", "--decimal ."]),
        (column("1,5", "five"), ["line 3", "'five'", "finite number"]),
        (column("$5", "€5"), ["line 2", "'$5'", "column 'a'", "one unit"]),
        (column("5 %", "5"), ["line 2", "'5 %'", "one unit"]),
        (column("1,5", "1e999"), ["line 3", "'1e999'"]),
        (column("1,5", "1,23,4"), ["line 3", "'1,23,4'"]),
    ],
)
def test_what_contradicts_is_an_error(refused, write, text, says):
    said = refused(write(text))
    for part in says:
        assert part in said


MISSING = ["", " ", "NA", "N/A", "#N/A", "nan", "NaN", "NULL", "None", "?", "-", "–", ".", "<NA>"]


@pytest.mark.parametrize("word", MISSING)
def test_a_missing_cell_is_an_error_or_drops_its_row(read, refused, write, word):
    path = write(column("1,5", word, "3"))
    said = refused(path)
    assert "line 3 of" in said and "column 'a'" in said and "--missing drop" in said
    found = read(path, missing="drop")
    assert (found.values.tolist(), found.dropped) == ([[1.5, 0], [3, 2]], 1)
    assert refused(write(column(word, word)), missing="drop").endswith(
        "missing cells in each row: choose other columns"
    )


def test_a_cell_that_is_no_number_is_not_missing(refused, write):
    assert "'five'" in refused(write(column("five", "1")), missing="drop")
    assert "'five'" in refused(write("a,b,y\n?,five,1\n1,2,3\n"), ["a", "b"], missing="drop")
