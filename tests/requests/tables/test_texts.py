"""Texts: separators, headers, encodings and packing, and for each way to be wrong, what the message says."""

import bz2
import gzip
import io
import lzma
import os
import zipfile

import pytest

GOOD = "a,b,y\n1,2.5,3\n4,5,7\n"
VALUES = [[1, 2.5, 3], [4, 5, 7]]


def gzipped(content):
    """The same bytes whenever it is called: each of the workers that run tests must collect the same ones."""
    return gzip.compress(content, mtime=0)


def zipped(*files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", " | "),
        GOOD.replace(",", "   "),
        " " + GOOD.replace(",", "\t  ").replace("\n", "\n  "),
        GOOD.replace("\n", ",\n"),
        GOOD.replace("\n", ",,,\r\n") + ",,,,,\r\n,,,,,\r\n",
        GOOD.replace("\n", ",,\n", 1),
        GOOD.replace("\n", ",\n", 2),
        '"a" , "b" , "y"\n"1" , 2.5 , 3\n4,5,7\n',
        GOOD.replace("\n", "\n\n") + "\n \n",
        "sep=,\n" + GOOD,
        '"sep=;"\r\n' + GOOD.replace(",", ";"),
        "sep=:\n" + GOOD.replace(",", ":"),
        "\n\n" + GOOD,
        "# " + GOOD,
        "# " + GOOD.replace(",", " "),
        '"a" "b" "y"\n"1" 1 2.5 3\n"2" 4 5 7\n',
        "a\tb\ty\nx\t1\t2.5\t3\nz\t4\t5\t7\n",
        "# made by hand\n# in 2024\n" + GOOD,
        "Houses,,\n,,\n" + GOOD,
        "Houses; prices, and more\n\n" + GOOD.replace(",", ";"),
        '"a", "b", "y"\n"1", "2.5", "3"\n4, 5, 7\n',
        'y,note,b,a,note\n3,"one,\ntwo",2.5,1,\n7,,5,4,"a ""b"""\n',
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        GOOD.encode("utf-32"),
        b"n\xe9e," + GOOD.replace("\n", "\n0,").encode()[:-2],
        gzipped(GOOD.encode()),
        gzipped(GOOD[:9].encode()) + gzipped(GOOD[9:].encode()),
        bz2.compress(GOOD.encode()),
        lzma.compress(GOOD.encode()),
        zipped(("good.csv", GOOD)),
        zipped((".DS_Store", "x"), ("good.csv", GOOD)),
        zipped(("__MACOSX/._good.csv", b"\0"), ("data/good.csv", GOOD.replace(",", "\t"))),
        gzipped(zipped(("good.csv", GOOD))),
    ],
)
def test_the_same_table_written_otherwise(read, write, content):
    assert read(write(content), ["a", "b"]).values.tolist() == VALUES


@pytest.mark.parametrize(
    ("header", "features"),
    [
        ('"size, m2",rooms,y', ["size, m2", "rooms"]),
        ('"size\n(m2)",rooms,y', ["size (m2)", "rooms"]),
        ("size\u00a0m2,  rooms ,y", ["size m2", "rooms"]),
        ("si\u00adze\u200b,rooms,\u2060y", ["size", "rooms"]),
        ("pre\u0301nom,a;b,y", ["pr\u00e9nom", "a;b"]),
    ],
)
def test_a_column_is_called_as_it_is_read(read, write, header, features):
    found = read(write(f"{header}\n1,2,3\n"), features)
    assert (found.chosen, found.values.tolist()) == ((*features, "y"), [[1, 2, 3]])


@pytest.mark.parametrize(
    ("options", "content", "assumed"),
    [
        ({}, "a;y\n1;2\n", ("semicolons between cells",)),
        ({"sep": ";"}, "a;y\n1;2\n", ()),
        ({"sep": ":"}, "a:y\n1:2\n", ()),
        ({}, "a,y,é\n1,2,\n".encode("cp1252"), ("text in cp1252",)),
        ({"encoding": "latin-1"}, "a,y,é\n1,2,\n".encode("latin-1"), ()),
        ({"encoding": "utf-8"}, "\ufeffa,y\n1,2\n", ()),
        ({"encoding": "utf-16-le"}, "\ufeffa,y\n1,2\n".encode("utf-16-le"), ()),
        ({"encoding": "gb18030"}, "a,y,价\n1,2,\n".encode("gb18030"), ()),
        ({}, "a\ty\nx\t1\t2\n", ("tabs between cells", "row names in the first column")),
        ({}, "\ta\ty\nx\t1\t2\n", ("tabs between cells",)),
        ({}, "one\n\na,y\n1,2\n", ("header in line 3",)),
    ],
)
def test_what_was_assumed_is_told_and_what_was_given_is_not(read, write, options, content, assumed):
    found = read(write(content), **options)
    assert (found.values.tolist(), found.assumed) == ([[1, 2]], assumed)


DEEP = zipped(("x", gzipped(gzipped(gzipped(b"a,y\n1,2\n")))))
LOCKED = bytearray(zipped(("a.csv", GOOD)))
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1  # the flag of a password


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ["is empty", "header"]),
        (b"\xef\xbb\xbf\r\n \n", ["is empty"]),
        ("a,a,y\n1,2,3\n", ["2 columns named 'a'", "rename"]),
        ("b,y\n1,2\n", ["no column 'a'", "'b', 'y'"]),
        ("a:y\n1:2\n", ["no column 'a'", "'a:y'", "--sep"]),
        ("A;y\n1;2\n", ["no column 'a'", "did you mean 'A'?"]),
        ("1,2\n3,4\n", ["begins with numbers", "header"]),
        ("1,5;2\n3,5;4\n", ["begins with numbers", "header"]),
        ("1.5e+01 2.5e+00\n3.5e+00 4.5e+01\n", ["begins with numbers", "header"]),
        ("a,y\nx,1,2\nz,3,4\n", ["line 2 ", "3 cells", "the header has 2"]),
        ("a y\nx 1 2\n3 4\n", ["line 3 ", "2 cells", "the header has 3"]),
        ("a,y\n1\n", ["line 2 ", "1 cell,", "header has 2"]),
        ("a,y\n1,2,3\n", ["line 2 ", "3 cells", "decimal commas"]),
        ("a;y\n1;2;3\n", ["line 2 ", "3 cells", "mend that line"]),
        ('a,y\n"1,2\n', ["line 2 "]),
        ('a,y\n"' + "1" * 200_000 + '",2\n', ["line 2 ", "quote"]),
        ("a,y\n1,2024-05-01\n", ["line 2 ", "'2024-05-01'", "column 'y'"]),
        ('a;y;note\n1;2;"open\n3;4;\n5;6;\n', ["line 2 ", "quote left open"]),
        ('a;y;note\n1;2;"open\n3;4;"two"\n5;6;\n', ["line 2 ", "quote left open"]),
        ('"title\na,y\n1,2\n', ["line 1 ", "quote left open"]),
        ("<stata_dta><header>", ["Stata", "save it as"]),
        ("<!DOCTYPE html>\n<table>", ["web page", "save it as"]),
        ('{"a": 1, "y": 2}', ["JSON", "save it as"]),
        ('[{"a": 1}]', ["JSON"]),
        ('{\n  "a": 1}', ["JSON"]),
        ("[[1, 2]]", ["JSON"]),
        ("[a];[y]\n1;2\n", ["no column 'a'", "'[a]', '[y]'"]),
        ("{\\rtf1 a,y}", ["no column 'a'"]),
        ("<5;y\n1;2\n", ["no column 'a'", "'<5', 'y'"]),
        (b"%PDF-1.7 ...", ["PDF"]),
        (b"\x89PNG\r\n\x1a\n\0\0", ["picture"]),
        (bytes(range(256)), ["not a text"]),
        (b"\0" * 50 + b"a,y\n", ["not a text"]),
        (b"a,y\n1,2\n\x81\x8d\n", ["neither in UTF-8 nor in cp1252", "--encoding"]),
        ("ä,y\n1,2\n".encode("cp437"), ["no column 'a'", "'„'", "cp1252", "--encoding"]),
        (GOOD.encode("utf-16")[:-1], ["damaged", "UTF-16"]),
        (gzipped(GOOD.encode())[:-9], ["damaged"]),
        (gzipped(GOOD.encode())[:12] + b"xxxx", ["damaged"]),
        (bz2.compress(GOOD.encode())[:-9], ["damaged"]),
        (lzma.compress(GOOD.encode())[:-9], ["damaged"]),
        (zipped(("a.csv", GOOD))[:-9], ["damaged"]),
        (zipped(("a.csv", GOOD), ("b.csv", GOOD)), ["2 files", "unpack it"]),
        (zipped(), ["0 files"]),
        (bytes(LOCKED), ["password"]),
        (DEEP, ["not a text"]),
        (zipped(("word/document.xml", "")), ["text document"]),
        (zipped(("content.xml", ""), ("mimetype", "")), ["OpenDocument", ".xlsx"]),
        (zipped(("xl/workbook.bin", "")), [".xlsb"]),
        (b"\x28\xb5\x2f\xfd....", ["Zstandard", "gzip"]),
    ],
)
def test_refused_in_one_line(refused, write, content, says):
    said = refused(write(content))
    for part in says:
        assert part in said


@pytest.mark.parametrize(
    ("options", "content", "says"),
    [
        ({"sheet": "x"}, "a,y\n1,2\n", ["no sheet 'x'"]),
        ({"encoding": "utf-8"}, "a,y,é\n1,2,\n".encode("cp1252"), ["no text in utf-8", "--encoding"]),
        ({"encoding": "utf-16"}, "a,y\n1,2\n", ["no text in utf-16"]),
        ({"sep": ";"}, "a,y\n1,2\n", ["no column 'a'", "--sep"]),
        ({"decimal": ","}, "a;y\n1.5;2\n", ["'1.5'", "decimal comma"]),
    ],
)
def test_options_that_do_not_fit_are_refused(refused, write, options, content, says):
    said = refused(write(content), **options)
    for part in says:
        assert part in said


def test_a_text_that_can_be_read_in_two_ways_is_refused(read, refused, write):
    path = write("a;y\n1;2\na,y\n4,5\n")
    assert "--sep" in refused(path, ["a"], "y")
    assert read(path, ["a"], "y", sep=",").values.tolist() == [[4, 5]]


def test_a_name_that_is_not_seen_is_none(refused, write):
    path = write('"\u200d\u2066",y\n1,2\n')
    assert refused(path, ["\u200d\u2066"]).endswith("has no column ''; its only column is 'y'")


def test_what_is_no_file_is_refused(refused, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for name, says in {"none": "does not exist", "pipe": "not a file", "loop": "cannot be read"}.items():
        assert says in refused(tmp_path / name)
    assert "folder" in refused(tmp_path)
    assert "cannot be read" in refused(tmp_path / ("x" * 300))


@pytest.mark.parametrize("pack", [gzipped, bz2.compress, lambda text: zipped(("a.csv", text))])
def test_a_text_that_unpacks_beyond_all_bounds_is_refused(refused, write, monkeypatch, pack):
    monkeypatch.setattr("gdclips.requests.tables.source.MAX_BYTES", 1_000_000)
    assert "more than 1 MB" in refused(write(pack(b"a,y\n" + b"1,2\n" * 300_000)))
    assert "more than 1 MB" in refused(write(b"a,y\n" + b"1,2\n" * 300_000))
