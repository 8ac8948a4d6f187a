"""The examples in docstrings: each public name has one, and all of them run."""

import doctest
import importlib
import inspect
import pkgutil
import pydoc

import pytest

import gdcore

MODULES = ["gdcore", *(module.name for module in pkgutil.walk_packages(gdcore.__path__, "gdcore."))]

PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name)
    for package in (gdcore, gdcore.theory)
    for name in package.__all__
}
PROTOCOLS = (gdcore.Loss, gdcore.SampledLoss, gdcore.Quadratic)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def told(value):
    """Whether a public name has a docstring of its own: no alias of a type, no module."""
    return inspect.isfunction(value) or inspect.isclass(value) or type(value).__module__.startswith("gdcore")


@pytest.mark.parametrize("name", [name for name, value in PUBLIC.items() if told(value)])
def test_every_public_name_has_an_example(name):
    assert PUBLIC[name] in PROTOCOLS or ">>>" in (PUBLIC[name].__doc__ or "")


READY_MADE = {
    name: value
    for name, value in vars(gdcore).items()
    if isinstance(value, gdcore.Surface | gdcore.QuadraticFunction)
}


@pytest.mark.parametrize("name", READY_MADE)
def test_examples_of_ready_made_losses_run(name):
    """`help` tells of a loss that is no class; `doctest` looks for classes and functions alone."""
    text = inspect.getdoc(READY_MADE[name])
    examples = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    result = doctest.DocTestRunner().run(examples)
    assert result.attempted > 0
    assert result.failed == 0


def test_help_tells_of_ready_made_losses():
    text = pydoc.plain(pydoc.render_doc(gdcore))
    for name, loss in READY_MADE.items():
        assert f"{name} = <{type(loss).__name__}: {name}>\n        {loss.__doc__.splitlines()[0]}" in text
