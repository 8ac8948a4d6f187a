"""docs/core.md and examples/my_losses.py: their code runs, and is as short and as right as they say."""

import inspect
import re
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

import gdcore
from gdcore import check_loss, descend

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/core.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
EXAMPLE = ROOT / "examples" / "my_losses.py"


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    """What its Python leaves behind, one block after another, and what each of them prints."""
    names, printed = {"__name__": "guide"}, []
    with chdir(tmp_path_factory.mktemp("guide")):
        for kind, text in BLOCKS:
            with redirect_stdout(StringIO()) as output:
                if kind == "python":
                    exec(compile(text, "docs/core.md", "exec"), names)
            printed.append(output.getvalue())
    return names, printed


@pytest.fixture(scope="module")
def example():
    return run_path(str(EXAMPLE), run_name="my_losses")


def test_the_guide_s_code_runs(guide):
    names, printed = guide
    assert names["training"].layout == (("weight", (3, 2)), ("bias", (3,)))
    assert names["run"].losses[-1] < 0.53
    assert (np.diff(names["run"].losses) <= 0).all()
    np.testing.assert_array_equal(names["again"].points, names["run"].points)
    assert "batch_gradient to" in "".join(printed)


def rounded(text):
    """A text without the digits that rounding makes."""
    text = re.sub(r"\d\.\d{7,}", lambda found: f"{float(found[0]):.6f}", text)
    return re.sub(r"\de-\d\d\b", "little", text)


def test_what_it_prints_is_what_the_guide_shows(guide):
    shown = [
        (rounded(printed), rounded(told))
        for (kind, _), printed, (next_kind, told) in zip(BLOCKS, guide[1], BLOCKS[1:], strict=False)
        if kind == "python" and not next_kind
    ]
    assert len(shown) > 4
    assert [printed for printed, _ in shown] == [told for _, told in shown]


def test_the_fault_that_it_shows_is_found(guide):
    names, _ = guide
    (fault,) = (text.strip() for kind, text in BLOCKS if text.startswith("ValueError"))
    right = names["loss"]
    turned = names["Logistic"](right.x, right.y)
    turned.gradient = lambda w: -right.gradient(w)
    with pytest.raises(ValueError, match="is off") as caught:
        check_loss(turned, at=[[0, 0], [1, -1]])
    assert rounded(f"ValueError: {caught.value}") == rounded(fault)


def test_its_loss_in_jax_is_right():
    pytest.importorskip("jax")
    names = {"__name__": "guide"}
    (text,) = (text for kind, text in BLOCKS if kind == "text" and "import jax" in text)
    exec(compile(text, "docs/core.md", "exec"), names)
    loss = names["Own"]()
    at = np.random.default_rng(0).standard_normal((5, 2))
    assert list(check_loss(loss, at).errors) == ["value", "gradient", "hessian"]
    np.testing.assert_allclose(loss.value(at), gdcore.rosenbrock.value(at), rtol=1e-12)
    run, same = (gdcore.minimize(each, gdcore.newton(), [-1.2, 1], 6) for each in (loss, gdcore.rosenbrock))
    np.testing.assert_allclose(run.points, same.points, rtol=1e-9)


def test_it_tells_of_every_part_of_the_protocol():
    table = GUIDE.split("| part |")[1].split("\n\n")[0]
    told = {name for row in table.splitlines() for name in re.findall(r"`(\w+)", row.split("|")[1])}
    parts = (gdcore.Loss, gdcore.SampledLoss, gdcore.Quadratic)
    assert told >= {name for part in parts for name in vars(part) if not name.startswith("_")}
    assert told >= {"plotted", "hessian", "name", "dim"}


def tabled(head):
    """The names in the first column of the table whose head begins so."""
    _, *rows = GUIDE.split(f"\n| {head} |")[1].split("\n\n")[0].splitlines()
    return {name for row in rows for name in re.findall(r"`(\w+)", row.split("|")[1])}


def functions(*modules):
    """The public functions of modules and packages within `gdcore`."""
    public = {name: getattr(gdcore, name) for name in gdcore.__all__}
    return {
        name
        for name, each in public.items()
        if inspect.isfunction(each) and each.__module__.split(".")[1] in modules
    }


def test_its_tables_are_complete():
    assert tabled("optimiser") | tabled("combinator") == functions("optimizers")
    assert tabled("method") == functions("methods") - {"minimize"}
    assert tabled("data, rows, rates") == {"Samples"} | functions("data", "csvfile", "batches", "schedules")
    kinds = {"Bowl", "Surface", "QuadraticFunction", "RestrictedLoss"}
    losses = {name for name in gdcore.__all__ if hasattr(getattr(gdcore, name), "gradient")} - kinds
    makers = {"quadratic", "quadratic_bowl"}
    assert tabled("loss") == (losses | makers) - {"Loss", "SampledLoss", "Quadratic"}
    results = {"BestSettings", "Damping", "FiniteRun", "Modes", "ReshuffledEpochs", "Trial"}
    assert tabled("theory") == set(gdcore.theory.__all__) - results


@pytest.mark.parametrize("package", [gdcore, gdcore.theory], ids=["gdcore", "theory"])
def test_it_names_all_that_there_is(package):
    assert set(package.__all__) - set(re.findall(r"`(\w+)", GUIDE)) == set()


@pytest.mark.parametrize("head", ["optimiser", "combinator", "method", "data, rows, rates", "loss"])
def test_the_arguments_in_its_tables_are_there(head):
    told = re.findall(r"^\| `(\w+)\(([^)]*)\)`", GUIDE, re.MULTILINE)
    ours = [(name, arguments) for name, arguments in told if name in tabled(head)]
    assert ours
    for name, arguments in ours:
        there = list(inspect.signature(getattr(gdcore, name)).parameters)
        assert [each for each in arguments.split(", ") if each] == there[: len(arguments.split(", "))], name


def test_what_it_links_to_is_there():
    links = re.findall(r"\]\(([\w./]+)\)", GUIDE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []


@pytest.mark.parametrize(("name", "most"), [("Logistic", 12), ("signum", 6)])
def test_a_loss_in_12_lines_and_an_optimiser_in_6_are_in_the_guide(name, most):
    (block,) = re.findall(
        rf"^(?:class|def) {name}\b.*?(?=^\S)", EXAMPLE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block.strip() in GUIDE
    assert len([line for line in block.splitlines() if line.strip()]) <= most


def test_the_example_is_right(example):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((50, 3))
    loss = example["Logistic"](x, np.where(rng.random(50) < 0.5, 1, -1))
    assert max(check_loss(loss, rng.standard_normal((4, 3))).errors.values()) < 1e-7
    starts = rng.standard_normal((5, 3))
    together = descend(loss, example["signum"](0.02, 0.5), starts, 60)
    for run, start in enumerate(starts):
        w, mean = start, np.zeros(3)
        for _ in range(60):
            mean = 0.5 * mean + 0.5 * loss.gradient(w)
            w = w - 0.02 * np.sign(mean)
        np.testing.assert_allclose(together.points[-1, run], w, rtol=1e-12)


def test_the_example_prints_what_it_found(example, capsys):
    example["main"]()
    check, result = capsys.readouterr().out.splitlines()
    assert check.startswith("<LossCheck: Logistic is right at 2 points")
    assert re.fullmatch(r"from 1\.\d+ to 0\.5\d+ at \[1\.\d+, -[\d.]+\]", result)
