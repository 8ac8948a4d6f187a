"""The folder of finished files: what is put there, what is known of it, and what is the user's."""

import errno
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdclips.build.manifest import Entry, Manifest
from gdclips.build.output import ForeignFile, OutputFolder
from gdclips.build.recipe import key
from gdclips.places import CODE as ROOT

OLD, NEW = {"settings": {"rate": "0.1"}}, {"settings": {"rate": "0.2"}}

# Puts one file again and again, with bytes of its own.
PUTS = """
import sys
from pathlib import Path
from gdclips.build.output import ForeignFile, OutputFolder
media = OutputFolder(Path(sys.argv[1]), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for index in range(30):
    content = f"{sys.argv[3]} {index} ".encode() * 2000
    media.put("a.gif", {"by": {"name": sys.argv[3]}}, lambda path: path.write_bytes(content), overwrite=False)
"""


def sha(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def cache(tmp_path):
    return tmp_path / ".cache"


@pytest.fixture
def media(folder, cache):
    return OutputFolder(folder, cache)


def put(media, content, recipe=NEW, file="a.gif", keep=False, overwrite=False):
    try:
        put = media.put(file, recipe, lambda path: path.write_bytes(content), overwrite)
    except ForeignFile:
        return None
    if keep:
        media.cache(recipe, put)
    return put


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def damage(cache, file="a.gif"):
    """Flip a byte of what is noted of a file."""
    path = cache / "made" / file
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_what_is_put_is_there_and_noted_and_given_back(media, folder):
    assert put(media, b"GIF89a", OLD) == b"GIF89a"
    assert files(folder) == {"a.gif": b"GIF89a"}
    assert media.hash("a.gif") == sha(b"GIF89a")
    assert media.entry("a.gif", NEW) == Entry(OLD, sha(b"GIF89a"))


def test_what_is_put_over_ours_remembers_what_lay_there(media, folder):
    put(media, b"first", OLD)
    put(media, b"second")
    assert files(folder) == {"a.gif": b"second"}
    assert media.entry("a.gif", NEW) == Entry(NEW, sha(b"second"), before=sha(b"first"))


def test_what_was_not_ours_is_not_remembered_as_ours(media, folder):
    (folder / "a.gif").write_bytes(b"theirs")
    put(media, b"first", overwrite=True)
    assert media.entry("a.gif", NEW) == Entry(NEW, sha(b"first"), before=None)


def test_nothing_is_known_of_what_was_never_put(media, folder):
    (folder / "b.gif").write_bytes(b"theirs")
    assert (media.hash("a.gif"), media.entry("a.gif", NEW)) == (None, None)
    assert (media.hash("b.gif"), media.entry("b.gif", NEW)) == (sha(b"theirs"), None)


def halfway(path):
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, "No space left on device")


def stopped(path):
    path.write_bytes(b"half")
    raise KeyboardInterrupt


@pytest.mark.parametrize(("write", "error"), [(halfway, OSError), (stopped, KeyboardInterrupt)])
@pytest.mark.parametrize("before", [None, b"first"])
def test_what_is_not_written_to_its_end_leaves_all_as_it_was(media, folder, write, error, before):
    if before:
        put(media, before, OLD)
    was = files(folder), media.entry("a.gif", NEW)
    with pytest.raises(error):
        media.put("a.gif", NEW, write, overwrite=True)
    assert (files(folder), media.entry("a.gif", NEW)) == was


def test_without_room_for_the_note_all_is_as_it_was(media, folder, monkeypatch):
    put(media, b"first", OLD)
    was = files(folder), media.entry("a.gif", NEW)

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("gdclips.build.checksums.write", full)
    with pytest.raises(OSError, match="No space"):
        put(media, b"second")
    assert (files(folder), media.entry("a.gif", NEW)) == was


@pytest.fixture
def dies(media, folder, monkeypatch):
    """Put a file by a run that dies after it was noted, before it lies in its place."""

    def dies(content):
        replace = Path.replace

        def dying(path, target):
            if Path(target).parent == folder:
                raise SystemExit
            return replace(path, target)

        with monkeypatch.context() as patched, pytest.raises(SystemExit):
            patched.setattr(Path, "replace", dying)
            put(media, content)

    return dies


@pytest.mark.parametrize("before", [None, b"first"])
def test_a_run_that_dies_between_the_note_and_the_rename_leaves_no_doubt(media, dies, before):
    if before:
        put(media, before, OLD)
    dies(b"second")
    present = before and sha(before)
    assert media.hash("a.gif") == present
    assert media.entry("a.gif", NEW) == Entry(NEW, sha(b"second"), before=present)
    put(media, b"third")
    assert media.entry("a.gif", NEW) == Entry(NEW, sha(b"third"), before=present)


def test_a_damaged_note_is_known_again_from_what_is_kept(media, cache):
    put(media, b"GIF89a", keep=True)
    damage(cache)
    assert media.entry("a.gif", NEW) == Entry(NEW, sha(b"GIF89a"))


def test_of_a_damaged_note_only_that_it_was_ours_is_known_if_another_recipe_made_it(media, cache):
    put(media, b"GIF89a", OLD, keep=True)
    damage(cache)
    assert media.entry("a.gif", NEW) == Entry({}, sha(b"GIF89a"))


def test_a_damaged_note_of_what_is_not_kept_leaves_the_file_to_the_user(media, cache):
    put(media, b"GIF89a")
    damage(cache)
    assert media.entry("a.gif", NEW) is None


def test_a_damaged_note_of_a_file_that_was_changed_leaves_it_to_the_user(media, folder, cache):
    put(media, b"GIF89a", keep=True)
    (folder / "a.gif").write_bytes(b"theirs")
    damage(cache)
    assert media.entry("a.gif", NEW) is None


def test_a_damaged_note_of_a_file_that_is_gone_is_none(media, folder, cache):
    put(media, b"GIF89a", keep=True)
    (folder / "a.gif").unlink()
    damage(cache)
    assert media.entry("a.gif", NEW) is None


def test_what_was_made_by_a_recipe_is_kept_for_it_whatever_its_name(media, folder):
    assert media.cached(NEW) is None
    put(media, b"GIF89a", keep=True)
    (folder / "a.gif").unlink()
    assert (media.cached(NEW), media.cached(OLD)) == (b"GIF89a", None)


@pytest.mark.parametrize(
    ("there", "left", "left_by_force"),
    [
        (None, "new", "new"),
        ("ours", "new", "new"),
        ("new", "new", "new"),  # the same as we would put
        ("theirs", "theirs", "new"),
        ("changed", "changed", "new"),
    ],
)
def test_what_is_not_ours_stays_unless_another_is_put_anyway(media, folder, there, left, left_by_force):
    if there in ("ours", "changed"):
        put(media, b"ours", OLD)
    if there not in (None, "ours"):
        (folder / "a.gif").write_text(there)
    assert put(media, b"new") == (None if left == there != "new" else b"new")
    assert files(folder) == {"a.gif": left.encode()}
    assert put(media, b"new", overwrite=True) == b"new"
    assert files(folder) == {"a.gif": left_by_force.encode()}


def test_what_is_kept_are_the_bytes_that_the_recipe_made_whatever_lies_there_since(media):
    ours = put(media, b"ours", OLD)
    put(media, b"another run's")
    media.cache(OLD, ours)
    assert media.cached(OLD) == b"ours"


@pytest.fixture
def dead():
    """The number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_dead_processes_left_unfinished_is_removed_and_no_more(media, folder, cache, dead):
    for each in ("made", "clips", "parts"):
        (cache / each).mkdir(parents=True)
    begun = [
        f".{dead}.12ab.a.gif.part",
        f".{dead}.12ab.größe 0.5.mp4.part",
        f".{os.getpid()}.12ab.a.gif.part",
    ]
    for name in begun:
        (folder / name).touch()
        (cache / "parts" / name).touch()
    theirs = [f".{dead}.12ab.b.gif.part", f".{dead}.a.gif.part", ".1.2.a.part", ".hidden", "b.part"]
    for name in theirs:  # nothing is noted of them
        (folder / name).touch()
    for each in ("made", "clips"):
        (cache / each / f".{dead}.7.a.gif.part").touch()
    media.tidy()
    assert set(files(folder)) == {begun[-1], *theirs}
    assert files(cache / "made") == files(cache / "clips") == {}
    assert set(files(cache / "parts")) == {begun[-1]}


def test_a_folder_is_made_where_there_is_none_and_nothing_is_left_of_the_check(media, folder):
    folder.rmdir()
    media.check()
    assert files(folder) == {}


def test_what_can_not_be_a_folder_is_told_by_its_name(folder, cache):
    (folder / "file").touch()
    with pytest.raises(OSError) as caught:
        OutputFolder(folder / "file", cache).check()
    assert caught.value.filename == str(folder / "file")


def test_a_folder_in_the_place_of_a_file_is_an_error_that_names_it(media, folder):
    (folder / "a.gif").mkdir()
    for ask in (media.hash, lambda file: media.entry(file, NEW), lambda file: put(media, b"", file=file)):
        with pytest.raises(OSError) as caught:
            ask("a.gif")
        assert caught.value.filename == str(folder / "a.gif")
    assert list(folder.iterdir()) == [folder / "a.gif"]


def test_clean_removes_what_is_as_it_was_made_here_and_all_that_is_kept(media, folder, cache):
    for name in ("a.gif", "changed.gif", "gone.gif", "replaced.gif"):
        put(media, name.encode(), {"name": {"is": name}}, name, keep=True)
    (folder / "changed.gif").write_bytes(b"theirs")
    (folder / "gone.gif").unlink()
    (folder / "replaced.gif").unlink()
    (folder / "replaced.gif").mkdir()
    (folder / "never ours.gif").touch()
    told = dict(media.clean())
    assert told.pop("a.gif") is None
    assert told.pop("replaced.gif").startswith("it is a folder")
    assert told == {"changed.gif": "it is not as it was made here"}
    assert sorted(path.name for path in folder.iterdir()) == ["changed.gif", "never ours.gif", "replaced.gif"]
    assert sorted(path.name for path in (cache / "made").iterdir()) == ["changed.gif", "replaced.gif"]
    assert list((cache / "clips").iterdir()) == []


def test_clean_removes_what_a_run_that_died_did_not_come_to_replace(media, folder, dies):
    put(media, b"first", OLD)
    dies(b"second")
    assert list(media.clean()) == [("a.gif", None)]
    assert files(folder) == {} and list(media.clean()) == []


def is_free(lock):
    """Whether no process holds a lock."""
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_others_are_kept_out_from_the_note_to_the_rename(media, folder, cache, monkeypatch):
    free, note, replace = {}, Manifest.record, Path.replace

    def noted(manifest, file, entry):
        free["note"] = is_free(cache / "made")
        note(manifest, file, entry)

    def renamed(path, target):
        if target == folder / "a.gif":
            free["rename"] = is_free(cache / "made")
        return replace(path, target)

    monkeypatch.setattr(Manifest, "record", noted)
    monkeypatch.setattr(Path, "replace", renamed)
    put(media, b"GIF89a")
    assert free == {"note": False, "rename": False} and is_free(cache / "made")


def test_processes_that_put_one_file_at_once_leave_it_whole_and_noted(media, folder, cache):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-P", "-c", PUTS, str(folder), str(cache)]
    env = {"PYTHONPATH": str(ROOT)}
    processes = [subprocess.Popen([*command, name], env=env, **pipes) for name in "ab"]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    (content,) = files(folder).values()
    name = content[:1].decode()
    assert content == f"{name} 29 ".encode() * 2000
    entry = media.entry("a.gif", NEW)
    assert (entry.recipe, entry.content) == ({"by": {"name": name}}, sha(content))


def test_a_link_is_the_users_whatever_it_leads_to(media, folder):
    for name, target in {"a.gif": "kept.gif", "b.gif": "nowhere", "c.gif": "c.gif"}.items():
        (folder / name).symlink_to(target)
    (folder / "kept.gif").write_bytes(b"GIF89a")
    for name in ("a.gif", "b.gif", "c.gif"):
        assert put(media, b"GIF89a", file=name) is None
        assert media.has(name) and (folder / name).is_symlink()
    put(media, b"GIF89a", file="kept.gif", overwrite=True)
    assert list(media.clean()) == [("kept.gif", None)]
    put(media, b"new", file="b.gif", overwrite=True)
    assert (folder / "b.gif").read_bytes() == b"new" and not (folder / "nowhere").exists()


def test_the_same_bytes_put_there_by_the_user_stay_the_users(media, folder):
    (folder / "a.txt").write_bytes(b"the same")
    assert put(media, b"the same", file="a.txt") == b"the same"
    assert list(media.clean()) == [] and files(folder) == {"a.txt": b"the same"}


@pytest.mark.parametrize(("made", "why"), [(False, "not made here"), (True, "changed by hand")])
def test_why_a_file_is_left_is_told_truly(media, folder, made, why):
    if made:
        put(media, b"ours")
    (folder / "a.gif").write_bytes(b"theirs")
    with pytest.raises(ForeignFile, match=why):
        media.put("a.gif", NEW, lambda path: path.write_bytes(b"new"))


def test_what_somebody_else_put_into_the_cache_stays(media, folder, cache):
    put(media, b"GIF89a", keep=True)
    for each in ("made", "clips", "parts"):
        (cache / each / "notes.txt").write_bytes(b"mine")
        (cache / each / ".1.notes.part").write_bytes(b"mine")
    media.tidy()
    list(media.clean())
    for each in ("made", "clips", "parts"):
        assert files(cache / each) == {"notes.txt": b"mine", ".1.notes.part": b"mine"}


def test_what_is_kept_is_found_by_the_recipes_key(media, cache):
    put(media, b"GIF89a", keep=True)
    assert [path.name for path in (cache / "clips").iterdir()] == [key(NEW)]
