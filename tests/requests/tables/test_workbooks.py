"""Workbooks: which sheet and rows are read, what is refused; a table of LibreOffice in two locales."""

import datetime
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

EXPORTED = Path(__file__).parent / "exported"
HOUSES = (["size, m²", "rooms"], "price")


@pytest.fixture
def book(tmp_path):
    """Write a workbook of sheets by name, each a list of rows, and return its path."""

    def book(**sheets):
        made = Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / "houses.xlsx")
        return tmp_path / "houses.xlsx"

    return book


def changed(path, member, change):
    """Change the bytes of a member of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_what_libreoffice_exports_in_two_locales_is_one_table(read):
    american = read(EXPORTED / "houses_en-US.csv", *HOUSES)
    german = read(EXPORTED / "houses_de-DE.csv", *HOUSES)
    workbook = read(EXPORTED / "houses.xlsx", *HOUSES)
    assert american.values.shape == (24, 3)
    np.testing.assert_array_equal(german.values, american.values)
    np.testing.assert_array_equal(workbook.values, american.values)
    assert american.assumed == ("commas between thousands",)
    assert german.assumed == (
        "decimal comma",
        "points between thousands",
        "semicolons between cells",
        "text in cp1252",
    )
    assert workbook.assumed == ()


def test_the_first_sheet_that_is_seen_is_read_or_the_one_named(read, refused, book):
    path = book(notes=[["a", "y"], [9, 9]], one=[["a", "y"], [1, 2]], two=[["a", "y"], [3, 4.5]])
    made = load_workbook(path)
    made["notes"].sheet_state = "hidden"
    made.save(path)
    found = read(path)
    assert (found.values.tolist(), found.assumed) == ([[1, 2]], ("sheet 'one' of 3",))
    found = read(path, sheet="two")
    assert (found.values.tolist(), found.assumed) == ([[3, 4.5]], ())
    assert "no sheet 'too'" in (said := refused(path, sheet="too")) and "did you mean two?" in said


def test_titles_above_and_empty_rows_and_columns_are_passed_over(read, book):
    rows = [
        ["Houses of 2024"],
        [],
        [None, "a", "note", "y", None],
        [None, 1, "x", 2],
        [],
        [None, 3, None, 4],
        [None] * 9,
    ]
    found = read(book(one=rows))
    assert (found.values.tolist(), found.assumed) == ([[1, 2], [3, 4]], ("header in row 3",))


def test_numbers_that_are_texts_are_read_as_in_a_text(read, refused, book):
    assert read(book(one=[["a", "y"], ["1.234,5", 2], [3.5, "€ 4"], [1, "€ 2"]][:2])).values.tolist() == [
        [1234.5, 2]
    ]
    assert "--decimal" in refused(book(one=[["a", "y"], ["1.234", 2]]))


def test_numbers_are_those_of_the_file_to_the_last_digit(read, book):
    path = book(one=[["a", "y"], [1, 2]])
    texts = ("0.30000000000000004", "1.7976931348623157E+308")
    changed(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>1</v>", b"<v>%s</v>" % texts[0].encode()).replace(
            b"<v>2</v>", b"<v>%s</v>" % texts[1].encode()
        ),
    )
    assert read(path).values.tolist() == [[float(text) for text in texts]]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("five", "'five'"),
        (True, "has true in column 'y', but expected a finite number"),
        (datetime.datetime(2024, 5, 1), "has a date or time, 2024-05-01"),
        (datetime.time(12), "has a date or time, 12:00"),
        (datetime.timedelta(hours=30), "has a date or time"),
        ("#DIV/0!", "'#DIV/0!'"),
        (None, "is empty in column 'y'"),
        (
            "=1+1",
            "is empty in column 'y', but expected a number: fill it in (a formula that was never computed",
        ),
        ("NA", "has only 'NA' in column 'y'"),
    ],
)
def test_a_cell_that_is_no_number_is_named(refused, book, cell, says):
    said = refused(book(one=[["a", "y"], [1, 2], [3, cell]]))
    assert "row 3 of" in said and says in said


def test_a_formula_is_what_it_came_to(read, book):
    path = book(one=[["a", "y"], [1, "=A2*2"]])
    changed(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>"),
    )
    assert read(path).values.tolist() == [[1, 2]]


def test_rows_with_missing_cells_are_dropped_if_so_asked(read, book):
    found = read(book(one=[["a", "y"], [1, 2], [3, None], ["NA", 4], [5, 6]]), missing="drop")
    assert (found.values.tolist(), found.dropped) == ([[1, 2], [5, 6]], 2)


def test_a_cell_far_out_costs_nothing(read, tmp_path):
    made = Workbook()
    for at, value in {"A1": "a", "B1": "y", "A2": 1, "B2": 2, "XFD90000": None, "XFC3": "far"}.items():
        made.active[at] = value
    made.active["A3"], made.active["B3"] = 3, 4
    made.save(tmp_path / "far.xlsx")
    assert read(tmp_path / "far.xlsx").values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("xl/worksheets/sheet1.xml", lambda xml: xml[:-30]),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="2"', b'r="99999999999"', 1)),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZ2"')),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>1</v>", b"<v>one</v>")),
        (
            "xl/worksheets/sheet1.xml",
            lambda xml: b"<!DOCTYPE x [<!ENTITY e 'e'>]>" + xml.replace(b"<v>1</v>", b"<v>&e;</v>"),
        ),
        ("xl/workbook.xml", lambda xml: b"not xml"),
        ("[Content_Types].xml", lambda xml: b"<Types/>"),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1", b"sheet7")),
        ("xl/styles.xml", lambda xml: b"<styleSheet><fills><fill>"),
    ],
)
def test_a_damaged_workbook_costs_one_line(refused, book, member, change):
    refused(changed(book(one=[["a", "y"], [1, 2], [3, 4]]), member, change))


def test_any_byte_may_be_wrong(read, book):
    content = book(one=[["a", "y"], [1, 2], [3, 4]]).read_bytes()
    rng = np.random.default_rng(0)
    path = book(one=[["a", "y"]])
    for at in rng.integers(len(content), size=25).tolist():
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        try:
            assert read(path).values.tolist() == [[1, 2], [3, 4]]
        except ValueError as error:
            assert str(error).isprintable() and "houses.xlsx" in str(error)


def test_a_workbook_beyond_all_bounds_is_refused(refused, book, monkeypatch):
    path = book(one=[["a", "y"], [1, 2]])
    monkeypatch.setattr("gdclips.requests.tables.source.MAX_BYTES", 100_000)
    changed(path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 200_000)
    assert "more than 0 MB" in refused(path)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_old_and_locked_workbooks_are_told(refused, write):
    assert "old Excel file" in refused(write(OLE + b"\0" * 600, "houses.xls"))
    locked = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refused(write(locked, "houses.xlsx"))


@pytest.mark.parametrize("option", ["sep", "encoding"])
def test_options_of_texts_are_refused(refused, book, option):
    assert f"--{option}" in refused(
        book(one=[["a", "y"], [1, 2]]), **{option: ";" if option == "sep" else "utf-8"}
    )


def test_no_columns_and_no_sheet_are_told(refused, book):
    assert "no column 'a'" in (said := refused(book(one=[["b", "y"], [1, 2]]))) and "'b', 'y'" in said
    assert "is empty" in refused(book(one=[]))
    for first in ([], [["b", "y"], [1, 2]]):
        path = book(one=first, two=[["a", "y"], [1, 2]])
        assert refused(path).endswith("; there are others, such as 'two': say which by --sheet")
        assert "--sheet" not in refused(path, sheet="one")
    empty = io.BytesIO()
    Workbook().save(empty)
    assert "2 columns named 'a'" in refused(book(one=[["a", "a", "y"]]))
