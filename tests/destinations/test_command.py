"""The whole command with ``--for``: it makes the same files, and tells what a destination won't show."""

SMALL = ["--set", "steps=4", "--size", "128x96"]
LINE = "noise_ball.gif: on a web page, what moves by itself is to stop within 5 s (WCAG 2.2.2)"


def test_it_warns_of_files_that_are_made_and_of_those_that_are_up_to_date(project):
    request = ["noise_ball.gif", "noise_ball.png", *SMALL]
    (project.root / "plain").mkdir()
    project.make(*request, "--out", project.root / "plain")
    project.change("gdclips/index.py", "TIME_RESOLUTION = 2_000_000_000", "TIME_RESOLUTION = -(10**12)")
    before = project.run(*request, "--for", "web", "-n")
    assert before.returncode == 0 and before.stderr.startswith(LINE)
    told = []
    for _ in range(3):  # made, up to date, and from the index
        done = project.run(*request, "--for", "web")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) == 2
        told.append([line for line in done.stderr.splitlines() if not line.startswith(("made", "keep"))])
    assert told[0] == told[1] == told[2] == before.stderr.splitlines()
    assert len(told[0]) == 1 and told[0][0].startswith(LINE)
    for name, content in project.clips().items():
        assert content == (project.root / "plain" / name).read_bytes()
    assert project.run(*request, "--for", "powerpoint").stderr.count(": ") == 2  # the two that are kept
    quiet = project.run("noise_ball.gif", *SMALL, "--loop", "once", "--seconds", "5", "--for", "web")
    assert (quiet.returncode, len(quiet.stderr.splitlines())) == (0, 1)
    long = ["noise_ball.gif", *SMALL, "--loop", "once", "--seconds", "10", "--for", "web"]
    assert project.run(*long, "-n").stderr == ""  # how long it moves is seen once it is there
    assert "this one moves for 8.0 s" in project.run(*long).stderr


def test_an_unknown_destination_makes_nothing(project):
    done = project.run("noise_ball.gif", *SMALL, "--for", "powerpiont")
    assert (done.returncode, project.media.exists()) == (2, False)
    assert "did you mean powerpoint?" in done.stderr
