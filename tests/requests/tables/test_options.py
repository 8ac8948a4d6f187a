"""Options: what names columns, and what says how a table is read, in a command and in a lecture file."""

import pytest

from gdclips.arguments import table_data
from gdclips.messages import RequestError
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, resolve
from gdclips.requests.tables.options import OPTIONS, Data, TableOptions


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["a,b"], ("a", "b")),
        ([" a , b"], ("a", "b")),
        (['"size, m2",rooms'], ("size, m2", "rooms")),
        (['rooms, "size, m2"'], ("rooms", "size, m2")),
        (['"say ""hi""",b'], ('say "hi"', "b")),
        (["size, m2", "rooms"], ("size, m2", "rooms")),
        (["a", "b", "c"], ("a", "b", "c")),
        (["two\nlines,b"], ("two lines", "b")),
        ([""], ("",)),
    ],
)
def test_features_are_a_list_or_one_option_each(given, names):
    assert table_data("a.csv", TableOptions(features=given, target="y")).features == names


@pytest.mark.parametrize("given", ['"a', '"a"b,c'])
def test_a_list_with_an_open_quote_is_refused(given):
    with pytest.raises(RequestError, match=r"^--features .*: expected names between commas"):
        table_data("a.csv", TableOptions(features=[given], target="y"))


@pytest.mark.parametrize(
    ("option", "given", "meant"),
    [
        ("sep", ";", ";"),
        ("sep", "tab", "\t"),
        ("sep", "\\t", "\t"),
        ("sep", "\t", "\t"),
        ("sep", "Space", " "),
        ("sep", "~", "~"),
        ("decimal", ",", ","),
        ("encoding", "latin-1", "iso8859-1"),
        ("encoding", "UTF8", "utf-8"),
        ("missing", "drop", "drop"),
        ("sheet", "Tabelle 1", "Tabelle 1"),
    ],
)
def test_an_option_is_read(option, given, meant):
    said = TableOptions(features=["a"], target="y", **{option: given})
    assert getattr(table_data("a.csv", said), option) == meant


WRONG = [
    ("sep", ""),
    ("sep", ";;"),
    ("sep", "x"),
    ("sep", "."),
    ("sep", '"'),
    ("sep", "\n"),
    ("sep", "-"),
    ("decimal", "point"),
    ("decimal", ""),
    ("encoding", "utf-9"),
    ("encoding", "hex"),
    ("encoding", "a\0b"),
    ("encoding", "ü"),
    ("encoding", "undefined"),
    ("missing", "skip"),
    ("sheet", " "),
]


@pytest.mark.parametrize(("option", "given"), WRONG)
def test_an_option_that_means_nothing_is_refused_with_what_was_expected(option, given):
    with pytest.raises(RequestError, match=f"^--{option} (?s:.*): expected "):
        table_data("a.csv", TableOptions(features=["a"], target="y", **{option: given}))
    clip = Clip(scene="sgd", data="a.csv", features=("a",), target="y", **{option: given})
    with pytest.raises(RequestError, match=rf"lecture.toml: clips.one.{option} = (?s:.*): expected "):
        resolve(Lecture("lecture.toml", Defaults(), {"one": clip}), ["one.gif"], Overrides())


@pytest.mark.parametrize(("option", "given"), [("features", ("a",)), ("target", "y"), ("raw", True)])
def test_columns_without_a_table_are_refused(option, given):
    with pytest.raises(RequestError, match=f"^--{option}: expected --data FILE beside it$"):
        table_data(None, TableOptions(**{option: given}))


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_without_a_table_is_refused(option):
    with pytest.raises(
        RequestError, match=f"^--{option}: expected --data FILE beside it; .* lecture file .*, {option}$"
    ):
        table_data(None, TableOptions(**{option: ""}))


def test_a_lecture_file_has_the_same_options():
    options = {"sep": "tab", "decimal": ",", "encoding": "cp1252", "missing": "drop", "sheet": "one"}
    clip = Clip(scene="sgd", data="a.csv", features=("a", "b"), target="y", **options)
    (request,) = resolve(Lecture("lecture.toml", Defaults(), {"one": clip}), ["one.gif"], Overrides())
    assert request.data == Data(path="a.csv", features=("a", "b"), target="y", **options | {"sep": "\t"})
