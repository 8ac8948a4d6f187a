"""User files under the names that the command writes: none is lost, and a line names each that stays."""

import os

import pytest

SMALL = ["--size", "96x64", "--set", "steps=2", "-j", "1"]
PNG = ["contour_descent.png", *SMALL]


def kinds(folder):
    """Lay things of each kind under names: what is there, by name, in a form that can be compared."""
    (folder / "kept.txt").write_text("notes elsewhere")
    (folder / "link.png").symlink_to("kept.txt")
    (folder / "loose.png").symlink_to("nowhere")
    (folder / "round.png").symlink_to("round.png")
    (folder / "text.png").write_text("my notes")
    (folder / "readonly.png").write_text("my notes")
    (folder / "readonly.png").chmod(0o444)
    for name in ("folder.png", "words.txt"):
        (folder / name).mkdir()
        (folder / name / "inside").write_text("my notes")
    os.mkfifo(folder / "pipe.png")
    (folder / "notes.txt").write_text("my notes")
    (folder / "linked.txt").symlink_to("kept.txt")
    (folder / ".1.notes.part").write_text("my notes")
    (folder / ".1.12ab.a.png.part").write_text("my notes")
    (folder / ".cache/made").mkdir(parents=True)
    (folder / ".cache/made/notes.txt").write_text("my notes")
    (folder / ".cache/clips").mkdir()
    (folder / ".cache/clips/notes.txt").write_text("my notes")


def there(folder):
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = oct(path.stat().st_mode)
    return found


# A name, what -o makes of it, and what the lines must tell of it without -B.
LEFT = [
    ("link.png", "leave n/link.png: not made here"),
    ("loose.png", "leave n/loose.png: not made here"),
    ("round.png", "leave n/round.png: not made here"),
    ("text.png", "leave n/text.png: not made here"),
    ("readonly.png", "leave n/readonly.png: not made here"),
    ("folder.png", "folder.png: it is a folder, where a file belongs: move it away"),
    ("pipe.png", "pipe.png: it is a pipe or a device"),
    ("notes.png", "leave n/notes.txt: not made here"),
    ("linked.png", "leave n/linked.txt: not made here"),
    ("words.png", "words.png: words.txt: it is a folder"),
]
BY_FORCE = {"link.png", "loose.png", "round.png", "text.png", "readonly.png"}  # what -B names is replaced


@pytest.fixture(scope="module")
def home(shared_project):
    (shared_project.home / "n").mkdir()
    kinds(shared_project.home / "n")
    return shared_project.home


@pytest.fixture(scope="module")
def theirs(home):
    return there(home / "n")


@pytest.fixture(scope="module")
def answers(shared_project, home, theirs):
    """What each name costs without -B, twice, then with it, and what lies there afterwards."""
    found = {}
    for force in ([], ["-B"]):
        asked = [[*PNG, "--out", "n", "-o", name, *force] for name, _ in LEFT]
        for _ in range(2 - len(force)):
            told = shared_project.ask(asked)
        found[bool(force)] = told, there(home / "n")
    return found


@pytest.mark.parametrize("case", range(len(LEFT)), ids=[name for name, _ in LEFT])
def test_what_is_theirs_is_left_and_a_line_says_so(answers, case):
    told, _ = answers[False]
    name, line = LEFT[case]
    if name not in ("notes.png", "linked.png"):  # these were made the first time, and are kept the second
        assert line in told[case].told
        assert "defect" not in told[case].told and len(told[case].told.splitlines()) == 1


@pytest.mark.parametrize("force", [False, True])
def test_nothing_that_they_made_is_lost(answers, theirs, force):
    _, found = answers[force]
    replaced = BY_FORCE if force else set()
    assert {
        name: content for name, content in theirs.items() if found.get(name) != content
    }.keys() == replaced


def test_by_force_their_words_stay_and_a_line_says_so(answers):
    told = dict(zip((name for name, _ in LEFT), answers[True][0], strict=True))
    for name in ("notes", "linked"):
        lines = told[f"{name}.png"].told.splitlines()
        assert lines[0].startswith(f"leave n/{name}.txt: not made here") and lines[1].startswith("made n/")


def test_clean_leaves_all_that_is_theirs(shared_project, home, answers, theirs):
    shared_project.ask([["clean", "--out", "n"]])
    found = there(home / "n")
    for name, content in theirs.items():
        assert name in BY_FORCE or found[name] == content
    assert not any(name.endswith(".png") and isinstance(content, bytes) for name, content in found.items())


@pytest.mark.parametrize("edited", ["a.txt", "a.srt"])
def test_words_that_they_changed_stay_with_a_new_clip_and_from_the_cache(project, edited):
    request = ["contour_descent.mp4", *SMALL, "--renderer", "matplotlib", "--cut", "short", "--fps", "10"]
    request += ["-o", "a.mp4"]
    project.ask([request])
    (project.media / edited).write_text("hers")
    (project.media / "a.mp4").unlink()
    restored, changed, forced = project.ask([request, [*request, "--theme", "light"], [*request, "-B"]])
    for answer in (restored, changed, forced):
        assert answer.status == 0
        assert f"leave media/{edited}: changed by hand" in answer.told
    assert "from the cache" in restored.told
    (cleaned,) = project.ask([["clean"]])
    assert f"left media/{edited}: " in cleaned.told
    assert {path.name: path.read_text() for path in project.media.iterdir()} == {edited: "hers"}
