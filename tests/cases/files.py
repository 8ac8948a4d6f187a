"""Tables and lecture files that are missing, no files, or wrong inside; all in the test's folder."""

OWN = ["--features", "a,b", "--target", "y"]
GIF = "noise_ball.gif"
TABLE, LECTURE = "expected a table", "expected a lecture file"

TABLES = {
    "table.csv": b"a,b,y\n1,2,3\n2,1,4\n4,5,6\n7,8,8\n",
    "few.csv": b"a,b,y\n1,2,3\n2,3,4\n",
    "header.csv": b"a,b,y\n",
    "empty.csv": b"",
    "text.csv": b"a,b,y\n1,2,3\n2,many,4\n4,5,6\n",
    "ragged.csv": b"a,b,y\n1,2,3\n2,3\n4,5,6\n",
    "constant.csv": b"a,b,y\n1,2,3\n2,2,4\n4,2,6\n",
    "binary.csv": bytes(range(256)),
    "latin.csv": "a,b,größe\n1,2,3\n".encode("latin-1"),
    "nan.csv": b"a,b,y\n1,2,3\n2,nan,4\n4,5,6\n",
    "gap.csv": b"a,b,y\n1,2,3\n2,,4\n4,5,6\n",
    "semicolons.csv": b"a;b;y\n1;2;3\n",
    "twice.csv": b"a,b,y\n1,2,3\n2,4,4\n4,8,6\n7,14,1\n",
}


def table(name, *holds, lacks=()):
    return [GIF, "--data", name, *OWN], [name, *holds], lacks


def columns(features, target, *holds):
    return [GIF, "--data", "table.csv", "--features", features, "--target", target], holds, []


DATA = [
    table("missing.csv", "does not exist", TABLE),
    table("folder.csv", "a folder", TABLE),
    table("pipe", "a pipe", TABLE),
    table("loop", "symbolic links", TABLE),
    table("/dev/zero", "a device", TABLE),
    table("/dev/null", "a device", TABLE),
    table("z" * 300, "too long", TABLE),
    table("", "does not exist", TABLE, lacks=["folder"]),
    table("empty.csv", "is empty", "expected a header line"),
    table("header.csv", "0 rows", "at least 3"),
    table("few.csv", "at least 3"),
    table("text.csv", "'many'", "line 3", "'b'", "expected a finite number"),
    table("ragged.csv", "line 3", "2 cells", "3"),
    table("binary.csv", "not a text", "expected a table"),
    table("latin.csv", "'y'", "'größe'", "not in cp1252", "--encoding"),
    table("nan.csv", "'nan'", "line 3", "'b'", "expected a number", "--missing drop"),
    table("gap.csv", "empty", "line 3", "'b'", "expected a number"),
    table("semicolons.csv", "1 row of data", "at least 3"),
    table("constant.csv", "'b'"),
    ([GIF, "--data", "twice.csv", *OWN], ["a, b", "linearly dependent"], ["spread"]),
    columns("a,c", "y", "'c'"),
    columns("a,b", "z", "'z'"),
    columns("a,a", "y", "'a'"),
    columns("a,b", "a", "'a'"),
    ([GIF, "--data", "table.csv", "--features", "a,b"], ["table.csv", "--target"], []),
    ([GIF, "--data", "table.csv", "--target", "y"], ["table.csv", "--features"], []),
    ([GIF, "--data", "table.csv"], ["--features", "--target"], []),
    ([GIF, *OWN], ["--features", "expected --data"], []),
    ([GIF, "--raw"], ["--raw", "expected --data"], []),
    ([GIF, "--data", "table.csv", *OWN, "--set", "noise=1"], ["noise=1", "data of your own"], []),
    ([GIF, "--data", "table.csv", *OWN, "--set", "start=1,2"], ["start=1,2", "expected 3 numbers"], []),
    ([GIF, "--data", "table.csv", *OWN, "--set", "batch=5"], ["batch=5", "the 4 samples"], []),
    (["stack_loss.gif", "--set", "samples=5"], ["samples=5", "data of your own"], []),
    (["simple_regression.gif", "--data", "table.csv", *OWN], ["features a, b", "expected one"], ["weights"]),
]

LECTURES = [
    (["-f", name], [name, *holds, LECTURE], [])
    for name, holds in (
        ("missing.toml", ["does not exist"]),
        ("folder.csv", ["a folder"]),
        ("pipe", ["a pipe"]),
        ("loop", ["symbolic links"]),
        ("/dev/zero", ["a device"]),
        ("huge.toml", ["larger than"]),
        ("w" * 300, ["too long"]),
        ("", []),
    )
]
LECTURES += [(["list", "-f", "pipe"], ["a pipe", LECTURE], []), (["list", "-f", "huge.toml"], ["larger"], [])]

WRONG = [*DATA, *LECTURES]
