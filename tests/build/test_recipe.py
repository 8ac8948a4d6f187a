"""Recipes: whatever changes a picture changes its key, and nothing else does."""

import ast
import os
import shutil
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec
import pytest

from gdclips.build.checksums import content_hash
from gdclips.build.recipe import BUILD_FILES, CODE, TABLES, changes, code, key, recipe, versions
from gdclips.places import CODE as ROOT
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, Request, resolve
from gdclips.requests.tables.options import Data
from gdclips.story.scenes import SCENES
from gdclips.story.settings import make
from gdclips.story.source import read

SETTINGS = SCENES["noise_ball"].settings
(PLAIN,) = resolve(
    Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene="noise_ball")}), ["a.gif"], Overrides()
)


def request(**changed):
    look = {name: changed.pop(name) for name in Look.__struct_fields__ if name in changed and name != "size"}
    return msgspec.structs.replace(PLAIN, look=msgspec.structs.replace(PLAIN.look, **look), **changed)


def key_of(**changed):
    return key(recipe(request(**changed), ROOT))


# A change of each of a request's fields, but for its name.
CHANGES = [
    {"suffix": "png"},
    {"suffix": "mp4"},
    {"scene": SCENES["sgd"]},
    {"settings": make(SETTINGS, {"rate": 0.05})},
    {"settings": make(SETTINGS, {"rate": None})},
    {"settings": make(SETTINGS, {"seed": 2})},
    {"settings": make(SETTINGS, {"slice": True})},
    {"settings": make(SETTINGS, {"start": (2.0, 2.0, 8.0 + 1e-15 * 8)})},
    {"settings": make(SETTINGS, {"start": (2.0, 8.0, 2.0)})},
    {"renderer": "manim"},
    {"theme": "dark"},
    {"cut": "full"},
    {"bare": True},
    {"size": FrameSize(360, 640)},
    {"size": FrameSize(640, 361)},
    {"fps": 10},
    {"background": "#ffffff"},
    {"background": "none"},
    {"matte": "#ffffff"},
    {"at": "30"},
    {"loop": 1},
    {"hold": 1.5},
    {"hold": 1.5 + 2.0**-50},
    {"seconds": 4.0},
    {"max_bytes": 300_000},
    {"author": "Ada"},
    {"language": "de"},
    {"licence": "CC0"},
]


@pytest.mark.parametrize("changed", CHANGES, ids=str)
def test_whatever_changes_the_picture_changes_the_key(changed):
    assert key_of(**changed) != key_of() == key_of()


def test_the_changes_are_of_every_field():
    names = {name for change in CHANGES for name in change}
    assert names | {"file", "data", "look", "poster"} == {*Request.__struct_fields__, *Look.__struct_fields__}


def test_all_these_keys_differ():
    assert len({key_of(**changed) for changed in CHANGES}) == len(CHANGES)


def test_a_files_name_does_not_change_its_key_nor_does_a_picture_beside_it():
    assert key_of(file="another.gif") == key_of(poster=True) == key_of()


def test_a_key_does_not_depend_on_the_order_in_which_things_are_told():
    told = recipe(PLAIN, ROOT)
    turned = {kind: dict(reversed(told[kind].items())) for kind in reversed(told)}
    assert list(turned) != list(told) and key(turned) == key(told)


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,y\n1,2,3\n")
    return Data(path=str(path), features=("a", "b"), target="y")


def test_each_change_of_the_data_changes_the_key(tmp_path, data):
    other, renamed = tmp_path / "other.csv", tmp_path / "b.csv"
    other.write_text("a,b,y\n1,2,4\n")
    shutil.copy(data.path, renamed)
    keys = {key_of(), key_of(data=data)}
    for changed in (
        {"features": ("b", "a")},
        {"features": ("a",)},
        {"features": ("a",), "target": "b"},
        {"features": ("a", "b,y")},
        {"raw": True},
        {"sep": ";"},
        {"decimal": ","},
        {"encoding": "utf-8"},
        {"missing": "drop"},
        {"sheet": "one"},
        {"path": str(other)},
        {"path": str(renamed)},  # a file's name is told in the picture
    ):
        keys.add(key_of(data=msgspec.structs.replace(data, **changed)))
    Path(data.path).write_text("a,b,y\n1,2,5\n")
    keys.add(key_of(data=data))
    assert len(keys) == 15


def test_where_the_data_lie_and_when_they_were_written_does_not_change_the_key(tmp_path, data):
    before = key_of(data=data)
    os.utime(data.path, (1, 1))
    (tmp_path / "elsewhere").mkdir()
    moved = shutil.move(data.path, tmp_path / "elsewhere")
    assert key_of(data=msgspec.structs.replace(data, path=str(moved))) == before


def test_how_tables_are_read_belongs_to_clips_with_data_alone(tmp_path, data):
    for part in ("gdcore", "gdclips"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "gdclips/requests/tables/numerals.py").write_text("")
    before, after = (recipe(request(data=data), root)["data"] for root in (ROOT, tmp_path))
    assert {name for name in before if before[name] != after[name]} == {"reader"}
    assert recipe(PLAIN, tmp_path) == recipe(PLAIN, ROOT)


def test_what_is_no_file_has_a_recipe_and_is_not_read(data):
    for path in ("/dev/zero", ".", "a\0b", "x" * 300):
        found = recipe(request(data=msgspec.structs.replace(data, path=path)), ROOT)
        assert found["data"]["content"] == "missing"


def test_a_table_is_hashed_once_for_all_its_clips_and_again_when_it_is_written(data, monkeypatch):
    hashed = []
    monkeypatch.setattr(
        "gdclips.build.recipe.content_hash", lambda path: hashed.append(path) or content_hash(path)
    )
    seeds = [make(SETTINGS, {"seed": seed}) for seed in range(20)]
    assert len({key_of(data=data, settings=settings) for settings in seeds}) == 20
    assert hashed == [Path(data.path)]
    Path(data.path).write_text("a,b,y\n1,2,5\n")
    key_of(data=data)
    assert hashed == [Path(data.path)] * 2


def test_data_that_are_not_there_have_a_recipe_too(data):
    Path(data.path).unlink()
    assert recipe(request(data=data), ROOT)["data"]["content"] == "missing"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The project's code, and some files that aren't."""
    root = tmp_path_factory.mktemp("sources")
    for package in ("gdcore", "gdclips", "scenes"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("lecture.toml", "README.md"):
        shutil.copy(ROOT / name, root / name)
    return root


def laid_out(sources, folder, changed=None):
    """A copy of the code, for what was read of one is remembered; one file of it is changed."""
    root = Path(shutil.copytree(sources, folder / "copy", copy_function=os.link))
    if changed is not None:
        text = (root / changed).read_text()
        (root / changed).unlink()  # it is linked
        (root / changed).write_text(f"{text}# changed\n")
    return root


def code_of(root, scene, renderer):
    """The hash of the code that draws a scene of a copy."""
    return code(root, read(root / "scenes" / f"{scene}.py"), renderer, "gif")


def of_noise_ball(root):
    return code_of(root, "noise_ball", "matplotlib")


DRAWS = [
    "gdcore/descent.py",
    "gdcore/__init__.py",
    "gdclips/drawing/theme.py",
    "gdclips/encoding/gif/gif.py",
    "gdclips/encoding/video/segments.py",
    "gdclips/rendering/agg.py",
    "gdclips/formats/format.py",
    "gdclips/formats/gif.py",
    "scenes/noise_ball.py",
    "scenes/stochastic.py",
    "gdclips/story/settings/fields.py",
    "gdclips/build/render.py",
    "gdclips/build/texts/alt_text.py",
    "gdclips/build/texts/labels.py",
    "gdclips/build/texts/subtitles.py",
    "gdclips/jobs/budget.py",
]
DRAWS_NOT = [
    "gdclips/formats/mp4.py",
    "gdclips/rendering/manim/stage.py",
    "scenes/momentum.py",
    "scenes/sgd.py",
    "gdclips/__init__.py",
    "gdclips/requests/listing.py",
    "gdclips/build/plan.py",
    "gdclips/requests/lecture_file.py",
    "gdclips/commandline.py",
    "scenes/lecture.py",
    "lecture.toml",
    "README.md",
]


@pytest.mark.parametrize(
    ("file", "counts"), [*((file, True) for file in DRAWS), *((file, False) for file in DRAWS_NOT)]
)
def test_the_code_that_draws_a_scene_counts_and_no_other(sources, tmp_path, file, counts):
    after = laid_out(sources, tmp_path, file)
    assert (of_noise_ball(sources) != of_noise_ball(after)) is counts


@pytest.mark.parametrize(
    ("file", "counts"), [("gdclips/rendering/manim/stage.py", True), ("gdclips/rendering/agg.py", False)]
)
def test_each_renderer_has_its_own(sources, tmp_path, file, counts):
    after = laid_out(sources, tmp_path, file)
    assert (code_of(sources, "noise_ball", "manim") != code_of(after, "noise_ball", "manim")) is counts


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (lambda root: (root / "gdcore/new.py").touch(), True),
        (lambda root: (root / "gdclips/drawing/new.py").touch(), True),
        (lambda root: (root / "scenes/new.py").touch(), False),
        (lambda root: (root / "gdclips/formats/new.py").touch(), False),
        (lambda root: (root / "gdcore/schedules.py").rename(root / "gdcore/schedules_.py"), True),
        (lambda root: (root / "gdclips/drawing/deeper").mkdir(), False),
        (lambda root: (root / "gdcore/notes.txt").touch(), False),
        (lambda root: [os.utime(path, (1, 1)) for path in root.rglob("*.py")], False),
        (lambda root: None, False),
    ],
    ids=[
        "new in the core",
        "new in the drawing",
        "new scene",
        "new format",
        "renamed",
        "folder",
        "no code",
        "times",
        "elsewhere",
    ],
)
def test_the_files_names_and_bytes_count_not_their_times_nor_where_they_lie(
    sources, tmp_path, change, counts
):
    after = laid_out(sources, tmp_path)
    change(after)
    assert (of_noise_ball(sources) != of_noise_ball(after)) is counts


@cache
def imports(module):
    """The modules of the project that a module may import, wherever in it."""
    path, found = ROOT / (module.replace(".", "/") + ".py"), []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return {name for name in found if (ROOT / (name.replace(".", "/") + ".py")).exists()}


def imported(module):
    """A module, those that it imports, and those that these import."""
    found, waiting = set(), {module}
    while waiting:
        found |= waiting
        waiting = set().union(*map(imports, waiting)) - found
    return found


@pytest.fixture(scope="module")
def one_changed(sources, tmp_path_factory):
    """Copies of the code by the scene whose file is changed in each."""
    return {
        scene: laid_out(sources, tmp_path_factory.mktemp(scene), f"scenes/{scene}.py") for scene in SCENES
    }


@pytest.mark.parametrize("scene", SCENES)
def test_the_files_that_a_scene_imports_count_and_no_others(sources, one_changed, scene):
    used = neighbours(scene)
    before = code_of(sources, scene, "matplotlib")
    counted = {other for other in SCENES if code_of(one_changed[other], scene, "matplotlib") != before}
    assert counted == {scene, *(used & set(SCENES))}


def names(node):
    return [alias.name for alias in node.names]


def neighbours(scene):
    """The modules of the lecture's folder that a scene imports, and those that these import."""
    found, waiting = set(), {scene}
    while waiting:
        found |= waiting
        texts = [(ROOT / "scenes" / f"{name}.py").read_text(encoding="utf-8") for name in waiting]
        near = [node for text in texts for node in ast.walk(ast.parse(text)) if getattr(node, "level", 0)]
        waiting = {name for node in near for name in ([node.module] if node.module else names(node))} - found
    return found


def test_what_makes_a_picture_uses_no_module_that_its_key_does_not_know():
    build_files = {file.removesuffix(".py").replace("/", ".") for file in BUILD_FILES}
    stages = {"gdclips.rendering.agg", "gdclips.rendering.manim.stage"}
    found = set().union(*map(imported, build_files | stages))
    known = tuple(
        folder.replace("/", ".") + "." for folder in (*CODE, TABLES)
    )  # the last where there are data
    unknown = {name for name in found - build_files if not name.startswith(known)}
    # The types of requests: what is in one is in the recipe. They read lectures, but draw nothing.
    assert {name for name in unknown if name not in imported("gdclips.requests.request")} == set()


def test_the_versions_are_those_of_what_draws_and_encodes():
    drawn, by_manim = dict(versions("matplotlib", "gif")), dict(versions("manim", "gif"))
    for package in ("numpy", "matplotlib", "av", "font-source-sans-pro"):
        assert drawn[package] == metadata.version(package)
    assert by_manim.items() > drawn.items() and {"manim", "pycairo", "typst"} <= set(by_manim)
    mp4, svg, pdf = (set(versions("matplotlib", suffix)) for suffix in ("mp4", "svg", "pdf"))
    assert (drawn.keys() - mp4, svg - mp4, pdf - svg) == ({"pillow"}, {"pillow"}, {"fonttools"})


@pytest.fixture
def renewed():
    """Have the versions read anew."""
    versions.cache_clear()
    yield
    versions.cache_clear()


def test_another_version_changes_the_key_and_one_that_is_missing_is_told(monkeypatch, renewed):
    before, version = recipe(PLAIN, ROOT), metadata.version

    def other(package):
        if package == "matplotlib":
            raise metadata.PackageNotFoundError
        return "0.1" if package == "av" else version(package)

    monkeypatch.setattr(metadata, "version", other)
    versions.cache_clear()
    after = recipe(PLAIN, ROOT)
    assert key(after) != key(before)
    had = before["versions"]
    told = f"versions changed: matplotlib {had['matplotlib']} -> missing, av {had['av']} -> 0.1"
    assert changes(before, after) == told


HASH, OTHER = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            {"settings": {"rate": "0.1", "steps": "9"}},
            {"settings": {"rate": "0.2", "steps": "9"}},
            "settings changed: rate 0.1 -> 0.2",
        ),
        (
            {"settings": {"rate": "0.1"}, "code": {"content": HASH}},
            {"settings": {"rate": "0.2"}, "code": {"content": OTHER}},
            "settings changed: rate 0.1 -> 0.2; code changed",
        ),
        (
            {"look": {"theme": "light", "size": "64x64"}},
            {"look": {"theme": "dark", "size": "96x64"}},
            "look changed: theme light -> dark, size 64x64 -> 96x64",
        ),
        (
            {"settings": {"a": "1", "b": "1"}},
            {"settings": {"b": "1", "c": "2"}},
            "settings changed: a 1 -> none, c none -> 2",
        ),
        ({}, {"data": {"file": "a.csv", "content": HASH}}, "data changed: file none -> a.csv, content none"),
        ({"data": {"file": "a.csv", "content": HASH}}, {}, "data changed: file a.csv -> none, content"),
        (
            {"data": {"file": "a.csv", "content": HASH}},
            {"data": {"file": "a.csv", "content": OTHER}},
            "data changed",
        ),
        ({"settings": {"start": "1" * 90}}, {"settings": {"start": "2"}}, "settings changed"),
        (
            {"settings": {"start": "1" * 90, "rate": "1"}},
            {"settings": {"start": "2", "rate": "2"}},
            "settings changed: rate 1 -> 2",
        ),
        ({"code": {"content": HASH}}, {"code": {"content": HASH}}, ""),
    ],
)
def test_what_changed_is_told_by_name_with_both_values_unless_they_are_long(old, new, told):
    assert changes(old, new).startswith(told)
    assert HASH not in changes(old, new) or "none" in changes(old, new)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"rate": 0.2}, "rate 0.1 -> 0.2"),
        ({"rate": None}, "rate 0.1 -> auto"),
        ({"rate": 0.1 + 1e-17 * 2}, "rate 0.1 -> 0.10000000000000002"),
        ({"start": (1.0, 2.0, 3.0)}, "start 2.0,2.0,8.0 -> 1.0,2.0,3.0"),
        ({"slice": True}, "slice false -> true"),
    ],
)
def test_settings_are_told_to_the_last_digit(settings, told):
    changed = request(settings=make(SETTINGS, settings))
    assert changes(recipe(PLAIN, ROOT), recipe(changed, ROOT)) == f"settings changed: {told}"
