"""Lecture file: what is read, and the errors of a file that cannot be read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.formats import FORMATS
from gdclips.messages import MAX_LISTED, RequestError, suggestion
from gdclips.places import CODE as ROOT
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture, read_lecture, table_key

BALL = '[clips.a]\nscene = "noise_ball"\n'
LOOK = ", ".join(Look.__struct_fields__)
TABLE = "features, target, raw, sep, decimal, encoding, missing, sheet"
ALL = ", ".join(FORMATS)
KEYS = f"{LOOK}, {TABLE}, {', '.join(map(table_key, FORMATS))}, settings, data, outputs"
IN_MEDIA = "expected a name of letters, digits, _ and -, because its files lie in media/"


def written(folder, text):
    path = folder / "my lecture.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def clip(folder, text):
    """The one clip of a file, with lines of its own."""
    return read_lecture(written(folder, BALL + text)).clips["a"]


def message(folder, text):
    """What is said of a wrong file, without its name, which must come first, in a single line."""
    path = written(folder, text)
    with pytest.raises(RequestError) as caught:
        read_lecture(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ") and "\n" not in line
    return line.removeprefix(f"{path}: ")


def test_a_file_is_read_into_its_defaults_and_its_clips(tmp_path):
    path = written(
        tmp_path,
        """
        [defaults]
        theme = "dark"
        outputs = ["gif"]
        settings = { steps = 20 }
        mp4 = { size = "1080p", fps = 50 }

        [clips.first]
        scene = "noise_ball"
        bare = true
        outputs = ["png", "gif"]
        settings = { steps = 9, rate = "auto", start = [1, 2.5, 3] }

        [clips.second-2]
        scene = "contour_descent"
        size = "720p"
        fps = 25
        renderer = "matplotlib"
        cut = "full"
        [clips.second-2.gif]
        theme = "light"
        [clips.second-2.sweep]
        rate = [0.05, "auto"]
        slice = [true]
        """,
    )
    first = Clip(
        scene="noise_ball",
        bare=True,
        outputs=("png", "gif"),
        settings={"steps": 9, "rate": "auto", "start": [1, 2.5, 3]},
    )
    second = Clip(
        scene="contour_descent",
        size="720p",
        fps=25,
        renderer="matplotlib",
        cut="full",
        gif=Look(theme="light"),
        sweep={"rate": (0.05, "auto"), "slice": (True,)},
    )
    defaults = Defaults(
        theme="dark", outputs=("gif",), settings={"steps": 20}, mp4=Look(size="1080p", fps=50)
    )
    assert read_lecture(path) == Lecture(path, defaults, {"first": first, "second-2": second})


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_has_a_table_of_its_own(tmp_path, suffix):
    read, keys = clip(tmp_path, f"[clips.a.{table_key(suffix)}]\nbare = false"), map(table_key, FORMATS)
    bare = {key: getattr(read, key).bare for key in keys}
    assert bare == dict.fromkeys(bare) | {table_key(suffix): False}


def test_what_is_read_can_not_be_changed(tmp_path):
    lecture = read_lecture(written(tmp_path, BALL))
    for record, name in ((lecture, "path"), (lecture.defaults, "fps"), (lecture.clips["a"], "scene")):
        with pytest.raises(AttributeError):
            setattr(record, name, None)


def test_the_projects_own_lecture_is_read():
    assert read_lecture(ROOT / "lecture.toml").clips["noise_ball"].scene == "noise_ball"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a.csv", "{folder}/a.csv"),
        ("data/a.csv", "{folder}/data/a.csv"),
        ("/data/a.csv", "/data/a.csv"),
    ],
)
@pytest.mark.parametrize("table", ["defaults", "clips.a"])
def test_the_path_of_data_is_relative_to_the_lecture_file(tmp_path, monkeypatch, table, given, read):
    (tmp_path / "elsewhere").mkdir()
    text = f'{BALL}[{table}]\ndata = "{given}"\nfeatures = ["a", "b"]\ntarget = "y"\nraw = true'
    path = written(tmp_path, text.replace(f"{BALL}[clips.a]\n", BALL))
    monkeypatch.chdir(tmp_path / "elsewhere")
    lecture = read_lecture(path)
    found = lecture.defaults if table == "defaults" else lecture.clips["a"]
    assert found.data == read.format(folder=tmp_path)
    assert (found.features, found.target, found.raw) == (("a", "b"), "y", True)


@pytest.mark.parametrize(
    "text",
    [b"\xef\xbb\xbf" + BALL.encode(), BALL.replace("\n", "\r\n"), f"# größer\n{BALL}"],
    ids=["byte order mark", "CRLF", "UTF-8"],
)
def test_how_an_editor_saves_a_text_does_not_matter(tmp_path, text):
    assert read_lecture(written(tmp_path, text)).clips == {"a": Clip(scene="noise_ball")}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("scne = 1", f"clips.a: unknown key scne: did you mean scene? expected one of {KEYS}, scene, sweep"),
        ("bmp = {}", f"clips.a: unknown key bmp: expected one of {KEYS}, scene, sweep"),
        ("gif = { fpss = 20 }", f"clips.a.gif: unknown key fpss: did you mean fps? expected one of {LOOK}"),
        ("mp4 = { scene = 1 }", f"clips.a.mp4: unknown key scene: expected one of {LOOK}"),
        ("fps = '20'", 'clips.a.fps = "20": expected a whole number'),
        ("fps = 20.5", "clips.a.fps = 20.5: expected a whole number"),
        ("fps = true", "clips.a.fps = true: expected a whole number"),
        ("fps = nan", "clips.a.fps = nan: expected a whole number"),
        ("fps = 1979-05-27", 'clips.a.fps = "1979-05-27": expected a whole number'),
        ("png.fps = 'x'", 'clips.a.png.fps = "x": expected a whole number'),
        ("size = 720", "clips.a.size = 720: expected a text in quotes"),
        ("size = [640, 360]", "clips.a.size = [640,360]: expected a text in quotes"),
        ("theme = {}", "clips.a.theme = {}: expected a text in quotes"),
        ("data = 3", "clips.a.data = 3: expected a text in quotes"),
        ("bare = 1", "clips.a.bare = 1: expected true or false"),
        ("raw = 'yes'", 'clips.a.raw = "yes": expected true or false'),
        ("gif = 3", "clips.a.gif = 3: expected a table"),
        ("settings = [1]", "clips.a.settings = [1]: expected a table"),
        ("sweep = 3", "clips.a.sweep = 3: expected a table"),
        ("sweep = { rate = 0.1 }", "clips.a.sweep.rate = 0.1: expected a list"),
        ("sweep = { steps = [1], rate = 0.1 }", "clips.a.sweep.rate = 0.1: expected a list"),
        ("features = 'a'", 'clips.a.features = "a": expected a list'),
        ("features = ['a', 1]", 'clips.a.features = ["a",1]: expected a list of texts in quotes'),
        ("outputs = 'gif'", 'clips.a.outputs = "gif": expected a list'),
        ("outputs = [3]", "clips.a.outputs = [3]: expected a list of texts in quotes"),
        ("outputs = []", f"clips.a.outputs = []: expected some of {ALL}"),
        ("outputs = ['gif', 'bmp']", f"clips.a.outputs: unknown format bmp: expected one of {ALL}"),
        (
            "outputs = ['mp3']",
            f"clips.a.outputs: unknown format mp3: did you mean mp4? expected one of {ALL}",
        ),
    ],
)
def test_an_error_in_a_clip_tells_the_key_what_is_there_and_what_was_expected(tmp_path, lines, says):
    assert message(tmp_path, BALL + lines) == says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no clips; expected [clips.NAME] with scene = ..."),
        ("[clips]", "no clips; expected [clips.NAME] with scene = ..."),
        ("clips = [1]", "no clips; expected [clips.NAME] with scene = ..."),
        ("[clips]\na = 3", "clips.a = 3: expected a table"),
        ("[clips.a]", "clips.a: no scene; expected scene = ..."),
        ("[clips.a]\nscene = 3", "clips.a.scene = 3: expected a text in quotes"),
        (f"{BALL}[clips.b]\nscene = 3", "clips.b.scene = 3: expected a text in quotes"),
        (f"title = 'x'\n{BALL}", "unknown key title: expected one of defaults, clips"),
        (f"{BALL}[default]", "unknown key default: did you mean defaults? expected one of defaults, clips"),
        (f"defaults = 3\n{BALL}", "defaults = 3: expected a table"),
        (f"{BALL}[defaults]\nfps = 'x'", 'defaults.fps = "x": expected a whole number'),
        (f"{BALL}[defaults.gif]\nbare = 0", "defaults.gif.bare = 0: expected true or false"),
        (f"{BALL}[defaults]\noutputs = []", f"defaults.outputs = []: expected some of {ALL}"),
        (f"{BALL}[defaults]\nscene = 'sgd'", f"defaults: unknown key scene: expected one of {KEYS}"),
        (
            f"{BALL}[defaults.sweep]\nrate = [1]",
            f"defaults: unknown key sweep: did you mean sep? expected one of {KEYS}",
        ),
        (
            f'{BALL}[clips.list]\nscene = "sgd"',
            "clip list: expected another name, because ./render.sh list is a command",
        ),
        (f'{BALL}data = "a\\u0000.csv"', "clips.a.data = 'a\\x00.csv': expected the path of a table"),
        ("# gr\xf6\xdfer".encode("latin-1"), "byte 0xf6 (at line 1): expected UTF-8"),
        (b"\xef\xbb\xbf\n\n# \xff", "byte 0xff (at line 3): expected UTF-8"),
    ],
)
def test_an_error_tells_the_key_or_the_line(tmp_path, text, says):
    assert message(tmp_path, text) == says


@pytest.mark.parametrize("name", ["../x", "a/b", "/x", "..", ".", "a.b", "a b", "a\\\\b", "", "-a", "a\\n"])
def test_a_clip_that_could_lie_outside_media_is_an_error(tmp_path, name):
    text = f'{BALL}[clips."{name}"]\nscene = "sgd"'
    assert message(tmp_path, text) == f"clip {name.encode().decode('unicode_escape')!r}: {IN_MEDIA}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"{BALL}[clips.a]", ["[clips.a] twice", "line 3"]),
        (f"{BALL}[defaults]\n[defaults]", ["[defaults] twice", "line 4"]),
        ("[clips.a]\nscene = noise_ball\n", ["line 2", ": scene = noise_ball"]),
        ("[clips", ["]"]),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path, text, parts):
    says = message(tmp_path, text)
    for part in parts:
        assert part in says


@pytest.mark.parametrize("name", ["missing.toml", ".", "x" * 300], ids=["missing", "folder", "long"])
def test_a_file_that_is_none_is_an_error_that_names_it(tmp_path, name):
    with pytest.raises(RequestError) as caught:
        read_lecture(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert str(caught.value).endswith("; expected a lecture file")


VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab.0/", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {as_toml(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value)


@settings(max_examples=200)
@given(key=st.sampled_from(Clip.__struct_fields__), table=st.sampled_from(["", "gif."]), value=VALUES)
def test_whatever_stands_in_a_clip_is_read_or_told_in_a_line_with_its_key(
    tmp_path_factory, key, table, value
):
    scene = "" if (table, key) == ("", "scene") else 'scene = "sgd"\n'
    path = written(tmp_path_factory.getbasetemp(), f"[clips.a]\n{scene}{table}{key} = {as_toml(value)}")
    try:
        read_lecture(path)
    except RequestError as error:
        assert "\n" not in str(error)
        assert str(error).startswith(f"{path}: clips.a") and key in str(error) and "expected" in str(error)


def test_the_nearest_name_is_offered_and_all_are_listed():
    assert suggestion("nois_ball", ["contour", "noise_ball"]).startswith("did you mean noise_ball?")
    assert suggestion("nois_ball", ["contour", "noise_ball"]).endswith("contour, noise_ball")
    assert "did you mean" not in suggestion("zebra", ["contour", "noise_ball"])


def test_the_nearest_name_may_be_one_that_is_not_listed():
    assert suggestion("nois_ball", ["contour"], ["noise_ball"]) == (
        "did you mean noise_ball? expected one of contour"
    )


def test_of_many_names_some_are_listed():
    names = [f"clip_{number}" for number in range(1000)]
    says = suggestion("zebra", names)
    assert says.startswith("expected one of clip_0, clip_1, ") and says.endswith(", ... (1000 in all)")
    assert says.count("clip_") == MAX_LISTED
    assert suggestion("zebra", names[:MAX_LISTED]).endswith(f", clip_{MAX_LISTED - 1}")
