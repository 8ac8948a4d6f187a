"""CSV files: what is read, and for each way to be wrong, what the message says."""

import re

import numpy as np
import pytest

from gdcore import read_csv


@pytest.fixture
def write(tmp_path):
    def put(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


GOOD = "a,b,y\n1,2,3\n4,5,7\n7,9,9\n2,2,2\n"


def test_chosen_columns_in_the_order_asked_for(write):
    data = read_csv(write("y,b,a,note\n3,2,1,hello\n7,5,4,\n9,9,7,x\n2,2,2,y\n"), ["a", "b"], "y")
    np.testing.assert_array_equal(data.x, [[1, 2], [4, 5], [7, 9], [2, 2]])
    np.testing.assert_array_equal(data.y, [3, 7, 9, 2])
    assert data.names == ("a", "b")


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace(",", " , "),
        "\n" + GOOD.replace("7\n", "7\n\n") + "\n\n",
        GOOD.rstrip(),
        '"a","b","y"\n"1","2","3"\n4,5,7\n7.0,9e0,+9\n2,2,2\n',
    ],
    ids=["byte-order mark", "CRLF", "CR", "spaces", "empty lines", "no last newline", "quotes"],
)
def test_the_same_table_written_otherwise(write, content):
    expected = read_csv(write(GOOD, "plain.csv"), ["a", "b"], "y")
    data = read_csv(str(write(content)), [" a", "b "], " y ")
    np.testing.assert_array_equal(data.x, expected.x)
    np.testing.assert_array_equal(data.y, expected.y)


def test_numbers_survive_the_file_to_the_last_digit(write):
    x = np.random.default_rng(0).standard_normal((20, 2)) * 10.0 ** np.arange(-200, 200, 20)[:, None]
    text = "\n".join(["x,y", *(f"{a!r},{b!r}" for a, b in x.tolist())])
    data = read_csv(write(text), ["x"], "y")
    np.testing.assert_array_equal(np.column_stack([data.x, data.y]), x)


def test_the_file_is_not_scaled_unless_asked(longley):
    assert longley.x[0].tolist() == [83, 234289, 2356, 1590, 107608, 1947]
    assert longley.y[-1] == 70551


@pytest.mark.parametrize("scale", [1e-300, 1e-3, 1, 1e9, 1e307])
def test_standardised_features(write, scale):
    content = "a,b,y\n" + "".join(f"{i * scale!r},{i * i},{i}\n" for i in range(1, 8))
    data = read_csv(write(content), ["a", "b"], "y", standardize=True)
    np.testing.assert_allclose(data.x.mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(data.x.std(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(np.diff(data.x[:, 0]), 0.5, rtol=1e-13)
    np.testing.assert_array_equal(data.y, np.arange(1, 8))


def test_standardising_keeps_the_digits_of_a_far_offset(write):
    content = "t,y\n" + "".join(f"{1_700_000_000 + i},{i}\n" for i in range(5))
    data = read_csv(write(content), ["t"], "y", standardize=True)
    np.testing.assert_allclose(data.x[:, 0], np.arange(-2, 3) / np.sqrt(2), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(
    ("content", "features", "target", "says"),
    [
        (b"", ["a"], "y", ["data.csv is empty", "header"]),
        (b"\n\n", ["a"], "y", ["data.csv is empty"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["a"], "y", ["data.csv is not UTF-8 text", "export it"]),
        (GOOD.encode("utf-16"), ["a"], "y", ["not UTF-8 text"]),
        (b"a,y\n\xff\xfe,1\n", ["a"], "y", ["not UTF-8 text"]),
        (b'a,y\n"' + b"1" * 200_000 + b'",2\n', ["a"], "y", ["cannot be read as CSV", "field"]),
        (GOOD, ["A"], "y", ["no column 'A'", "did you mean 'a'?", "'a', 'b', 'y'"]),
        ("height,weight,y\n1,2,3\n", ["hieght"], "y", ["no column 'hieght'", "did you mean 'height'?"]),
        (GOOD, ["a"], "price", ["no column 'price'", "'a', 'b', 'y'"]),
        (GOOD.replace(",", ";"), ["a"], "y", ["no column 'a'", "commas, not semicolons"]),
        (GOOD.replace(",", "\t"), ["a"], "y", ["no column 'a'", "commas, not tabs"]),
        (GOOD.replace(",", " | "), ["a"], "y", ["no column 'a'", "commas, not bars"]),
        ("sep=;\n" + GOOD.replace(",", ";"), ["a"], "y", ["no column 'a'", "commas, not semicolons"]),
        ("a,y\n1,2\n", ["a"], "y", ["1 row of data", "at least 2"]),
        (GOOD, ["a", "b", "a"], "y", ["'a' 2 times"]),
        (GOOD, ["a", " a"], "y", ["'a' 2 times"]),
        (GOOD, ["a", "b"], "b", ["target is 'b'", "one of the features"]),
        (GOOD.replace("b", "a"), ["a"], "y", ["2 columns named 'a'", "rename"]),
        (GOOD.replace("5", "five"), ["a", "b"], "y", ["line 3 ", "'five'", "column 'b'"]),
        (GOOD.replace("5", "nan"), ["a", "b"], "y", ["line 3 ", "'nan'", "column 'b'", "finite"]),
        (GOOD.replace("9\n", "-inf\n"), ["a", "b"], "y", ["line 4 ", "'-inf'", "column 'y'"]),
        (GOOD.replace("5", "1e999"), ["a", "b"], "y", ["line 3 ", "'1e999'"]),
        (GOOD.replace("5", "1_0"), ["a", "b"], "y", ["line 3 ", "'1_0'"]),
        (GOOD.replace("5", ""), ["a", "b"], "y", ["line 3 ", "empty in column 'b'"]),
        (GOOD.replace("5", "  "), ["a", "b"], "y", ["line 3 ", "empty in column 'b'"]),
        ("\n\n" + GOOD.replace("5", "x"), ["b"], "y", ["line 5 ", "'x'"]),
        ('a,"long\nname",y\n1,"2\n",3\n4,x,5\n', ["a", "long\nname"], "y", ["line 5 ", "'x'"]),
        (GOOD.replace("4,5,7", "4,5"), ["a"], "y", ["line 3 ", "2 cells", "header has 3"]),
        (GOOD.replace("4,5,7", "4,5,7,8"), ["a"], "y", ["line 3 ", "4 cells"]),
        (GOOD.replace("4,5,7", "4"), ["a"], "y", ["line 3 ", "1 cell,"]),
        ("a,b,y\n1,2,3\n2,5,4\n", ["a", "b"], "y", ["2 rows", "at least 3", "as many as there are weights"]),
        ("a,y\n", ["a"], "y", ["0 rows", "at least 2"]),
        ("a,b,y\n1,5,3\n2,5,4\n9,5,2\n", ["a", "b"], "y", ["feature 'b' is 5 in every row", "leave it out"]),
        (GOOD, "ab", "y", ["features is 'ab'", "list of column names"]),
        (GOOD, [], "y", ["features is []"]),
        (GOOD, [1], "y", ["features is [1]"]),
        (GOOD, ["a"], 3, ["target is 3"]),
    ],
)
def test_refuses_in_one_sentence(write, content, features, target, says):
    with pytest.raises(ValueError, match=re.escape(says[0])) as caught:
        read_csv(write(content), features, target)
    message = str(caught.value)
    for words in says:
        assert words in message
    assert "\n" not in message.replace("\\n", "")
    assert caught.value.__cause__ is None


def test_unused_columns_may_hold_anything(write):
    data = read_csv(write("a,note,y,note\n1,x,2,\n2,,3,nan\n4,z,3,-\n"), ["a"], "y")
    assert data.x.shape == (3, 1)


def test_paths_that_are_no_files(tmp_path):
    for path, says in [(tmp_path / "none.csv", "does not exist"), (tmp_path, "is a directory")]:
        with pytest.raises(ValueError, match=re.escape(str(path)) + f" {says}, but expected a CSV file"):
            read_csv(path, ["a"], "y")
    with pytest.raises(ValueError, match="cannot be read"):
        read_csv("a\0b", ["a"], "y")


def test_a_constant_column_is_found_also_when_standardising(write):
    with pytest.raises(ValueError, match="feature 'a' is 3 in every row"):
        read_csv(write("a,y\n3,1\n3,2\n3,4\n"), ["a"], "y", standardize=True)


@pytest.mark.parametrize("path", [None, 3, b"data.csv", ["data.csv"], np.ones(3)])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ValueError, match=r"^path is .*, but expected that of a CSV file$"):
        read_csv(path, ["a"], "y")


@pytest.mark.parametrize("features", [None, 3, np.array(3), np.array([1, 2]), {1}])
def test_features_are_names(write, features):
    with pytest.raises(ValueError, match=r"^features is .*, but expected a list of column names$"):
        read_csv(write(GOOD), features, "y")
    assert read_csv(write(GOOD), np.array(["a", "b"]), "y").names == ("a", "b")


def test_the_text_of_a_table_is_no_path_to_one():
    with pytest.raises(ValueError, match=r"^'a,y\\n1,2\\n' does not exist, but expected a CSV file"):
        read_csv("a,y\n1,2\n", ["a"], "y")


def test_standardize_is_a_truth_value(write):
    with pytest.raises(ValueError, match=r"^standardize is 1, but expected True or False$"):
        read_csv(write(GOOD), ["a"], "y", standardize=1)
