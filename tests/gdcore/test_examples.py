"""The examples in docstrings run."""

import doctest
import importlib
import inspect
import pkgutil
import pydoc

import pytest

import gdcore

MODULES = ["gdcore", *(module.name for module in pkgutil.walk_packages(gdcore.__path__, "gdcore."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


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
