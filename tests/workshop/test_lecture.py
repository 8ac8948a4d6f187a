import pytest

from scenes.stories import SCENES
from scenes.workshop.lecture import Clip, RequestError, nearest, read_lecture
from scenes.workshop.listing import listing


def lecture(folder, text):
    path = folder / "my lecture.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_clip_is_read_with_its_settings_and_outputs(tmp_path):
    text = """
        [clips.first]
        scene = "noise_ball"
        outputs = ["png", "gif"]
        settings = { steps = 20, rate = "auto", start = [1, 2.5, 3] }
        [clips.second]
        scene = "contour_descent"
    """
    assert read_lecture(lecture(tmp_path, text)) == {
        "first": Clip(
            "noise_ball", {"steps": 20, "rate": "auto", "start": [1, 2.5, 3]}, outputs=("png", "gif")
        ),
        "second": Clip("contour_descent", outputs=("gif", "mp4")),
    }


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a.csv", "{folder}/a.csv"),
        ("data/a.csv", "{folder}/data/a.csv"),
        ("/data/a.csv", "/data/a.csv"),
    ],
)
def test_the_path_of_data_is_relative_to_the_lecture_file(tmp_path, monkeypatch, given, read):
    (tmp_path / "elsewhere").mkdir()
    text = (
        f'[clips.a]\nscene = "noise_ball"\ndata = "{given}"\nfeatures = ["a", "b"]\ntarget = "y"\nraw = true'
    )
    path = lecture(tmp_path, text)
    monkeypatch.chdir(tmp_path / "elsewhere")
    clip = read_lecture(path)["a"]
    assert clip.data == read.format(folder=tmp_path)
    assert (clip.features, clip.target, clip.raw) == (("a", "b"), "y", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[clips", "]"),
        ("[clips.a]\nscene = noise_ball", "line 2"),
        ('[clips.a]\nscene = "a"\n[clips.a]', "twice"),
        ('[clips.a]\nscene = "noise_ball"\nsize = "720p"', "size"),
        ('title = "x"\n[clips.a]\nscene = "noise_ball"', "title"),
        ('[clips.a]\noutputs = ["gif"]', "scene"),
        ("[clips.a]\nscene = 3", "scene"),
        ('[clips.a]\nscene = "noise_ball"\noutputs = ["gif", "webm"]', "webm"),
        ('[clips.a]\nscene = "noise_ball"\noutputs = "gif"', "outputs"),
        ('[clips.a]\nscene = "noise_ball"\nfeatures = "a"', "features"),
        ('[clips.a]\nscene = "noise_ball"\nraw = "yes"', "raw"),
        ('[clips.a]\nscene = "noise_ball"\nsettings = 3', "settings"),
        ("clips = [1]", "clips"),
        ("", "clips"),
        ("[clips]", "no clips"),
        ('[clips.a]\nscene = "noise_ball"\noutputs = []', "clip a: outputs = []"),
        ('[clips."a.b"]\nscene = "noise_ball"', "clip 'a.b'"),
        ('[clips."a/b"]\nscene = "noise_ball"', "clip 'a/b'"),
        ('[clips."a b"]\nscene = "noise_ball"', "clip 'a b'"),
        ('[clips.""]\nscene = "noise_ball"', "clip ''"),
        ('[clips.b]\nscene = "noise_ball"\n[clips.a]\nscene = 3', "clip a: "),
        ("# gr\xf6\xdfer".encode("latin-1"), "utf-8"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path, text, told):
    path = lecture(tmp_path, text)
    with pytest.raises(RequestError) as caught:
        read_lecture(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value).replace(str(path), "")


def test_a_file_that_is_none_is_an_error_that_names_it(tmp_path):
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(RequestError) as caught:
            read_lecture(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert "expected a lecture file" in str(caught.value)


def test_the_nearest_name_is_offered_and_all_are_listed():
    assert nearest("nois_ball", ["contour", "noise_ball"]).startswith("did you mean noise_ball?")
    assert nearest("nois_ball", ["contour", "noise_ball"]).endswith("contour, noise_ball")
    assert "did you mean" not in nearest("zebra", ["contour", "noise_ball"])


def test_the_list_has_each_file_and_each_setting_with_its_default_and_what_it_is():
    own = Clip("noise_ball", {"steps": 20, "start": [1, 2.5]}, "a.csv", ("a", "b"), "y", outputs=("png",))
    lines = listing({"first": Clip("contour_descent"), "second": own}).splitlines()
    (first,) = [line for line in lines if "first.gif" in line]
    (second,) = [line for line in lines if "second.png" in line]
    assert "first.mp4" in first and "contour_descent" in first
    assert "second.gif" not in second
    for part in ("noise_ball", "y on a, b", "steps=20", "start=1,2.5"):
        assert part in second
    for scene in SCENES.values():
        heading = next(i for i, line in enumerate(lines) if line.startswith(f"scene {scene.name}: "))
        assert scene.summary in lines[heading]
        rows = {line.split()[0]: line.split() for line in lines[heading + 1 :][: len(list(fields(scene)))]}
        for name, default in fields(scene):
            assert rows[name][1] == default
            assert len(rows[name]) > 3


def fields(scene):
    """The settings of a scene with their defaults, as --set would have them."""
    for name in scene.settings.__struct_fields__:
        value = getattr(scene.settings(), name)
        texts = [
            f"{item:g}" for item in (value if isinstance(value, tuple) else (value,)) if item is not None
        ]
        yield name, str(value).lower() if isinstance(value, bool) else ",".join(texts) or "auto"
