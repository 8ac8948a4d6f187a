"""The run: what is kept, left or made again, and what clean removes."""

import subprocess

from gdclips.build.manifest import Manifest

SMALL = ["--size", "96x64", "--set", "steps=4"]
QUICK = [*SMALL, "--cut", "short", "--fps", "10"]  # for videos: 80 frames

BALL = ["noise_ball.png", *SMALL]


def test_a_changed_setting_makes_the_file_again_and_nothing_else_does(project):
    request = ["contour_descent.png", *SMALL]
    plain, slow = request, [*request, "--set", "rate=0.05"]

    def again(*request):
        done = project.run(*request)
        assert (done.returncode, done.stdout) == (0, f"{project.media / 'contour_descent.png'}\n")
        return done.stderr.split()[0], project.files()["contour_descent.png"]

    made, first = again(*plain)
    assert (made, again(*plain)) == ("made", ("keep", first))
    made, other = again(*slow)
    assert (made, again(*slow)) == ("made", ("keep", other))
    assert other != first
    assert again(*plain) == ("made", first)
    assert again(*plain, "--set", "rate=0.1") == ("keep", first)  # the default, said aloud
    assert again(*plain, "-B") == ("made", first)
    (project.media / "contour_descent.png").unlink()
    assert again(*plain) == ("made", first)


def test_a_change_of_the_code_the_data_or_the_lecture_makes_again_what_it_concerns(project):
    request = ["noise_ball.png", "stack_loss.png", "--size", "96x64"]

    def planned():
        done = project.run("-n", *request)
        assert done.returncode == 0, done.stderr
        return {line.split()[1] for line in done.stdout.splitlines() if line.startswith("make ")}

    assert planned() == {"media/noise_ball.png:", "media/stack_loss.png:"}
    project.make(*request)
    project.append("gdclips/requests/listing.py", "\n")
    assert planned() == set()
    for path, old, new in (
        ("data/stackloss.csv", "80,27,89,42", "80,27,89,43"),
        ("lecture.toml", "steps = 40", "steps = 41"),
    ):
        project.change(path, old, new)
        assert planned() == {"media/stack_loss.png:"}
        project.change(path, new, old)
    project.append("gdclips/drawing/theme.py", "\n")
    assert planned() == {"media/noise_ball.png:", "media/stack_loss.png:"}


def test_a_file_changed_by_hand_is_left_alone_until_it_is_asked_for(project):
    request = ["noise_ball.png", *SMALL]
    (path,) = project.make(*request)
    first = path.read_bytes()
    path.write_bytes(b"mine")
    for more in ([], ["--set", "rate=0.05"]):
        done = project.run(*request, *more)
        assert (done.returncode, path.read_bytes()) == (0, b"mine")
        assert done.stderr == "leave media/noise_ball.png: changed by hand; -B makes it again\n"
    project.make(*request, "-B")
    assert path.read_bytes() == first


def test_a_damaged_ledger_is_survived(project):
    request = ["noise_ball.png", *SMALL]
    project.make(*request)
    before, manifest = project.files(), Manifest(project.root / ".cache/made")
    noted = manifest.entry("noise_ball.png")
    assert noted
    (project.root / ".cache/made/noise_ball.png").write_bytes(b'{"noise_ball.png": 3}')
    assert manifest.entry("noise_ball.png") is None
    assert "up to date" in project.run(*request).stderr
    assert project.files() == before
    project.make(*request, "-B")
    assert manifest.entry("noise_ball.png").content == noted.content
    assert "up to date" in project.run(*request).stderr


def test_clean_removes_what_was_made_here_and_is_as_it_was(project):
    names = ["first.gif", "second.gif", "changed.gif", "gone.gif"]
    project.ask([["noise_ball.gif", "-o", name, *QUICK] for name in names])
    assert sorted(project.clips()) == sorted(names)
    (project.media / "gone.gif").unlink()
    (project.media / "changed.gif").write_bytes(b"mine")
    (project.media / "foreign.gif").write_bytes(b"not from here")
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    begun = f".{dead.pid}.12ab.first.gif.part"
    (project.root / ".cache/parts" / begun).touch()
    (project.media / begun).write_bytes(b"of a killed process")
    done = project.run("clean")
    assert (done.returncode, done.stdout) == (0, "")
    assert project.files() == {"changed.gif": b"mine", "foreign.gif": b"not from here"}
    lines = done.stderr.splitlines()
    assert "removed media/first.gif" in lines
    assert [line for line in lines if "changed.gif" in line] == [
        "left media/changed.gif: it is not as it was made here"
    ]
    again = project.run("clean")
    assert (again.returncode, len(project.files())) == (0, 2)
    assert "first.gif" not in again.stderr


def test_clean_has_nothing_to_do_where_nothing_was_made(project):
    done = project.run("clean")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_file_of_the_users_that_is_put_back_is_left_alone(project):
    path = project.media / "noise_ball.png"
    project.media.mkdir()
    path.write_bytes(b"mine")
    project.make(*BALL, "-B")
    path.write_bytes(b"mine")
    assert project.run(*BALL).stderr.startswith("leave ")
    assert path.read_bytes() == b"mine"


def test_processes_at_once_make_their_files_and_each_is_remembered(project):
    requests = [
        ["noise_ball.png", "contour_descent.png", *SMALL],
        ["noise_ball.gif", "contour_descent.gif", *QUICK],
        ["noise_ball.png", "-o", "another.png", *SMALL],
    ]
    processes = [project.begin(*request) for request in requests]
    for process in processes:
        _, told = process.communicate()
        assert process.returncode == 0, told
    assert len(project.clips()) == 5
    for request in requests:
        assert {line[:5] for line in project.run(*request).stderr.splitlines()} == {"keep "}
    project.make("clean")
    assert project.files() == {}
