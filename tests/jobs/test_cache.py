"""What was made before comes from the cache: the same bytes, and no worker is started for them."""

import pytest

from gdclips.build.output import OutputFolder

SMALL = ["--size", "96x64", "--set", "steps=4"]
QUICK = [*SMALL, "--renderer", "matplotlib", "--cut", "short", "--fps", "10"]
FILES = ["noise_ball.gif", "noise_ball.mp4", "noise_ball.png"]
FASTER = ["--set", "rate=0.02"]


@pytest.fixture(scope="module")
def full(lay_out, tmp_path_factory):
    """A project in which a clip was made in two ways."""
    project = lay_out(tmp_path_factory.mktemp("full"))
    project.make(*FILES, *QUICK)
    faster = project.make(*FILES, *QUICK, *FASTER)
    assert [path.name for path in faster] == FILES
    return project


@pytest.fixture
def made(project, full):
    """A copy of it, whose workers don't start any more."""
    project.take(full)
    project.change("gdclips/jobs/start.py", "    main(jobs, answers)", "    sys.exit(3)")
    return project


def test_without_workers_nothing_is_drawn(made):
    """The tests below would pass for nothing where workers start after all."""
    done = made.run("noise_ball.gif", *QUICK, "--set", "rate=0.03")
    assert done.returncode == 1
    assert done.stderr.endswith("scene noise_ball: its process was ended: exit status 3\n")


def test_a_file_that_is_gone_comes_from_the_cache(made):
    before = made.files()
    assert before.keys() == {*FILES, "noise_ball.txt", "noise_ball.srt", "noise_ball.vtt"}
    for path in made.media.iterdir():
        path.unlink()
    done = made.run(*FILES, *QUICK, *FASTER)
    assert done.returncode == 0, done.stderr
    lines = sorted(done.stderr.splitlines())
    sizes = [f"{len(before[name]) / 1000:.0f} kB" for name in FILES]
    assert lines == [
        f"made media/{name}: {size} from the cache" for name, size in zip(FILES, sizes, strict=True)
    ]
    assert made.files() == before
    assert {line.split()[0] for line in made.run(*FILES, *QUICK, *FASTER).stderr.splitlines()} == {"keep"}


def test_words_that_are_gone_come_back_without_drawing(made):
    before = made.files()
    (made.media / "noise_ball.txt").unlink()
    (made.media / "noise_ball.srt").unlink()
    done = made.run("noise_ball.mp4", *QUICK, *FASTER)
    assert (done.returncode, "from the cache" in done.stderr) == (0, True)
    assert made.files() == before


def test_a_setting_that_is_set_back_comes_from_the_cache(made):
    faster = made.files()
    made.make(*FILES, *QUICK)
    slower = made.files()
    assert all(slower[name] != faster[name] for name in FILES)
    made.make(*FILES, *QUICK, *FASTER)
    assert made.files() == faster


def test_the_same_clip_under_another_name_comes_from_the_cache(made):
    before = made.files()
    made.make("noise_ball.mp4", *QUICK, *FASTER, "-o", "other.mp4")
    after = made.files()
    assert {after[f"other.{suffix}"] for suffix in ("mp4", "srt", "txt", "vtt")} == {
        before[f"noise_ball.{suffix}"] for suffix in ("mp4", "srt", "txt", "vtt")
    }


def test_what_is_asked_for_by_b_is_drawn_anew(made):
    before = made.files()
    done = made.run("noise_ball.png", *QUICK, *FASTER, "-B")
    assert (done.returncode, "its process was ended" in done.stderr) == (1, True)
    assert made.files() == before


def test_a_cache_that_is_gone_costs_only_time(project):
    (path,) = project.make("noise_ball.gif", *QUICK)
    first = path.read_bytes()
    for kept in (project.root / ".cache/clips").iterdir():
        kept.unlink()
    assert "up to date" in project.run("noise_ball.gif", *QUICK).stderr
    path.unlink()
    done = project.run("noise_ball.gif", *QUICK)
    assert (done.returncode, "from the cache" in done.stderr) == (0, False)
    assert path.read_bytes() == first


def test_clean_forgets_what_is_kept(made):
    made.make("clean")
    assert made.files() == {}
    assert list((made.root / ".cache/clips").iterdir()) == []
    assert made.run(*FILES, *QUICK).returncode == 1


def test_a_copy_of_ours_that_the_user_put_there_by_hand_is_known(made):
    """As when media/ is brought back from a copy, but .cache/made was lost."""
    for note in (made.root / ".cache/made").iterdir():
        note.unlink()
    done = made.run(*FILES, *QUICK, *FASTER)
    assert {line.split()[0] for line in done.stderr.splitlines()} == {"keep"}
    (made.media / "noise_ball.gif").write_bytes(b"mine")
    assert made.run(*FILES, *QUICK, *FASTER).stderr.startswith("leave media/noise_ball.gif")


def test_a_folder_in_the_place_of_words_fails_one_clip_alone(made):
    """From the cache, too: with -k the others are put in their places."""
    for path in made.media.iterdir():
        path.unlink()
    (made.media / "noise_ball.srt").mkdir()
    done = made.run("noise_ball.mp4", "noise_ball.gif", *QUICK, *FASTER, "-k")
    assert (done.returncode, "from the cache" in done.stderr) == (1, True)
    assert done.stderr.splitlines()[-1].startswith("error: media/noise_ball.mp4: ")
    assert {path.name for path in made.media.iterdir() if path.is_file()} == {
        "noise_ball.gif",
        "noise_ball.txt",
    }


@pytest.mark.parametrize("name", ["made", "clips"])
def test_a_file_in_the_place_of_a_part_of_the_cache_is_left_alone(project, name):
    (project.root / ".cache").mkdir()
    (project.root / ".cache" / name).write_text("mine")
    done = project.run("noise_ball.png", *SMALL)
    assert len(done.stderr.splitlines()) == 1
    assert done.returncode == (1 if name == "made" else 0), done.stderr
    assert (project.root / ".cache" / name).read_text() == "mine"


def test_a_check_leaves_nothing(tmp_path):
    OutputFolder(tmp_path / "media", tmp_path / ".cache").check()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
