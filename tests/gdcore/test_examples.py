"""The examples in docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import gdcore

MODULES = ["gdcore", *(module.name for module in pkgutil.walk_packages(gdcore.__path__, "gdcore."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
