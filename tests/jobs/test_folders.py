"""Folders of frames, made by the command: whole or not at all, and nothing of the user's in them is lost."""

import shutil
import signal
import subprocess

import numpy as np
import pytest
from PIL import Image

from tests.ffmpeg import ffmpeg
from tests.jobs.test_files import seconds

QUICK = ["--size", "96x64", "--set", "steps=4", "--fps", "10"]
BALL = ["noise_ball.frames", *QUICK]
FASTER = ["--set", "rate=0.02"]
NAME = "noise_ball.frames"
FRAMES = round(10 * seconds("noise_ball.gif", "short", steps="4"))

KILLED = """
import os, signal, sys
from gdclips.commandline import main

def watch(event, details):
    if event == "os.rename" and str(details[1]).endswith("media/noise_ball.frames"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
main(sys.argv[1:])
"""


def pictures(folder):
    """The bytes of the files in a folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def full(lay_out, tmp_path_factory):
    """A project in which a folder was made."""
    project = lay_out(tmp_path_factory.mktemp("full"))
    assert project.make(*BALL, "noise_ball.png") == [project.media / NAME, project.media / "noise_ball.png"]
    return project


@pytest.fixture
def made(project, full):
    project.take(full)
    return project


def test_its_files_are_numbered_pictures_of_all_frames(full):
    found = pictures(full.media / NAME)
    assert list(found) == [f"{number:04}.png" for number in range(1, FRAMES + 1)]
    frames = []
    for name in found:
        with Image.open(full.media / NAME / name) as image:
            assert (image.format, image.mode, image.size) == ("PNG", "RGB", (96, 64))
            assert image.text["Title"] == "Noise ball"
            frames.append(np.asarray(image))
    assert len({frame.tobytes() for frame in frames}) > FRAMES / 4
    with Image.open(full.media / "noise_ball.png") as end:
        assert np.abs(np.asarray(end).astype(int) - frames[-1]).mean() < 3  # a moment later
    assert sorted(path.name for path in full.media.iterdir()) == [NAME, "noise_ball.png", "noise_ball.txt"]


def test_ffmpeg_reads_them_as_a_film(full):
    read = ffmpeg("-i", full.media / NAME / "%04d.png", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    assert len(read) == FRAMES * 64 * 96 * 3


TEX = r"""
\documentclass{article}
\usepackage{graphicx,animate}
\begin{document}
\animategraphics[loop,controls,width=5cm]{10}{media/noise_ball.frames/}{0001}{00%d}
\end{document}
"""


@pytest.mark.skipif(
    shutil.which("pdflatex") is None
    or not shutil.which("kpsewhich")
    or not subprocess.run(["kpsewhich", "animate.sty"], capture_output=True, check=False).stdout,
    reason="LaTeX has no package animate here",
)
def test_latex_animates_them(full, tmp_path):
    (tmp_path / "media").symlink_to(full.media)
    (tmp_path / "a.tex").write_text(TEX % FRAMES)
    start = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(start, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"<a0,fr{FRAMES - 1}>" in done.stdout.replace("\n", "")  # pictures that are equal are there once


def test_what_is_up_to_date_is_kept_and_what_is_not_is_made_whole(made):
    before = pictures(made.media / NAME)
    assert made.run(*BALL).stderr == f"keep media/{NAME}: up to date\n"
    made.make(*BALL, *FASTER)
    after = pictures(made.media / NAME)
    assert after.keys() == before.keys() and after != before
    done = made.run(*BALL)
    assert "from the cache" in done.stderr
    assert pictures(made.media / NAME) == before
    assert {path.name for path in made.media.iterdir()} == {NAME, "noise_ball.png", "noise_ball.txt"}


def test_the_same_request_makes_the_same_bytes(made):
    before = pictures(made.media / NAME)
    assert "made " in made.run(*BALL, "-B").stderr
    assert pictures(made.media / NAME) == before


def edit(folder):
    with (folder / "0003.png").open("ab") as file:
        file.write(b"x")


def lose(folder):
    (folder / "0003.png").unlink()


@pytest.mark.parametrize("change", [edit, lose])
def test_one_whose_pictures_were_changed_by_hand_is_left_but_by_b(made, change):
    before = pictures(made.media / NAME)
    change(made.media / NAME)
    after = pictures(made.media / NAME)
    for more in ([], FASTER):
        done = made.run(*BALL, *more)
        assert done.stderr == f"leave media/{NAME}: changed by hand; -B makes it again\n"
        assert (done.returncode, pictures(made.media / NAME)) == (0, after)
    made.make(*BALL, "-B")
    assert pictures(made.media / NAME) == before


def note(folder):
    (folder / "notes.txt").write_text("mine")


def another(folder):
    (folder / "mine").mkdir()


def link(folder):
    (folder / "0999.png").symlink_to(folder / "0001.png")


@pytest.mark.parametrize(
    ("add", "name"),
    [(note, "notes.txt"), (another, "mine"), (link, "0999.png")],
    ids=["file", "folder", "link"],
)
def test_one_with_something_of_the_users_is_never_replaced_or_removed(made, add, name):
    add(made.media / NAME)
    before = sorted(path.name for path in (made.media / NAME).iterdir())
    assert made.run(*BALL).stderr == f"leave media/{NAME}: changed by hand; -B makes it again\n"
    done = made.run(*BALL, "-B")
    why = f"error: media/{NAME}: it holds {name}, which was not made here: move it away\n"
    assert (done.returncode, done.stderr) == (1, why)
    assert f"left media/{NAME}: it is not as it was made here" in made.run("clean").stderr
    assert sorted(path.name for path in (made.media / NAME).iterdir()) == before


def test_one_that_is_read_only_is_replaced_and_removed_as_a_file_is(made):
    """Root may write everywhere, so this tests nothing for root."""
    (made.media / NAME).chmod(0o555)
    made.make(*BALL, *FASTER)
    assert [path.name for path in made.media.iterdir() if path.suffix == ".part"] == []
    (made.media / NAME).chmod(0o555)
    made.run("clean")
    assert list(made.media.iterdir()) == []


def test_what_can_not_be_put_in_its_place_is_not_begun(project):
    (project.media / NAME / "mine").mkdir(parents=True)
    project.change("gdclips/jobs/start.py", "    main(jobs, answers)", "    sys.exit(3)")
    done = project.run(*BALL, "-B")
    assert (done.returncode, done.stderr.count("it holds mine")) == (1, 1)
    assert [path.name for path in project.media.iterdir() if path.suffix] == [NAME]


def test_a_folder_or_a_file_of_the_users_of_that_name_stays(project):
    project.media.mkdir()
    (project.media / NAME).mkdir()
    (project.media / NAME / "0001.png").write_bytes(b"mine")
    assert project.run(*BALL).stderr == f"leave media/{NAME}: not made here; -B makes it again\n"
    assert pictures(project.media / NAME) == {"0001.png": b"mine"}
    (project.media / "other.frames").write_bytes(b"mine")
    for more in ([], ["-B"]):
        done = project.run(*BALL, "-o", "other.frames", *more)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
        assert "it is a file, where a folder belongs: move it away" in done.stderr
    assert (project.media / "other.frames").read_bytes() == b"mine"


def test_clean_removes_one_that_is_as_it_was_made(made):
    done = made.run("clean")
    assert f"removed media/{NAME}\n" in done.stderr
    assert list(made.media.iterdir()) == []


def test_one_that_is_gone_comes_from_the_cache(made):
    before = pictures(made.media / NAME)
    made.change("gdclips/jobs/start.py", "    main(jobs, answers)", "    sys.exit(3)")
    shutil.rmtree(made.media / NAME)
    assert "from the cache" in made.run(*BALL).stderr
    assert pictures(made.media / NAME) == before
    for entry in (made.root / ".cache/made").iterdir():
        entry.unlink()
    assert made.run(*BALL).stderr == f"keep media/{NAME}: up to date\n"


def test_a_kill_while_one_is_replaced_leaves_no_half(made):
    """In between there is none, and the older one waits under another name; the next run tidies up."""
    start = made.python("-c", KILLED, *BALL, *FASTER)
    done = subprocess.run(**start, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    hidden = [path for path in made.media.iterdir() if path.name.startswith(".")]
    assert hidden and not (made.media / NAME).exists()
    made.make(*BALL, *FASTER)
    assert {path.name for path in made.media.iterdir()} == {NAME, "noise_ball.png", "noise_ball.txt"}
    assert len(pictures(made.media / NAME)) == FRAMES


def test_it_has_other_names_places_and_sweeps_like_a_file(project):
    (project.home / "lecture.toml").write_text(
        '[clips.a]\nscene = "noise_ball"\nsettings = { steps = 4 }\nsweep = { rate = [0.1, 0.2] }\n'
        'outputs = ["frames"]\nsize = "96x64"\nfps = 5\ncut = "short"\n'
    )
    paths = project.make("-f", "lecture.toml", "a.frames/", "--out", "n")
    assert [path.name for path in paths] == ["a_rate_0.1.frames", "a_rate_0.2.frames"]
    assert all(path.parent.name == "n" and len(pictures(path)) == FRAMES / 2 for path in paths)
    (path,) = project.make("media/noise_ball.frames/", *QUICK, "-o", "b.frames")
    assert (path, len(pictures(path))) == (project.media / "b.frames", FRAMES)


def test_the_last_frame_is_held_by_files_and_what_is_transparent_is(project):
    (path,) = project.make(*BALL, "--hold", "1", "--background", "none")
    found = list(pictures(path).values())
    assert len(found) == FRAMES + 9
    assert len(set(found[-10:])) == 1
    with Image.open(path / "0001.png") as image:
        assert image.mode == "RGBA"
        assert image.getextrema()[3] == (0, 255)


def test_one_with_fewer_bytes_has_fewer_colours(project):
    (path,) = project.make(*BALL)
    most = sum(map(len, pictures(path).values()))
    done = project.run(*BALL, "--max-bytes", str(round(0.9 * most)), "-o", "b.frames")
    assert (done.returncode, "colours instead of all" in done.stderr) == (0, True), done.stderr
    assert sum(map(len, pictures(project.media / "b.frames").values())) <= 0.9 * most
