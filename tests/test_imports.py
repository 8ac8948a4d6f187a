"""Which way imports run: the core knows no pictures, stages know no stories, and Manim is an extra."""

import ast
import subprocess
import sys
import venv
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for folder in ("gdcore", "scenes") for path in (ROOT / folder).rglob("*.py"))
MANIM = {
    "gdclips.rendering.manim.stage",
    "gdclips.rendering.manim.mobject",
    "gdclips.rendering.manim.typesetting",
    "scenes.lecture",
}
ENCODERS = {"gdclips.rendering.images", "gdclips.rendering.video"}
RENDERERS = {"gdclips.rendering.agg", "gdclips.rendering.manim.stage", *ENCODERS}
DASK = {"gdclips.jobs.cluster", "gdclips.jobs.remote"}
OURS = ("gdcore", "scenes")
SET_UP = {
    f"scenes.workshop.{name}"
    for name in ("aside", "commands", "debian", "environment", "packages", "waiting", "wheels")
}

# Who may import which of our packages, the narrowest name first that fits the importer.
PACKAGES = ("gdcore", "gdclips.messages", "gdclips.drawing", "gdclips.story.scenes", "scenes.workshop")
CLIPS = set(PACKAGES)
ALLOWED = [
    ("gdcore", {"gdcore"}),
    ("gdclips.messages", set()),
    ("gdclips.streams", set()),
    ("gdclips.usage", {"gdclips.messages", "gdclips.story.scenes"}),
    ("gdclips.drawing", {"gdcore", "gdclips.drawing"}),
    ("gdclips.story.scenes", {"gdcore", "gdclips.messages", "gdclips.drawing", "gdclips.story.scenes"}),
    ("scenes.lecture", {"gdclips.drawing", "gdclips.story.scenes"}),
    ("scenes.workshop", CLIPS),
    ("gdclips.precheck", {"gdclips.precheck", "gdclips.streams", "scenes.workshop", "gdclips.commandline"}),
    ("gdclips.explorer", {*CLIPS, "gdclips.explorer"}),
    ("gdclips.commandline", {*CLIPS, "gdclips.explorer", "gdclips.usage", "gdclips.streams"}),
    ("gdclips.__main__", {"gdclips.commandline", "gdclips.streams"}),
    ("scenes", {"gdclips.explorer"}),
]
CAIRO = {"brush", "blend", "halo", "outlines", "drawing"}  # the parts of the stage that draw with it
# Who alone may import a package from outside; any other module of ours may not.
ONLY = {
    "manim": MANIM,
    "cairo": {"gdclips.rendering.manim.stage", *(f"gdclips.drawing.{name}" for name in CAIRO)},
    "av": ENCODERS,
    "PIL": {"gdclips.rendering.images", "gdclips.explorer.frames"},
    "imageio": {"gdclips.rendering.images"},
    "distributed": {*DASK, "benchmarks.many"},
    "dask": DASK,
    "cloudpickle": DASK,
    "toolz": DASK,
    "rich": {"gdclips.jobs.bars"},
    "openpyxl": {"gdclips.requests.tables.workbook"},
    "starlette": {"gdclips.explorer.server", "gdclips.explorer.security"},
    "uvicorn": {"gdclips.explorer.connections", "gdclips.explorer.running"},
    "anywidget": {"gdclips.explorer.widget"},
    "traitlets": {"gdclips.explorer.widget"},
}


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name, package):
    return name == package or name.startswith(package + ".")


def imports(path):
    """Return the modules that a file imports, wherever in it, by full name, `a.b` for `from a import b`."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


FOUND = {name_of(path): imports(path) for path in FILES}
MODULES = pytest.mark.parametrize("module", FOUND)


def test_there_is_something_to_read():
    some = {"gdcore.descent", "gdclips.story.story", "scenes.noise_ball", "gdclips.jobs.pool"}
    assert {*some, *MANIM, *RENDERERS, *DASK} <= set(FOUND)
    assert "gdclips.drawing.text.lettering" in FOUND["gdclips.drawing.views.bands"]


@MODULES
def test_imports_run_one_way(module):
    allowed = next(allowed for package, allowed in ALLOWED if within(module, package))
    for name in FOUND[module]:
        if name.partition(".")[0] in OURS and name not in OURS:
            assert any(within(name, package) for package in allowed), f"{module} imports {name}"


@MODULES
def test_what_few_may_import_no_other_does(module):
    for name in FOUND[module]:
        package = name.partition(".")[0]
        assert module in ONLY.get(package, {module}), f"{module} imports {name}"


@MODULES
def test_nothing_imports_pyplot(module):
    assert not any("pyplot" in name or "pylab" in name for name in FOUND[module])


@pytest.mark.parametrize("module", [name for name in FOUND if within(name, "gdcore")])
def test_the_core_needs_numpy_and_the_standard_library_alone(module):
    packages = {name.partition(".")[0] for name in FOUND[module]}
    assert packages <= {"gdcore", "numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize(
    "module", [*(name for name in FOUND if within(name, "gdclips.precheck")), *sorted(SET_UP)]
)
def test_what_comes_before_set_up_needs_the_standard_library_alone(module):
    packages = {name.partition(".")[0] for name in FOUND[module]}
    assert packages <= {"scenes", *sys.stdlib_module_names}


def test_workers_are_kept_with_the_standard_library_alone():
    """A cluster's machines are sent that module, and have none of ours."""
    packages = {name.partition(".")[0] for name in FOUND["gdclips.jobs.pool"]}
    assert packages <= sys.stdlib_module_names


@pytest.mark.parametrize("module", [name for name in FOUND if name not in DASK])
def test_a_cluster_is_only_loaded_where_one_is_asked_for(module):
    """Those who need it import it in the function that does; extras.py makes sure before that it is there."""
    assert module == "gdclips.jobs.run" or not FOUND[module] & DASK


@pytest.mark.parametrize("module", [name for name in FOUND if within(name, "gdclips.story.scenes")])
def test_stories_name_no_renderer(module):
    assert not FOUND[module] & RENDERERS
    assert not {name.partition(".")[0] for name in FOUND[module]} & {"matplotlib", "manim", "av", "PIL"}


@pytest.mark.parametrize("module", [name for name in FOUND if within(name, "gdclips.drawing")])
def test_only_a_renderer_imports_matplotlibs_or_manims_drawing(module):
    drawing = {name for name in FOUND[module] if within(name, "matplotlib.backends")}
    assert not drawing or module == "gdclips.rendering.agg"
    assert not FOUND[module] & RENDERERS - (
        {"gdclips.rendering.images"} if module == "gdclips.rendering.video" else set()
    )


VOCABULARY = {
    "cutting",
    *("theme", "motion", "geometry", "story", "timeline", "marks", "layout", "numbers", "frame", "lettering"),
    *("characters", "fonts", "shaping", "rc"),
}
SOLIDS = {"bowl", "camera", "drape"}  # arrays alone, of the surface and what sees it
STAGE = {name.removeprefix("gdclips.drawing.") for name in FOUND if name.startswith("gdclips.drawing.")}
VIEWS = STAGE - VOCABULARY - SOLIDS - CAIRO - {name.removeprefix("gdclips.drawing.") for name in RENDERERS}


def of_stage(module):
    """The modules of the stage that one of them imports."""
    found = FOUND[f"gdclips.drawing.{module}"]
    return {name for name in STAGE if any(within(each, f"gdclips.drawing.{name}") for each in found)}


def test_the_stages_parts_are_there():
    assert VOCABULARY | SOLIDS <= STAGE
    assert {"bands", "column", "contour", "head", "labels", "path", "picture", "signs", "views"} < VIEWS
    assert {"frames", "scatter", "series", "surface", "room"} < VIEWS
    assert of_stage("bands") >= {"geometry", "lettering"}


@pytest.mark.parametrize("module", sorted(VOCABULARY | SOLIDS))
def test_the_vocabulary_does_not_import_the_views(module):
    assert not of_stage(module) & VIEWS


@pytest.mark.parametrize("module", sorted(SOLIDS))
def test_solids_know_neither_colors_nor_marks(module):
    assert of_stage(module) <= {"geometry", "layout", *SOLIDS}


@pytest.mark.parametrize("module", sorted(STAGE - {"with_matplotlib", "with_manim", "brush", "canvas"}))
def test_only_the_renderers_import_the_picture(module):
    assert "picture" not in of_stage(module)


@pytest.mark.parametrize("module", [name for name in FOUND if within(name, "gdclips.story.scenes")])
def test_stories_speak_the_vocabulary_alone(module):
    """They choose what is shown; where it lies and in which colour is the stage's."""
    known = {f"gdclips.drawing.{name}" for name in ("story", "timeline", "marks", "numbers", "characters")}
    used = {name for name in FOUND[module] if within(name, "gdclips.drawing") and name != "gdclips.drawing"}
    assert all(any(within(name, each) for each in known) for name in used), used


@pytest.mark.parametrize("package", [*PACKAGES, "gdclips.explorer"])
def test_no_modules_import_each_other_in_a_circle(package):
    own = {name for name in FOUND if within(name, package) and name != package}
    graph = {name: {each for each in own if each != name and each in FOUND[name]} for name in own}
    order = TopologicalSorter(graph).static_order()  # a CycleError names the circle
    assert set(order) == own


SERVERS = {"starlette", "uvicorn", "anywidget", "ipywidgets"}
TABLES = {name for name in FOUND if within(name, "gdclips.requests.tables")} - {
    *("gdclips.requests.tables", "gdclips.requests.tables.options"),
}
HEAVY = {"manim", "cairo", "matplotlib.pyplot", "av", "distributed", "dask", "rich", *ENCODERS, *MANIM, *DASK}
HEAVY |= {*SERVERS, *TABLES, "openpyxl"}
STARTED = ["gdclips.__main__", "gdclips.commandline", "gdclips.story.scenes", "gdclips.jobs.worker"]


@pytest.mark.parametrize("module", [*STARTED, "gdclips.build.making"])
def test_the_command_line_and_its_workers_start_without_what_draws_and_encodes(module):
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert module in loaded
    assert not loaded & HEAVY
    assert module not in STARTED or not loaded & {"matplotlib", "PIL"}  # making finds where letters lie


DESCENT = """
import importlib.util, sys
import numpy as np
from gdcore import LeastSquares, descend, gradient_descent, linear_data, sample_batches, theory

rng = np.random.default_rng(0)
loss = LeastSquares(linear_data(100, [6, 5], 2, rng=rng))
run = descend(loss, gradient_descent(theory.best_rate(loss)), [2, 2, 8], 200)
assert np.allclose(run.points[-1], [2, 6, 5]), run.points[-1]
rows = sample_batches(100, 1, 50, rng=rng)
assert descend(loss, gradient_descent(0.1), [2, 2, 8], 50, batches=rows).losses[-1] < 10
for name in ("matplotlib", "scenes", "pip", "msgspec", "manim"):
    assert importlib.util.find_spec(name) is None, name
print(np.__file__, sys.modules["gdcore"].__file__, sep="\\n")
"""


def test_the_core_runs_with_numpy_alone(tmp_path):
    seen = tmp_path / "seen"
    seen.mkdir()
    installed = Path(np.__file__).resolve().parent
    (seen / "numpy").symlink_to(installed)
    if (libraries := installed.with_name("numpy.libs")).is_dir():
        (seen / "numpy.libs").symlink_to(libraries)
    (seen / "gdcore").symlink_to(ROOT / "gdcore")
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    (packages,) = (tmp_path / "bare").glob("lib/python*/site-packages")
    (packages / "seen.pth").write_text(f"{seen}\n", encoding="utf-8")
    done = subprocess.run(
        [tmp_path / "bare" / "bin" / "python", "-I", "-W", "error", "-c", DESCENT],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(seen / name / "__init__.py") for name in ("numpy", "gdcore")]
