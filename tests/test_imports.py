"""Which way imports run: a layer knows those that stand before it alone, and packages have few users each."""

import ast
import re
import subprocess
import sys
import venv
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

from gdclips.places import CODE as ROOT

FILES = sorted(path for folder in ("gdcore", "gdclips") for path in (ROOT / folder).rglob("*.py"))

# From the ground up: each may import what stands before it, and itself.
LAYERS = (
    "gdcore",
    "gdclips.messages",
    "gdclips.places",
    "gdclips.paths",
    "gdclips.streams",
    "gdclips.system",
    "gdclips.setup",
    "gdclips.story",
    "gdclips.scene",
    "gdclips.drawing",
    "gdclips.rendering",
    "gdclips.encoding",
    "gdclips.formats",
    "gdclips.requests",
    "gdclips.destinations",
    "gdclips.build",
    "gdclips.index",
    "gdclips.jobs",
    "gdclips.explorer",
    "gdclips.errors",
    "gdclips.arguments",
    "gdclips.options",
    "gdclips.development",
    "gdclips.making",
    "gdclips.commandline",
    "gdclips.precheck",
    "gdclips.__main__",
    "gdclips",
)
# The same within the drawing; the rest of it is what all of these stand on.
DRAWING = (
    "gdclips.drawing.text",
    "gdclips.drawing.space",
    "gdclips.drawing.film",
    "gdclips.drawing.picture",
)
ALONE = {"gdcore": {"gdcore", "numpy"}, "gdclips.system": {"gdclips"}}
ALONE |= {"gdclips.setup": {"gdclips"}, "gdclips.precheck": {"gdclips"}}
MOST = 16  # files of a folder

MANIM, CAIRO = "gdclips.rendering.manim", "gdclips.rendering.cairo"
AGG, ENCODING = "gdclips.rendering.agg", "gdclips.encoding"
DASK = ("gdclips.jobs.cluster", "gdclips.jobs.remote")
# Who alone may import a package from outside; any other module of ours may not.
ONLY = {
    "manim": (MANIM,),
    "cairo": (MANIM, CAIRO),
    "contourpy": ("gdclips.drawing.contours",),
    "av": (ENCODING,),
    "PIL": (ENCODING, "gdclips.requests.playing", "gdclips.explorer.previews"),
    "imageio": (ENCODING,),
    "distributed": DASK,
    "dask": DASK,
    "cloudpickle": DASK,
    "toolz": DASK,
    "rich": ("gdclips.jobs.bars",),
    "openpyxl": ("gdclips.requests.tables.workbook",),
    "starlette": ("gdclips.explorer.application", "gdclips.explorer.security"),
    "uvicorn": ("gdclips.explorer.connections", "gdclips.explorer.server"),
    "anywidget": ("gdclips.explorer.widget",),
    "traitlets": ("gdclips.explorer.widget",),
    "benchmarks": ("gdclips.development",),
    "scenes": (),
}


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name, *packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


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


def layer(name):
    return next((layer for layer in reversed(LAYERS[:-1]) if within(name, layer)), "gdclips")


def ours(module):
    """The modules of ours that one of them imports; a folder is imported with what it has."""
    return {each for each in FOUND if any(within(name, each) for name in FOUND[module])} - {
        "gdclips",
        "gdcore",
    }


def test_the_architecture_names_each_module_and_folder_of_the_engine():
    parts = {path.name for path in (ROOT / "gdclips").glob("*.py")} - {"__init__.py", "__main__.py"}
    parts |= {f"{path.parent.name}/" for path in (ROOT / "gdclips").glob("*/__init__.py")}
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = "\n".join(line for line in text.splitlines() if line.startswith("| `"))
    assert parts - set(re.findall(r"`(?:gdclips/)?([\w.]+/?)`", table)) == set()


def test_the_files_in_which_the_next_thing_goes_are_there():
    text = (ROOT / "docs/architecture.md").read_text("utf-8").split("## Where the next thing goes")[1]
    paths = re.findall(r"`(\w+/[\w./]*|\w+\.py)`", text)
    assert len(paths) > 30
    bases = ROOT, ROOT / "gdclips"
    assert [path for path in paths if not any((base / path).exists() for base in bases)] == []


def test_there_is_something_to_read():
    assert {
        "gdcore.descent",
        "gdclips.story.film.film",
        "gdclips.jobs.pool",
        AGG,
        f"{ENCODING}.gif",
        *DASK,
    } <= set(FOUND)
    assert "gdclips.drawing.text.lettering" in ours("gdclips.drawing.film.plot")
    assert all(any(within(name, layer) for name in FOUND) for layer in (*LAYERS, *DRAWING))


@MODULES
def test_a_folder_knows_those_before_it_alone(module):
    known = LAYERS[: LAYERS.index(layer(module)) + 1]
    if module == "gdclips":
        return
    for name in ours(module):
        assert layer(name) in known, f"{module} imports {name}"


@pytest.mark.parametrize("module", [name for name in FOUND if within(name, "gdclips.drawing")])
def test_in_the_drawing_too(module):
    at = next((number for number, part in enumerate(DRAWING) if within(module, part)), -1)
    for name in ours(module):
        assert not within(name, *DRAWING[at + 1 :]), f"{module} imports {name}"


@pytest.mark.parametrize("package", [*LAYERS[:-1]])
def test_no_modules_import_each_other_in_a_circle(package):
    own = {name for name in FOUND if within(name, package) and name != package}
    graph = {name: {each for each in own if each != name and each in FOUND[name]} for name in own}
    request = TopologicalSorter(graph).static_order()  # a CycleError names the circle
    assert set(request) == own


@MODULES
def test_what_few_may_import_no_other_does(module):
    for name in FOUND[module]:
        package = name.partition(".")[0]
        assert package not in ONLY or within(module, *ONLY[package]), f"{module} imports {name}"


@MODULES
def test_nothing_imports_pyplot(module):
    assert not any("pyplot" in name or "pylab" in name for name in FOUND[module])


@pytest.mark.parametrize(
    ("module", "allowed"),
    [(name, allowed) for package, allowed in ALONE.items() for name in FOUND if within(name, package)],
)
def test_the_core_and_what_comes_before_set_up_need_no_more_than_they_may(module, allowed):
    packages = {name.partition(".")[0] for name in FOUND[module]}
    assert packages <= {*allowed, *sys.stdlib_module_names}


def test_workers_are_kept_with_the_standard_library_alone():
    """A cluster's machines are sent that module, and have none of ours."""
    packages = {name.partition(".")[0] for name in FOUND["gdclips.jobs.pool"]}
    assert packages <= sys.stdlib_module_names


@pytest.mark.parametrize("module", [name for name in FOUND if name not in DASK])
def test_a_cluster_is_only_loaded_where_one_is_asked_for(module):
    """Those who need it import it in the function that does; extras.py makes sure before that it is there."""
    assert module == "gdclips.jobs.run" or not FOUND[module] & {*DASK}


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES if "gdclips" in path.parts}))
def test_no_folder_holds_more_than_can_be_seen_at_once(folder):
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST


HEAVY = {"manim", "cairo", "matplotlib.pyplot", "av", "distributed", "dask", "rich", "openpyxl"}
HEAVY |= {
    "starlette",
    "uvicorn",
    "anywidget",
    "ipywidgets",
    *(f"{ENCODING}.{name}" for name in ("gif", "video", "stills", "webp", "apng", "avif")),
    MANIM,
    *DASK,
}
HEAVY |= {
    name
    for name in FOUND
    if within(name, "gdclips.requests.tables")
    and name not in ("gdclips.requests.tables", "gdclips.requests.tables.options")
}
STARTED = ["gdclips.__main__", "gdclips.commandline", "gdclips.story.scenes", "gdclips.jobs.worker"]


@pytest.mark.parametrize("module", [*STARTED, "gdclips.build.render"])
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
    assert module not in STARTED or not loaded & {"matplotlib", "PIL"}  # rendering finds where letters lie


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
for name in ("matplotlib", "gdclips", "pip", "msgspec", "manim"):
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
