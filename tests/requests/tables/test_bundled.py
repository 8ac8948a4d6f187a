"""Tables of scikit-learn and statsmodels, as pandas writes them in all forms, are read exactly."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets
from statsmodels import datasets as more

from gdcore import read_csv

ROWS = 60  # of each table
LEARN = ("diabetes", "iris", "wine", "breast_cancer", "linnerud")
MODELS = ("longley", "stackloss", "star98", "cpunish", "engel", "copper", "ccard", "sunspots")

GERMAN = {"sep": ";", "decimal": ","}
# The file's name and how it is written, and what is told of it, beside a decimal comma.
TEXTS = {
    "plain": ("a.csv", {}, ()),
    "with a mark": ("a.csv", {"encoding": "utf-8-sig"}, ()),
    "German": ("a.csv", GERMAN, ("semicolons between cells",)),
    "tabs": ("a.tsv", {"sep": "\t"}, ("tabs between cells",)),
    "bars": ("a.txt", {"sep": "|"}, ("bars between cells",)),
    "spaces": ("a.txt", {"sep": " "}, ("spaces between cells",)),
    "UTF-16": ("a.csv", {"encoding": "utf-16", "sep": "\t"}, ("tabs between cells", "text in utf-16")),
    "UTF-16 without a mark": ("a.csv", {"encoding": "utf-16-be"}, ("text in utf-16-be",)),
    "cp1252": ("a.csv", GERMAN | {"encoding": "cp1252"}, ("semicolons between cells", "text in cp1252")),
    "all quoted": ("a.csv", GERMAN | {"quoting": 1, "lineterminator": "\r\n"}, ("semicolons between cells",)),
    "gzip": ("a.csv.gz", {}, ()),
    "bzip2": ("a.csv.bz2", GERMAN, ("semicolons between cells",)),
    "xz": ("a.csv.xz", {"sep": "\t"}, ("tabs between cells",)),
    "zip": ("a.csv.zip", GERMAN | {"encoding": "utf-16"}, ("semicolons between cells", "text in utf-16")),
}


@cache
def table(name):
    """Some rows of a bundled table: its columns of numbers, and one of words."""
    if name in LEARN:
        frame = getattr(datasets, f"load_{name}")(as_frame=True).frame
    else:
        frame = getattr(more, name).load_pandas().data
    frame = frame.select_dtypes("number").dropna().iloc[:: max(1, len(frame) // ROWS)]
    return frame.loc[:, frame.nunique() > 1].assign(Straße="„süß“; 1,5\nund mehr")


def columns(frame):
    *features, target = (str(name) for name in frame.columns[:-1])
    return tuple(features), target


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("name", [*LEARN, *MODELS])
def test_a_text_is_read_exactly(read, tmp_path, name, form):
    frame, (file, options, assumed) = table(name), TEXTS[form]
    path, (features, target) = tmp_path / file, columns(table(name))
    frame.to_csv(path, index=False, **options)
    found = read(path, features, target)
    np.testing.assert_array_equal(found.values, frame.iloc[:, :-1].to_numpy(float))
    comma = "decimal" in options and any(frame[name].dtype.kind == "f" for name in (*features, target))
    assert found.assumed == (("decimal comma",) if comma else ()) + assumed
    assert (found.chosen, found.dropped) == ((*features, target), 0)


@pytest.mark.parametrize("name", [*LEARN, *MODELS])
def test_a_workbook_is_read_exactly(read, tmp_path, name):
    """As far as it goes: pandas writes 16 digits of a number into it."""
    frame = table(name)
    frame.to_excel(tmp_path / "a.xlsx", index=False, sheet_name="Daten")
    found = read(tmp_path / "a.xlsx", *columns(frame))
    written = [[float(f"{cell:.16g}") for cell in row] for row in frame.iloc[:, :-1].to_numpy(float)]
    np.testing.assert_array_equal(found.values, written)
    assert found.assumed == ()


@pytest.mark.parametrize("name", [*LEARN, *MODELS])
def test_a_plain_text_is_read_as_the_core_does(read, tmp_path, name):
    frame, (features, target) = table(name), columns(table(name))
    frame.to_csv(tmp_path / "a.csv", index=False)
    core, found = read_csv(tmp_path / "a.csv", features, target), read(tmp_path / "a.csv", features, target)
    assert found.values.tobytes() == np.column_stack([core.x, core.y]).tobytes()


@pytest.mark.parametrize("word", ["", "NA", "NaN", "?"])
def test_rows_with_missing_cells_are_an_error_or_are_dropped(read, refused, tmp_path, word):
    frame = more.co2.load_pandas().data.reset_index(drop=True).iloc[:200]
    frame = frame.assign(week=np.arange(200.0))
    path, kept = tmp_path / "co2.csv", frame.dropna()
    frame.to_csv(path, index=False, na_rep=word, **GERMAN)
    line = int(np.flatnonzero(frame["co2"].isna())[0]) + 2
    assert f"line {line} of" in (said := refused(path, ["week"], "co2")) and "--missing drop" in said
    found = read(path, ["week"], "co2", missing="drop")
    np.testing.assert_array_equal(found.values, kept[["week", "co2"]].to_numpy())
    assert found.dropped == len(frame) - len(kept) > 0


def test_pandas_writes_what_is_meant(tmp_path):
    """The forms differ."""
    frame = pd.DataFrame({"a": [1.5, 2.25], "y": [3, 4]})
    contents = set()
    for file, options, _ in TEXTS.values():
        frame.to_csv(tmp_path / file, index=False, **options)
        contents.add((tmp_path / file).read_bytes())
    assert len(contents) == len(TEXTS) - 1  # cp1252 has no letter to differ in here
