"""Where files go: media/ beside the lecture file, wherever that is, or a folder of the user's."""

import json

import pytest

LECTURE = """
[defaults]
size = "96x64"
fps = 10
outputs = ["gif"]
[clips.mine]
scene = "contour_descent"
data = "tables/points.csv"
features = ["a", "b"]
target = "y"
settings = { steps = 4 }
[clips.noise_ball]
scene = "noise_ball"
settings = { steps = 4 }
outputs = ["png"]
"""
TABLE = "a,b,y\n1,2,3\n2,1,4\n4,5,6\n7,8,8\n"
FILES = ["mine.gif", "noise_ball.png"]
ALL = {*FILES, "mine.txt", "noise_ball.txt"}


@pytest.fixture
def own(project):
    """A project, and beside it a lecture of the user's with data of its own."""
    folder = project.home / "my lecture"
    (folder / "tables").mkdir(parents=True)
    (folder / "lecture.toml").write_text(LECTURE)
    (folder / "tables/points.csv").write_text(TABLE)
    return project


def names(folder):
    """The files in a folder, unfinished ones too."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def untouched(own):
    """Nothing is written into the project."""
    before = names(own.root)
    yield own
    assert {name for name in names(own.root) - before if not name.endswith(".pyc")} == set()


@pytest.mark.parametrize("absolute", [False, True])
def test_media_and_the_cache_of_another_lecture_lie_beside_it(untouched, absolute):
    folder = untouched.home / "my lecture"
    lecture = folder / "lecture.toml" if absolute else "my lecture/lecture.toml"
    assert untouched.make("-f", lecture) == [folder / "media" / name for name in FILES]
    assert names(folder / "media") == ALL
    assert {path.name for path in folder.iterdir()} == {"lecture.toml", "tables", "media", ".cache"}
    done = untouched.run("-f", lecture)
    assert {line.split()[0] for line in done.stderr.splitlines()} == {"keep"}


def test_a_table_of_another_lecture_is_found_from_anywhere(untouched):
    folder = untouched.home / "my lecture"
    untouched.make("--file", "../my lecture/lecture.toml", "mine.gif", cwd=folder / "tables" / "..")
    (folder / "tables/points.csv").write_text(TABLE.replace("7,8,8", "7,8,9"))
    plan = untouched.run("-n", "-f", folder / "lecture.toml", cwd=folder / "tables").stdout.splitlines()
    assert [line.split()[0] for line in plan] == ["make", "make"]
    assert plan[0].endswith("data changed"), plan
    (folder / "tables/points.csv").rename(folder / "points.csv")
    done = untouched.run("-f", folder / "lecture.toml")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert str(folder / "tables/points.csv") in done.stderr


def test_the_lecture_of_the_project_does_not_mind_another(own):
    small = ["noise_ball.png", "--size", "96x64", "--set", "steps=4"]
    own.make(*small)
    before = own.files()
    folder = own.home / "my lecture"
    own.make("-f", folder / "lecture.toml", "noise_ball.png", "--set", "rate=0.02")
    assert own.files() == before
    assert (folder / "media/noise_ball.png").read_bytes() != before["noise_ball.png"]
    own.make("clean")
    assert own.files() == {}
    assert names(folder / "media") == {"noise_ball.png", "noise_ball.txt"}


def test_files_are_put_into_a_folder_that_is_named(untouched):
    lecture = untouched.home / "my lecture/lecture.toml"
    slides = untouched.home / "slides"
    for out in ("slides", slides, "slides/"):
        assert untouched.make("-f", lecture, "--out", out) == [slides / name for name in FILES]
        assert {name for name in names(slides) if not name.startswith(".cache/")} == ALL
    done = untouched.run("-f", lecture, "--out", "slides")
    assert done.stderr.splitlines() == [f"keep slides/{name}: up to date" for name in FILES]
    assert names(lecture.parent) == {"lecture.toml", "tables/points.csv"}


def test_clips_of_the_projects_own_lecture_go_there_too(untouched):
    small = ["noise_ball.png", "--size", "96x64", "--set", "steps=4"]
    (path,) = untouched.make(*small, "--out", "a/b")
    assert path == untouched.home / "a/b/noise_ball.png"
    assert path.exists()
    plan = untouched.run("-n", *small, "--out", "a/b").stdout
    assert plan == "keep a/b/noise_ball.png: up to date\n"


def test_clean_cleans_where_it_is_told_to(own):
    lecture = own.home / "my lecture/lecture.toml"
    own.make("-f", lecture)
    own.make("-f", lecture, "--out", "slides")
    own.make("noise_ball.png", "--size", "96x64")
    (own.home / "slides/notes.txt").write_text("mine")
    own.make("clean", "--out", "slides")
    assert {name for name in names(own.home / "slides") if not name.startswith(".cache/")} == {"notes.txt"}
    assert names(lecture.parent / "media") == ALL
    done = own.run("clean", "-f", "my lecture/lecture.toml")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (0, "", len(ALL))
    assert names(lecture.parent / "media") == set()
    assert own.files().keys() == {"noise_ball.png", "noise_ball.txt"}


def test_a_folder_for_files_may_not_be_a_file(untouched):
    (untouched.home / "slides").write_text("mine")
    done = untouched.run("noise_ball.png", "--size", "96x64", "--out", "slides")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "slides" in done.stderr and "expected a folder" in done.stderr
    assert (untouched.home / "slides").read_text() == "mine"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (["--out", ""], "--out '': expected a folder"),
        (["--out", " "], "--out ' ': expected a folder"),
        (["-f", ""], "-f '': expected a lecture file"),
        (["-f", "none.toml"], "none.toml: it does not exist; expected a lecture file"),
        (["-f", "my lecture"], "my lecture: it is a folder; expected a lecture file"),
        (["-f", "my lecture/tables/points.csv"], "points.csv: "),
        (["-f", "my lecture/lecture.toml", "min.gif"], "unknown clip min: did you mean mine?"),
        (["clean", "--out", ""], "--out '': expected a folder"),
    ],
)
def test_a_wrong_place_costs_one_line(untouched, request_, told):
    done = untouched.run(*request_)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert names(untouched.home) == {"my lecture/lecture.toml", "my lecture/tables/points.csv"}


def test_another_lecture_is_listed(untouched):
    lecture = untouched.home / "my lecture/lecture.toml"
    text = untouched.run("list", "-f", lecture).stdout
    assert "mine.gif" in text and "surface_descent.gif" not in text
    found = json.loads(untouched.run("list", "--json", "-f", lecture).stdout)
    assert list(found["clips"]) == ["mine", "noise_ball"]
    (file,) = found["clips"]["mine"]["files"]
    assert (file["file"], file["size"], file["fps"]) == ("mine.gif", "96x64", 10)
    assert file["data"]["path"] == str(lecture.parent / "tables/points.csv")
    assert found["clips"]["mine"]["settings"]["steps"] == 4
    assert "noise_ball" in found["scenes"]
